from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from extractor.backends import machine


@pytest.fixture
def four_cores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 8 if logical else 4)
    monkeypatch.setattr(machine, "_CGROUP", tmp_path)


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
@pytest.mark.parametrize(
    ("quota", "free"), [("max 100000", 4), ("250000 100000", 2), ("50000 100000", 1), ("", 4)]
)
def test_a_control_group_limits_the_cores(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quota: str, free: int
) -> None:
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval, percpu: [0.0] * 4)
    (tmp_path / "cpu.max").write_text(quota)
    assert machine.free_cores() == free


@pytest.mark.usefixtures("four_cores")
def test_threads_of_one_core_are_no_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval, percpu: [0.0] * 4)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 4 if logical else 2)
    assert machine.free_cores() == 2


def test_a_control_group_limits_the_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "_CGROUP", tmp_path)
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1000\n")
    assert machine.available_memory() > 1 << 20
    (tmp_path / "memory.max").write_text("5000\n")
    assert machine.available_memory() == 4000
