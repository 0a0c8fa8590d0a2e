"""What `extractor batch` does about providers that refuse, lose or break off, and about wrong use."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.batching import Capsys, collected, live, obliging, submitted
from tests.end_to_end.newsroom import QUESTIONS, extractor
from tests.kit.batch_server import BatchServer
from tests.kit.model_server import failed, hung_up
from tests.kit.patience import hurry_batches

pytestmark = pytest.mark.usefixtures("loopback", "sentences")


def test_a_batch_that_is_refused_as_a_whole_is_reported_and_handed_in_at_a_word_only(
    run: Path, capsys: Capsys
) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        server.reject("Enqueued token limit reached")
        answer = collected(capsys, run)
        assert answer.code == 3
        assert "batch batch_2 was refused (Enqueued token limit reached); again with:" in answer.complaint
        assert len(server.batches) == 1
        assert extractor(capsys, "batch", "submit", run).code == 0
        server.work_off()
        assert collected(capsys, run).code == 0


def test_a_batch_that_the_provider_has_lost_can_be_forgotten(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        server.batches.clear()
        lost = collected(capsys, run)
        assert lost.code == 1
        assert "batch_2: the provider does not know it (" in lost.complaint
        assert "--forget batch_2 asks its questions anew" in lost.complaint
        wrong = collected(capsys, run, "--forget", "batch_9")
        assert (wrong.code, "no batch 'batch_9' is waited for: batch_2" in wrong.complaint) == (2, True)
        assert collected(capsys, run, "--forget", "batch_2").code == 0
        server.work_off()
        assert collected(capsys, run).code == 0
        assert len(server.asked) == QUESTIONS


def test_answers_that_the_provider_has_deleted_are_asked_for_anew_at_a_word(
    run: Path, capsys: Capsys
) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        server.work_off()
        (batch,) = server.batches.values()
        assert batch.output_file is not None
        del server.files[batch.output_file]
        assert "--forget batch_2" in collected(capsys, run).complaint
        assert collected(capsys, run, "--forget", "batch_2").code == 0
        server.work_off()
        assert collected(capsys, run).code == 0


def test_lines_that_are_no_answers_are_reported_and_their_questions_asked_again(
    run: Path, capsys: Capsys
) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        server.work_off()
        (batch,) = server.batches.values()
        assert batch.output_file is not None
        name, content = server.files[batch.output_file]
        lines = content.splitlines(keepends=True)
        stranger = json.dumps(
            {"custom_id": "of nobody", "response": {"status_code": 200, "body": {}}}
        ).encode()
        server.files[batch.output_file] = name, b"".join([lines[0][:40] + b"\n", *lines[1:], stranger])
        answer = collected(capsys, run)
        assert "2 lines of the provider's files are no answers" in answer.out
        server.work_off()
        assert collected(capsys, run).code == 0
        assert len(server.asked) == QUESTIONS + 1


@pytest.mark.parametrize("what", ["POST files", "POST batches", "GET batches"])
def test_a_passing_error_on_the_way_hands_nothing_in_twice(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    hurry_batches(monkeypatch)
    with BatchServer(obliging) as server:
        server.troubles.after[what] = failed(401, "expired key")
        first = submitted(capsys, server, run)
        if what != "GET batches":
            assert first.code == 1
            assert "expired key" in first.complaint
        assert submitted(capsys, server, run).code == 0
        server.work_off()
        assert collected(capsys, run).code == 0
        assert (len(server.asked), len(server.batches)) == (QUESTIONS, 1)


def test_answers_that_break_off_are_fetched_again(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        server.work_off()
        server.troubles.before["GET content"] = hung_up()
        assert collected(capsys, run).code == 0


WRONG_USE = [
    (
        ("batch", "submit", "run", "news", "--backend", "local"),
        2,
        "has no Batch API as OpenAI's: use extractor run",
    ),
    (("batch", "submit", "run", "-", "--backend", "openai"), 2, "standard input cannot be read again"),
    (
        (
            "batch",
            "submit",
            "run",
            "news",
            "--backend",
            "mistral",
            "--model",
            "unheard-of",
            "--max-cost",
            "1",
        ),
        2,
        "--max-cost needs the price",
    ),
    (("batch", "submit", "run", "--model", "m"), 2, "name them behind the run folder"),
    (("batch", "submit", "run"), 1, "no run here"),
    (("batch", "status", "run"), 1, "no run here"),
    (("batch", "collect", "run"), 1, "no run here"),
    (("batch", "submit", "run", "news", "--backend", "openai"), 1, "backend openai needs a key"),
]


@pytest.mark.parametrize(("command", "code", "says"), WRONG_USE)
def test_what_cannot_be_is_one_line(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], code: int, says: str
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    answer = extractor(capsys, *command)
    assert answer.code == code
    assert says in answer.complaint


def test_a_folder_without_batches_says_so(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        live(capsys, server, run)
        assert (
            extractor(capsys, "batch", "status", run).out
            == f"no batches: extractor batch submit {run} ARTICLES\n"
        )
        assert "no batch was handed in" in collected(capsys, run).complaint


def test_a_folder_of_somebody_else_sends_nothing_to_an_address_of_theirs(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the key that it names, nor the articles that it lists."""
    monkeypatch.setenv("HOUSE_KEY", "sk-canary-0123456789")
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        theirs = "https://batches.example.org/v1"
        with closing(sqlite3.connect(run / "ledger.sqlite")) as ledger, ledger:
            (how,) = ledger.execute("SELECT how FROM batches").fetchone()
            settings = json.loads(how)
            settings["backend"] |= {"name": "openai", "base_url": theirs, "key_env": "HOUSE_KEY"}
            ledger.execute("UPDATE batches SET how = ?", (json.dumps(settings),))
        calls = len(server.calls)
        for command in ("status", "collect", "submit"):
            answer = extractor(capsys, "batch", command, run)
            assert answer.code == 2
            assert (
                f"its batches are at {theirs}, and backend openai is at https://api.openai.com/v1"
                in answer.complaint
            )
            trusting = extractor(capsys, "batch", command, run, "--base-url", theirs)
            assert "OPENAI_API_KEY goes to api.openai.com" in trusting.complaint
        settings["backend"] |= {"name": "compatible", "base_url": server.base_url}
        with closing(sqlite3.connect(run / "ledger.sqlite")) as ledger, ledger:
            ledger.execute("UPDATE batches SET how = ?", (json.dumps(settings),))
        assert extractor(capsys, "batch", "collect", run).code == 0
        assert len(server.calls) == calls
        assert not any("canary" in call.headers.get("authorization", "") for call in server.calls)
