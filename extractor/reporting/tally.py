"""What a datasheet counts, while a run's articles, records and events pass by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from extractor.fields import CellKind, FieldType
from extractor.records import EventRecord, Grounding, JsonObject, Mention, Origin
from extractor.schemas import Schema

CONFIDENCES = ((0.9, "90% or more"), (0.7, "70% to 90%"), (0.5, "50% to 70%"), (0.0, "below 50%"))
"""The lower ends of the groups that events are counted in by their confidence, and their names."""

NO_CONFIDENCE = "not stated"
"""The name of the group of those for which no backend gave a probability."""

_READ = frozenset({CellKind.DAY, CellKind.WHOLE, CellKind.NUMBER})
"""What a column holds that words are read into: without any of it, the words are all that is known."""


@dataclass(frozen=True, slots=True)
class Review:
    """How far people have looked at a run."""

    decisions: int
    """Those in force."""
    reviewers: int
    right: int
    """Events that somebody looked at and accepted."""
    wrong: int
    """Events that were rejected."""


@dataclass
class Tally:
    """The counts of a run."""

    schema: Schema
    articles: int = 0
    languages: Counter[str | None] = field(default_factory=Counter)
    sources: Counter[str | None] = field(default_factory=Counter)
    dates: list[str] = field(default_factory=list)
    """The first and the last day of publication."""
    dated: int = 0
    records: int = 0
    origins: Counter[Origin | None] = field(default_factory=Counter)
    """Records by the model that they are of."""
    outcomes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By field, the values of records: `supported`, `unsupported`, `unresolved` or `judged`."""
    events: int = 0
    shared: int = 0
    """Events that several articles report."""
    confidences: Counter[str] = field(default_factory=Counter)

    def of_articles(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines of JSON, each article counted when its line passes."""
        for line in lines:
            self.add_article(from_json(line))
            yield line

    def of_records(self, records: Iterable[EventRecord]) -> Iterator[EventRecord]:
        """The records, each counted when it passes."""
        for record in records:
            self.add_record(record)
            yield record

    def add_article(self, article: JsonObject) -> None:
        """Count an article, as `articles.jsonl` has it."""
        self.articles += 1
        self.languages[article.get("language")] += 1
        self.sources[article.get("source")] += 1
        if day := article.get("published"):
            self.dated += 1
            self.dates = [min(day, *self.dates), max(day, *self.dates)] if self.dates else [day, day]

    def add_record(self, record: EventRecord) -> None:
        """Count a record and its values."""
        self.records += 1
        self.origins[record.origin] += 1
        for item in self.schema.fields:
            for mention in record.fields[item.name]:
                self.outcomes[item.name][_outcome(mention, item.type)] += 1

    def add_event(self, confidence: float | None, articles: int) -> None:
        """Count an event that so many articles report."""
        self.events += 1
        self.shared += articles > 1
        groups = (name for low, name in CONFIDENCES if confidence is not None and confidence >= low)
        self.confidences[next(groups, NO_CONFIDENCE)] += 1


def _outcome(mention: Mention, kind: FieldType[Any]) -> str:
    grounding = mention.support.grounding
    if grounding is Grounding.JUDGED:
        return "judged"
    if grounding is Grounding.UNSUPPORTED:
        return "unsupported"
    return "supported" if _is_read(mention, kind) else "unresolved"


def _is_read(mention: Mention, kind: FieldType[Any]) -> bool:
    """Whether the words became a value: with a day or a number, where the field's columns have such."""
    if mention.value is None:
        return False
    cells = zip(kind.columns(), kind.cells([mention.value]), strict=True)
    read = [cell is not None for column, cell in cells if column.kind in _READ]
    return any(read) or not read
