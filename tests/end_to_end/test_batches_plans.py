"""`extractor batch` and plans: what is too much is asked in parts, and nothing follows from answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.extraction.plans import PLANS
from extractor.records import JsonObject
from tests.end_to_end.batching import CUT, TOKENS, Capsys, at, but_for_the_cost, collected, submitted
from tests.end_to_end.newsroom import derived, extractor
from tests.kit.batch_server import BatchServer
from tests.kit.model_server import completion
from tests.kit.stepwise import Stepwise

pytestmark = pytest.mark.usefixtures("loopback")


def test_an_article_whose_answer_does_not_fit_is_asked_in_halves_by_later_batches(
    run: Path, capsys: Capsys, tmp_path: Path
) -> None:
    def answer(body: JsonObject) -> tuple[int, JsonObject]:
        question = str(body["messages"][-1]["content"])
        if "Lyon" in question and "Turin" in question:
            return CUT
        events = [{"what": "a raid in Turin", "s": [1, 3]}] if "Turin" in question else []
        return 200, completion({"events": events}, tokens=TOKENS)

    with BatchServer(answer) as server:
        assert submitted(capsys, server, run).code == 0
        for _ in range(5):  # whole, with more room, and in halves
            server.work_off()
            collected(capsys, run)
            if (run / "run.json").exists():
                break
        assert server.live == []
        asked = len(server.asked)
        assert extractor(capsys, "run", "news", "-o", tmp_path / "live", *at(server)).code == 0
        assert len(server.live) == asked
    assert but_for_the_cost(derived(run)) == but_for_the_cost(derived(tmp_path / "live"))


@pytest.mark.parametrize("command", ["submit", "collect"])
def test_a_plan_whose_questions_follow_from_answers_is_refused_and_nothing_written(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setitem(PLANS, "outline", Stepwise)
    with BatchServer(lambda _body: None) as server:
        if command == "submit":
            where = ("--base-url", server.base_url, "--model", "m", "--plan", "outline")
            answer = extractor(capsys, "batch", "submit", run, "news", *where)
            assert not run.exists()
        else:
            submitted(capsys, server, run)
            monkeypatch.setattr("extractor.extraction.plans.ArticlePlan.rounds", None)
            answer = extractor(capsys, "batch", "collect", run)
        assert answer.code == 2
        assert "choose --plan article, or use extractor run" in answer.complaint
