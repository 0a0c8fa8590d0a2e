from __future__ import annotations

import json
import math
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from extractor import Ended, EventRecord, Failure, Watcher, read_articles
from extractor.articles import WarnOnce
from extractor.backends import Profile
from extractor.backends.limits.budget import Budget
from extractor.errors import BackendUnavailable
from extractor.extraction.plans import Plan, load_plan
from extractor.records import Article, Origin
from extractor.runs.endings import Tally
from extractor.runs.engine.base import Job
from extractor.runs.engine.local import LocalEngine
from extractor.runs.progress import Progress
from extractor.runs.request import Request
from extractor.runs.runner import as_it_ended
from extractor.schemas import load_schema
from extractor.store.ledger import Ledger
from tests.end_to_end.newsroom import (
    ARTICLES,
    QUESTIONS,
    asked_about,
    by_sentence,
    except_for,
    obliging,
    reply_to,
    words_shown,
    write_articles,
)
from tests.kit.ledgers import ends, outcomes
from tests.kit.model_server import Call, ModelServer, Script, Step, answered, completion, failed, sent
from tests.kit.stepwise import Stepwise

pytestmark = pytest.mark.usefixtures("loopback")


class Log(Watcher):
    """Records every callback."""

    def __init__(self) -> None:
        self.questions: dict[str, int] = {}
        self.answers: list[str] = []
        self.records: list[EventRecord] = []
        self.failures: list[Failure] = []
        self.ends: list[str] = []

    def started(self, article: Article, questions: int) -> None:
        self.questions[article.id] = questions

    def answered(self, article: Article) -> None:
        self.answers.append(article.id)

    def found(self, article: Article, record: EventRecord) -> None:
        assert record.article == article.id
        self.records.append(record)

    def failed(self, failure: Failure) -> None:
        self.failures.append(failure)

    def ended(self, ended: Ended) -> None:
        self.ends.append(ended.article.id)


@dataclass
class Found:
    """Keeps everything in memory."""

    ended: list[Ended] = field(default_factory=list)
    unreadable: list[Failure] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def add(self, ended: Ended) -> None:
        self.ended.append(ended)

    def add_unreadable(self, failure: Failure) -> None:
        self.unreadable.append(failure)

    @property
    def records(self) -> list[EventRecord]:
        return [record for ended in self.ended for record in ended.records]

    @property
    def failures(self) -> list[Failure]:
        return [*self.unreadable, *(failure for ended in self.ended for failure in ended.failures)]


def run(folder: Path, script: Script, log: Log | None = None) -> tuple[Found, ModelServer]:
    news = write_articles(folder / "news")
    (news / "binary.txt").write_bytes(b"\0\1")

    with ModelServer(script) as server, pytest.MonkeyPatch.context() as patched:
        by_sentence(patched)
        return ask_all(server.profile(), folder, news, log=log), server


def ask_all(
    profile: Profile, folder: Path, news: Path, plan: Plan | None = None, log: Log | None = None
) -> Found:
    found = Found()
    with Ledger(folder / "ledger.sqlite") as ledger:
        job = Job(
            Request((str(news),), folder, profile),
            plan or load_plan("article", load_schema()),
            read_articles([str(news)]),
            ledger=ledger,
            keeper=found,
            watchers=[progress := Progress(), *([log] if log else [])],
            progress=progress,
            budget=Budget(),
            say=lambda _line: None,
            show_workers=lambda _states: None,
            warn=WarnOnce(lambda _warning: None),
            tally=found.tally,
            settle=as_it_ended,
        )
        LocalEngine().run(job)
    return found


def test_every_input_ends_exactly_once(tmp_path: Path) -> None:
    result, _ = run(tmp_path, obliging)
    assert sorted(ended.article.id for ended in result.ended) == ["first", "second", "third"]
    assert result.tally.outcomes == {"records": 3, "failed": 1}
    with Ledger.read_only(tmp_path / "ledger.sqlite") as ledger:
        assert ends(ledger, 0) == result.tally.outcomes
    (unreadable,) = result.unreadable
    assert unreadable.article.endswith("binary.txt")
    assert result.tally.questions == QUESTIONS


def test_a_watcher_hears_of_everything(tmp_path: Path) -> None:
    log = Log()
    result, _ = run(tmp_path, except_for("elected", answered("not JSON")), log)
    assert sum(log.questions.values()) == len(log.answers) == QUESTIONS
    assert sorted(log.ends) == ["first", "second", "third"]
    assert {record.id for record in log.records} == {record.id for record in result.records}
    assert sorted(failure.error for failure in log.failures) == ["ArticleError", "ReplyInvalid"]
    assert sorted(log.failures, key=repr) == sorted(result.failures, key=repr)


