from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from extractor.backends import Profile, Usage
from extractor.errors import RunError
from extractor.prompts import Message
from extractor.runs.ledger import Ledger, StoredReply, call_key


class Tally(BaseModel):
    n: int


class Sum(BaseModel):
    n: float


REPLY = StoredReply('{"n":1}', Usage(10, 5), attempts=2, seconds=0.5)
MESSAGES = (Message("system", "Count."), Message("user", "29 men"))


def profile(**changes: Any) -> Profile:
    table = {"name": "a", "kind": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "m", **changes}
    return Profile.model_validate(table)


def test_what_is_stored_is_found_again_also_by_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        assert ledger.find("key") is None
        ledger.store("key", "article", REPLY)
        assert ledger.find("key") == REPLY
    with Ledger(path) as ledger:
        assert ledger.find("key") == REPLY
        assert ledger.find("other") is None


def test_a_later_reply_to_the_same_question_stands(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.store("key", "article", REPLY)
        later = StoredReply('{"n":2}', Usage(), attempts=1, seconds=0.0)
        ledger.store("key", "article", later)
        assert ledger.find("key") == later


def test_half_a_surrogate_pair_is_kept_as_json_writes_it(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.store("key", "na\udce9me", StoredReply('{"n":"\ud83d"}', Usage(), 1, 0.0))
        found = ledger.find("key")
    assert found is not None
    assert found.text == r'{"n":"\ud83d"}'


def test_a_ledger_has_one_owner_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger(path), pytest.raises(RunError, match="another run is writing this folder"):
        Ledger(path)
    with Ledger(path) as ledger:
        assert ledger.find("key") is None


CHANGES: list[dict[str, Any]] = [
    {"model": "other"},
    {"base_url": "http://127.0.0.1:2/v1"},
    {"mode": "tools"},
    {"parameters": {"temperature": 1}},
]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: next(iter(changes)))
def test_what_decides_an_answer_makes_another_key(changes: dict[str, Any]) -> None:
    assert call_key(profile(**changes), MESSAGES, Tally) != call_key(profile(), MESSAGES, Tally)


def test_other_words_or_another_form_of_the_answer_make_another_key() -> None:
    key = call_key(profile(), MESSAGES, Tally)
    assert call_key(profile(), (MESSAGES[0], Message("user", "29 men\n")), Tally) != key
    assert call_key(profile(), (Message("user", "Count."), MESSAGES[1]), Tally) != key
    assert call_key(profile(), MESSAGES, Sum) != key


@pytest.mark.parametrize(
    "changes", [{"name": "b"}, {"timeout": 7}, {"concurrency": 9}, {"key_env": "OTHER_KEY"}]
)
def test_what_does_not_decide_an_answer_leaves_the_key(changes: dict[str, Any]) -> None:
    assert call_key(profile(**changes), MESSAGES, Tally) == call_key(profile(), MESSAGES, Tally)
