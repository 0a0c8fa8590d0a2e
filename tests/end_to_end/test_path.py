"""The whole way over a scripted model on the loopback network: run, show, merge, record, replay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import (
    ARTICLES,
    QUESTIONS,
    asked_about,
    derived,
    except_for,
    extractor,
    lines_of,
    obliging,
    write_articles,
)
from tests.kit.model_server import ModelServer, answered, failed

pytestmark = pytest.mark.usefixtures("loopback", "sentences")

Capsys = pytest.CaptureFixture[str]


def at(server: ModelServer) -> list[str]:
    return ["--base-url", server.base_url, "--model", "fake", "--plan", "article"]


def test_articles_become_events_that_can_be_shown_and_merged(tmp_path: Path, capsys: Capsys) -> None:
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    with ModelServer(obliging) as server:
        answer = extractor(capsys, "run", news, "-o", run, *at(server))
    assert (answer.code, answer.err) == (0, "")
    found, _, table = answer.out.partition("\n\n")
    *events, totals = found.splitlines()
    assert len(events) == 6
    assert totals == "3 articles, 7 questions, 6 records of 4 events; 1 rejected, 0 failed"

    shown = extractor(capsys, "show", run)
    assert shown.code == 0
    assert table.startswith(shown.out)
    transfer = next(line for line in shown.out.splitlines() if "26 prisoners" in line)
    assert "2025-08-12" in transfer
    assert transfer.endswith("2")

    merged = extractor(capsys, "merge", run, "-o", tmp_path / "events.jsonl", "--json")
    assert (merged.code, json.loads(merged.out)["records"]) == (0, 6)
    assert (tmp_path / "events.jsonl").read_bytes() == (run / "events.jsonl").read_bytes()


def test_a_finished_run_asks_nothing_again(tmp_path: Path, capsys: Capsys) -> None:
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    with ModelServer(obliging) as server:
        extractor(capsys, "run", news, "-o", run, *at(server))
        first = derived(run)
        assert len(server.calls) == QUESTIONS
        again = extractor(capsys, "run", news, "-o", run, *at(server))
        assert (again.code, len(server.calls)) == (0, QUESTIONS)
    assert derived(run) == first


def test_only_what_is_new_is_asked(tmp_path: Path, capsys: Capsys) -> None:
    run = tmp_path / "run"
    two = {name: ARTICLES[name] for name in ("first", "second")}
    with ModelServer(obliging) as server:
        extractor(capsys, "run", write_articles(tmp_path / "news", two), "-o", run, *at(server))
        before = len(server.calls)
        extractor(capsys, "run", write_articles(tmp_path / "news"), "-o", run, *at(server))
        assert sorted(map(asked_about, server.calls[before:])) == ["arrested", "raid", "wounded"]


def test_the_same_question_in_two_articles_is_asked_once(tmp_path: Path, capsys: Capsys) -> None:
    copies = {"wire": ARTICLES["first"], "copy": ARTICLES["first"]}
    with ModelServer(obliging) as server:
        answer = extractor(
            capsys, "run", write_articles(tmp_path / "news", copies), "-o", tmp_path / "run", *at(server)
        )
        assert (answer.code, len(server.calls)) == (0, 2)


def test_json_is_one_object(tmp_path: Path, capsys: Capsys) -> None:
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    with ModelServer(obliging) as server:
        answer = extractor(capsys, "run", news, "-o", run, "--json", *at(server))
    assert json.loads(answer.out) == {
        "run": str(run),
        "articles": 3,
        "inputs": {"records": 3, "no events": 0, "failed": 0},
        "questions": 7,
        "records": 6,
        "events": 4,
        "rejections": 1,
        "failures": 0,
        "unused": 0,
        "not_asked": 0,
        "escalated": 0,
        "prompt_tokens": 70,
        "completion_tokens": 35,
        "spent": {
            "calls": 7,
            "prompt_tokens": 70,
            "completion_tokens": 35,
            "cached_tokens": 0,
            "cost": None,
        },
    }
    assert json.loads((run / "run.json").read_text(encoding="utf-8"))["totals"]["events"] == 4


def test_a_limit_counts_the_articles_that_can_be_read(tmp_path: Path, capsys: Capsys) -> None:
    news = write_articles(tmp_path / "news")
    (news / "a.txt").write_bytes(b"\0\1\2")
    with ModelServer(obliging) as server:
        options = ("--limit", "1", "--json", *at(server))
        answer = extractor(capsys, "run", news, "-o", tmp_path / "run", *options)
    totals = json.loads(answer.out)
    assert (answer.code, totals["articles"], totals["failures"]) == (3, 1, 1)


# What fails


def test_a_question_without_a_usable_answer_is_a_row_and_exit_code_3(tmp_path: Path, capsys: Capsys) -> None:
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    with ModelServer(except_for("wounded", answered("not JSON"))) as server:
        answer = extractor(capsys, "run", news, "-o", run, *at(server))
    assert answer.code == 3
    assert "1 failed" in answer.out
    (row,) = lines_of(run / "failures.jsonl")
    assert (row["article"], row["sentences"], row["error"]) == ("third", [2], "ReplyInvalid")
    assert "1 failed" in extractor(capsys, "show", run).out


def test_what_failed_is_asked_again_when_the_user_says_so(tmp_path: Path, capsys: Capsys) -> None:
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    broken = True
    with ModelServer(
        lambda call: failed(400) if broken and asked_about(call) == "sent" else obliging(call)
    ) as server:
        assert extractor(capsys, "run", news, "-o", run, *at(server)).code == 3
        broken = False
        calls = len(server.calls)
        first = derived(run)
        assert extractor(capsys, "run", news, "-o", run, *at(server)).code == 3
        assert (derived(run), len(server.calls)) == (first, calls)
        assert extractor(capsys, "run", news, "-o", run, "--retry-failed", *at(server)).code == 0
        assert [asked_about(call) for call in server.calls[calls:]] == ["sent"]
    assert lines_of(run / "failures.jsonl") == []


def test_when_the_backend_dies_what_the_earlier_run_gave_stays_and_show_says_what_it_is(
    tmp_path: Path, capsys: Capsys
) -> None:
    run, dead = tmp_path / "run", False
    with ModelServer(lambda call: failed(401, "gone") if dead else obliging(call)) as server:
        two = {name: ARTICLES[name] for name in ("first", "second")}
        extractor(capsys, "run", write_articles(tmp_path / "news", two), "-o", run, *at(server))
        before = derived(run)
        assert extractor(capsys, "show", run).err == ""
        dead = True
        news = write_articles(tmp_path / "news")
        answer = extractor(capsys, "run", news, "-o", run, "--json", *at(server))
        assert answer.code == 1
        assert "answered 401" in answer.complaint
        assert derived(run) == before
        shown = extractor(capsys, "show", run)
        assert (shown.code, "this is what the one before it gave" in shown.complaint) == (0, True)
        dead = False
        assert extractor(capsys, "run", news, "-o", run, *at(server)).code == 0
        assert len([call for call in server.calls if asked_about(call) == "sent"]) == 1
    assert len(lines_of(run / "articles.jsonl")) == 3
    assert extractor(capsys, "show", run).err == ""


def test_a_finished_run_needs_no_server_and_no_key(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOME_KEY", "sk-some")
    with ModelServer(obliging) as server:
        where = at(server)
        (tmp_path / "extractor.toml").write_text(
            '[backends.compatible]\nkey_env = "SOME_KEY"\n', encoding="utf-8"
        )
        assert extractor(capsys, "run", news, "-o", run, *where).code == 0
    first = derived(run)
    monkeypatch.delenv("SOME_KEY")
    assert extractor(capsys, "run", news, "-o", run, *where).code == 0
    assert derived(run) == first


# Cassettes


def test_a_replay_gives_the_same_files_every_time_and_needs_no_server(tmp_path: Path, capsys: Capsys) -> None:
    news, tapes = write_articles(tmp_path / "news"), tmp_path / "tapes"
    with ModelServer(obliging) as server:
        where = at(server)
        assert extractor(capsys, "run", news, "-o", tmp_path / "live", "--record", tapes, *where).code == 0
    for name in ("one", "two"):
        answer = extractor(capsys, "run", news, "-o", tmp_path / name, "--replay", tapes, *where, "--json")
        assert (answer.code, json.loads(answer.out)["unused"]) == (0, 0)
    assert derived(tmp_path / "one") == derived(tmp_path / "two")
    live, replayed = derived(tmp_path / "live"), derived(tmp_path / "one")
    assert live.pop("run.json") != replayed.pop("run.json")  # it says that it was a replay
    assert live == replayed


def test_a_recording_asks_everything_anew_also_what_the_ledger_knows(tmp_path: Path, capsys: Capsys) -> None:
    news, run, tapes = write_articles(tmp_path / "news"), tmp_path / "run", tmp_path / "tapes"
    with ModelServer(obliging) as server:
        where = at(server)
        extractor(capsys, "run", news, "-o", run, *where)
        extractor(capsys, "run", news, "-o", run, "--record", tapes, *where)
        assert len(server.calls) == 2 * QUESTIONS
    answer = extractor(capsys, "run", news, "-o", tmp_path / "replay", "--replay", tapes, *where, "--json")
    totals = json.loads(answer.out)
    assert (answer.code, totals["questions"], totals["unused"]) == (0, QUESTIONS, 0)


def test_recorded_answers_that_a_replay_does_not_ask_for_are_reported(tmp_path: Path, capsys: Capsys) -> None:
    news, tapes = write_articles(tmp_path / "news"), tmp_path / "tapes"
    with ModelServer(obliging) as server:
        where = at(server)
        extractor(capsys, "run", news, "-o", tmp_path / "run", "--record", tapes, *where)
    write_articles(news, {**ARTICLES, "third": ARTICLES["third"].split(". ")[0] + "."})
    answer = extractor(capsys, "run", news, "-o", tmp_path / "run", "--replay", tapes, *where)
    assert "third: 2 recorded answers were not asked for" in answer.out


def test_a_replay_never_answers_from_the_ledger(tmp_path: Path, capsys: Capsys) -> None:
    news, tapes = write_articles(tmp_path / "news"), tmp_path / "tapes"
    tapes.mkdir()
    with ModelServer(obliging) as server:
        where = at(server)
        extractor(capsys, "run", news, "-o", tmp_path / "run", *where)
    answer = extractor(capsys, "run", news, "-o", tmp_path / "run", "--replay", tapes, *where, "--json")
    assert answer.code == 1
    assert "nothing is recorded for this article" in answer.complaint
