"""Merges into one output share a scratch folder, and leave each other's part of it alone."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from extractor.errors import RunError
from extractor.runs.engine import EngineChoice
from extractor.runs.engine.workshops import open_workshop


def opened(merge: ExitStack, output: Path) -> Path:
    folder = merge.enter_context(open_workshop(EngineChoice(), 0, output, processes=2)).folder
    assert folder is not None
    return folder


@pytest.mark.parametrize("first_ends_first", [True, False])
def test_two_merges_into_one_output_have_folders_of_their_own(tmp_path: Path, first_ends_first: bool) -> None:
    with ExitStack() as one, ExitStack() as two:
        folder, other = (opened(merge, tmp_path / "out.jsonl") for merge in (one, two))
        ending, staying = (one, other) if first_ends_first else (two, folder)
        (staying / "values").touch()
        ending.close()
        assert (staying / "values").exists()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_merge_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".out.jsonl.merge" / "0123" / "values"
    left.mkdir(parents=True)
    with ExitStack() as merge:
        folder = opened(merge, tmp_path / "out.jsonl")
        assert list(folder.parent.iterdir()) == [folder]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / ".out.jsonl.merge").touch()
    with ExitStack() as merge, pytest.raises(RunError, match=r"\.out\.jsonl\.merge: cannot be made"):
        opened(merge, tmp_path / "out.jsonl")
