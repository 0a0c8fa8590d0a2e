from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from extractor.backends.batch.api import ENDED, BatchApi, Line, line_of, open_batch_api, request_line
from extractor.errors import BackendError, BackendUnavailable, UsageError
from extractor.records import JsonObject
from tests.kit.batch_server import BatchServer
from tests.kit.model_server import ModelServer, completion, failed, hung_up, in_turn

pytestmark = pytest.mark.usefixtures("loopback")

T = TypeVar("T")


async def no_wait(_seconds: float) -> None: ...


def answer(body: JsonObject) -> tuple[int, JsonObject] | None:
    word = body["messages"][0]["content"]
    if word == "late":
        return None
    return (400, {"error": {"message": "no"}}) if word == "wrong" else (200, completion(word))


def with_api(server: ModelServer, work: Callable[[BatchApi], Awaitable[T]]) -> T:
    async def do() -> T:
        async with open_batch_api(server.profile(), no_wait) as api:
            return await work(api)

    return asyncio.run(do())


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    path = tmp_path / "requests.jsonl"
    bodies = {
        word: {"messages": [{"role": "user", "content": word}]} for word in ("one", "two", "late", "wrong")
    }
    path.write_text("".join(request_line(word, body) for word, body in bodies.items()), encoding="utf-8")
    return path


def test_a_file_becomes_a_batch_and_its_answers_come_back(tmp_path: Path, requests: Path) -> None:
    async def whole(api: BatchApi) -> list[Line]:
        made = await api.make(await api.upload(requests, "b1"), "b1")
        assert (made.name, made.status in ENDED) == ("b1", False)
        server.work_off()
        ended = await api.get(made.id)
        assert (ended.status, ended.counts) == ("completed", {"total": 4, "completed": 2, "failed": 2})
        lines = []
        for file in (ended.output_file, ended.error_file):
            assert file is not None
            await api.fetch(file, tmp_path / "answers.jsonl")
            lines += [line_of(text) for text in (tmp_path / "answers.jsonl").read_text().splitlines()]
        return lines

    with BatchServer(answer) as server:
        found = {line.custom_id: line for line in with_api(server, whole)}
    assert {name: line.status for name, line in found.items()} == {
        "one": 200,
        "two": 200,
        "late": None,
        "wrong": 400,
    }
    assert json.loads(found["two"].body)["choices"][0]["message"]["content"] == "two"
    assert len({line.request_id for line in found.values()}) == 4


def test_a_batch_is_found_by_its_name_on_whichever_page_it_is(requests: Path) -> None:
    async def search(api: BatchApi) -> None:
        ids = {}
        for name in ("b1", "b2", "b3", "b4", "b5"):
            ids[name] = (await api.make(await api.upload(requests, name), name)).id
        for name, batch in ids.items():
            found = await api.find(name)
            assert found is not None
            assert found.id == batch
        assert await api.find("gone") is None
        assert await api.find("b1", since=2e9) is None  # older than it can be

    with BatchServer(answer) as server:
        with_api(server, search)


@pytest.mark.parametrize("trouble", [hung_up(), failed(500), failed(429)])
def test_a_batch_whose_making_was_not_heard_of_is_looked_for_and_not_made_again(
    requests: Path, trouble: object
) -> None:
    async def make(api: BatchApi) -> str:
        file = await api.upload(requests, "b1")
        server.troubles.after["POST batches"] = trouble  # type: ignore[assignment]
        return (await api.make(file, "b1")).id

    with BatchServer(answer) as server:
        made = with_api(server, make)
        assert list(server.batches) == [made]


def test_a_batch_that_was_not_made_is_tried_again(requests: Path) -> None:
    async def make(api: BatchApi) -> str:
        file = await api.upload(requests, "b1")
        server.troubles.before["POST batches"] = failed(503)
        return (await api.make(file, "b1")).id

    with BatchServer(answer) as server:
        made = with_api(server, make)
        assert list(server.batches) == [made]


def test_what_passes_is_tried_again_and_a_broken_download_starts_anew(tmp_path: Path, requests: Path) -> None:
    async def whole(api: BatchApi) -> bytes:
        server.troubles.before["POST files"] = failed(500)
        file = await api.upload(requests, "b1")
        server.troubles.before["GET content"] = hung_up()
        await api.fetch(file, tmp_path / "copy")
        return (tmp_path / "copy").read_bytes()

    with BatchServer(answer) as server:
        assert with_api(server, whole) == requests.read_bytes()


def test_a_server_without_a_batch_api_is_named() -> None:
    async def search(api: BatchApi) -> None:
        await api.find("b1")

    with (
        ModelServer(in_turn()) as server,
        pytest.raises(BackendUnavailable, match="backend fake has no Batch API"),
    ):
        with_api(server, search)


def test_a_wrong_key_ends_it_at_once(requests: Path) -> None:
    async def send(api: BatchApi) -> None:
        server.troubles.before["POST files"] = failed(401, "Incorrect API key")
        await api.upload(requests, "b1")

    with BatchServer(answer) as server:
        with pytest.raises(BackendError, match="Incorrect API key"):
            with_api(server, send)
        assert len(server.calls) == 1


def test_the_model_of_this_machine_has_no_batches() -> None:
    from extractor import load_profile

    async def use() -> None:
        async with open_batch_api(load_profile("local")):
            pass

    with pytest.raises(UsageError, match="has no Batch API"):
        asyncio.run(use())


LINES = [
    ({"response": {"status_code": 200, "request_id": "r", "body": {"a": 1}}}, (200, '{"a": 1}', "r")),
    ({"response": {"status_code": 429, "body": {"error": 1}}, "error": None}, (429, '{"error": 1}', "x")),
    ({"response": None, "error": {"code": "batch_expired", "message": "m"}}, (None, "{}", "x")),
    ({"response": None, "error": {"code": "batch_cancelled"}}, (None, "{}", "x")),
    ({"response": None, "error": {"code": "odd", "message": "m"}}, (500, None, "x")),
    ({"response": {"status_code": 0}, "error": None}, (None, "{}", "x")),
    ({}, (None, "{}", "x")),
    ({"response": {"status_code": 200, "body": "text"}}, (200, "{}", "x")),
]


@pytest.mark.parametrize(("rest", "read"), LINES)
def test_lines_are_read_whatever_they_say(rest: JsonObject, read: tuple[int | None, str | None, str]) -> None:
    line = line_of(json.dumps({"id": "x", "custom_id": "c", **rest}))
    status, body, request_id = read
    assert (line.custom_id, line.status, line.request_id) == ("c", status, request_id)
    assert body is None or line.body == body


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"custom_id": 5}'])
def test_what_is_no_line_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        line_of(text)
