"""Turn news articles into checked, sourced event records.

    from extractor import Request, extract, load_profile

    outcome = extract(Request(inputs=("articles/",), folder=Path("runs/first"), profile=load_profile()))
    for event in outcome.events:
        print(event.articles, event.fields["what"])

A name is imported from its room when it is first used, so that importing this package costs nothing. All
errors are in `extractor.errors`; field types for schemas of one's own are in `extractor.fields`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.articles import read_articles as read_articles
    from extractor.backends import Profile as Profile
    from extractor.backends import load_profile as load_profile
    from extractor.errors import ArticleError as ArticleError
    from extractor.errors import ExtractorError as ExtractorError
    from extractor.evaluation.evaluating import Evaluation as Evaluation
    from extractor.evaluation.evaluating import evaluate as evaluate
    from extractor.evaluation.gold import GoldEvent as GoldEvent
    from extractor.evaluation.gold import read_gold as read_gold
    from extractor.merging import Constraints as Constraints
    from extractor.merging import EventExplanation as EventExplanation
    from extractor.merging import Explanation as Explanation
    from extractor.merging import explain_event as explain_event
    from extractor.merging import explain_pair as explain_pair
    from extractor.merging import merge as merge
    from extractor.records import Alternative as Alternative
    from extractor.records import Article as Article
    from extractor.records import Conflict as Conflict
    from extractor.records import EventRecord as EventRecord
    from extractor.records import Grounding as Grounding
    from extractor.records import Mention as Mention
    from extractor.records import MergedEvent as MergedEvent
    from extractor.records import MergedValue as MergedValue
    from extractor.records import Sentence as Sentence
    from extractor.records import Span as Span
    from extractor.records import Support as Support
    from extractor.runs.cascade import Escalation as Escalation
    from extractor.runs.endings import Ended as Ended
    from extractor.runs.endings import Failure as Failure
    from extractor.runs.endings import Watcher as Watcher
    from extractor.runs.pipeline import Outcome as Outcome
    from extractor.runs.request import Request as Request
    from extractor.schemas import Schema as Schema
    from extractor.schemas import load_schema as load_schema
    from extractor.schemas import schema_of as schema_of
    from extractor.store.folder import RunFolder as RunFolder
    from extractor.store.folder import StoredRun as StoredRun
    from extractor.streaming import aextract as aextract
    from extractor.with_review import extract as extract

_ROOMS = {
    "articles": ("read_articles",),
    "backends": ("Profile", "load_profile"),
    "errors": ("ArticleError", "ExtractorError"),
    "evaluation.evaluating": ("Evaluation", "evaluate"),
    "evaluation.gold": ("GoldEvent", "read_gold"),
    "merging": ("Constraints", "EventExplanation", "Explanation", "explain_event", "explain_pair", "merge"),
    "records": (
        "Alternative",
        "Article",
        "Conflict",
        "EventRecord",
        "Grounding",
        "Mention",
        "MergedEvent",
        "MergedValue",
        "Sentence",
        "Span",
        "Support",
    ),
    "store.folder": ("RunFolder", "StoredRun"),
    "runs.cascade": ("Escalation",),
    "runs.pipeline": ("Outcome",),
    "runs.request": ("Request",),
    "runs.endings": ("Ended", "Failure", "Watcher"),
    "schemas": ("Schema", "load_schema", "schema_of"),
    "streaming": ("aextract",),
    "with_review": ("extract",),
}
"""Where each public name is, as imported above for type checkers."""

_ROOM_OF = {name: f"extractor.{room}" for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_ROOM_OF)  # noqa: PLE0605  # a list all the same


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    item = getattr(importlib.import_module(_ROOM_OF[name]), name)
    globals()[name] = item
    return item


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
