"""Events in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from extractor.presentation.views import EventView

E = TypeVar("E", bound=EventView)


@dataclass(frozen=True, slots=True)
class Moment(Generic[E]):
    """Events of one time."""

    label: str
    events: tuple[E, ...]


@dataclass(frozen=True, slots=True)
class Year(Generic[E]):
    """The moments of one year."""

    label: str
    moments: tuple[Moment[E], ...]


def timeline(events: Iterable[E]) -> tuple[list[Year[E]], list[E]]:
    """The years with their moments in order of time, and the events without a date.

    A moment comes where it begins; of those that begin together the shortest comes first.
    """
    moments: dict[tuple[str, str, str], list[E]] = {}
    undated = []
    for event in events:
        if time := event.time:
            begins = (time.start or time.last).isoformat()
            moments.setdefault((begins, time.last.isoformat(), event.when), []).append(event)
        else:
            undated.append(event)
    years = [
        Year(year, tuple(Moment(key[2], tuple(moments[key])) for key in keys))
        for year, keys in groupby(sorted(moments), key=lambda key: key[0][:4])
    ]
    return years, undated
