"""Whether confidences mean what they say: of what has 0.8, four in five should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tenth:
    """The confidences from `low` up to `high`, which belongs to the next tenth, but 1 to the last."""

    low: float
    high: float
    number: int
    confidence: float
    """Their mean."""
    right: float
    """The share of them that is right."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidences are from what turned out."""

    number: int
    brier: float
    """The mean of (confidence - outcome)², the outcome being 1 for right (Brier 1950): 0 is best."""
    tenths: tuple[Tenth, ...]
    """Those that have any."""


def calibration_of(outcomes: Sequence[tuple[float, bool]]) -> Calibration | None:
    """The calibration of confidences, given each with whether it was right; `None` without any."""
    if not outcomes:
        return None
    by_tenth: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in outcomes:
        by_tenth.setdefault(min(int(confidence * 10), 9), []).append((confidence, is_right))
    return Calibration(
        number=len(outcomes),
        brier=sum((confidence - is_right) ** 2 for confidence, is_right in outcomes) / len(outcomes),
        tenths=tuple(
            Tenth(
                low=tenth / 10,
                high=(tenth + 1) / 10,
                number=len(inside),
                confidence=sum(confidence for confidence, _ in inside) / len(inside),
                right=sum(is_right for _, is_right in inside) / len(inside),
            )
            for tenth, inside in sorted(by_tenth.items())
        ),
    )
