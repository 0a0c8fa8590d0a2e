"""`extractor batch` against a server of the Batch API that shuffles its answers and lets some expire."""

from __future__ import annotations

import functools
import json
import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from extractor import Request
from extractor.backends import open_client
from extractor.records import JsonObject
from extractor.runs.batches.desk import Sizes, collect, submit
from tests.end_to_end.newsroom import (
    ARTICLES,
    QUESTIONS,
    REPLIES,
    Answer,
    asked_about,
    derived,
    extractor,
    lines_of,
    write_articles,
)
from tests.kit.batch_server import Answer as AnswerOf
from tests.kit.batch_server import BatchServer
from tests.kit.model_server import Call, completion, failed, hung_up

pytestmark = pytest.mark.usefixtures("loopback")

Capsys = pytest.CaptureFixture[str]

TOKENS = (1000, 100, 0)
"""What the server counts for each answer: at a dollar a million, and half of it in batches."""


def word_of(body: JsonObject) -> str:
    return asked_about(Call("", {}, json.dumps(body).encode()))


def obliging(body: JsonObject) -> tuple[int, JsonObject]:
    return 200, completion(REPLIES[word_of(body)], tokens=TOKENS)


def once(word: str, first: tuple[int, JsonObject] | None) -> AnswerOf:
    """Obliging, but for the first question about one word."""
    left = [first]

    def answer(body: JsonObject) -> tuple[int, JsonObject] | None:
        return left.pop() if left and word_of(body) == word else obliging(body)

    return answer


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run folder to be, in a working folder with articles in `news` and a price."""
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "news")
    price = "[backends.compatible.price]\ninput = 1\noutput = 1\nbatch_discount = 0.5\n"
    (tmp_path / "extractor.toml").write_text(price, encoding="utf-8")
    return tmp_path / "run"


def at(server: BatchServer) -> list[str]:
    return ["--base-url", server.base_url, "--model", "m", "--plan", "triggers"]


def submitted(capsys: Capsys, server: BatchServer, run: Path, *more: str) -> Answer:
    return extractor(capsys, "batch", "submit", run, "news", *at(server), *more)


def collected(capsys: Capsys, run: Path, *more: str) -> Answer:
    return extractor(capsys, "batch", "collect", run, *more)


def live(capsys: Capsys, server: BatchServer, folder: Path) -> dict[str, bytes]:
    """What a run by calls of its own gives, without what tells how it was asked."""
    assert extractor(capsys, "run", "news", "-o", folder, *at(server)).code == 0
    return but_for_the_cost(derived(folder))


def but_for_the_cost(files: dict[str, bytes]) -> dict[str, bytes]:
    described = json.loads(files["run.json"])
    del described["totals"]["spent"]
    return {**files, "run.json": json.dumps(described).encode(), "report.html": b""}


def spent(run: Path) -> JsonObject:
    told: JsonObject = json.loads((run / "run.json").read_text(encoding="utf-8"))["totals"]["spent"]
    return told


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


def test_status_tells_what_the_provider_says_and_collect_what_is_missing(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        assert extractor(capsys, "batch", "status", run).out == "batch_2: 0 of 7, validating\n"
        told = extractor(capsys, "status", run).out
        assert told.splitlines()[:2] == [
            "awaiting: 7 questions are in batches; extractor batch collect fetches them",
            "articles: 0 of 3 done (0 records, 0 no events, 0 failed); 3 pending",
        ]
        assert "failed: " not in told
        early = collected(capsys, run)
        assert early.code == 0
        assert "awaited: 7; fetch them with: extractor batch collect" in early.out
        server.work_off()
        assert extractor(capsys, "batch", "status", run).out == "batch_2: 7 of 7, completed\n"
        told = json.loads(extractor(capsys, "batch", "status", run, "--json").out)
        assert told["batches"][0]["counts"] == {"total": 7, "completed": 7, "failed": 0}
        whole = json.loads(collected(capsys, run, "--json").out)
        assert (whole["finished"], whole["awaited"], whole["totals"]["records"]) == (True, 0, 6)
        told = extractor(capsys, "status", run).out
        assert "7 calls of m in batches" in told
        assert "cost: $0.0039 so far" in told
        assert len(server.batches) == 1


def test_what_is_on_its_way_is_not_handed_in_again(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        submitted(capsys, server, run)
        extractor(capsys, "batch", "submit", run)
        collected(capsys, run)
        assert len(server.batches) == 1


WRONG = (200, completion({"who": "nobody in a list"}, tokens=TOKENS))
CUT = (200, completion('{"who": ["Chi', finish_reason="length", tokens=TOKENS))
BUSY = (503, {"error": {"message": "overloaded"}})

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


def test_a_batch_that_is_refused_as_a_whole_is_told_and_handed_in_at_a_word_only(
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


def test_a_run_by_calls_does_not_pay_again_for_what_is_in_batches(run: Path, capsys: Capsys) -> None:
    with BatchServer(obliging) as server:
        submitted(capsys, server, run)
        answer = extractor(capsys, "run", "news", "-o", run, *at(server))
        assert (answer.code, server.live) == (1, [])
        assert (
            "7 questions are in batches and would be paid for twice: extractor batch collect"
            in answer.complaint
        )


def test_lines_that_are_no_answers_are_told_and_their_questions_asked_again(
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


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_model_does_batches_ask_what_calls_ask_and_give_what_calls_give(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    async def no_wait(_seconds: float) -> None: ...

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
    at_once = functools.partial(open_client, sleep=no_wait)
    monkeypatch.setattr("extractor.backends.on_demand.open_client", at_once)
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


def test_more_than_a_file_takes_is_several_batches(run: Path) -> None:
    with BatchServer(obliging) as server:
        request = Request(("news",), run, server.profile(plan="triggers"))
        report = submit(request, sizes=Sizes(requests=3))
        assert [made.requests for made in report.handed_in] == [3, 3, 1]
        assert report.awaited == QUESTIONS
        server.work_off()
        assert collect(request).is_finished
        assert len(server.asked) == QUESTIONS


def test_an_article_whose_answer_does_not_fit_is_asked_in_halves_by_later_batches(
    run: Path, capsys: Capsys, tmp_path: Path
) -> None:
    def answer(body: JsonObject) -> tuple[int, JsonObject]:
        question = str(body["messages"][-1]["content"])
        if "Lyon" in question and "Turin" in question:
            return CUT
        events = [{"what": "a raid in Turin", "sentences": [3]}] if "Turin" in question else []
        return 200, completion({"events": events}, tokens=TOKENS)

    with BatchServer(answer) as server:
        where = ["--base-url", server.base_url, "--model", "m", "--plan", "article"]
        assert extractor(capsys, "batch", "submit", run, "news", *where).code == 0
        for _ in range(5):  # whole, with more room, and in halves
            server.work_off()
            collected(capsys, run)
            if (run / "run.json").exists():
                break
        assert server.live == []
        asked = len(server.asked)
        assert extractor(capsys, "run", "news", "-o", tmp_path / "live", *where).code == 0
        assert len(server.live) == asked
    assert but_for_the_cost(derived(run)) == but_for_the_cost(derived(tmp_path / "live"))


# Limits


def test_no_more_is_handed_in_than_a_limit_allows_and_what_was_not_used_is_free_again(
    run: Path, capsys: Capsys
) -> None:
    limit = ("--max-tokens", "12000")
    with BatchServer(obliging) as server:
        answer = submitted(capsys, server, run, *limit)
        assert answer.code == 4
        handed_in = lines_handed_in(server)
        assert 0 < handed_in < QUESTIONS
        assert f"and {QUESTIONS - handed_in} questions were not handed in" in answer.complaint
        assert "0 of 12,000 tokens are used, and" in answer.complaint
        for _ in range(QUESTIONS):
            server.work_off()
            answer = collected(capsys, run, *limit)
            used = 1100 * len(server.asked)
            assert used <= 12_000
            if answer.code == 0 and "awaited" not in answer.out:
                break
        assert len(server.asked) == QUESTIONS  # 7,700 tokens
        assert answer.code == 0


def test_a_limit_of_money_counts_at_the_price_of_batches(run: Path, capsys: Capsys) -> None:
    """Half the price lets twice as much be handed in."""
    with BatchServer(obliging) as server:
        assert submitted(capsys, server, run, "--max-cost", "0.005").code == 4
        by_cost = lines_handed_in(server)
    with BatchServer(obliging) as server:
        assert submitted(capsys, server, run.parent / "other", "--max-tokens", "10000").code == 4
        assert lines_handed_in(server) == by_cost


def lines_handed_in(server: BatchServer) -> int:
    return sum(len(server.files[batch.input_file][1].splitlines()) for batch in server.batches.values())


# What goes wrong on the way


@pytest.mark.parametrize("what", ["POST files", "POST batches", "GET batches"])
def test_a_passing_error_on_the_way_hands_nothing_in_twice(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
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
        ("batch", "submit", "run", "news", "--backend", "mistral", "--max-cost", "1"),
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
            told = json.loads(how)
            told["backend"] |= {"name": "openai", "base_url": theirs, "key_env": "HOUSE_KEY"}
            ledger.execute("UPDATE batches SET how = ?", (json.dumps(told),))
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
        told["backend"] |= {"name": "compatible", "base_url": server.base_url}
        with closing(sqlite3.connect(run / "ledger.sqlite")) as ledger, ledger:
            ledger.execute("UPDATE batches SET how = ?", (json.dumps(told),))
        assert extractor(capsys, "batch", "collect", run).code == 0
        assert len(server.calls) == calls
        assert not any("canary" in call.headers.get("authorization", "") for call in server.calls)
