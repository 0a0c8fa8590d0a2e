"""Stories: their events in order of time, and which events belong to one."""

from __future__ import annotations

from datetime import date

from extractor.fields import TimeValue
from extractor.fields.times.values import one_day
from extractor.merging import stories
from extractor.records import EventRelation, MergedEvent, MergedValue, RelationKind
from extractor.schemas import load_schema

SCHEMA = load_schema()


def event(name: str, day: int | None) -> MergedEvent:
    """An event of that day in May, or of none."""
    time: tuple[TimeValue, ...] = (one_day(date(2024, 5, day)),) if day else ()
    values = tuple(MergedValue(value=value, supports=()) for value in time)
    return MergedEvent(
        id=name,
        schema_name=SCHEMA.name,
        headline=name,
        fields={field.name: values if field.name == "when" else () for field in SCHEMA.fields},
        records=(f"r-{name}",),
        articles=("a",),
    )


def follows(step: str, incident: str, kind: RelationKind = RelationKind.FOLLOWS) -> EventRelation:
    return EventRelation(kind=kind, event=step, other=incident, supports=())


def chains_of(events: dict[str, int | None], *relations: EventRelation) -> list[str]:
    """The stories, each as the names of its events."""
    merged = [event(name, day) for name, day in events.items()]
    return [" ".join(e.id for e in chain) for chain in stories(merged, relations, SCHEMA)]


def test_events_come_in_order_of_time() -> None:
    days: dict[str, int | None] = {"trial": 20, "arrest": 4, "attack": 2}
    assert chains_of(days, follows("trial", "attack"), follows("arrest", "attack")) == ["attack arrest trial"]


def test_an_event_without_a_date_stands_behind_what_it_follows() -> None:
    days: dict[str, int | None] = {"arrest": None, "attack": 2, "trial": 20}
    assert chains_of(days, follows("trial", "attack"), follows("arrest", "attack")) == ["attack trial arrest"]


def test_an_incident_without_a_date_stands_before_its_dated_steps() -> None:
    assert chains_of({"arrest": 4, "attack": None}, follows("arrest", "attack")) == ["attack arrest"]


def test_an_event_that_another_mentions_belongs_to_its_story() -> None:
    mention = follows("attack", "earlier", RelationKind.MENTIONS)
    days: dict[str, int | None] = {"attack": 2, "earlier": 1, "trial": 20}
    assert chains_of(days, follows("trial", "attack"), mention) == ["earlier attack trial"]


def test_the_longest_story_comes_first_and_events_without_relations_are_in_none() -> None:
    days: dict[str, int | None] = {"a": 1, "b": 2, "c": 1, "d": 2, "e": 3, "alone": 1}
    assert chains_of(days, follows("b", "a"), follows("d", "c"), follows("e", "c")) == ["c d e", "a b"]


def test_a_relation_to_an_event_that_is_not_shown_makes_no_story() -> None:
    assert chains_of({"trial": 20}, follows("trial", "attack")) == []
