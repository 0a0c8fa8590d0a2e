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
    from extractor.articles import read_articles
    from extractor.backends import Profile, load_profile
    from extractor.errors import ArticleError, ExtractorError
    from extractor.evaluation.evaluating import Evaluation, evaluate
    from extractor.evaluation.gold import GoldEvent, read_gold
    from extractor.merging import (
        Constraints,
        EventExplanation,
        Explanation,
        explain_event,
        explain_pair,
        merge,
    )
    from extractor.records import (
        Alternative,
        Article,
        Conflict,
        EventRecord,
        Grounding,
        Mention,
        MergedEvent,
        MergedValue,
        Sentence,
        Span,
        Support,
    )
    from extractor.runs.cascade import Escalation
    from extractor.runs.endings import Ended, Failure, Watcher
    from extractor.runs.pipeline import Outcome
    from extractor.runs.request import Request
    from extractor.schemas import Schema, load_schema, schema_of
    from extractor.store.folder import RunFolder, StoredRun
    from extractor.streaming import aextract
    from extractor.with_review import extract

__all__ = [
    "Alternative",
    "Article",
    "ArticleError",
    "Conflict",
    "Constraints",
    "Ended",
    "Escalation",
    "Evaluation",
    "EventExplanation",
    "EventRecord",
    "Explanation",
    "ExtractorError",
    "Failure",
    "GoldEvent",
    "Grounding",
    "Mention",
    "MergedEvent",
    "MergedValue",
    "Outcome",
    "Profile",
    "Request",
    "RunFolder",
    "Schema",
    "Sentence",
    "Span",
    "StoredRun",
    "Support",
    "Watcher",
    "aextract",
    "evaluate",
    "explain_event",
    "explain_pair",
    "extract",
    "load_profile",
    "load_schema",
    "merge",
    "read_articles",
    "read_gold",
    "schema_of",
]

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


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    item = getattr(importlib.import_module(_ROOM_OF[name]), name)
    globals()[name] = item
    return item


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
