"""Stories: the events that relations link, each in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import TopologicalSorter

from extractor.fields import Aspect
from extractor.merging.event_values import time_of
from extractor.records import EventRelation, MergedEvent
from extractor.schemas import Schema

Story = tuple[MergedEvent, ...]
"""Two events or more, the first of the chain first."""


def stories(events: Iterable[MergedEvent], relations: Sequence[EventRelation], schema: Schema) -> list[Story]:
    """The stories among events, the longest first.

    A story is a connected component of the relations. Its events are in order of time; an event stands behind
    those that it follows or mentions, and one without a date behind all dated ones that can come before it.
    """
    linked = {name for found in relations for name in (found.event, found.other)}
    by_id = {event.id: event for event in events if event.id in linked}
    earlier: dict[str, set[str]] = {name: set() for name in by_id}
    for found in relations:
        if found.event in by_id and found.other in by_id:
            earlier[found.event].add(found.other)
    chains = [_in_order(part, earlier, by_id, schema) for part in _components(earlier) if len(part) > 1]
    return sorted(chains, key=lambda chain: (-len(chain), chain[0].id))


def _components(earlier: dict[str, set[str]]) -> list[set[str]]:
    part_of = {name: {name} for name in earlier}
    for name, others in earlier.items():
        for other in others:
            if part_of[name] is not part_of[other]:
                joined = part_of[name] | part_of[other]
                part_of.update(dict.fromkeys(joined, joined))
    return list({id(part): part for part in part_of.values()}.values())


def _in_order(
    part: set[str], earlier: dict[str, set[str]], by_id: dict[str, MergedEvent], schema: Schema
) -> Story:
    times = schema.fields_for(Aspect.WHEN)

    def moment(name: str) -> tuple[bool, str, str]:
        time = time_of(by_id[name], times[0].name) if times else None
        return (True, "", name) if time is None or not time.resolved else (False, str(time.first), name)

    sorter = TopologicalSorter({name: earlier[name] for name in part})
    sorter.prepare()
    ready, order = list(sorter.get_ready()), []
    while ready:
        name = min(ready, key=moment)
        ready.remove(name)
        order.append(by_id[name])
        sorter.done(name)
        ready += sorter.get_ready()
    return tuple(order)
