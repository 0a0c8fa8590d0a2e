from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from extractor.backends.local import control_groups
from extractor.backends.local.control_groups import cpu_quota, memory_left

Groups = Callable[[str, Mapping[str, str]], None]


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Groups:
    """Sets the groups up that this process is in: what Linux would show in its two places."""

    def write(own: str, files: Mapping[str, str]) -> None:
        monkeypatch.setattr(control_groups, "MOUNT", tmp_path / "cgroup")
        monkeypatch.setattr(control_groups, "OWN", tmp_path / "own")
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            path = tmp_path / "cgroup" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return write


def test_without_groups_there_is_no_limit(groups: Groups) -> None:
    groups("", {})
    assert memory_left() is None
    assert cpu_quota() is None


@pytest.mark.parametrize("own", ["0::/\n", "0::/user.slice/mine.scope\n", "0::/../elsewhere\n"])
def test_the_top_group_counts_wherever_the_process_is(groups: Groups, own: str) -> None:
    groups(own, {"memory.max": "5000\n", "memory.current": "1000\n", "cpu.max": "150000 100000\n"})
    assert memory_left() == 4000
    assert cpu_quota() == 1.5


def test_the_narrowest_group_on_the_way_up_counts(groups: Groups) -> None:
    files = {
        "a/memory.max": "9000\n",
        "a/memory.current": "8500\n",
        "a/b/memory.max": "2000\n",
        "a/b/memory.current": "100\n",
        "a/cpu.max": "max 100000\n",
        "a/b/cpu.max": "400000 100000\n",
        "a/b/c/cpu.max": "300000 100000\n",
        "other/cpu.max": "10000 100000\n",
    }
    groups("0::/a/b/c\n", files)
    assert memory_left() == 500
    assert cpu_quota() == 3


def test_pages_that_nobody_has_touched_recently_count_as_free(groups: Groups) -> None:
    files = {"memory.max": "5000\n", "memory.current": "4900\n"}
    groups("0::/\n", {**files, "memory.stat": "anon 700\ninactive_file 4000\nactive_file 200\n"})
    assert memory_left() == 4100


def test_the_first_version_has_a_folder_for_each_kind_of_limit(groups: Groups) -> None:
    files = {
        "memory/here/memory.limit_in_bytes": "5000\n",
        "memory/here/memory.usage_in_bytes": "1000\n",
        "memory/memory.limit_in_bytes": "9223372036854771712\n",
        "memory/memory.usage_in_bytes": "100000\n",
        "cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
        "cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        "cpu,cpuacct/here/cpu.cfs_quota_us": "50000\n",
        "cpu,cpuacct/here/cpu.cfs_period_us": "100000\n",
    }
    groups("9:name=systemd:/\n4:memory:/here\n2:cpu,cpuacct:/here\n0::/\n", files)
    assert memory_left() == 4000
    assert cpu_quota() == 0.5


def test_nonsense_is_no_limit(groups: Groups) -> None:
    groups("nonsense\n::\n", {"memory.max": "many\n", "memory.current": "\n", "cpu.max": "1 0\n"})
    assert memory_left() is None
    assert cpu_quota() is None
