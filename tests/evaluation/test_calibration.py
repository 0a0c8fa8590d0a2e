from __future__ import annotations

import pytest

from extractor.evaluation.calibration import calibration_of


def test_confidences_are_counted_by_tenths() -> None:
    found = calibration_of([(0.95, True), (1.0, True), (0.91, False), (0.3, False), (0.0, False)])
    assert found is not None
    shown = [(tenth.low, tenth.high, tenth.number) for tenth in found.tenths]
    assert shown == [(0.0, 0.1, 1), (0.3, 0.4, 1), (0.9, 1.0, 3)]
    last = found.tenths[-1]
    assert last.confidence == pytest.approx((0.95 + 1.0 + 0.91) / 3)
    assert last.right == pytest.approx(2 / 3)


def test_the_brier_score_is_the_mean_squared_distance_from_what_turned_out() -> None:
    found = calibration_of([(0.8, True), (0.6, False)])
    assert found is not None
    assert found.number == 2
    assert found.brier == pytest.approx((0.2**2 + 0.6**2) / 2)


def test_sure_and_right_is_best() -> None:
    found = calibration_of([(1.0, True), (0.0, False)])
    assert found is not None
    assert found.brier == 0.0


def test_without_confidences_there_is_nothing_to_calibrate() -> None:
    assert calibration_of([]) is None
