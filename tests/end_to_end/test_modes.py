"""The same answers give the same records, however the server was told what they must look like."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.records import JsonObject
from tests.end_to_end.newsroom import ARTICLES, QUESTIONS, REPLIES, asked_about, extractor, write_articles
from tests.kit.endpoints import Endpoint
from tests.kit.model_server import Call, ModelServer

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