def test_a_failed_question_costs_no_other_of_its_article(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    whole, _ = run(tmp_path / "a", obliging)
    part, _ = run(tmp_path / "b", except_for("elected", failed(400)))
    lost = {record.id for record in whole.records} - {record.id for record in part.records}
    assert len(lost) == 1


def test_when_no_call_can_succeed_everything_stops_at_once(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailable, match="answered 401"):
        run(tmp_path, lambda _call: failed(401))


def test_what_is_cut_with_all_the_room_is_asked_about_fewer_sentences(tmp_path: Path) -> None:
    def script(call: Call) -> Step:
        both = "Mexico sent" in call.question and "arrested" in call.question
        return answered('{"events": [', finish_reason="length") if both else answered({"events": []})

    with ModelServer(script) as server:
        news = write_articles(tmp_path / "news", {"first": ARTICLES["first"]})
        found = ask_all(server.profile(max_tokens=100), tmp_path, news)
        assert len(server.calls) == 3  # cut, with no more room than that; then each sentence
    assert found.tally.outcomes == {"no events": 1}
    with Ledger.read_only(tmp_path / "ledger.sqlite") as ledger:
        assert outcomes(ledger) == {"no room": 1, "answered": 2}


def test_a_record_says_which_model_gave_it(tmp_path: Path) -> None:
    result, _ = run(tmp_path, obliging)
    assert {record.origin for record in result.records} == {
        Origin(
            backend="fake",
            model="fake",
            plan="article",
            prompt=load_plan("article", load_schema()).fingerprint,
        )
    }


def test_the_tokens_are_those_of_all_answers(tmp_path: Path) -> None:
    result, server = run(tmp_path, obliging)
    assert result.tally.usage.prompt_tokens == 10 * len(server.calls)
    assert {asked_about(call) for call in server.calls} >= {"sent", "arrested"}


# Plans that go on from their answers


def stepwise(call: Call) -> Step:
    """Of each sentence: yes, but for that about Lyon; and then the event of it."""
    if call.body["max_tokens"] == 1:
        return answered("B" if "Lyon" in call.question else "A")
    return obliging(call)


def converse(profile: Profile, folder: Path, log: Log | None = None) -> Found:
    return ask_all(profile, folder, write_articles(folder / "news"), Stepwise(load_schema()), log)


def test_a_question_that_follows_from_an_answer_is_asked_and_counted(tmp_path: Path) -> None:
    log = Log()
    with ModelServer(stepwise) as server:
        found = converse(server.profile(), tmp_path, log)
        assert found.tally.questions == len(server.calls) == len(log.answers) == 7 + 5
        again = converse(server.profile(), tmp_path)
        assert len(server.calls) == 12  # the ledger answers, also the closed ones
    assert {record.id for record in again.records} == {record.id for record in found.records}
    assert len(found.records) == 4


def test_questions_that_do_not_depend_on_each_other_are_asked_at_the_same_time(tmp_path: Path) -> None:
    together = threading.Barrier(3, timeout=20)
    texts = {"third": ARTICLES["third"]}

    def script(call: Call) -> Step:
        def step(handler: Any) -> None:
            if call.body["max_tokens"] == 1:
                together.wait()  # each of the three waits for the others
            answered("B")(handler)

        return step

    news = write_articles(tmp_path / "news", texts)
    with ModelServer(script) as server:
        found = ask_all(server.profile(concurrency=8), tmp_path, news, Stepwise(load_schema()))
    assert found.tally.outcomes == {"no events": 1}


def test_a_question_that_fails_leaves_the_answers_to_the_others(tmp_path: Path) -> None:
    def script(call: Call) -> Step:
        return failed(400) if "elected" in call.question else stepwise(call)

    with ModelServer(script) as server:
        found = converse(server.profile(), tmp_path)
    assert [(failure.article, failure.sentences) for failure in found.failures] == [("second", (2,))]
    assert found.tally.outcomes == {"records": 2, "failed": 1}
    assert [record.headline for record in found.records if record.article == "second"] == [
        "Mexico transferred 26 prisoners to the United States"
    ]


def test_what_is_cut_is_asked_in_parts_whose_tokens_and_failures_are_counted(tmp_path: Path) -> None:
    def script(call: Call) -> Step:
        if len(words_shown(call)) > 1:
            return answered('{"events": [', finish_reason="length")
        return failed(400) if asked_about(call) == "wounded" else obliging(call)

    with ModelServer(script) as server:
        news = write_articles(tmp_path / "news", {"third": ARTICLES["third"]})
        found = ask_all(server.profile(max_tokens=100), tmp_path, news)
    assert (found.tally.questions, found.tally.usage.prompt_tokens) == (1, 20)
    assert [(failure.sentences, failure.error) for failure in found.failures] == [((2,), "BackendError")]
    assert [record.sentences for record in found.records] == [(1,)]
    with Ledger.read_only(tmp_path / "ledger.sqlite") as ledger:
        assert outcomes(ledger) == {"no room": 2, "answered": 2, "rejected": 1}


def test_how_sure_the_model_was_reaches_the_records_and_outlives_the_run(tmp_path: Path) -> None:
    def script(call: Call) -> Step:
        made = completion(reply_to(call))
        text = made["choices"][0]["message"]["content"]
        tokens = [{"token": part, "logprob": -0.125} for part in re.findall(r"[^\"]+|\"", text)]
        made["choices"][0]["logprobs"] = {"content": tokens}
        return sent(json.dumps(made).encode())

    news = write_articles(tmp_path / "news", {"first": ARTICLES["first"]})
    with ModelServer(script) as server:
        first = ask_all(server.profile(logprobs=True), tmp_path, news)
        again = ask_all(server.profile(logprobs=True), tmp_path, news)
        assert len(server.calls) == 1
    sure = pytest.approx(math.exp(-0.125))
    for found in (first, again):
        assert len(found.records) == 2
        for record in found.records:
            assert record.confidence == sure
            assert [mention.support.confidence for mention in record.fields["type"]] == [sure]
