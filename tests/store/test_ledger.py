from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from extractor.backends import Attempt, Usage
from extractor.errors import RunError
from extractor.store.entries import (
    AttemptEntry,
    EndEntry,
    FailureEntry,
    ReplyEntry,
    StoredFailure,
    StoredReply,
)
from extractor.store.ledger import Command, Ledger, Spent
from tests.kit.ledgers import attempts, ends, outcomes

REPLY = StoredReply('{"n":1}', Usage(10, 5, 4), attempts=2, seconds=0.5)
KEPT = ReplyEntry("key", "article", REPLY)
GIVEN_UP = FailureEntry("key", "article", StoredFailure("ReplyInvalid", "no number", attempts=2))


def attempted(outcome: str = "answered", *, model: str = "m", batch: str | None = None) -> AttemptEntry:
    attempt = Attempt(1754990000.5, 0.25, outcome, Usage(100, 7, 90), 200, "req_1", "", batch=batch)
    return AttemptEntry("key", "article", (2, 3), model, attempt)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def test_what_is_written_is_found_again_also_by_the_next_run(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.find("key") is None
        ledger.write([KEPT])
        assert ledger.find("key") == REPLY
    with Ledger(path) as ledger:
        assert ledger.find("key") == REPLY
        assert ledger.find("other") is None


def test_the_probabilities_of_a_reply_are_kept_with_it(path: Path) -> None:
    sure = {"events.0.type": (-0.25, 2), "events.0.what": (-3.5, 11)}
    reply = StoredReply('{"events": []}', Usage(), attempts=1, seconds=0.0, logprobs=sure)
    with Ledger(path) as ledger:
        ledger.write([ReplyEntry("key", "article", reply)])
    with Ledger.read_only(path) as ledger:
        assert ledger.find("key") == reply


def test_a_later_reply_to_the_same_question_stands(path: Path) -> None:
    later = StoredReply('{"n":2}', Usage(), attempts=1, seconds=0.0)
    with Ledger(path) as ledger:
        ledger.write([KEPT, ReplyEntry("key", "article", later)])
        assert ledger.find("key") == later


def test_half_a_surrogate_pair_is_kept_as_json_writes_it(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.write(
            [ReplyEntry("key", "na\udce9me", StoredReply('{"n":"\ud83d"}', Usage(), attempts=1, seconds=0))]
        )
        found = ledger.find("key")
    assert found is not None
    assert found.text == r'{"n":"\ud83d"}'


def test_a_question_that_was_given_up_is_known_until_it_is_answered(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.write([GIVEN_UP])
        assert ledger.find_failure("key") == GIVEN_UP.failure
        ledger.write([KEPT])
        assert ledger.find_failure("key") is None


def test_every_attempt_is_kept_with_all_that_is_known_of_it(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.write([attempted("truncated"), attempted()])
        assert attempts(ledger, "key") == 2
        assert outcomes(ledger) == {"answered": 1, "truncated": 1}
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        first = dict(database.execute("SELECT * FROM attempts ORDER BY id").fetchone())
    assert first == {
        "id": 1,
        "key": "key",
        "article": "article",
        "sentences": "[2, 3]",
        "model": "m",
        "batch": None,
        "started": 1754990000.5,
        "seconds": 0.25,
        "outcome": "truncated",
        "status": 200,
        "prompt_tokens": 100,
        "completion_tokens": 7,
        "cached_tokens": 90,
        "request_id": "req_1",
        "message": "",
    }


def test_what_was_spent_is_summed_by_model_and_by_batch(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.spent() == ()
        ledger.write([attempted("invalid"), attempted(), attempted(batch="b1"), attempted(model="n")])
        assert ledger.spent() == (
            Spent("m", batched=False, attempts=2, usage=Usage(200, 14, 180)),
            Spent("m", batched=True, attempts=1, usage=Usage(100, 7, 90)),
            Spent("n", batched=False, attempts=1, usage=Usage(100, 7, 90)),
        )


def test_the_ends_of_a_finished_command_are_those_of_its_own_inputs(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.begin(1.0, "{}", expected=2)
        ledger.write([EndEntry("a", True, "records", 3), EndEntry("gone", True, "no events", 0)])
        ledger.begin(2.0, "{}")
        ledger.write([EndEntry("a", True, "no events", 0), EndEntry("a", False, "failed", 0, "ArticleError")])
        ledger.finish(3.0)
        assert ends(ledger, ledger.command) == {"no events": 1, "failed": 1}
        assert ends(ledger, 1) == {}
        assert ledger.last_command() == Command(2, 2.0, 3.0, None, "{}")


def test_entries_are_written_together_or_not_at_all(path: Path) -> None:
    bad = ReplyEntry("other", "article", StoredReply("{}", Usage(2**64, 0), attempts=1, seconds=0.0))
    with Ledger(path) as ledger:
        with pytest.raises(RunError, match=r"ledger\.sqlite: the ledger cannot be used \(.*too large"):
            ledger.write([KEPT, bad])
        assert ledger.find("key") is None
        ledger.write([KEPT])
        assert ledger.find("key") == REPLY


def test_a_ledger_has_one_owner_at_a_time_who_is_named(path: Path) -> None:
    says = rf"another run is writing this folder \(process {os.getpid()} on .*, since 20"
    with Ledger(path), pytest.raises(RunError, match=says):
        Ledger(path)
    with Ledger(path) as ledger:
        assert ledger.find("key") is None


def test_others_may_read_while_the_owner_writes_and_afterwards(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger.write([KEPT])
        with Ledger.read_only(path) as reader:
            ledger.write([attempted()])
            assert reader.find("key") == REPLY
            assert attempts(reader, "key") == 1
    with Ledger.read_only(path) as reader:
        assert reader.find("key") == REPLY
        with pytest.raises(RunError, match="the ledger cannot be used"):
            reader.begin(1.0, "{}")


def test_where_there_is_no_ledger_none_is_made_by_reading(path: Path) -> None:
    with pytest.raises(RunError, match="no run here"):
        Ledger.read_only(path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "PRAGMA user_version = 3",
            r"written by another version of extractor \(ledger 3, known 4\): use that",
        ),
        ("PRAGMA user_version = 99", r"written by another version of extractor \(ledger 99, known 4\)"),
        ("CREATE TABLE recipes (name TEXT)", "a database of something else"),
    ],
)
def test_what_is_no_ledger_of_ours_is_refused_and_left_as_it_is(
    path: Path, statement: str, says: str
) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(statement)
    before = path.read_bytes()
    for opened in (Ledger, Ledger.read_only):
        with pytest.raises(RunError, match=says):
            opened(path)
    assert path.read_bytes() == before


def test_the_key_of_an_unanswered_call_has_no_attempts(path: Path) -> None:
    with Ledger(path) as ledger:
        assert attempts(ledger, "key") == 0
