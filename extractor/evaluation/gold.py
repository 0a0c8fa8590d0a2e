"""Gold: the events that people found in articles, as they wrote them down."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    ValidationError,
)

from extractor.errors import RecordsError
from extractor.fields.base import Purpose
from extractor.records import Article, Span
from extractor.schemas import SchemaField
from extractor.store.folder import read_lines

_T = TypeVar("_T")

MAIN = "main"
"""The salience of an event that an article was written for."""


def _is_none(item: object) -> bool:
    return item is None


def _as_list(given: object) -> object:
    return given if isinstance(given, list | tuple) else [given]


OneOrMore = Annotated[tuple[_T, ...], BeforeValidator(_as_list), Field(min_length=1)]
"""What is right: one answer, or a list of answers any of which is."""

Answer = str | int | float | None
"""A right answer; `None`: the articles say none, or among others: it may be left out."""


class GoldParty(BaseModel):
    """A party of an event and its role."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: OneOrMore[str]
    """Any of its names in the articles."""
    role: OneOrMore[str]
    """The roles that are right, by the names the schema gives them."""
    optional: bool = False
    """Right when it is named, and not missed when it is not."""


_PARTIES, _ANSWERS = "(parties)", "(answers)"


def _shape(given: object) -> str:
    several = given if isinstance(given, list | tuple) else None
    are_parties = several is not None and all(isinstance(item, dict | GoldParty) for item in several)
    return _PARTIES if are_parties else _ANSWERS


Answers = Annotated[
    Annotated[tuple[GoldParty, ...], Tag(_PARTIES)] | Annotated[OneOrMore[Answer], Tag(_ANSWERS)],
    Discriminator(_shape),
]
"""What is right in a field: parties, or one or more answers."""


class GoldEvent(BaseModel):
    """One event that the articles report, and where they do.

    Every key besides those below is the name of a field of the schema, and holds what is right in it.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Answers]

    id: str
    what: str
    """A headline: people read it, and events are paired by its words too."""
    reports: dict[str, tuple[str, ...]] = Field(min_length=1)
    """For each article that reports it, by id, the words that do, verbatim."""
    salience: dict[str, str] | None = Field(default=None, exclude_if=_is_none)
    """For each article that reports it, by id: `main`, or `background`."""
    optional: bool = Field(default=False, exclude_if=lambda optional: not optional)
    """Neither missed nor wrong: a report that people may or may not call an event."""
    story: str | None = Field(default=None, exclude_if=_is_none)
    unit: str | None = Field(default=None, exclude_if=_is_none)
    when_text: str | None = Field(default=None, exclude_if=_is_none)
    _line: str = PrivateAttr("")

    @property
    def where_from(self) -> str:
        """The file and the line of the event, or its id, for messages."""
        return self._line or f"gold event {self.id}"

    @property
    def answers(self) -> Mapping[str, tuple[Any, ...]]:
        """What is right, by the names of fields; how salient the event is has a key of its own."""
        return self.__pydantic_extra__

    def answers_of(self, field: SchemaField, article: str | None = None) -> tuple[Any, ...]:
        """What is right in a field: one or more answers (`Answer`), or parties; empty where gold is silent.

        How salient an event is may differ between articles: with `article`, in that one's record.
        """
        if field.type.purpose is not Purpose.SALIENCE:
            return self.__pydantic_extra__.get(field.name, ())
        by_article = self.salience or {}
        known = by_article if article is None else by_article.keys() & {article}
        return tuple(sorted({by_article[name] for name in known}))

    @property
    def is_main(self) -> bool:
        """Whether any article was written for it."""
        return MAIN in (self.salience or {}).values()


def read_gold(path: Path) -> tuple[GoldEvent, ...]:
    """The events of a gold file, JSON Lines as in `gold/seeds.jsonl`.

    Raises:
        RecordsError: the file cannot be read, is empty, or a line is no gold event.
    """
    events: dict[str, GoldEvent] = {}
    for data, where in read_lines(path):
        try:
            event = GoldEvent.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"] if part not in (_PARTIES, _ANSWERS))
            raise RecordsError(f"{where}: not a gold event: {place}: {first['msg']}") from error
        event._line = where  # noqa: SLF001  # pydantic sets no private attribute otherwise
        if event.id in events:
            raise RecordsError(f"{where}: a second event with the id {event.id!r}; give it another")
        events[event.id] = event
    if not events:
        raise RecordsError(f"{path}: no gold events in it")
    return tuple(events.values())


def places_of(event: GoldEvent, article: Article) -> tuple[Span, ...]:
    """Where the fragments of an event stand in an article's text; one that stands twice has two places.

    A fragment may be of the title instead, which has no place in the text.

    Raises:
        RecordsError: a fragment is in neither.
    """
    places = []
    for fragment in event.reports.get(article.id, ()):
        starts = [match.start() for match in re.finditer(re.escape(fragment), article.text)]
        if not fragment or (not starts and fragment not in (article.title or "")):
            raise RecordsError(
                f"{event.where_from}: reports: not in {article.id}, verbatim: {fragment!r:.100}"
            )
        places += [Span(start=start, end=start + len(fragment)) for start in starts]
    return tuple(places)


def days_of(when: str) -> tuple[date, date]:
    """The first and the last day of `2025-08-12`, `2025-08`, `2025`, or of two of them parted by `/`.

    Raises:
        ValueError: it is none of these.
    """
    first, slash, last = when.partition("/")
    start, end = _first_and_last(first)[0], _first_and_last(last if slash else first)[1]
    if end < start:
        raise ValueError(f"{when!r} ends before it starts")
    return start, end


def _first_and_last(text: str) -> tuple[date, date]:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
    if match is None:
        raise ValueError(f"{text!r} is no year, month or day such as 2025, 2025-08 or 2025-08-12")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101  # the pattern has it
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last_day)
