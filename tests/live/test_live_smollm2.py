"""The whole live path with a real model of 135 million parameters, small enough for any machine."""

from __future__ import annotations

import asyncio
import json
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx2
import pytest
from pydantic import BaseModel, ConfigDict

from extractor.backends.client import open_client
from extractor.backends.local.models import find_model, pull_model
from extractor.backends.local.server import LocalServer
from extractor.backends.probing import Verdict, probe
from extractor.backends.profiles import load_profile
from tests.end_to_end.newsroom import started

MODEL = "smollm2-135m"

pytestmark = [pytest.mark.live, pytest.mark.enable_socket]


class Transfer(BaseModel):
    """What a free-running model would not write by chance."""

    model_config = ConfigDict(extra="forbid")

    verb: Literal["zq-hand-over", "zq-arrest"]
    how_many: int
    place: str | None


@dataclass(frozen=True)
class Message:
    role: str
    content: str


QUESTION = (
    "Fill in the JSON: verb, how_many, place. Text: Mexico sent 26 prisoners to the United States on Tuesday."
)


@pytest.fixture(scope="module")
def model() -> Path:
    """The model's file, fetched when it is not on this machine yet."""
    return pull_model(MODEL)


def test_the_fetched_model_is_found_by_its_name(model: Path) -> None:
    assert find_model(MODEL) == model


def test_the_server_holds_the_model_to_a_schema(model: Path) -> None:
    schema = {"name": "transfer", "schema": Transfer.model_json_schema(), "strict": True}
    with LocalServer(model, alias=MODEL, context=1024, slots=1, threads=1) as server:
        reply = httpx2.post(
            f"{server.base_url}/chat/completions",
            json={
                "model": MODEL,
                "messages": [{"role": "user", "content": QUESTION}],
                "response_format": {"type": "json_schema", "json_schema": schema},
                "max_tokens": 200,
                "temperature": 0,
            },
            timeout=120,
            trust_env=False,
        ).json()
    Transfer.model_validate_json(reply["choices"][0]["message"]["content"])
    assert reply["model"] == MODEL
    assert str(model.parent) not in str(reply)


def test_the_real_client_gets_a_typed_answer_from_its_own_server(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_THREADS", "1")

    async def ask() -> Transfer:
        profile = load_profile("local", model=MODEL)
        async with open_client(profile) as client:
            reply = await client.ask([Message("user", QUESTION)], Transfer, max_tokens=200)
            return reply.value

    assert asyncio.run(ask()).verb in {"zq-hand-over", "zq-arrest"}


@pytest.mark.usefixtures("model")
def test_a_server_of_its_own_is_found_out_by_a_probe_and_leaves_nothing() -> None:
    sizes = ("--port", "0", "--threads", "1", "--context", "2048", "--slots", "2")
    with started("serve", "--model", MODEL, *sizes, "--json") as process:
        assert process.stdout is not None
        served = json.loads(process.stdout.readline())
        profile = load_profile("compatible", base_url=served["base_url"], model=MODEL)
        found = asyncio.run(probe(profile))
        page = {"Origin": "https://elsewhere.example"}  # a page of another site must not read what it answers
        headers = httpx2.get(f"{served['base_url']}/models", headers=page, trust_env=False).headers
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    for name in ("schema", "strict schema", "JSON mode", "seed", "logprobs", "prompt caching"):
        assert found.verdict(name) is Verdict.HONOURED, name
    assert headers["access-control-allow-origin"] == "http://127.0.0.1"
    assert (found.mode, found.context) == ("json_schema", 2048)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{served['base_url']}/models", trust_env=False)
