"""The limits that Linux's control groups set for this process, in both of their versions.

A group's limit holds for the groups inside it too, so the narrowest on the way up counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

MOUNT = Path("/sys/fs/cgroup")
"""Where the groups are; elsewhere in tests."""

OWN = Path("/proc/self/cgroup")
"""Which groups this process is in; elsewhere in tests."""

_NO_LIMIT = 1 << 60
"""Bytes; the first version writes a number beyond any memory where there is no limit."""


def memory_left() -> int | None:
    """Bytes that the groups still let this process take, or `None` for no limit.

    Pages of files without recent use are given up when memory is short: they count as left.
    """
    left = [
        max(limit - used + _idle_pages(folder), 0)
        for folder, version in _folders("memory")
        if (limit := _number(folder / ("memory.max" if version == 2 else "memory.limit_in_bytes")))
        if (used := _number(folder / ("memory.current" if version == 2 else "memory.usage_in_bytes")))
        if limit < _NO_LIMIT
    ]
    return min(left, default=None)


def cpu_quota() -> float | None:
    """Processor time that the groups allow, in cores, or `None` for no limit."""
    quotas: list[float] = []
    for folder, version in _folders("cpu"):
        if version == 2:
            quota, _, period = _text(folder / "cpu.max").partition(" ")
        else:
            quota, period = _text(folder / "cpu.cfs_quota_us"), _text(folder / "cpu.cfs_period_us")
        if quota.strip().isdigit() and period.strip().isdigit() and int(period):
            quotas.append(int(quota) / int(period))
    return min(quotas, default=None)


def _folders(controller: str) -> Iterator[tuple[Path, int]]:
    """The groups of this process from its own to the top, with the version of each."""
    for line in _text(OWN).splitlines():
        _, controllers, path = line.split(":", 2) if line.count(":") > 1 else ("", "-", "")
        if controllers and controller not in controllers.split(","):
            continue
        top, version = (MOUNT / controllers, 1) if controllers else (MOUNT, 2)
        parts = PurePosixPath("/", path).parts[1:]
        if ".." not in parts:  # a group outside what can be seen from here
            yield from ((top.joinpath(*parts[:count]), version) for count in range(len(parts), 0, -1))
        yield top, version


def _idle_pages(folder: Path) -> int:
    lines = (line.split() for line in _text(folder / "memory.stat").splitlines())
    counts = {words[0]: words[1] for words in lines if len(words) == 2}
    pages = counts.get("total_inactive_file") or counts.get("inactive_file") or ""
    return int(pages) if pages.isdigit() else 0


def _number(file: Path) -> int | None:
    text = _text(file).strip()
    return int(text) if text.isdigit() else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
