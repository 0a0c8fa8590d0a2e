from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from extractor import Ended, EventRecord, Failure, Watcher, read_articles
from extractor.backends import Profile
from extractor.backends.on_demand import ClientOnDemand
from extractor.errors import BackendUnavailable
from extractor.extraction.plans import load_plan
from extractor.records import Origin
from extractor.runs.endings import Tally
from extractor.runs.kept import Kept, KeptArticle
from extractor.runs.ledger import Ledger
from extractor.runs.preparing import LocalPreparer
from extractor.runs.runner import Runner
from extractor.schemas import load_schema
from tests.end_to_end.newsroom import ARTICLES, QUESTIONS, asked_about, except_for, obliging, write_articles
from tests.kit.model_server import Call, ModelServer, Script, Step, answered, failed

pytestmark = pytest.mark.usefixtures("loopback")


class Log(Watcher):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.questions: dict[str, int] = {}
        self.answers: list[str] = []
        self.records: list[EventRecord] = []
        self.failures: list[Failure] = []
        self.ends: list[str] = []

    def started(self, article: KeptArticle, questions: int) -> None:
        self.questions[article.id] = questions

    def answered(self, article: KeptArticle) -> None:
        self.answers.append(article.id)

    def found(self, article: KeptArticle, record: Kept[EventRecord]) -> None:
        assert record.item.article == article.id
        self.records.append(record.item)

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
        return [record.item for ended in self.ended for record in ended.records]

    @property
    def failures(self) -> list[Failure]:
        return [*self.unreadable, *(failure for ended in self.ended for failure in ended.failures)]


def run(folder: Path, script: Script, log: Log | None = None) -> tuple[Found, ModelServer]:
    news = write_articles(folder / "news")
    (news / "binary.txt").write_bytes(b"\0\1")

    with ModelServer(script) as server:
        return asyncio.run(ask_all(server.profile(), folder, news, "triggers", log)), server


async def ask_all(profile: Profile, folder: Path, news: Path, plan: str, log: Log | None = None) -> Found:
    found = Found()
    with Ledger(folder / "ledger.sqlite") as ledger:
        async with ClientOnDemand(profile) as source:
            loaded = load_plan(plan, load_schema())
            runner = Runner(loaded, source, ledger, found, log)
            found.tally = await runner.run(LocalPreparer(loaded, profile, read_articles([str(news)])))
    return found


def test_every_input_ends_exactly_once(tmp_path: Path) -> None:
    result, _ = run(tmp_path, obliging)
    assert sorted(ended.article.id for ended in result.ended) == ["first", "second", "third"]
    assert result.tally.outcomes == {"records": 3, "failed": 1}
    with Ledger.read_only(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.ends(0) == result.tally.outcomes
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
        found = asyncio.run(ask_all(server.profile(max_tokens=100), tmp_path, news, "article"))
        assert len(server.calls) == 3  # cut, with no more room than that; then each sentence
    assert found.tally.outcomes == {"no events": 1}
    with Ledger.read_only(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.outcomes() == {"no room": 1, "answered": 2}


def test_a_record_says_which_model_gave_it(tmp_path: Path) -> None:
    result, _ = run(tmp_path, obliging)
    assert {record.origin for record in result.records} == {
        Origin(
            backend="fake",
            model="fake",
            plan="triggers",
            prompt=load_plan("triggers", load_schema()).fingerprint,
        )
    }


def test_the_tokens_are_those_of_all_answers(tmp_path: Path) -> None:
    result, server = run(tmp_path, obliging)
    assert result.tally.usage.prompt_tokens == 10 * len(server.calls)
    assert {asked_about(call) for call in server.calls} >= {"sent", "arrested"}
