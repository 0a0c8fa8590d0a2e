"""`extractor explain`: why the records of an event were joined, or why two records were kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from extractor.cli.entities import is_entity_reference, show_entities
from extractor.cli.lines import digits_that_differ, item_of
from extractor.cli.output import print_either
from extractor.cli.waterfall import decimal, points, waterfall, wrapped
from extractor.decisions import read_decisions
from extractor.decisions.constraints import constraints_of
from extractor.errors import RunError
from extractor.fields.base import EXCLUDED
from extractor.merging import (
    Constraints,
    EventExplanation,
    Explanation,
    Separation,
    Verdict,
    explain_event,
    explain_pair,
    explain_separation,
    nearest_events,
)
from extractor.merging.scoring import REVIEWER
from extractor.presentation.plain import plain
from extractor.presentation.views import EventView
from extractor.presentation.words import headline, record_line, words_of_record
from extractor.records import EventRecord, JsonObject, MergedEvent
from extractor.store.folder import RunFolder, StoredRun

_PREFIX = "event-"

_MOST_CANDIDATES = 8


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@click.argument("reference")
@click.argument("other", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as one JSON object.")
def explain(run_folder: Path, reference: str, other: str | None, as_json: bool) -> None:
    """Explain why records were joined into an event, or why two of them were kept apart.

    With one REFERENCE: an event or an entity, by its id or the first characters of it. With two: two records,
    each by its id, the first characters of it, or ARTICLE:SENTENCE, as `extractor show` prints them.
    """
    if other is None and is_entity_reference(reference):
        show_entities(run_folder, reference, as_json=as_json)
        return
    view = _View.of(run_folder)
    if other is None:
        data, lines = _explained_event(view, view.event(reference))
    else:
        data, lines = _explained_pair(view, view.record(reference), view.record(other))
    print_either(lines, data, as_json=as_json)


_Explanation = tuple[JsonObject, Iterable[str]]
"""For programs, and in lines for people."""


@dataclass(frozen=True)
class _View:
    """A stored run, and how its records and events are named."""

    folder: Path
    run: StoredRun
    records: dict[str, EventRecord]
    event_of: dict[str, MergedEvent]
    digits: int
    constraints: Constraints
    """What reviewers decided so far; a run heeds it from the next `extractor run` on."""

    @classmethod
    def of(cls, folder: Path) -> _View:
        run = StoredRun.read(folder)
        records = {record.id: record for record in run.records}
        event_of = {i: event for event in run.events for i in event.records}
        decisions = read_decisions(RunFolder(folder).decisions)
        constraints = constraints_of(decisions, run.records, run.articles)
        return cls(folder, run, records, event_of, digits_that_differ(list(records)), constraints)

    def event(self, reference: str) -> MergedEvent:
        return item_of(self.run.events, reference, self.folder, ("event", "events"), "--all")

    def record(self, reference: str) -> EventRecord:
        if reference in self.records:
            return self.records[reference]
        found = [record for record in self.run.records if _fits(record, reference)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise RunError(
                f"{self.folder}: no record is {reference!r}; name it by its id or as ARTICLE:SENTENCE, "
                f"as in: extractor show {self.folder} EVENT_ID"
            )
        named = "; ".join(f"{record.id} ({self.line(record)})" for record in found[:_MOST_CANDIDATES])
        more = f"; and {len(found) - _MOST_CANDIDATES} more" if len(found) > _MOST_CANDIDATES else ""
        raise RunError(
            f"{self.folder}: {reference!r} fits several records, name one by its id: {named}{more}"
        )

    def line(self, record: EventRecord) -> str:
        """Where a record stands and what it says, in one line."""
        return record_line(record, self.run.schema)

    def short(self, name: str) -> str:
        """The first characters of a record's or an event's id, enough to find it by."""
        return name.removeprefix(_PREFIX)[: self.digits]

    def headline(self, event: MergedEvent) -> str:
        return EventView(event, self.run.schema).headline


def _fits(record: EventRecord, reference: str) -> bool:
    article, colon, sentence = reference.rpartition(":")
    number = sentence.removeprefix("s")
    if colon and number.isdecimal():
        return record.article.startswith(article) and int(number) in record.sentences
    return bool(reference) and record.id.startswith(reference)


# Two records


def _explained_pair(view: _View, a: EventRecord, b: EventRecord) -> _Explanation:
    if a.id == b.id:
        raise RunError(f"{view.folder}: both references are record {a.id}; name two records")
    explanation = explain_pair(a, b, view.run.schema, view.constraints)
    first, second = view.event_of[a.id], view.event_of[b.id]
    reason = (
        _why_joined(view, explanation, first)
        if first.id == second.id
        else _why_apart(view, explanation, first, second)
    )
    data = {
        "records": [_record_data(view, a), _record_data(view, b)],
        **_explanation_data(explanation),
        "joined": first.id == second.id,
        "reason": reason,
    }

    def lines() -> Iterator[str]:
        yield from wrapped(f"{view.short(a.id)}  {view.line(a)}", hanging=view.digits + 2)
        yield from wrapped(f"{view.short(b.id)}  {view.line(b)}", hanging=view.digits + 2)
        yield ""
        yield from wrapped(plain(explanation.summary))
        yield ""
        yield from waterfall(explanation)
        yield ""
        yield from wrapped(reason)

    return data, lines()


def _why_joined(view: _View, explanation: Explanation, event: MergedEvent) -> str:
    name = f"event {view.short(event.id)}"
    decided = _decided(explanation)
    if decided == EXCLUDED:
        return f"Joined in {name}, but a reviewer has said since that they are not one event: {_NEXT_RUN}."
    if decided:
        return f"Joined in {name}: a reviewer said that they are one event."
    if explanation.verdict is Verdict.SAME:
        return (
            f"Joined in {name}: the two speak for one event with {points(explanation.total)}, "
            f"and {explanation.threshold} link them."
        )
    way = explain_event(event, view.run.records, view.run.schema, view.constraints).way(
        explanation.a, explanation.b
    )
    steps = ", ".join(f"{view.short(link.a)} – {view.short(link.b)} ({link.total})" for link in way)
    return (
        f"Joined in {name} through others: {points(explanation.total)} do not link the two by themselves "
        f"({explanation.threshold} would), but these pairs are linked: {steps}."
    )


def _decided(explanation: Explanation) -> str | None:
    """What a reviewer said of the two: `excluded`, another level for the same event, or nothing."""
    return next((item.level for item in explanation.evidence if item.field == REVIEWER), None)


_NEXT_RUN = "the next `extractor run` on the folder does so"


def _why_apart(view: _View, explanation: Explanation, first: MergedEvent, second: MergedEvent) -> str:
    names = f"in events {view.short(first.id)} and {view.short(second.id)}"
    if _decided(explanation) not in (None, EXCLUDED):
        return f"Still apart, {names}, but a reviewer has said since that they are one event: {_NEXT_RUN}."
    if explanation.excluding:
        return f"Kept apart, {names}: {_exclusion(explanation)}."
    if explanation.verdict is Verdict.OPEN:
        return (
            f"Kept apart, {names}: {points(explanation.total)}, and it takes {explanation.threshold} "
            "to link two records."
        )
    between = explain_separation(first, second, view.run.records, view.run.schema, view.constraints)
    return f"Kept apart, {names}, although the two are linked: {_obstacle(view, between)}."


def _exclusion(explanation: Explanation) -> str:
    item = explanation.excluding[-1]  # a decision stands last, and outweighs the others
    if item.field == REVIEWER:
        return item.detail
    return f"{item.field} excludes that they are one event ({plain(item.detail)})"


def _obstacle(view: _View, between: Separation) -> str:
    """What stands between two events, in words."""
    if between.excluding is not None:
        pair = between.excluding
        return (
            f"{between.excluded} of the {between.pairs} pairs across the two events are excluded, as "
            f"{view.short(pair.a)} – {view.short(pair.b)}: {_exclusion(pair)}"
        )
    if not between.linked:
        return f"the strongest pair across has {between.nearest.total} of {between.nearest.threshold} points"
    if between.average < between.required:
        return (
            f"the {between.pairs} pairs across the two events have {decimal(between.average)} points on "
            f"average, and it takes {decimal(between.required)}"
        )
    if between.fits_as_well is not None:
        pair, name = between.nearest, view.short(between.fits_as_well)
        return f"the pair {_title(view, pair)} is linked, but {name} of one of the articles fits as well"
    return "too much of the sum comes from values without a key in common, so the pair was not looked at"


# One event


def _explained_event(view: _View, event: MergedEvent) -> _Explanation:
    schema = view.run.schema
    found = explain_event(event, view.run.records, schema, view.constraints)
    near = nearest_events(event, view.run.events, view.run.records, schema, constraints=view.constraints)
    members = [view.records[name] for name in event.records]
    data = {
        "event": event.id,
        "headline": view.headline(event),
        "records": [_record_data(view, record) for record in members],
        "threshold": schema.threshold,
        "links": [{**_pair_data(link.explanation), "alone": link.alone} for link in found.links],
        "doubts": [_pair_data(pair) for pair in found.doubts],
        "undated": dict(found.undated),
        "kept_apart": [
            {"event": item.b, "nearest": _pair_data(item.nearest), "reason": _obstacle(view, item)}
            for item in near
        ],
        "relations": [
            item.model_dump(mode="json") for item in view.run.relations if item.seen_from(event.id)
        ],
    }

    def lines() -> Iterator[str]:
        yield from wrapped(view.headline(event))
        yield f"{event.id} · {len(members)} records from {EventView(event, schema).sources}"
        yield ""
        for record in members:
            yield from wrapped(f"{view.short(record.id)}  {view.line(record)}", hanging=view.digits + 2)
        for name, giver in found.undated.items():
            yield from wrapped(f"{view.short(name)} gives no full date: it has that of {view.short(giver)}")
        if found.links:
            yield ""
            yield from wrapped(_held_together(found, schema.threshold))
        for link in found.links:
            yield ""
            yield from wrapped(
                f"{_title(view, link.explanation)}" + (": nothing else holds its two sides" * link.alone)
            )
            yield from waterfall(link.explanation, silent=False)
        if found.doubts:
            yield ""
            yield "Pairs that by themselves speak against one event:"
            for pair in found.doubts:
                yield f"  {_title(view, pair)}: {points(pair.total)}"
        yield from _kept_apart(view, near)
        yield from _related(view, event)

    return data, lines()


def _held_together(found: EventExplanation, threshold: int) -> str:
    """What the links say in one sentence."""
    sums = [link.explanation.total for link in found.links]
    alone = sum(link.alone for link in found.links)
    if len(sums) == 1:
        return (
            f"One pair holds the event together with {points(sums[0])}, where {threshold} link two records."
        )
    only = f"; {alone} of them alone hold a record or a group to the others" if alone else ""
    return (
        f"These {len(sums)} pairs hold the event together, the strongest with {max(sums)}, the weakest with "
        f"{points(min(sums))}, where {threshold} link two records{only}."
    )


def _title(view: _View, pair: Explanation) -> str:
    return f"{view.short(pair.a)} – {view.short(pair.b)}"


def _kept_apart(view: _View, near: Sequence[Separation]) -> Iterator[str]:
    if near:
        yield ""
        yield "Kept apart from:"
    by_id = {event.id: event for event in view.run.events}
    for item in near:
        text = f"  {view.short(item.b)}  {view.headline(by_id[item.b])}: {_obstacle(view, item)}"
        yield from wrapped(text, hanging=view.digits + 4)


def _related(view: _View, event: MergedEvent) -> Iterator[str]:
    """The earlier events it mentions or follows and the later ones that do, with the words that say so."""
    by_id = {other.id: other for other in view.run.events}
    for item in view.run.relations:
        if seen := item.seen_from(event.id):
            words, other = seen
            said = "; ".join(
                f"{plain(s.article[:12])} s{s.sentences[0]} “{plain(s.written)}”" for s in item.supports
            )
            yield ""
            name = f"{view.short(other)}  {view.headline(by_id[other])}"
            yield from wrapped(f"{words[0].upper()}{words[1:]} {name}: {said}", hanging=2)


# JSON


def _record_data(view: _View, record: EventRecord) -> JsonObject:
    schema = view.run.schema
    return {
        "id": record.id,
        "event": view.event_of[record.id].id,
        "article": record.article,
        "sentences": list(record.sentences),
        "published": record.published.isoformat() if record.published else None,
        "headline": headline(words_of_record(record, schema), schema),
    }


def _explanation_data(explanation: Explanation) -> JsonObject:
    return {
        "fields": [
            {
                "field": i.field,
                "level": i.level,
                "points": i.points,
                "sum": running,
                "detail": plain(i.detail),
            }
            for i, running in zip(explanation.evidence, explanation.running, strict=True)
        ],
        "total": explanation.total,
        "threshold": explanation.threshold,
        "verdict": explanation.verdict.value,
        "summary": plain(explanation.summary),
    }


def _pair_data(explanation: Explanation) -> JsonObject:
    return {"a": explanation.a, "b": explanation.b, **_explanation_data(explanation)}
