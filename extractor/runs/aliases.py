"""What became of the events of earlier commands in a run folder, so that an id once noted can be followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.errors import RecordsError
from extractor.merging import Alias, alias_table
from extractor.records import JsonObject, MergedEvent
from extractor.runs.folder import RunFolder, read_lines


@dataclass(frozen=True)
class FormerNames:
    """The events that a run folder held before a command, and the aliases it knew."""

    events: tuple[MergedEvent, ...] = ()
    """Their ids and records; the fields are left out."""
    known: tuple[Alias, ...] = ()

    @classmethod
    def of(cls, folder: RunFolder) -> FormerNames:
        """Of a folder as the last finished command left it; nothing when it is new, unfinished or damaged."""
        if not folder.run.is_file():
            return cls()
        try:
            events = tuple(_event(data) for data, _ in read_lines(folder.events))
            lines = read_lines(folder.aliases) if folder.aliases.is_file() else ()
            known = tuple(Alias(str(data["former"]), tuple(map(str, data["current"]))) for data, _ in lines)
        except (RecordsError, KeyError, TypeError, ValueError):
            return cls()  # the run makes these files anew, and must not fail for what they were
        return cls(events, known)

    def aliases(self, now: Iterable[MergedEvent]) -> list[Alias]:
        """What the former events are called now, sorted by former name; known aliases are followed on.

        Events that are the same now have no alias, nor do those of which nothing is left.
        """
        if not self.events and not self.known:
            return []
        events = tuple(_bare(event) for event in now)
        current = {event.id for event in events}
        fresh = {alias.former: alias.current for alias in alias_table(self.events, events)}
        table = dict(fresh)
        for alias in self.known:
            steps = (name for before in alias.current for name in fresh.get(before, (before,)))
            names = tuple(name for name in dict.fromkeys(steps) if name in current)
            if names and names != (alias.former,):
                table.setdefault(alias.former, names)
        return [Alias(former, table[former]) for former in sorted(table)]


def _event(data: JsonObject) -> MergedEvent:
    return _without_fields(str(data["id"]), tuple(map(str, data["records"])))


def _bare(event: MergedEvent) -> MergedEvent:
    return _without_fields(event.id, event.records)


def _without_fields(name: str, records: tuple[str, ...]) -> MergedEvent:
    return MergedEvent(id=name, schema_name="", fields={}, records=records, articles=())
