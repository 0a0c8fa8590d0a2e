"""The same answers give the same records, however the server was told what they must look like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.records import JsonObject
from tests.end_to_end.newsroom import ARTICLES, QUESTIONS, REPLIES, asked_about, extractor, write_articles
from tests.kit.endpoints import Endpoint
from tests.kit.messages_server import Messages
from tests.kit.model_server import Call, ModelServer, Script, in_turn

Capsys = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("loopback")


def says(call: Call) -> JsonObject:
    return REPLIES[asked_about(call)]


SERVERS = {
    "json_schema": Endpoint(says, schema="honours"),
    "strict": Endpoint(says, schema="only strict"),
    "tools": Endpoint(says, tools="honours"),
    "json": Endpoint(says, json_mode="honours"),
    "text": Endpoint(says),
}


@pytest.mark.parametrize("plan", ["triggers", "article"])
def test_every_mode_gives_the_same_records_and_events(
    plan: str, tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    articles = write_articles(tmp_path / "articles")
    results = {}
    for mode, endpoint in SERVERS.items():
        script = (
            endpoint
            if plan == "triggers"
            else Endpoint(whole, endpoint.schema, endpoint.tools, endpoint.json_mode)
        )
        with ModelServer(script) as server:
            (tmp_path / "extractor.toml").write_text(
                f'[backends.house]\nkind = "openai"\nbase_url = "{server.base_url}"\nmodel = "m"\n'
                f'mode = "{mode}"\nplan = "{plan}"\n',
                encoding="utf-8",
            )
            run = tmp_path / mode
            assert extractor(capsys, "run", articles, "-o", run, "--backend", "house").code == 0
            assert len(server.calls) == (QUESTIONS if plan == "triggers" else len(ARTICLES))
        results[mode] = [(run / name).read_bytes() for name in ("records.jsonl", "events.jsonl")]
    assert results["json_schema"][0].count(b"\n") >= 3
    assert all(result == results["json_schema"] for result in results.values()), results


def whole(call: Call) -> JsonObject:
    """The events of an article, by the first sentence that it shows."""
    events = {
        "Mexico sent": [
            {"s": [1], "type": "transport", "what": "sent 26 prisoners", "who": ["Mexico"], "count": "26"}
        ],
        "Mexico transferred": [
            {"s": [1], "type": "transport", "what": "transferred 26 prisoners", "when": "Tuesday"}
        ],
        "The police": [
            {"s": [1], "type": "arrest-jail", "what": "Per Dahl was arrested", "whom": ["Per Dahl"]}
        ],
    }
    shown = call.body["messages"][-1]["content"]
    return {"events": next(found for start, found in events.items() if start in shown)}


@pytest.mark.parametrize("plan", ["triggers", "article"])
def test_anthropics_own_api_gives_the_same_records_and_fills_ledger_and_cassettes(
    plan: str, tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    articles = write_articles(tmp_path / "articles")
    answer = says if plan == "triggers" else whole

    def run(name: str, kind: str, script: Script, *options: str) -> list[bytes]:
        with ModelServer(script) as server:
            (tmp_path / "extractor.toml").write_text(
                f'[backends.house]\nkind = "{kind}"\nbase_url = "{server.base_url}"\nmodel = "m"\n'
                f'mode = "strict"\nplan = "{plan}"\n',
                encoding="utf-8",
            )
            told = extractor(capsys, "run", articles, "-o", name, "--backend", "house", *options, "--json")
            assert told.code == 0
        return [(tmp_path / name / file).read_bytes() for file in ("records.jsonl", "events.jsonl")]

    expected = run("chat", "openai", Endpoint(answer, schema="honours"))
    assert expected[0].count(b"\n") >= 3
    assert run("messages", "anthropic", Messages(answer), "--record", "tapes") == expected
    again = ("run", articles, "-o", "messages", "--backend", "house")
    assert extractor(capsys, *again).code == 0  # the server is gone, and the ledger answers
    assert run("replayed", "anthropic", in_turn(), "--replay", "tapes") == expected
    listed = extractor(capsys, "cassettes", "list", "tapes").out
    assert "json_schema" in listed
    spent = json.loads((tmp_path / "messages" / "run.json").read_text(encoding="utf-8"))["totals"]["spent"]
    assert spent["cached_tokens"] > 0
