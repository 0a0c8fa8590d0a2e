from __future__ import annotations

import json

import pytest

from benchmarks.review_by_keyboard import main


@pytest.mark.parametrize("how", [["--one-by-one"], ["--sure-from", "95"]])
def test_every_event_is_decided_with_fewer_keys_where_sure_ones_are_accepted_at_once(
    how: list[str], capsys: pytest.CaptureFixture[str], loopback: None
) -> None:
    assert main(["--events", "4", *how, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["accepted"] + found["rejected"] == 4
    assert found["looked_at"] == 4 if "--one-by-one" in how else found["looked_at"] < 4
    assert found["let_through"] <= 4 - found["looked_at"]
    assert found["keys"] >= found["looked_at"]
    assert found["seconds"] > 0
