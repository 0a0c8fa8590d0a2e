"""The key is in nothing that a run writes or prints, whatever fails and whatever is logged."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import COMMAND, asked_about, obliging, write_articles
from tests.kit.model_server import Call, ModelServer, Step, answered, failed, sent

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
        '[backends.house]\nkind = "openai"\nkey_env = "HOUSE_KEY"\nplan = "triggers"\n', encoding="utf-8"
    )
    write_articles(tmp_path / "news")
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
