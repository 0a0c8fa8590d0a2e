"""`extractor batch` against a server of the Batch API that shuffles its answers and lets some expire."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from extractor.records import JsonObject
from extractor.review import Review
from extractor.review.reviewer import Reviewer
from tests.end_to_end.batching import (
    BUSY,
    CUT,
    WRONG,
    Capsys,
    at,
    but_for_the_cost,
    collected,
    live,
    obliging,
    once,
    spent,
    submitted,
    word_of,
)
from tests.end_to_end.newsroom import ARTICLES, QUESTIONS, derived, extractor, lines_of, write_articles
from tests.kit.batch_server import BatchServer
from tests.kit.patience import hurry

pytestmark = pytest.mark.usefixtures("loopback", "sentences")


def test_a_run_by_batches_gives_what_a_run_by_calls_gives_at_half_the_price(
    run: Path, capsys: Capsys, tmp_path: Path
) -> None:
    with BatchServer(obliging) as server:
        answer = submitted(capsys, server, run)
        assert answer.code == 0
        assert f"handed in: batch_2, {QUESTIONS} questions" in answer.out
        assert derived(run) == {}
        server.work_off()
        assert collected(capsys, run).code == 0
        assert (len(server.asked), server.live) == (QUESTIONS, [])
        assert spent(run)["cost"] == pytest.approx(QUESTIONS * 1100 / 1e6 / 2)
        files = but_for_the_cost(derived(run))

        again = extractor(capsys, "run", "news", "-o", run, *at(server))
        assert (again.code, server.live) == (0, [])
        assert but_for_the_cost(derived(run)) == files
        assert files == live(capsys, server, tmp_path / "live")
        assert spent(tmp_path / "live")["cost"] == pytest.approx(QUESTIONS * 1100 / 1e6)


def test_the_report_of_collected_answers_shows_what_reviewers_decided(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        server.work_off()
        collected(capsys, run)
        review = Review.open(run)
        Reviewer(review, "ada").accept_event(next(iter(review.events)))
        collected(capsys, run)
    assert "accepted by ada" in (run / "report.html").read_text(encoding="utf-8")


def test_status_tells_what_the_provider_says_and_collect_what_is_missing(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        assert extractor(capsys, "batch", "status", run).out == "batch_2: 0 of 7, validating\n"
        shown = extractor(capsys, "status", run).out
        assert shown.splitlines()[:2] == [
            "awaiting: 7 questions are in batches; extractor batch collect fetches them",
            "articles: 0 of 3 done (0 records, 0 no events, 0 failed); 3 pending",
        ]
        assert "failed: " not in shown
        early = collected(capsys, run)
        assert early.code == 0
        assert "awaited: 7; fetch them with: extractor batch collect" in early.out
        server.work_off()
        assert extractor(capsys, "batch", "status", run).out == "batch_2: 7 of 7, completed\n"
        shown = json.loads(extractor(capsys, "batch", "status", run, "--json").out)
        assert shown["batches"][0]["counts"] == {"total": 7, "completed": 7, "failed": 0}
        whole = json.loads(collected(capsys, run, "--json").out)
        assert (whole["finished"], whole["awaited"], whole["totals"]["records"]) == (True, 0, 6)
        shown = extractor(capsys, "status", run).out
        assert "7 calls of m in batches" in shown
        assert "cost: $0.0039 so far" in shown
        assert len(server.batches) == 1


def test_what_is_on_its_way_is_not_handed_in_again(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        submitted(capsys, server, run)
        extractor(capsys, "batch", "submit", run)
        collected(capsys, run)
        assert len(server.batches) == 1


AGAIN = [
    # what the first answer about one word is, and the attempts that the ledger then has
    (None, 7),
    (WRONG, 8),
    (CUT, 8),
    (BUSY, 8),
]


@pytest.mark.parametrize(("first", "attempts"), AGAIN, ids=["expired", "wrong", "cut", "busy"])
def test_what_gave_no_usable_answer_goes_into_a_second_batch_alone(
    run: Path, capsys: Capsys, tmp_path: Path, first: tuple[int, JsonObject] | None, attempts: int
) -> None:
    with BatchServer(once("elected", first)) as server:
        submitted(capsys, server, run)
        server.work_off(status="expired" if first is None else "completed")
        second = collected(capsys, run)
        assert "handed in: batch_" in second.out
        assert ", 1 questions" in second.out
        server.work_off()
        assert collected(capsys, run).code == 0
        assert (len(server.asked), len(server.batches), server.live) == (QUESTIONS + 1, 2, [])
        assert spent(run)["calls"] == attempts
        assert but_for_the_cost(derived(run)) == live(capsys, server, tmp_path / "live")


def test_collecting_again_and_again_counts_every_answer_once(run: Path, capsys: Capsys) -> None:
    with BatchServer(once("elected", WRONG)) as server:
        submitted(capsys, server, run)
        server.work_off()
        for _ in range(3):
            collected(capsys, run)
        server.work_off()
        for _ in range(2):
            collected(capsys, run)
        assert (spent(run)["calls"], len(server.batches)) == (QUESTIONS + 1, 2)


@pytest.mark.parametrize("first", [None, WRONG, BUSY], ids=["expired", "wrong", "busy"])
def test_what_two_articles_ask_alike_is_handed_in_once_also_the_second_time(
    run: Path, capsys: Capsys, first: tuple[int, JsonObject] | None
) -> None:
    copies = {"wire": ARTICLES["first"], "copy": ARTICLES["first"]}
    write_articles(run.parent / "news", copies)
    with BatchServer(once("arrested", first)) as server:
        submitted(capsys, server, run)
        server.work_off()
        collected(capsys, run)
        server.work_off()
        assert collected(capsys, run).code == 0
        assert len(server.asked) == 2 + 1


def test_a_question_that_is_refused_fails_and_is_not_asked_again(run: Path, capsys: Capsys) -> None:
    def answer(body: JsonObject) -> tuple[int, JsonObject]:
        refused = (400, {"error": {"message": "no", "type": "x", "code": None}})
        return refused if word_of(body) == "elected" else obliging(body)

    with BatchServer(answer) as server:
        submitted(capsys, server, run)
        server.work_off()
        assert collected(capsys, run).code == 3
        (failure,) = lines_of(run / "failures.jsonl")
        assert (failure["error"], failure["attempts"]) == ("BackendError", 1)
        assert len(server.batches) == 1
        assert extractor(capsys, "run", "news", "-o", run, *at(server)).code == 3
        assert server.live == []


def test_second_batches_wait_for_a_word_where_the_user_wants_to_give_it(run: Path, capsys: Capsys) -> None:
    with BatchServer(once("elected", WRONG)) as server:
        submitted(capsys, server, run)
        server.work_off()
        answer = collected(capsys, run, "--no-submit")
        assert "to be asked again: 1; hand them in with: extractor batch submit" in answer.out
        assert len(server.batches) == 1
        assert extractor(capsys, "batch", "submit", run).code == 0
        assert len(server.batches) == 2


def test_a_run_by_calls_does_not_pay_again_for_what_is_in_batches(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        answer = extractor(capsys, "run", "news", "-o", run, *at(server))
        assert (answer.code, server.live) == (1, [])
        assert (
            "7 questions are in batches and would be paid for twice: extractor batch collect"
            in answer.complaint
        )


def test_collect_can_wait_until_every_answer_is_there(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    with BatchServer(once("elected", WRONG)) as server:

        def sleep(seconds: float) -> None:
            waits.append(seconds)
            server.work_off()

        monkeypatch.setattr("extractor.cli.batch.time.sleep", sleep)
        submitted(capsys, server, run)
        answer = collected(capsys, run, "--wait")
        assert answer.code == 0
        assert "3 articles, 7 questions, 6 records" in answer.out
        assert (waits, len(server.batches)) == ([60.0, 60.0], 2)


class Moody:
    """Answers well, wrongly, cut off, busily or not at all, by chance, and the same question the same way."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._times: Counter[str] = Counter()
        self.expiry: random.Random | None = random.Random(seed)  # noqa: S311  # no secret

    def __call__(self, body: JsonObject) -> tuple[int, JsonObject] | None:
        asked = json.dumps(body, sort_keys=True)
        self._times[asked] += 1
        chance = random.Random(f"{self._seed} {self._times[asked]} {asked}")  # noqa: S311  # no secret
        if self.expiry and self.expiry.random() < 0.2:
            self._times[asked] -= 1
            return None
        refused = (400, {"error": {"message": "no"}})
        return chance.choice([obliging(body), obliging(body), WRONG, CUT, BUSY, refused])


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_model_does_batches_ask_what_calls_ask_and_give_what_calls_give(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    with BatchServer(Moody(seed)) as server:
        submitted(capsys, server, run)
        for _ in range(40):
            server.work_off(status="expired")
            collected(capsys, run)
            if (run / "run.json").exists():
                break
        assert server.live == []

    model = Moody(seed)
    model.expiry = None
    hurry(monkeypatch)
    by_calls = run.parent / "live"
    with BatchServer(model) as calls:
        extractor(capsys, "run", "news", "-o", by_calls, *at(calls))
        assert spent(run)["calls"] == spent(by_calls)["calls"] == len(calls.live)
        assert spent(run)["prompt_tokens"] == spent(by_calls)["prompt_tokens"]
    for name in ("records.jsonl", "events.jsonl"):
        assert (run / name).read_bytes() == (by_calls / name).read_bytes()
    failures = [
        (line["article"], line["error"], line["attempts"]) for line in lines_of(run / "failures.jsonl")
    ]
    assert failures == [
        (line["article"], line["error"], line["attempts"]) for line in lines_of(by_calls / "failures.jsonl")
    ]
