from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import RecordsError
from extractor.record_lines import json_object
from extractor.records import JsonObject
from extractor.store.folder import json_line, lines_with_places, write_whole
from extractor.store.line_index import JsonLines, LineIndex

NAMES = ["b", "a", "na\u00efve", "na\udcefve", "\U0001f600", "\ufffd", "c\u2028"]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LineIndex[JsonObject]]:
    lines = "".join(json_line({"id": name}) for name in NAMES)
    (tmp_path / "lines.jsonl").write_bytes(lines.encode("utf-8", "backslashreplace"))
    with closing(LineIndex(tmp_path / "lines.jsonl", json_object, cached=3)) as made:
        yield made


def test_items_are_found_by_id_in_the_order_of_the_file(index: LineIndex[JsonObject]) -> None:
    assert list(index) == NAMES
    assert index["a"] == {"id": "a"}
    assert [item["id"] for item in index.values()] == NAMES
    assert len(index) == len(NAMES)
    assert "a" in index
    assert "z" not in index
    with pytest.raises(KeyError):
        index["z"]


def test_only_the_last_items_stay_in_memory(index: LineIndex[JsonObject]) -> None:
    first = index["b"]
    assert index["b"] is first
    list(index.values())
    assert index["b"] is not first
    assert index["b"] == first


def test_of_many_lines_only_ids_and_places_stay_in_memory(tmp_path: Path) -> None:
    number, text = 3_000, "x" * 5_000
    lines = (json_line({"id": f"article-{n}", "text": text}) for n in range(number))
    write_whole(tmp_path / "lines.jsonl", lines)
    tracemalloc.start()
    try:
        with closing(LineIndex(tmp_path / "lines.jsonl", json_object, cached=10)) as index:
            assert sum(len(item["text"]) for item in index.values()) == number * len(text)
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak / number < 400


def test_a_file_is_read_by_id_of_several_lines_with_one_id_the_last(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"id":"b","n":1}\n\n{"id":"a","n":2}\n{"id":"b","n":3}\n', encoding="utf-8")
    index = LineIndex(path, json_object)
    assert list(index) == ["b", "a"]
    assert (index["a"]["n"], index["b"]["n"]) == (2, 3)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"id":"a"}\n{broken\n', r"lines\.jsonl:2: not JSON"),
        ('{"id":"a"}\n[]\n', r"lines\.jsonl:2: expected a JSON object"),
        ('{"id":1}\n', r"lines\.jsonl:1: has no id"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordsError, match=says):
        LineIndex(path, json_object)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r"none\.jsonl: cannot be read: No such file"):
        LineIndex(tmp_path / "none.jsonl", json_object)


def test_lines_of_several_files_are_found_by_their_places(tmp_path: Path) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path in paths:
        path.write_text(f'{{"in":"{path.name}"}}\n\n{{"last":1}}\n', encoding="utf-8")
    with JsonLines(*paths) as lines:
        found = [pair for start, end in lines.ranges(100) for pair in lines.between(start, end)]
        assert [lines.line_number(place).rpartition("/")[2] for place, _ in found] == [
            "a.jsonl:1",
            "a.jsonl:3",
            "b.jsonl:1",
            "b.jsonl:3",
        ]
        assert [lines.at(place) for place, _ in reversed(found)] == [line for _, line in reversed(found)]
        assert lines.where(found[3][0]) == f"{paths[1]} at byte 18"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranges")


TEXTS = st.lists(st.sampled_from(["{}", "  ", "", '{"id": 1}', "é" * 9]), max_size=8).map("\n".join)


@given(texts=st.tuples(TEXTS, TEXTS), size=st.integers(1, 40))
def test_the_lines_of_all_ranges_are_those_of_the_files_once_and_in_order(
    scratch: Path, texts: tuple[str, str], size: int
) -> None:
    paths = [scratch / str(number) for number in range(2)]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    with JsonLines(*paths) as lines:
        found = [pair for start, end in lines.ranges(size) for pair in lines.between(start, end)]
        scanned = [each for path in paths for each in lines_with_places(path)]
        assert [line for _, line in found] == [line for line, _, _ in scanned]
        assert [lines.line_number(place) for place, _ in found] == [where for _, where, _ in scanned]


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    lines = JsonLines(tmp_path / "gone.jsonl")
    for read in (
        lambda: list(lines.ranges(9)),
        lambda: list(lines.between(0, 9)),
        lambda: lines.line_number(3),
    ):
        with pytest.raises(RecordsError, match=r"gone\.jsonl: cannot be read: No such file"):
            read()
