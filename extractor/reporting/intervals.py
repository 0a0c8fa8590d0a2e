"""How sure a share is that was counted on a few."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054
"""Standard deviations on either side of the mean that hold 95 of 100 draws of a normal distribution."""


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, `right` of `total` (Wilson 1927); all that is possible for none of none.

    It stays within 0 and 1, and holds for small totals and for shares near the ends.
    """
    if not total:
        return (0.0, 1.0)
    share, z = right / total, _Z * _Z / total
    middle, half = share + z / 2, _Z * sqrt(share * (1 - share) / total + z / (4 * total))
    return (max(0.0, (middle - half) / (1 + z)), min(1.0, (middle + half) / (1 + z)))
