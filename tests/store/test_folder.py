from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import RecordsError, RunError
from extractor.records import Article, Sentence, Span
from extractor.store.folder import article_from_line, json_line, read_lines, write_whole


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    write_whole(path, ["old\n"])

    def breaks() -> Iterator[str]:
        yield "new\n"
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write_whole(path, breaks())
    assert path.read_text(encoding="utf-8") == "old\n"
    write_whole(path, ["new\n"])
    assert path.read_text(encoding="utf-8") == "new\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_when_the_disk_is_full_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "lines"
    write_whole(path, ["old\n"])

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(step, full)
    with pytest.raises(RunError, match=r"lines: cannot be written: No space left on device"):
        write_whole(path, ["new\n"])
    assert path.read_text(encoding="utf-8") == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RunError, match="pipe: not a file"):
        write_whole(pipe, ["text"])
    assert pipe.is_fifo()


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_one_line_for_every_reader_and_comes_back(text: str) -> None:
    line = json_line({"text": text})
    assert line.splitlines() == [line.removesuffix("\n")]
    written = line.encode("utf-8", "backslashreplace").decode("utf-8")
    assert json.loads(written) == json.loads(json.dumps({"text": text}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a":1}\n[1]\n', r"lines:2: expected a JSON object"),
        (b'{"a":1}\n\n{"a":\n', r"lines:3: not JSON"),
        (b'{"a":"\xff"}\n', r"lines:1: not UTF-8 text"),
    ],
)
def test_a_damaged_line_is_named_by_its_number(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "lines"
    path.write_bytes(content)
    with pytest.raises(RecordsError, match=says):
        list(read_lines(path))


@pytest.mark.parametrize("name", ["a", "na\u00efve", "na\udcefve", '\\\udcef"', "\x85"])
def test_an_article_is_the_same_once_it_is_read_from_its_line(name: str) -> None:
    article = Article(
        id=name,
        path=f"news/{name}.txt",
        text="Chile\u2028voted. \U0001f600",
        sentences=(Sentence(number=1, span=Span(start=0, end=12), boilerplate="byline"),),
        published=date(2025, 8, 12),
        sha256="5e",
    )
    assert article_from_line(json_line(article).encode("utf-8", "backslashreplace")) == article


def test_a_line_that_is_no_article_is_named() -> None:
    with pytest.raises(RecordsError, match=r"here: not an article"):
        article_from_line(b'{"id":"a"}', "here")
