"""The key is in nothing that a run writes or prints, whatever fails and whatever is logged."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import BRIEFS, COMMAND, asked_about, extractor, obliging, write_articles
from tests.kit.batch_server import BatchServer
from tests.kit.model_server import Call, ModelServer, Step, answered, completion, failed, sent

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


@pytest.mark.parametrize(
    ("all_calls", "record", "code"), [(None, False, 3), (None, True, 1), (REFUSED, False, 1)]
)
def test_the_key_is_in_no_file_log_message_or_cassette(
    tmp_path: Path, all_calls: Step | None, record: bool, code: int
) -> None:
    (tmp_path / "extractor.toml").write_text(
        '[backends.house]\nkind = "openai"\nkey_env = "HOUSE_KEY"\nplan = "article"\n', encoding="utf-8"
    )
    write_articles(tmp_path / "news", BRIEFS)
    with ModelServer(lambda call: all_calls or script(call)) as server:
        where = ["--backend", "house", "--model", "fake", "--base-url", server.base_url]
        taped = ["--record", "tapes"] if record else []
        answer = subprocess.run(
            [*COMMAND, "run", "news", "-o", "run", *where, *taped],
            cwd=tmp_path,
            env={**os.environ, "HOUSE_KEY": CANARY, "OPENAI_LOG": "debug"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == code, answer.stderr
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert "ledger.sqlite" in {path.name for path in written}
    assert "Sending HTTP Request" in answer.stderr  # the SDK's log is there to be looked at
    assert CANARY[:14] not in answer.stdout + answer.stderr
    assert [path for path, data in written.items() if CANARY[:14].encode() in data] == []


def test_the_key_is_in_nothing_of_a_run_by_batches(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOUSE_KEY", CANARY)
    caplog.set_level("DEBUG", "openai")  # as OPENAI_LOG=debug does
    (tmp_path / "extractor.toml").write_text(
        '[backends.house]\nkind = "openai"\nkey_env = "HOUSE_KEY"\nplan = "article"\n', encoding="utf-8"
    )
    write_articles(tmp_path / "news", BRIEFS)
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
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert [path for path, data in written.items() if CANARY[:14].encode() in data] == []
