"""What became of the events of earlier commands in a run folder, so that an id once noted can be followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extractor.errors import RecordsError
from extractor.merging import Alias
from extractor.merging.identity import renamed
from extractor.store.folder import RunFolder, read_lines


def aliases_of(folder: RunFolder, now: Mapping[str, str]) -> list[Alias]:
    """What the events are called now that the last finished command left in a folder, and those before them.

    `now` is the id of the event that each record is of. There are none when the folder is new, unfinished or
    damaged.
    """
    if not folder.run.is_file():
        return []
    try:
        before = (
            (str(data["id"]), tuple(map(str, data["records"]))) for data, _ in read_lines(folder.events)
        )
        lines = read_lines(folder.aliases) if folder.aliases.is_file() else ()
        known = [Alias(str(data["former"]), tuple(map(str, data["current"]))) for data, _ in lines]
        return followed(before, known, now)
    except (RecordsError, KeyError, TypeError, ValueError):
        return []  # the run makes these files anew, and must not fail for what they were


def followed(
    before: Iterable[tuple[str, Iterable[str]]], known: Iterable[Alias], now: Mapping[str, str]
) -> list[Alias]:
    """What former events are called now, sorted by former name; known aliases are followed on.

    `before` are the former events, as id and ids of records, and `now` the event of each record. Events that
    are the same now have no alias, nor do those of which nothing is left.
    """
    fresh = {alias.former: alias.current for alias in renamed(before, now)}
    table = dict(fresh)
    current = set(now.values())
    for alias in known:
        steps = (name for before in alias.current for name in fresh.get(before, (before,)))
        names = tuple(name for name in dict.fromkeys(steps) if name in current)
        if names and names != (alias.former,):
            table.setdefault(alias.former, names)
    return [Alias(former, table[former]) for former in sorted(table)]
