"""The page that holds the run under review against others: figures side by side, and all that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from extractor.evaluation.runs_compared import FieldDifference, OnlySome
from extractor.evaluation.side_by_side import AGREEMENT, SideBySide
from extractor.presentation.marking import COLOURS
from extractor.records import MergedEvent

MOST = 200
"""Differences on one page; of more, the address says from which on."""

ONLY_SOME = "found by some"
"""In an address, in place of a field: the events that not every run found."""

Item = OnlySome | FieldDifference


def runs_page(
    found: SideBySide, events: Mapping[str, MergedEvent], field: str = "", first: int = 0
) -> dict[str, Any]:
    """What the page shows: of a field, of the events that only some runs found, or of everything.

    `events` are those of the run under review, as reviewers grouped them; differences lead to them.
    """
    fields = list(found.compared.fields)
    chosen = field if field in {*fields, ONLY_SOME} else ""
    event_of = {record: event.id for event in events.values() for record in event.records}
    name = next(iter(found.runs))
    every: list[Item] = [*found.compared.only_some, *found.compared.differences]
    counts = Counter(map(_field, every))
    items = [item for item in every if chosen in {"", _field(item)}]
    return {
        "found": found,
        "measure": AGREEMENT,
        "counts": counts,
        "filters": [("", "all", len(every)), *((each, each, counts[each]) for each in (ONLY_SOME, *fields))],
        "chosen": chosen,
        "differences": [
            {
                "item": item,
                "event": event_of.get(item.records.get(name, "")),
                "field": "" if isinstance(item, OnlySome) else item.field,
                "colour": 0 if isinstance(item, OnlySome) else fields.index(item.field) % COLOURS,
                "article": found.runs[name].articles.get(item.article),
                "sides": _sides(item),
            }
            for item in items[first : first + MOST]
        ],
        "total": len(items),
        "first": first,
        "next": first + MOST if first + MOST < len(items) else None,
        "before": max(0, first - MOST) if first else None,
    }


def _field(item: Item) -> str:
    return ONLY_SOME if isinstance(item, OnlySome) else item.field


def _sides(item: Item) -> list[tuple[str, str]]:
    """What each run says, in words."""
    if isinstance(item, OnlySome):
        return [*((run, "found it") for run in item.found_by), *((run, "did not") for run in item.missed_by)]
    return [(run, "; ".join(said) or "nothing") for run, said in item.said.items()]
