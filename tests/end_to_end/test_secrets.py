"""The key is in nothing that a run writes or prints, whatever fails and whatever is logged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.newsroom import BRIEFS, asked_about, extractor, obliging, write_articles
from tests.kit.batch_server import BatchServer
from tests.kit.model_server import Call, ModelServer, Script, Step, answered, completion, failed, sent

pytestmark = pytest.mark.usefixtures("loopback")

CANARY = "sk-canary-0123456789abcdef"

FAILURES = {
    "sent": failed(400, f"bad request of {CANARY}"),
    "transferred": sent(b'{"error": "%s"}' % CANARY.encode()),
    "arrested": answered(f"I know {CANARY}"),
    "wounded": answered(None, refusal=f"not for {CANARY}"),
    "raid": failed(422, f"{CANARY} " * 200),
}


def script(call: Call) -> Step:
    assert call.headers["authorization"] == f"Bearer {CANARY}"
    return FAILURES.get(asked_about(call), obliging(call))


REFUSED = failed(401, f"Incorrect API key provided: {CANARY}")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with articles, and a backend whose key is in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOUSE_KEY", CANARY)
    (tmp_path / "extractor.toml").write_text(
        '[backends.house]\nkind = "openai"\nkey_env = "HOUSE_KEY"\nplan = "article"\n', encoding="utf-8"
    )
    write_articles(tmp_path / "news", BRIEFS)
    return tmp_path


def asked_of(server: ModelServer) -> tuple[str, ...]:
    where = ("--backend", "house", "--model", "fake", "--base-url", server.base_url)
    return ("run", "news", "-o", "run", *where)


def assert_that_no_file_has_the_key(house: Path) -> None:
    written = {path: path.read_bytes() for path in house.rglob("*") if path.is_file()}
    assert "ledger.sqlite" in {path.name for path in written}
    assert [path for path, data in written.items() if CANARY[:14].encode() in data] == []


@pytest.mark.parametrize(
    ("answers", "taped"), [(script, ("--record", "tapes")), (lambda _: REFUSED, ())], ids=["taped", "refused"]
)
def test_the_key_is_in_no_file_log_message_or_cassette(
    house: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    answers: Script,
    taped: tuple[str, ...],
) -> None:
    caplog.set_level("DEBUG", "openai")  # as OPENAI_LOG=debug does
    with ModelServer(answers) as server:
        answer = extractor(capsys, *asked_of(server), *taped)
    assert answer.code == 1
    assert "Sending HTTP Request" in caplog.text
    assert CANARY[:14] not in answer.out + answer.err + caplog.text
    assert_that_no_file_has_the_key(house)


def test_the_key_is_in_nothing_of_a_run_by_batches(
    house: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "openai")
    said = [(400, {"error": {"message": f"bad {CANARY}"}}), (200, completion(f"I know {CANARY}"))]

    def batch(*arguments: str) -> str:
        answer = extractor(capsys, "batch", *arguments)
        return answer.out + answer.err

    with BatchServer(lambda _body: said.pop() if said else None) as server:
        where = ["--backend", "house", "--model", "fake", "--base-url", server.base_url]
        printed = batch("submit", "run", "news", *where)
        server.work_off()
        printed += batch("collect", "run")
        server.reject(f"Incorrect API key provided: {CANARY}")
        printed += batch("collect", "run") + batch("status", "run")
        assert all(call.headers["authorization"] == f"Bearer {CANARY}" for call in server.calls)
    assert "was refused (Incorrect API key provided: ***)" in printed
    assert "Sending HTTP Request" in caplog.text
    assert CANARY[:14] not in printed + caplog.text
    assert_that_no_file_has_the_key(house)
