"""Runs by batches for tests: a provider that answers from the newsroom's table, and the commands for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.records import JsonObject
from tests.end_to_end.newsroom import Answer, asked_about, derived, extractor, reply_to
from tests.kit.batch_server import Answer as AnswerOf
from tests.kit.batch_server import BatchServer
from tests.kit.model_server import Call, completion

Capsys = pytest.CaptureFixture[str]

TOKENS = (1000, 100, 0)
"""What the server counts for each answer: at a dollar a million, and half of it in batches."""

WRONG = (200, completion({"events": "none in a list"}, tokens=TOKENS))
CUT = (200, completion('{"events": [{"who": ["Chi', finish_reason="length", tokens=TOKENS))
BUSY = (503, {"error": {"message": "overloaded"}})


def word_of(body: JsonObject) -> str:
    """The word that a request asks about."""
    return asked_about(_call(body))


def _call(body: JsonObject) -> Call:
    return Call("", {}, json.dumps(body).encode())


def obliging(body: JsonObject) -> tuple[int, JsonObject]:
    """Answers every question from the table."""
    return 200, completion(reply_to(_call(body)), tokens=TOKENS)


def once(word: str, first: tuple[int, JsonObject] | None) -> AnswerOf:
    """Obliging, but for the first question about one word."""
    left = [first]

    def answer(body: JsonObject) -> tuple[int, JsonObject] | None:
        return left.pop() if left and word_of(body) == word else obliging(body)

    return answer


def at(server: BatchServer) -> list[str]:
    """The arguments that lead to it."""
    return ["--base-url", server.base_url, "--model", "m", "--plan", "article"]


def submitted(capsys: Capsys, server: BatchServer, run: Path, *more: str) -> Answer:
    """What the command says that hands in the articles of `news`."""
    return extractor(capsys, "batch", "submit", run, "news", *at(server), *more)


def collected(capsys: Capsys, run: Path, *more: str) -> Answer:
    """What the command says that fetches the answers."""
    return extractor(capsys, "batch", "collect", run, *more)


def live(capsys: Capsys, server: BatchServer, folder: Path) -> dict[str, bytes]:
    """What a run by calls of its own gives, without what tells how it was asked."""
    assert extractor(capsys, "run", "news", "-o", folder, *at(server)).code == 0
    return but_for_the_cost(derived(folder))


def but_for_the_cost(files: dict[str, bytes]) -> dict[str, bytes]:
    """The derived files, without what tells how it was asked."""
    described = json.loads(files["run.json"])
    del described["totals"]["spent"]
    return {**files, "run.json": json.dumps(described).encode(), "report.html": b""}


def spent(run: Path) -> JsonObject:
    """What the run counted: calls, tokens and money."""
    spent: JsonObject = json.loads((run / "run.json").read_text(encoding="utf-8"))["totals"]["spent"]
    return spent
