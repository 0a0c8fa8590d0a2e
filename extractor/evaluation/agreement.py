"""Agreement of several who judge the same things: Krippendorff's alpha for values that are equal or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def nominal_alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values: 1 is agreement, 0 what chance gives, below 0 is worse.

    `units` holds, for each thing that was judged, the values it got, in any order; a unit with fewer than two
    says nothing. `None` when nothing can be said: no such unit, or no two different values anywhere.

    Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", from the matrix of coincidences.
    """
    pairable = [Counter(unit) for unit in units if len(unit) >= 2]
    total = sum(counts.total() for counts in pairable)
    of_value: Counter[Hashable] = Counter()
    disagreeing = 0.0
    for counts in pairable:
        of_value.update(counts)
        size = counts.total()
        disagreeing += sum(count * (size - count) for count in counts.values()) / (size - 1)
    by_chance = sum(count * (total - count) for count in of_value.values())
    if not by_chance:
        return None
    return 1 - (total - 1) * disagreeing / by_chance
