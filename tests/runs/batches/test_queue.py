from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.backends.usage import Usage
from extractor.errors import RunError
from extractor.records import JsonObject
from extractor.runs.batches.queue import MOST_BYTES, MOST_REQUESTS, BatchFiles, most_of_request


def body(number: int, **more: object) -> JsonObject:
    return {"model": "m", "messages": [{"role": "user", "content": f"{number:04}"}], **more}


def sizes(folder: Path, count: int, **limits: int) -> list[int]:
    with BatchFiles(folder, **limits) as files:
        for number in range(count):
            files.add(f"id-{number:04}", body(number))
        found = []
        for file in files.files:
            lines = file.path.read_text(encoding="utf-8").splitlines()
            assert [json.loads(line)["custom_id"] for line in lines] == file.custom_ids
            assert file.path.stat().st_size == file.bytes
            found.append(len(lines))
    return found


def test_files_are_split_where_the_provider_takes_no_more_requests(tmp_path: Path) -> None:
    assert sizes(tmp_path, 7, most_requests=3) == [3, 3, 1]
    assert sizes(tmp_path, 6, most_requests=3) == [3, 3]
    assert sizes(tmp_path, 0) == []


def test_files_are_split_where_the_provider_takes_no_more_bytes(tmp_path: Path) -> None:
    with BatchFiles(tmp_path) as files:
        files.add("id-0000", body(0))
        (file,) = files.files
        line = file.bytes
    assert sizes(tmp_path, 5, most_bytes=2 * line) == [2, 2, 1]
    assert sizes(tmp_path, 5, most_bytes=2 * line - 1) == [1] * 5
    assert sizes(tmp_path, 2, most_bytes=1) == [1, 1]  # the provider says what is wrong with it


def test_the_limits_are_those_of_the_provider() -> None:
    assert (MOST_REQUESTS, MOST_BYTES) == (50_000, 200_000_000)


def test_the_files_are_gone_in_the_end_also_those_of_a_command_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / ".batch-9.jsonl").write_text("left", encoding="utf-8")
    assert sizes(tmp_path, 3, most_requests=1) == [1, 1, 1]
    assert list(tmp_path.iterdir()) == []


def test_a_file_knows_what_its_requests_can_use_at_most(tmp_path: Path) -> None:
    with BatchFiles(tmp_path) as files:
        files.add("a", body(1, max_tokens=7))
        files.add("b", body(2, max_completion_tokens=11))
        (file,) = files.files
    assert file.most.completion_tokens == 18
    assert file.most.prompt_tokens > 2 * len(json.dumps(body(1)))


def test_a_request_without_a_limit_of_length_is_counted_by_its_bytes() -> None:
    assert most_of_request({"model": "m"}).completion_tokens == 0
    assert most_of_request({"model": "é"}) != Usage()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        BatchFiles(tmp_path / "gone") as files,
        pytest.raises(RunError, match=r"\.batch-1\.jsonl: cannot be"),
    ):
        files.add("a", {})
