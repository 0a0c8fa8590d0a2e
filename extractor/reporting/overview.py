"""The two pictures of a run: when its events were, and which article reports which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.reporting.article_views import ArticleView
from extractor.reporting.event_views import EventView

CELL = 16
"""Side of a cell of the map, in pixels."""
_LABEL = 300
"""Width of the column of events' names in the map, in pixels."""
_HEAD = 26
"""Height of the row of articles' numbers, in pixels."""
_LABEL_CHARACTERS = 46
"""Of an event's name that fit into its column."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Events of one time, the most reported first."""

    label: str
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The moments of one year."""

    label: str
    moments: tuple[Moment, ...]


def timeline(events: Sequence[EventView]) -> tuple[tuple[Period, ...], tuple[EventView, ...]]:
    """The years with their moments in order of time, and the events without a date.

    A moment comes where it begins; of those that begin together the shortest comes first.
    """
    moments: dict[tuple[str, str, str], list[EventView]] = {}
    undated = []
    for event in events:
        if event.time is None:
            undated.append(event)
        else:
            begins = (event.time.start or event.time.last).isoformat()
            moments.setdefault((begins, event.time.last.isoformat(), event.when), []).append(event)
    years: dict[str, list[Moment]] = {}
    for key in sorted(moments):
        years.setdefault(key[0][:4], []).append(Moment(key[2], tuple(moments[key])))
    periods = tuple(Period(year, tuple(found)) for year, found in years.items())
    return periods, tuple(undated)


@dataclass(frozen=True, slots=True)
class MapRow:
    """An event in the map."""

    event: EventView
    label: str
    y: int
    cells: tuple[tuple[int, ArticleView], ...]
    """The left edge of a cell and the article, for each that reports the event."""


@dataclass(frozen=True, slots=True)
class MapView:
    """Which article reports which event, as a picture; positions in pixels."""

    rows: tuple[MapRow, ...]
    columns: tuple[tuple[int, ArticleView], ...]
    width: int
    height: int
    label_width: int = _LABEL
    head: int = _HEAD
    cell: int = CELL
    left_out: int = 0
    """Events of one article, which have no row."""


def map_of(events: Sequence[EventView], articles: Sequence[ArticleView]) -> MapView:
    """The map of the events that several articles report, and of these articles."""
    shared = [event for event in events if len(event.articles) > 1]
    numbers = sorted({number for event in shared for number in event.articles})
    by_number = {article.number: article for article in articles}
    x_of = {number: _LABEL + place * CELL for place, number in enumerate(numbers)}
    rows = tuple(
        MapRow(
            event,
            _shortened(event.headline),
            _HEAD + place * CELL,
            tuple((x_of[number], by_number[number]) for number in event.articles),
        )
        for place, event in enumerate(shared)
    )
    return MapView(
        rows=rows,
        columns=tuple((x_of[number], by_number[number]) for number in numbers),
        width=_LABEL + len(numbers) * CELL + 4,
        height=_HEAD + len(shared) * CELL + 4,
        left_out=len(events) - len(shared),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1].rstrip() + "…"
