"""How much of what a run found is right, as far as a reviewer has looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.decisions import Kind
from extractor.reporting.intervals import wilson_interval
from extractor.review.reviewed import ReviewedEvent, Status


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those looked at are right."""

    right: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share among all lies, in 95 of 100 cases (Wilson 1927); 0 to 1 where nothing is known."""
        return wilson_interval(self.right, self.of)

    @property
    def shown(self) -> str:
        """As in `84–99%`."""
        low, high = self.interval
        return f"{100 * low:.0f}–{high:.0%}"


def precision(reviewed: Iterable[ReviewedEvent]) -> tuple[Share, Share]:
    """The shares of events and of values that are right as found; each event as one reviewer left it.

    An event is right when it was accepted, and a value of an accepted event when it was left as it was.
    Events that were accepted in bulk do not count: nobody looked at them.
    """
    right = events = right_values = values = 0
    for event in reviewed:
        if not event.looked_at:
            continue
        is_right = event.status is Status.ACCEPTED
        events += is_right or event.status is Status.REJECTED
        right += is_right
        kinds = [v.judgement.kind for v in event.values if is_right and v.stood and v.judgement]
        values += len(kinds)
        right_values += kinds.count(Kind.ACCEPT)
    return Share(right, events), Share(right_values, values)
