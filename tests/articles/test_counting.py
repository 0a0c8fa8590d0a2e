from __future__ import annotations

import os
from pathlib import Path

import pytest

from extractor.articles import count_inputs, find_sources, read_articles

LINE = '{"text": "Mexico sent 26 prisoners."}\n'

FILES = [
    # a file's name, its content, and how many inputs it holds
    ("one.txt", "Mexico sent 26 prisoners.", 1),
    ("one.html", "<p>Mexico sent 26 prisoners.</p>", 1),
    ("blank.txt", "", 1),
    ("many.jsonl", LINE * 3, 3),
    ("unended.jsonl", LINE * 2 + LINE.strip(), 3),
    ("spaced.jsonl", "\n" + LINE + "  \r\n" + LINE + "\n", 2),
    ("broken.jsonl", LINE + "{\n" + LINE, 3),
    ("empty.jsonl", "", 0),
    ("object.json", " \n " + LINE, 1),
    ("what.epub", "", 1),
    ("answer.json", '{"articles": [' + LINE.strip() + "]}", None),
    ("lines.json", LINE * 2, None),
    ("table.csv", "text\nMexico.\n", None),
    ("list.json", f"\n[{LINE}]", None),
]


@pytest.mark.parametrize(("name", "content", "number"), FILES, ids=[name for name, _, _ in FILES])
def test_what_a_file_holds_is_counted_where_its_kind_tells(
    tmp_path: Path, name: str, content: str, number: int | None
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "other.txt").write_text("Chile elected Ana Brandt.", encoding="utf-8")
    inputs = [str(tmp_path / name), str(tmp_path / "other.txt")]
    assert count_inputs(find_sources(inputs)) == (None if number is None else number + 1)
    if number is not None:
        assert len(list(read_articles(inputs))) == number + 1


def test_a_folder_counts_as_it_is_read(tmp_path: Path) -> None:
    for name, content, number in FILES:
        if number is None:
            continue
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert count_inputs(find_sources([str(tmp_path)])) == len(list(read_articles([str(tmp_path)])))


def test_standard_input_is_not_read_to_be_counted() -> None:
    assert count_inputs(find_sources(["-"])) is None


def test_a_pipe_is_not_read_to_be_counted(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert count_inputs(find_sources([str(tmp_path / "pipe.jsonl")])) is None
