from __future__ import annotations

from pathlib import Path

import pytest

from extractor.backends import Attempt, Usage
from extractor.errors import RunError
from extractor.runs.status import RunState, read_status
from extractor.store.entries import AttemptEntry, EndEntry
from extractor.store.ledger import Ledger


def kept(ledger: Ledger, *names: str, error: str | None = None) -> None:
    """Write down how articles ended."""
    outcome = "failed" if error else "records"
    ledger.write([EndEntry(name, True, outcome, 1, error) for name in names])


def test_a_run_that_goes_on_is_shown_with_its_process(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.begin(1.0, "{}", 10)
        kept(ledger, "a", "b")
        kept(ledger, "c", error="ReplyInvalid")
        kept(ledger, "d", "e", error="ArticleError")
        found = read_status(tmp_path)
        assert found.holder is not None
    assert found.state is RunState.RUNNING
    assert (found.done, found.pending, found.command.expected) == (5, 5, 10)
    assert found.inputs == {"records": 2, "no events": 0, "failed": 3}
    assert list(found.failed.items()) == [("ArticleError", 2), ("ReplyInvalid", 1)]


def test_a_run_that_was_stopped_is_shown_and_what_an_earlier_command_did_counts(tmp_path: Path) -> None:
    for names in (("a", "b", "c"), ("a",)):
        with Ledger(tmp_path / "ledger.sqlite") as ledger:
            ledger.begin(1.0, "{}", 4)
            kept(ledger, *names)
    found = read_status(tmp_path)
    assert found.state is RunState.INTERRUPTED
    assert (found.holder, found.done, found.pending) == (None, 3, 1)


def test_what_another_request_did_does_not_count(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.begin(1.0, '{"plan": "article"}', 4)
        kept(ledger, "a", "b", "c")
        ledger.begin(2.0, '{"plan": "sentence"}', 4)
        kept(ledger, "d")
    found = read_status(tmp_path)
    assert (found.done, found.pending) == (1, 3)


def test_a_finished_run_has_nothing_pending_whatever_was_expected(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.begin(1.0, "{}", 10)
        kept(ledger, "a")
        ledger.finish(2.0)
    found = read_status(tmp_path)
    assert (found.state, found.command.ended) == (RunState.FINISHED, 2.0)
    assert (found.done, found.pending) == (1, 0)


def test_without_a_known_number_of_inputs_nobody_knows_what_is_pending(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.begin(1.0, "{}", None)
        assert read_status(tmp_path).pending is None


def test_tokens_of_every_attempt_are_spent(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.begin(1.0, "{}")
        for outcome in ("truncated", "answered"):
            attempt = Attempt(1.0, 0.1, outcome, Usage(100, 7, 90))
            ledger.write([AttemptEntry("key", "a", (1,), "m", attempt)])
    (spent,) = read_status(tmp_path).spent
    assert (spent.model, spent.attempts, spent.usage) == ("m", 2, Usage(200, 14, 180))


def test_a_folder_without_a_run_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run here; make one with: extractor run ARTICLES"):
        read_status(tmp_path)
    with Ledger(tmp_path / "ledger.sqlite"):
        pass
    with pytest.raises(RunError, match="nothing was asked yet"):
        read_status(tmp_path)


def test_a_run_that_was_passed_on_without_its_ledger_says_so(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match="has no ledger"):
        read_status(tmp_path)


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\0" * 200, b"no database" * 100])
def test_a_damaged_ledger_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(content)
    with pytest.raises(RunError, match=r"ledger\.sqlite: the ledger cannot be used"):
        read_status(tmp_path)
