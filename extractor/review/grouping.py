"""Events as reviewers grouped them: records split off from an event, and events joined into one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractor.decisions import Decision, Kind, RecordIndex
from extractor.merging.fusing import fuse
from extractor.merging.near_duplicates import Sketch, near_duplicate_groups, sketch
from extractor.merging.readers import Readers, readers_of
from extractor.records import Article, EventRecord, MergedEvent
from extractor.schemas import Schema


class Grouping:
    """Regroups the records of a run as reviewers decided; only events that this touches are fused anew."""

    def __init__(
        self, records: Iterable[EventRecord], schema: Schema, articles: Mapping[str, Article]
    ) -> None:
        self._schema = schema
        self._articles = articles
        records = tuple(records)
        self._records = {record.id: record for record in records}
        self._readers: dict[str, Readers] = {}
        """By id, the models of each record; what several wrote alike stands several times among records."""
        for record in records:
            self._readers[record.id] = self._readers.get(record.id, frozenset()) | readers_of(record)
        self._index = RecordIndex(self._records.values(), articles)
        self._sketches: dict[str, Sketch] = {}
        self._fused: dict[tuple[str, ...], MergedEvent] = {}

    def regrouped(
        self, events: Sequence[MergedEvent], decisions: Iterable[Decision]
    ) -> dict[str, MergedEvent]:
        """The events by id after these decisions to split and to join, in the order they were made.

        A decision that the merger has heeded already changes nothing. Of two that contradict each other the
        later one counts.
        """
        now = {event.id: event for event in events}
        holder = {record: event.id for event in events for record in event.records}
        for decision in decisions:
            records, others = (self._index.find_all(refs) for refs in (decision.records, decision.others))
            wanted = {name for name in (*records, *others) if name in holder}
            touched = [now[name] for name in dict.fromkeys(holder[record] for record in sorted(wanted))]
            for groups, event_ids in _changes(decision.kind, touched, set(records), set(others)):
                for event_id in event_ids:
                    del now[event_id]
                for members in groups:
                    event = self._fuse(members)
                    now[event.id] = event
                    holder.update(dict.fromkeys(members, event.id))
        return now

    def records_of(self, event: MergedEvent, article: str | None = None) -> list[EventRecord]:
        """The records of an event, or those of them from one article."""
        records = (self._records[name] for name in event.records if name in self._records)
        return [record for record in records if article is None or record.article == article]

    def _fuse(self, members: Sequence[str]) -> MergedEvent:
        key = tuple(sorted(members))
        if key not in self._fused:
            records = [self._records[name] for name in key]
            names = {record.article for record in records}
            for name in names & self._articles.keys() - self._sketches.keys():
                self._sketches[name] = sketch(self._articles[name])
            self._fused[key] = fuse(
                records, self._schema, near_duplicate_groups(names, self._sketches), self._readers
            )
        return self._fused[key]


Change = tuple[list[list[str]], list[str]]
"""Groups of records that make new events, and the events they replace."""


def _changes(
    kind: Kind, touched: Sequence[MergedEvent], records: set[str], others: set[str]
) -> Iterable[Change]:
    if kind is Kind.JOIN:
        if len(touched) > 1:
            yield [sorted({record for event in touched for record in event.records})], [e.id for e in touched]
        return
    for event in touched:
        members = set(event.records)
        if members & records and members & others:
            yield [sorted(members & records), sorted(members - records)], [event.id]
