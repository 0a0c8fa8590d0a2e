from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.backends.attempts import Attempt
from extractor.backends.batch.api import Line
from extractor.backends.usage import Usage
from extractor.runs.batches.store import (
    AnswerEntry,
    BatchStore,
    Step,
    StoredBatch,
    awaited_requests,
)
from extractor.store.entries import AttemptEntry
from extractor.store.ledger import Ledger

FIRST = StoredBatch("b1", 1.0, "{}", 2, 10, 20, Step.HANDED_IN, "batch_1", "in_progress")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BatchStore]:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        yield BatchStore(ledger)


def test_a_batch_is_kept_with_its_requests(store: BatchStore) -> None:
    store.make(FIRST, ["x", "y"])
    assert store.batches() == [FIRST]
    assert store.batches(Step.DONE) == []
    assert store.custom_ids("b1") == {"x", "y"}
    assert store.is_awaited("x")
    assert not store.is_awaited("z")
    assert awaited_requests(store.ledger) == 2


def test_the_first_answer_stands_and_those_of_several_batches_are_in_their_order(store: BatchStore) -> None:
    store.make(replace(FIRST, name="b2", made=2.0), ["x"])
    store.make(FIRST, ["x", "y"])
    answers = [("b2", 200, "second"), ("b1", 503, "first"), ("b1", 200, "late")]
    store.ledger.write(AnswerEntry(batch, Line("x", status, body, "r")) for batch, status, body in answers)
    assert [(answer.batch, answer.status, answer.body) for answer in store.answers("x")] == [
        ("b1", 503, "first"),
        ("b2", 200, "second"),
    ]
    assert store.answered("b1") == 1
    assert not store.is_awaited("x")


def test_what_a_fetched_batch_did_not_answer_is_free_again(store: BatchStore) -> None:
    store.make(FIRST, ["x"])
    store.ledger.write([replace(FIRST, step=Step.FETCHED)])
    assert not store.is_awaited("x")
    assert awaited_requests(store.ledger) == 2
    store.ledger.write([replace(FIRST, step=Step.DONE)])
    assert awaited_requests(store.ledger) == 0


def test_a_batch_that_never_was_handed_in_frees_its_requests(store: BatchStore) -> None:
    store.make(replace(FIRST, step=Step.INTENDED), ["x"])
    store.ledger.write([replace(FIRST, step=Step.DONE)])
    assert not store.is_awaited("x")


def test_what_a_batch_used_is_what_its_answers_tell(store: BatchStore) -> None:
    store.make(FIRST, ["w", "x", "y", "z"])
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}}
    usages = {"w": usage, "x": {"prompt_tokens": "many", "completion_tokens": -3}, "y": None}
    lines = [Line(name, 200, json.dumps({"usage": usage}), "r") for name, usage in usages.items()]
    store.ledger.write(AnswerEntry("b1", line) for line in lines)
    assert store.used("b1") == Usage(10, 5, 4)
    assert store.used("none") == Usage()


def test_an_attempt_of_a_batch_is_kept_once_however_often_it_is_read(store: BatchStore) -> None:
    attempt = Attempt(1.0, 0.0, "answered", Usage(10, 5), batch="b1")
    entry = AttemptEntry("key", "a", (1,), "m", attempt)
    store.ledger.write([entry])
    store.ledger.write(
        [entry, replace(entry, key="other"), replace(entry, attempt=replace(attempt, batch="b2"))]
    )
    assert sum(spent.attempts for spent in store.ledger.spent()) == 3
