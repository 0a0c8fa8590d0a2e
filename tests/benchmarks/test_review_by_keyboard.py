from __future__ import annotations

import json

import pytest

from benchmarks.review_by_keyboard import main


def test_every_event_is_decided_and_sure_ones_are_accepted_at_once(
    capsys: pytest.CaptureFixture[str], loopback: None
) -> None:
    assert main(["--events", "4", "--sure-from", "95", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["accepted"] + found["rejected"] == 4
    assert found["looked_at"] < 4
    assert found["let_through"] <= 4 - found["looked_at"]
    assert found["keys"] >= found["looked_at"]
    assert found["seconds"] > 0
