"""A run with several workers gives what a run in one process gives, whatever becomes of the workers."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor import Outcome, Request, extract
from extractor.backends.limits.prices import Price
from extractor.errors import BackendUnavailable, RunError
from extractor.records import JsonObject
from extractor.runs.cascade import Escalation
from extractor.runs.status import read_status
from extractor.runs.workers import WorkerState
from extractor.store.folder import RunFolder
from extractor.store.ledger import Ledger
from tests.end_to_end.newsroom import (
    BRIEFS,
    derived,
    except_for,
    obliging,
    reply_to,
    write_articles,
)
from tests.kit.ledgers import outcomes
from tests.kit.model_server import Call, ModelServer, Step, answered, failed
from tests.runs.engine.in_process import InProcessEngine, choose

pytestmark = pytest.mark.usefixtures("loopback")


def many(number: int) -> dict[str, str]:
    return {f"a{n:03}": f"Police in Lyon arrested Per Dahl with {n} others." for n in range(number)}


def request_of(server: ModelServer, news: Path, folder: Path, **changes: Any) -> Request:
    named = {"plan": "article", **changes.pop("profile", {})}
    return Request((str(news),), folder, server.profile(**named), **changes)


def run_with(engine: InProcessEngine, request: Request) -> Outcome:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("extractor.runs.pipeline.engine_of", choose(engine))
        return extract(request)


def log_of(folder: Path) -> str:
    return (folder / "run.log").read_text(encoding="utf-8")


def test_the_files_are_those_of_a_run_in_one_process(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", BRIEFS)
    (news / "binary.txt").write_bytes(b"\0\1")
    with ModelServer(except_for("elected", answered("not JSON"))) as server:
        extract(request_of(server, news, tmp_path / "local"))
        alone = len(server.calls)
        outcome = run_with(InProcessEngine(3), request_of(server, news, tmp_path / "several"))
        assert len(server.calls) == 2 * alone
    assert outcome.tally.outcomes == {"records": 5, "no events": 1, "failed": 2}
    assert derived(tmp_path / "several") == derived(tmp_path / "local")
    with Ledger.read_only(tmp_path / "several" / "ledger.sqlite") as ledger:
        assert sum(outcomes(ledger).values()) == alone


def page(story: str) -> str:
    return f"<html><body><nav>Home News Sport</nav><article><p>{story}</p></article></body></html>"


def test_what_workers_read_has_the_ids_failures_and_warnings_of_a_run_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    news, again = (write_articles(tmp_path / "news" / name, BRIEFS) for name in ("a", "b"))
    (news / "nothing.txt").write_text("970x125", encoding="utf-8")
    (again / "nothing.txt").write_text(BRIEFS["two"], encoding="utf-8")
    (news / "page.html").write_text(page(BRIEFS["two"] * 3), encoding="utf-8")
    (news / "empty.html").write_text("<html></html>", encoding="utf-8")
    (again / "damaged.pdf").write_bytes(b"%PDF-1.7 and no more")
    (news / "latvian.txt").write_text(
        "Policija Rīgā svētdien aizturēja trīs vīriešus. " * 4, encoding="utf-8"
    )
    with ModelServer(obliging) as server:
        extract(request_of(server, tmp_path / "news", tmp_path / "local"))
        outcome = run_with(InProcessEngine(2), request_of(server, tmp_path / "news", tmp_path / "run"))
    assert (outcome.tally.unreadable, outcome.tally.articles) == (3, 2 * len(BRIEFS) + 3)
    assert derived(tmp_path / "run") == derived(tmp_path / "local")
    assert log_of(tmp_path / "run").count("is in Latvian, for which there are no data") == 1


def test_the_same_command_again_asks_nothing_twice_with_either_engine(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", BRIEFS)
    with ModelServer(obliging) as server:
        request = request_of(server, news, tmp_path / "run")
        run_with(InProcessEngine(), request)
        server.calls.clear()
        run_with(InProcessEngine(), request)
        extract(request)
        assert server.calls == []


def test_a_question_that_two_articles_share_is_asked_once(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", dict.fromkeys(("one", "two", "three", "four"), BRIEFS["two"]))

    def slowly(call: Call) -> Step:
        time.sleep(0.2)
        return obliging(call)

    with ModelServer(slowly) as server:
        outcome = run_with(InProcessEngine(4), request_of(server, news, tmp_path / "run"))
        assert len(server.calls) == 1
    assert outcome.tally.records == 4


def test_a_better_model_is_asked_about_the_same_articles(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", BRIEFS)
    with (
        ModelServer(except_for("elected", answered({"events": []}))) as cheap,
        ModelServer(obliging) as better,
    ):
        escalate = Escalation(better.profile(name="better", model="m", plan="article"), below=0.1)
        extract(request_of(cheap, news, tmp_path / "local", escalate=escalate))
        asked = len(better.calls)
        outcome = run_with(InProcessEngine(2), request_of(cheap, news, tmp_path / "run", escalate=escalate))
        assert (outcome.tally.escalated, len(better.calls)) == (asked, 2 * asked)
    assert asked == 2  # and the raid, of which nothing was found
    assert derived(tmp_path / "run") == derived(tmp_path / "local")


def test_each_worker_says_in_the_log_where_it_is(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", BRIEFS)
    with ModelServer(obliging) as server:
        run_with(InProcessEngine(2), request_of(server, news, tmp_path / "run"))
    assert [f"worker {n} is ready on" in log_of(tmp_path / "run") for n in (1, 2, 3)] == [True, True, False]


def test_the_status_of_a_run_that_goes_on_names_its_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.runs.engine.driver._BETWEEN_LOOKS", 0.02)
    news, folder = write_articles(tmp_path / "news", many(12)), tmp_path / "run"
    seen: list[tuple[WorkerState, ...]] = []

    def script(call: Call) -> Step:
        step = obliging(call)

        def look(handler: Any) -> None:
            for _ in range(400):  # 20 seconds
                seen.append(read_status(folder).workers)
                if sum(worker.done for worker in seen[-1]) == 11:
                    break
                handler.wait(0.05)
            step(handler)

        return look if "with 9 others" in call.question else step

    with ModelServer(script) as server:
        run_with(InProcessEngine(2), request_of(server, news, folder))
    first, second = seen[-1]
    assert [(worker.number, worker.pid) for worker in (first, second)] == [(1, os.getpid()), (2, os.getpid())]
    assert first.done + second.done == 11
    assert (first.in_work + second.in_work, first.in_flight + second.in_flight) == (1, 1)
    done = re.findall(r"worker \d on \S+, process \d+: (\d+) articles done", log_of(folder))
    assert sum(map(int, done)) == 12
    assert read_status(folder).workers == ()
    assert not RunFolder(folder).workers.exists()


# Workers that are lost


def test_lost_workers_are_replaced_and_nothing_that_was_answered_is_asked_again(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", many(40))
    chance = random.Random(4)  # noqa: S311  # the same moments each time
    moments: Iterator[int | None] = iter([chance.randrange(1, 4) for _ in range(8)])
    calls_at_once = 4

    def script(call: Call) -> Step:
        time.sleep(0.01)
        return failed(400) if "with 7 others" in call.question else obliging(call)

    with ModelServer(script) as server:
        extract(request_of(server, news, tmp_path / "local"))
        server.calls.clear()
        engine = InProcessEngine(2, moments)
        profile = {"concurrency": calls_at_once}
        run_with(engine, request_of(server, news, tmp_path / "run", profile=profile))
        assert 40 <= len(server.calls) <= 40 + 8 * calls_at_once
    assert engine.started > 4
    assert derived(tmp_path / "run") == derived(tmp_path / "local")
    assert "was lost (it was killed); its" in log_of(tmp_path / "run")


def test_when_workers_are_lost_over_and_over_the_run_stops_and_says_so(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", many(3))
    engine = InProcessEngine(2, itertools.repeat(0))
    with ModelServer(obliging) as server:
        with pytest.raises(RunError, match="10 workers were lost"):
            run_with(engine, request_of(server, news, tmp_path / "run"))
        assert engine.started <= 22
        run_with(InProcessEngine(), request_of(server, news, tmp_path / "run"))


def test_a_worker_with_another_version_is_refused(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", BRIEFS)
    engine = InProcessEngine(versions={"pydantic": "1.0"})
    with (
        ModelServer(obliging) as server,
        pytest.raises(
            RunError, match=r"has pydantic 1\.0, and this process .* same versions on every machine"
        ),
    ):
        run_with(engine, request_of(server, news, tmp_path / "run"))


# Limits


def dear(call: Call) -> Step:
    return answered(reply_to(call), tokens=(14_000, 1000, 0))


PRICE = Price(input=1, output=1)


@pytest.mark.parametrize("limit", [{"max_tokens": 200_000}, {"max_cost": 0.2}])
def test_a_limit_holds_over_all_workers(tmp_path: Path, limit: JsonObject) -> None:
    news = write_articles(tmp_path / "news", many(30))
    profile = {"concurrency": 8, "price": PRICE}
    with ModelServer(dear) as server:
        request = request_of(server, news, tmp_path / "run", profile=profile, **limit)
        outcome = run_with(InProcessEngine(4), request)
        used = 15_000 * len(server.calls)
        assert used <= 200_000 < used + 20_000
    assert outcome.limit_reached
    assert outcome.tally.not_asked == 30 - len(server.calls)
    totals = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["totals"]
    assert totals["spent"]["calls"] == len(server.calls)


def test_calls_that_lost_workers_had_in_flight_count_as_if_they_had_used_all(tmp_path: Path) -> None:
    news, chance = write_articles(tmp_path / "news", many(30)), random.Random(7)  # noqa: S311

    def script(call: Call) -> Step:
        time.sleep(0.03)
        return dear(call)

    with ModelServer(script) as server:
        moments: Iterator[int | None] = iter([chance.randrange(1, 4) for _ in range(4)])
        profile = {"concurrency": 4}
        request = request_of(server, news, tmp_path / "run", profile=profile, max_tokens=300_000)
        engine = InProcessEngine(2, moments)
        outcome = run_with(engine, request)
        assert engine.started > 3
        assert 15_000 * len(server.calls) <= 300_000
    assert outcome.limit_reached


def test_never_more_calls_are_in_flight_than_the_profile_allows(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", many(24))
    now, most = 0, 0

    def script(call: Call) -> Step:
        step = obliging(call)

        def slowly(handler: Any) -> None:
            nonlocal now, most
            now += 1
            most = max(most, now)
            handler.wait(0.05)
            now -= 1
            step(handler)

        return slowly

    with ModelServer(script) as server:
        run_with(InProcessEngine(4), request_of(server, news, tmp_path / "run", profile={"concurrency": 3}))
    assert most <= 3


def test_what_no_call_can_get_past_stops_the_run(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", many(24))
    with ModelServer(lambda _call: failed(401, "no such key")) as server:
        with pytest.raises(BackendUnavailable):
            run_with(InProcessEngine(2), request_of(server, news, tmp_path / "run"))
        assert len(server.calls) <= 4


def test_a_replay_that_lacks_an_answer_stops_and_a_recording_of_several_workers_is_whole(
    tmp_path: Path,
) -> None:
    news, tapes = write_articles(tmp_path / "news", BRIEFS), tmp_path / "tapes"
    with ModelServer(obliging) as server:
        run_with(InProcessEngine(1), request_of(server, news, tmp_path / "first", record=tapes))
        again = run_with(InProcessEngine(1), request_of(server, news, tmp_path / "again", replay=tapes))
        assert len(server.calls) == len(BRIEFS)
    assert (again.tally.unused, again.tally.failures) == (0, 0)
