from __future__ import annotations

import os

import psutil
import pytest

from extractor.backends.local import machine


@pytest.fixture
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 8 if logical else 4)
    monkeypatch.setattr(machine, "cpu_quota", lambda: None)


@pytest.mark.usefixtures("four_cores")
@pytest.mark.parametrize(
    ("busy", "free"),
    [
        ([0, 0, 0, 0], 4),
        ([100, 0, 0, 0], 3),
        ([10, 10, 10, 10], 4),
        ([50, 50, 50, 50], 2),
        ([100, 100, 100, 100], 1),
        ([0, 0, 0, 0, 0, 0, 0, 0], 4),  # the other four are not ours
    ],
)
def test_only_idle_cores_are_free(monkeypatch: pytest.MonkeyPatch, busy: list[float], free: int) -> None:
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval, percpu: busy)
    assert machine.free_cores() == free


@pytest.mark.usefixtures("four_cores")
@pytest.mark.parametrize(("quota", "free"), [(None, 4), (2.5, 2), (0.5, 1)])
def test_a_control_group_limits_the_cores(
    monkeypatch: pytest.MonkeyPatch, quota: float | None, free: int
) -> None:
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval, percpu: [0.0] * 4)
    monkeypatch.setattr(machine, "cpu_quota", lambda: quota)
    assert machine.free_cores() == free


@pytest.mark.usefixtures("four_cores")
def test_threads_of_one_core_are_no_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval, percpu: [0.0] * 4)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 4 if logical else 2)
    assert machine.free_cores() == 2


def test_a_control_group_limits_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "memory_left", lambda: None)
    assert machine.available_memory() > 1 << 20
    monkeypatch.setattr(machine, "memory_left", lambda: 4000)
    assert machine.available_memory() == 4000
