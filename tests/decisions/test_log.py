from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.decisions import DecisionLog, read_decisions
from extractor.errors import RecordsError, RunError
from tests.decisions.made import decision

KEEPS_WRITING = """
import sys
from pathlib import Path
from extractor.decisions import DecisionLog
from tests.decisions.made import decision

log = DecisionLog(Path(sys.argv[1]))
for number in range(100_000):
    log.append(decision(f"{sys.argv[2]}{number}", why="x" * 5_000))
    print(number, flush=True)
"""


def test_what_is_appended_is_read_back_in_order(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    assert log.news() == []
    log.append(decision("a", why="two\nlines \ud800 \u200b"))
    log.append(decision("b"), decision("c"))
    assert log.news() == [decision("a", why="two\nlines \ud800 \u200b"), decision("b"), decision("c")]
    assert log.news() == []
    DecisionLog(log.path).append(decision("d", by="ben"))
    assert [found.id for found in log.news()] == ["d"]


def test_without_a_file_there_are_no_decisions(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "decisions.jsonl") == []


@pytest.mark.parametrize("cut", [1, 40, 100])
def test_a_torn_last_line_is_passed_over_and_removed_by_the_next_writer(tmp_path: Path, cut: int) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("a"), decision("b"))
    os.truncate(log.path, log.path.stat().st_size - cut)
    assert [found.id for found in read_decisions(log.path)] == ["a"]
    log.append(decision("c"))
    assert [found.id for found in read_decisions(log.path)] == ["a", "c"]


def test_a_torn_line_longer_than_one_look_back_is_found(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("a"))
    with log.path.open("ab") as file:
        file.write(b"x" * 200_000)
    log.append(decision("b"))
    assert [found.id for found in read_decisions(log.path)] == ["a", "b"]


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("a"))
    with log.path.open("ab") as file:
        file.write(b'{"id":"b"}\n')
    with pytest.raises(RecordsError, match=r"decisions\.jsonl:2: not a decision: at: Field required"):
        read_decisions(log.path)


def test_a_file_that_somebody_made_shorter_is_an_error_not_a_guess(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("a"))
    assert log.news()
    os.truncate(log.path, 0)
    with pytest.raises(RecordsError, match="shorter than it was"):
        log.news()


def test_on_a_full_disk_nothing_of_the_decision_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("a"))
    before = log.path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RunError, match=r"decisions\.jsonl: the decision cannot be written: No space left"):
        log.append(decision("b"))
    assert log.path.read_bytes() == before


def test_killing_a_writer_loses_at_most_the_decision_in_flight(tmp_path: Path, repository: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    command = [sys.executable, "-c", KEEPS_WRITING, str(path), "k"]
    with subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(0.3)
        writer.send_signal(signal.SIGKILL)
        written = [0, *(int(line) for line in writer.stdout.read().split("\n")[:-1])]
    kept = [found.id for found in read_decisions(path)]
    assert kept in ([f"k{n}" for n in range(written[-1] + 1)], [f"k{n}" for n in range(written[-1] + 2)])
    DecisionLog(path).append(decision("after"))
    assert [found.id for found in read_decisions(path)] == [*kept, "after"]


def test_two_writers_at_once_keep_every_line_whole(tmp_path: Path, repository: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    program = KEEPS_WRITING.replace("100_000", "20")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path), name], cwd=repository, stdout=subprocess.PIPE
        )
        for name in "xy"
    ]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    kept = [found.id for found in read_decisions(path)]
    assert sorted(kept) == sorted(f"{name}{number}" for name in "xy" for number in range(20))
