from __future__ import annotations

import asyncio
from typing import Any

import pytest

from extractor.backends.probing import Probe, Verdict, chosen_mode, probe
from extractor.errors import BackendError, BackendUnavailable
from tests.kit.endpoints import Endpoint, hello
from tests.kit.model_server import Call, ModelServer, Script, failed

pytestmark = pytest.mark.usefixtures("loopback")

HONOURED, IGNORED, REFUSED = Verdict.HONOURED, Verdict.IGNORED, Verdict.REFUSED


def probed(script: Script, **profile: Any) -> Probe:
    with ModelServer(script) as server:
        found = asyncio.run(probe(server.profile(**profile)))
        assert len([call for call in server.calls if "completions" in call.path]) <= 14
    return found


@pytest.mark.parametrize(
    ("endpoint", "schema", "strict", "tools", "json_mode", "mode"),
    [
        (Endpoint(hello, schema="honours"), HONOURED, HONOURED, REFUSED, REFUSED, "json_schema"),
        (Endpoint(hello, schema="only strict"), IGNORED, HONOURED, REFUSED, REFUSED, "strict"),
        (
            Endpoint(hello, schema="ignores", tools="ignores", json_mode="honours"),
            IGNORED,
            IGNORED,
            IGNORED,
            HONOURED,
            "json",
        ),
        (Endpoint(hello, schema="ignores", tools="honours"), IGNORED, IGNORED, HONOURED, REFUSED, "tools"),
        (Endpoint(hello, tools="honours"), REFUSED, REFUSED, HONOURED, REFUSED, "tools"),
        (Endpoint(hello, json_mode="honours"), REFUSED, REFUSED, REFUSED, HONOURED, "json"),
        (Endpoint(hello), REFUSED, REFUSED, REFUSED, REFUSED, "text"),
        (
            Endpoint(hello, schema="ignores", tools="ignores", json_mode="ignores"),
            IGNORED,
            IGNORED,
            IGNORED,
            IGNORED,
            "text",
        ),
    ],
    ids=["strict", "only strict", "ignores", "ignores, has tools", "tools", "JSON", "text", "ignores all"],
)
def test_a_server_is_recognised_by_what_it_does(
    endpoint: Endpoint, schema: Verdict, strict: Verdict, tools: Verdict, json_mode: Verdict, mode: str
) -> None:
    found = probed(endpoint)
    verdicts = [found.verdict(name) for name in ("schema", "strict schema", "tools", "JSON mode")]
    assert verdicts == [schema, strict, tools, json_mode]
    assert (found.mode, bool(found.why)) == (mode, True)


def test_a_model_that_writes_json_of_its_own_accord_is_not_taken_for_a_schema_honoured() -> None:
    found = probed(Endpoint(lambda _call: {"greeting": "hello"}, schema="ignores", tools="ignores"))
    assert found.verdict("schema") is IGNORED
    assert found.mode == "text"


@pytest.mark.parametrize("keeps", [True, False])
def test_seed_logprobs_caching_and_context_are_found_out(keeps: bool) -> None:
    turn = iter(range(100))

    def says(call: Call) -> str:
        return f"random {call.body.get('seed') if keeps else next(turn)}"

    endpoint = Endpoint(says, logprobs=keeps, caches=keeps, context=32768 if keeps else None)
    found = probed(endpoint)
    expected = HONOURED if keeps else IGNORED
    assert {found.verdict(name) for name in ("seed", "logprobs", "prompt caching")} == {expected}
    assert found.logprobs is keeps
    assert found.context == (32768 if keeps else None)


def test_the_name_of_the_length_limit_is_found_out() -> None:
    found = probed(Endpoint(hello, schema="honours", wants_max_completion_tokens=True))
    assert (found.mode, found.length_parameter) == ("json_schema", "max_completion_tokens")


def test_what_was_found_goes_into_the_profile() -> None:
    with ModelServer(Endpoint(hello, tools="honours", context=9999)) as server:
        profile = server.profile()
        changes = asyncio.run(probe(profile)).changes(profile)
    assert changes == {"mode": "tools", "context": 9999}


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (401, BackendUnavailable, "check whether it wants a key"),
        (404, BackendUnavailable, "check base_url and model"),
        (503, BackendError, "try again later"),
        (400, BackendError, "refuses a plain question"),
    ],
)
def test_a_server_that_answers_nothing_is_an_error(status: int, error: type[BackendError], says: str) -> None:
    with pytest.raises(error, match=says):
        probed(lambda _call: failed(status))


def test_a_mode_is_chosen_for_every_combination_of_verdicts() -> None:
    for verdict in Verdict:
        everything = dict.fromkeys(("schema", "strict schema", "tools", "JSON mode"), verdict)
        assert chosen_mode(everything)[0] == ("json_schema" if verdict is HONOURED else "text")
