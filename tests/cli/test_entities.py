from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import extractor

Capsys = pytest.CaptureFixture[str]


def test_the_table_has_each_entity_with_its_other_names(seeds_run_folder: Path, capsys: Capsys) -> None:
    out = extractor(capsys, "show", seeds_run_folder, "--entities").out
    (justice,) = [line for line in out.splitlines() if "U.S. Department of Justice" in line]
    assert "organisation" in justice
    assert "U.S. Justice Department" in justice
    assert "Juan Escalante" not in out
    assert "Juan Escalante" in extractor(capsys, "show", seeds_run_folder, "--entities", "--all").out


def test_an_entity_is_explained_by_its_id_with_a_reason_for_each_name(
    seeds_run_folder: Path, capsys: Capsys
) -> None:
    lines = extractor(capsys, "show", seeds_run_folder, "--entities", "--json").out.splitlines()
    (justice,) = [e for e in map(json.loads, lines) if e["name"] == "U.S. Department of Justice"]
    for reference in (justice["id"], justice["id"].removeprefix("entity-")[:7]):
        shown = extractor(capsys, "explain", seeds_run_folder, reference).out
        assert "U.S. Justice Department: the words of U.S. Department of Justice\n    000" in shown
        assert "Takes part in 2 events:" in shown
    assert json.loads(extractor(capsys, "explain", seeds_run_folder, justice["id"], "--json").out) == justice


def test_an_unknown_entity_is_an_error_that_says_where_ids_are(
    seeds_run_folder: Path, capsys: Capsys
) -> None:
    answer = extractor(capsys, "explain", seeds_run_folder, "entity-n00nobody")
    assert answer.code == 1
    assert "no entity begins with 'entity-n00nobody'" in answer.complaint
    assert "show" in answer.complaint
