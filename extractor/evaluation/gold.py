"""Gold: the events that people found in articles, as they wrote them down."""

from __future__ import annotations

import calendar
import re
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from extractor.errors import RecordsError
from extractor.records import Article, Span
from extractor.runs.folder import read_lines

_T = TypeVar("_T")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_list(given: object) -> object:
    return given if isinstance(given, list) else [given]


OneOrMore = Annotated[tuple[_T, ...], BeforeValidator(_as_list), Field(min_length=1)]
"""What is right: one answer, or a list of answers any of which is."""


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


def _is_time(when: str) -> str:
    days_of(when)
    return when


class GoldParty(_Frozen):
    """A party of an event and its role."""

    name: OneOrMore[str]
    """Any of its names in the articles."""
    role: OneOrMore[str]
    """The roles that are right, by the names the schema gives them."""
    optional: bool = False
    """Right when it is named, and not missed when it is not."""


class GoldEvent(_Frozen):
    """One event that the articles report, and where they do."""

    id: str
    type: OneOrMore[str | None]
    """Option names of the schema."""
    what: str
    """For people."""
    when: OneOrMore[Annotated[str, BeforeValidator(_is_time)] | None]
    where: OneOrMore[str | None]
    who: tuple[GoldParty, ...]
    count: OneOrMore[int | float | None]
    status: OneOrMore[str | None]
    reports: dict[str, tuple[str, ...]]
    """For each article that reports it, by id, the words that do, verbatim."""
    optional: bool = False
    """Neither missed nor wrong: a report that people may or may not call an event."""


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
            place = ".".join(map(str, first["loc"]))
            raise RecordsError(f"{where}: not a gold event: {place}: {first['msg']}") from error
        if event.id in events:
            raise RecordsError(f"{where}: a second event with the id {event.id!r}; give it another")
        events[event.id] = event
    if not events:
        raise RecordsError(f"{path}: no gold events in it")
    return tuple(events.values())


def places_of(event: GoldEvent, article: Article) -> tuple[Span, ...]:
    """Where the fragments of an event stand in an article; a fragment that stands twice has two places.

    Raises:
        RecordsError: a fragment is not in the article's text.
    """
    places = []
    for fragment in event.reports.get(article.id, ()):
        starts = [match.start() for match in re.finditer(re.escape(fragment), article.text)]
        if not starts or not fragment:
            raise RecordsError(
                f"gold event {event.id}: not in the text of {article.id}, verbatim: {fragment!r:.100}"
            )
        places += [Span(start=start, end=start + len(fragment)) for start in starts]
    return tuple(places)
