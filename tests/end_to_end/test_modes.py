"""The same answers give the same records, however the request states their form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.records import JsonObject
from tests.end_to_end.newsroom import ARTICLES, extractor, reply_to, write_articles
from tests.kit.endpoints import Endpoint
from tests.kit.messages_server import Messages
from tests.kit.model_server import Call, ModelServer, Script, in_turn

Capsys = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("loopback")


def says(call: Call) -> JsonObject:
    """The answer from the table, with each party as the schema wants it."""
    return {"events": [_as_wanted(event) for event in reply_to(call)["events"]]}


def _as_wanted(event: JsonObject) -> JsonObject:
    parties: JsonObject = {
        role: [{"name": name} for name in event[role]] for role in ("who", "whom", "to") if role in event
    }
    return {**event, **parties}


SERVERS = {
    "json_schema": Endpoint(says, schema="honours"),
    "strict": Endpoint(says, schema="only strict"),
    "tools": Endpoint(says, tools="honours"),
    "json": Endpoint(says, json_mode="honours"),
    "text": Endpoint(says),
}


def test_every_mode_gives_the_same_records_and_events(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    articles = write_articles(tmp_path / "articles")
    results = {}
    for mode, endpoint in SERVERS.items():
        with ModelServer(endpoint) as server:
            (tmp_path / "extractor.toml").write_text(
                f'[backends.house]\nkind = "openai"\nbase_url = "{server.base_url}"\nmodel = "m"\n'
                f'mode = "{mode}"\nplan = "article"\n',
                encoding="utf-8",
            )
            run = tmp_path / mode
            assert extractor(capsys, "run", articles, "-o", run, "--backend", "house").code == 0
            assert len(server.calls) == len(ARTICLES)
        results[mode] = [(run / name).read_bytes() for name in ("records.jsonl", "events.jsonl")]
    assert results["json_schema"][0].count(b"\n") == 6
    assert all(result == results["json_schema"] for result in results.values()), results


def test_anthropics_own_api_gives_the_same_records_and_fills_ledger_and_cassettes(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    articles = write_articles(tmp_path / "articles")

    def run(name: str, kind: str, script: Script, *options: str) -> list[bytes]:
        with ModelServer(script) as server:
            (tmp_path / "extractor.toml").write_text(
                f'[backends.house]\nkind = "{kind}"\nbase_url = "{server.base_url}"\nmodel = "m"\n'
                f'mode = "strict"\nplan = "article"\n',
                encoding="utf-8",
            )
            answer = extractor(capsys, "run", articles, "-o", name, "--backend", "house", *options, "--json")
            assert answer.code == 0
        return [(tmp_path / name / file).read_bytes() for file in ("records.jsonl", "events.jsonl")]

    expected = run("chat", "openai", Endpoint(says, schema="honours"))
    assert expected[0].count(b"\n") == 6
    assert run("messages", "anthropic", Messages(says), "--record", "tapes") == expected
    again = ("run", articles, "-o", "messages", "--backend", "house")
    assert extractor(capsys, *again).code == 0  # the server is gone, and the ledger answers
    assert run("replayed", "anthropic", in_turn(), "--replay", "tapes") == expected
    listed = extractor(capsys, "cassettes", "list", "tapes").out
    assert "json_schema" in listed
    spent = json.loads((tmp_path / "messages" / "run.json").read_text(encoding="utf-8"))["totals"]["spent"]
    assert spent["cached_tokens"] > 0
