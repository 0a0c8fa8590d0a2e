"""Makes the records of an article from the events that a model returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.backends.profiles import Profile
from extractor.extraction.plans import Plan, RawEvent
from extractor.extraction.rejections import Rejection
from extractor.records import Article, EventRecord, Origin


@dataclass(frozen=True, slots=True)
class Assembled:
    """What came of an article: its records in reading order, and the events that became none."""

    records: tuple[EventRecord, ...]
    rejections: tuple[Rejection, ...]


def origin_of(plan: Plan, profile: Profile) -> Origin:
    """Which model, asked how, gives the records of a run."""
    return Origin(backend=profile.name, model=profile.model, plan=plan.name, prompt=plan.fingerprint)


def assembled(plan: Plan, article: Article, events: Sequence[RawEvent], origin: Origin) -> Assembled:
    """The records of an article, each once, from what a model wrote about its events."""
    from extractor.extraction.assembly import Assembler  # where it is used: a batch that waits needs none

    made = Assembler(plan.schema, article, origin).assemble(events)
    records = {item.id: item for item in made if isinstance(item, EventRecord)}
    rejections = tuple(item for item in made if isinstance(item, Rejection))
    return Assembled(tuple(records.values()), rejections)
