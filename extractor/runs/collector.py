"""Python's collector of cyclic garbage, called less often: neither a run nor loading makes many cycles.

Left as it is, it looks through every object again and again, for a sixth of a run's processor time
and a tenth of what it takes to load our libraries.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (20_000, 20, 20)
"""Objects, and younger collections, between two collections; Python's own are 700 or 2,000, 10 and 10."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect garbage less often, and leave alone what is in memory by now."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:  # else they are the caller's to let go
            gc.unfreeze()
