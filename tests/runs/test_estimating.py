"""`--dry-run`: what a run would ask and cost, estimated without asking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor import Outcome, Request, extract, load_profile
from extractor.backends.limits.prices import Price
from extractor.errors import UsageError
from extractor.extraction.plans import PLANS
from extractor.runs.estimating import estimate
from tests.end_to_end.newsroom import (
    ARTICLES,
    QUESTIONS,
    by_sentence,
    except_for,
    extractor,
    lines_of,
    obliging,
    write_articles,
)
from tests.kit.model_server import Call, ModelServer, Step, answered, failed
from tests.kit.stepwise import Stepwise

Capsys = pytest.CaptureFixture[str]

PRICE = Price(input=1, output=2)


def test_nothing_is_asked_and_nothing_written(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    (news / "broken.jsonl").write_text("{\n", encoding="utf-8")
    answer = extractor(capsys, "run", news, "-o", run, "--backend", "openai", "--dry-run")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "3 articles, 1 that cannot be read; 3 questions"
    assert lines[1] == "to ask openai (gpt-5.4-mini), plan article: 3"
    assert lines[3].startswith("cost: about $0.0")
    assert lines[4].startswith("by extractor batch: about $0.0")
    assert "genai-prices " in lines[5]
    assert lines[-1] == "Nothing was asked, and nothing written."
    assert not run.exists()


def test_a_price_that_is_not_known_is_asked_for(tmp_path: Path, capsys: Capsys) -> None:
    news = write_articles(tmp_path / "news")
    answer = extractor(
        capsys, "run", news, "-o", tmp_path / "run", *["--backend", "mistral", "--model", "mine", "--dry-run"]
    )
    assert "cost: unknown; give the price of a million tokens in extractor.toml: " in answer.out
    assert "[backends.mistral.price]" in answer.out


def test_the_estimate_is_one_object_of_json(tmp_path: Path, capsys: Capsys) -> None:
    news = write_articles(tmp_path / "news")
    answer = extractor(
        capsys,
        "run",
        news,
        "-o",
        tmp_path / "run",
        "--backend",
        "local",
        "--plan",
        "article",
        "--dry-run",
        "--json",
    )
    made = json.loads(answer.out)
    assert (made["articles"], made["questions"], made["answered"], made["cost"]) == (3, 3, 0, 0)


def test_what_the_ledger_answers_is_not_paid_for_again(
    tmp_path: Path, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_sentence(monkeypatch)
    news = write_articles(tmp_path / "news", dict(list(ARTICLES.items())[:2]))
    with ModelServer(except_for("elected", failed(400))) as server:
        profile = server.profile(plan="article", price=PRICE)
        request = Request((str(news),), tmp_path / "run", profile)
        extract(request)
        asked = len(server.calls)
        write_articles(news)
        made = estimate(request)
        assert (made.articles, made.questions, made.answered) == (3, QUESTIONS, 4)
        assert made.likely.completion_tokens == 3 * 4  # the average of 3 answers of 5 tokens and a refusal
        again = Request((str(news),), tmp_path / "run", profile, retry_failed=True)
        assert estimate(again).answered == 3
        assert estimate(Request((str(news),), tmp_path / "run", profile, record=tmp_path)).answered == 0
        assert len(server.calls) == asked


def test_the_estimate_of_prompts_is_near_what_was_recorded(
    seeds: Path, seeds_outcome: Outcome, tmp_path: Path
) -> None:
    made = estimate(Request((str(seeds),), tmp_path / "run", load_profile("local")))
    totals = seeds_outcome.totals()
    # Of a plan whose next question depends on the last answer the number of questions is a guess.
    assert made.likely.prompt_tokens == pytest.approx(totals["prompt_tokens"], rel=0.4)
    assert made.likely.completion_tokens == pytest.approx(totals["completion_tokens"], rel=0.4)
    assert made.most.completion_tokens > totals["completion_tokens"]
    assert totals["spent"] == {
        "calls": 0,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "cached_tokens": 0,
        "cost": 0,
    }


def test_of_a_plan_that_goes_on_from_its_answers_the_rest_is_estimated(
    tmp_path: Path, capsys: Capsys, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PLANS, "outline", Stepwise)
    news = write_articles(tmp_path / "news", {"first": ARTICLES["first"]})

    def model(call: Call) -> Step:
        is_closed = call.body["max_tokens"] == 1
        return answered("B" if "Lyon" in call.question else "A") if is_closed else obliging(call)

    with ModelServer(model) as server:
        request = Request((str(news),), tmp_path / "run", server.profile(plan="outline", price=PRICE))
        before = estimate(request)
        assert (before.questions, before.answered, before.is_exact) == (4, 0, False)
        opening = before.likely.prompt_tokens / 2
        assert before.likely.prompt_tokens == pytest.approx(2 * opening)
        where = ("--base-url", server.base_url, "--model", "fake", "--plan", "outline")
        said = extractor(capsys, "run", news, "-o", tmp_path / "run", *where, "--dry-run").out
        assert "1 articles; about 4 questions" in said
        assert "what is asked depends on the answers" in said
        assert "extractor batch" not in said  # which takes no plan whose questions depend on answers
        extract(request)
        assert len(server.calls) == 3  # two that are closed, and one about the sentence with an event
        after = estimate(request)
        assert (after.questions, after.answered, after.is_exact) == (3, 3, True)
        assert after.likely.prompt_tokens == after.cost == 0


def test_wrong_use_is_found_before_anything_is_read(tmp_path: Path) -> None:
    profile = load_profile("local")
    news = str(write_articles(tmp_path / "news"))
    with pytest.raises(UsageError, match="a replay asks nothing"):
        estimate(Request((news,), tmp_path / "run", profile, replay=tmp_path))
    with pytest.raises(UsageError, match="which is read"):
        estimate(Request((news,), tmp_path / "news" / "run", profile))


def test_cost_is_in_the_totals_and_printed(
    tmp_path: Path, capsys: Capsys, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_sentence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "extractor.toml").write_text("[backends.compatible.price]\ninput = 1000\noutput = 2000\n")
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    with ModelServer(obliging) as server:
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        answer = extractor(capsys, "run", news, "-o", run, *where)
    assert "70 tokens read and 35 written in 7 calls: $0.1400 so far" in answer.out
    assert json.loads((run / "run.json").read_text())["totals"]["spent"]["cost"] == 0.14
    assert len(lines_of(run / "records.jsonl")) == 6
