"""What decisions to split and to join ask of the merger, over the records of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from extractor.decisions.binding import RecordIndex
from extractor.decisions.decision import GROUPING, Decision, Kind
from extractor.decisions.history import replay
from extractor.errors import ConstraintsError
from extractor.merging.constraints import Constraints, RecordPair, chain
from extractor.records import Article, EventRecord


def constraints_of(
    decisions: Iterable[Decision], records: Iterable[EventRecord], articles: Mapping[str, Article]
) -> Constraints:
    """The constraints that the decisions in force put on a merge of these records.

    Where decisions contradict each other, the later one counts for the records that both name.
    """
    grouping = [decision for decision in replay(decisions).active if decision.kind in GROUPING]
    if not grouping:
        return Constraints()  # and do not read the records for it
    index = RecordIndex(records, articles)
    found = Constraints()
    for decision in reversed(grouping):
        some, others = index.find_all(decision.records), index.find_all(decision.others)
        found = _split(found, some, others) if decision.kind is Kind.SPLIT else _join(found, {*some, *others})
    return found


def _split(later: Constraints, records: Sequence[str], others: Sequence[str]) -> Constraints:
    pairs = (pair for pair in product(records, others) if pair[0] != pair[1] and not later.says_same(*pair))
    return _with(later, apart=list(pairs))


def _join(later: Constraints, records: Iterable[str]) -> Constraints:
    """The records in as few groups as later decisions to split allow; without any, in one."""
    groups: list[list[str]] = []
    for name in sorted(records):
        fits = (group for group in groups if not any(later.says_apart(name, other) for other in group))
        group = next(fits, None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return _with(later, same=[pair for group in groups for pair in chain(group)])


def _with(
    found: Constraints, same: Sequence[RecordPair] = (), apart: Sequence[RecordPair] = ()
) -> Constraints:
    """All of the pairs, or of pairs that contradict others only through third records, those that can be."""
    try:
        return Constraints.of((*found.same, *same), (*found.apart, *apart))
    except ConstraintsError:
        if len(same) + len(apart) == 1:
            return found
        for pair in same:
            found = _with(found, same=[pair])
        for pair in apart:
            found = _with(found, apart=[pair])
        return found
