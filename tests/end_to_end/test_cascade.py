"""Cascades through the command line, with two servers: what is asked of whom, kept, paid for, and resumed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.records import JsonObject
from tests.end_to_end.newsroom import (
    REPLIES,
    Answer,
    asked_about,
    derived,
    extractor,
    lines_of,
    obliging,
    reply_to,
    write_articles,
)
from tests.kit.model_server import Call, ModelServer, Script, Step, answered, failed

Capsys = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("loopback")

INVENTED = {"where": "Atlantis", "when": "Tuesday in Atlantis"}
"""Values that no article says."""

STORIES = {
    "sure": "Mexico sent 26 prisoners to the United States on Tuesday.",
    "unsure": "Police in Lyon arrested Per Dahl.",
    "lost": "Chile elected Ana Brandt.",
    "nothing": "Two officers were wounded.",
}
"""Articles by how the cheap model reads them; it fails on `lost`, and finds nothing in `nothing`."""

NOT_SURE = ["arrested", "elected", "wounded"]


def cheap(call: Call) -> Step:
    match asked_about(call):
        case "elected":
            return failed(400, "no")
        case "wounded":
            return answered({"events": []})
    changed = {**REPLIES, "arrested": {**REPLIES["arrested"], **INVENTED}}
    return answered(reply_to(call, changed))


class Newsroom:
    """Two servers, and the commands that ask them."""

    def __init__(self, first: ModelServer, second: ModelServer, capsys: Capsys) -> None:
        self.first, self.second = first, second
        self._capsys = capsys

    def run(self, *options: str) -> Answer:
        return extractor(self._capsys, "run", "news", "-o", "run", "--backend", "cheap", *options)

    def cascade(self, *options: str) -> Answer:
        return self.run("--escalate", "better", *options)

    def command(self, *arguments: str) -> Answer:
        return extractor(self._capsys, *arguments)

    @property
    def escalated(self) -> list[str]:
        """What the better model was asked about, in order."""
        return [asked_about(call) for call in self.second.calls]


@pytest.fixture
def better() -> list[Script]:
    """What the better model does, call by call, before it is obliging."""
    return []


@pytest.fixture
def newsroom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capsys, better: list[Script]
) -> Iterator[Newsroom]:
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "news", STORIES)

    def second(call: Call) -> Step:
        return better.pop(0)(call) if better else obliging(call)

    with ModelServer(cheap) as one, ModelServer(second) as other:
        prices = {"cheap": "input = 0\noutput = 0", "better": "input = 1000\noutput = 1000"}
        blocks = (
            f'[backends.{name}]\nkind = "openai"\nmodel = "{name}-model"\nplan = "article"\nconcurrency = 1\n'
            f'max_tokens = 100\nbase_url = "{server.base_url}"\n[backends.{name}.price]\n{prices[name]}\n'
            for name, server in (("cheap", one), ("better", other))
        )
        (tmp_path / "extractor.toml").write_text("".join(blocks), encoding="utf-8")
        yield Newsroom(one, other, capsys)


def totals() -> JsonObject:
    return dict(json.loads(Path("run/run.json").read_text(encoding="utf-8"))["totals"])


def models() -> dict[str, str]:
    """The model that decided about each article."""
    return {record["article"]: record["origin"]["model"] for record in lines_of(Path("run/records.jsonl"))}


def test_the_better_model_is_asked_only_where_the_cheap_one_is_unsure_fails_or_finds_nothing(
    newsroom: Newsroom,
) -> None:
    answer = newsroom.cascade("--below", "0.5")
    assert answer.code == 0, answer.err
    assert len(newsroom.first.calls) == 4
    assert sorted(newsroom.escalated) == NOT_SURE
    assert "3 of the articles were asked of the better model" in answer.out


def test_each_record_says_which_model_decided_and_nothing_of_the_other_is_left(newsroom: Newsroom) -> None:
    newsroom.cascade("--below", "0.5")
    better = "better-model"
    assert models() == {"sure": "cheap-model", "unsure": better, "lost": better, "nothing": better}
    assert "Atlantis" not in Path("run/events.jsonl").read_text(encoding="utf-8")
    assert lines_of(Path("run/failures.jsonl")) == []


def test_the_description_has_both_models_and_the_totals_count_each_article_once(newsroom: Newsroom) -> None:
    newsroom.cascade("--below", "0.5")
    described = json.loads(Path("run/run.json").read_text(encoding="utf-8"))
    assert described["backend"]["model"] == "cheap-model"
    assert described["escalate"]["backend"]["model"] == "better-model"
    assert described["escalate"]["below"] == 0.5
    assert (totals()["articles"], totals()["escalated"], totals()["records"]) == (4, 3, 4)
    assert totals()["inputs"] == {"records": 4, "no events": 0, "failed": 0}


def test_a_lower_threshold_escalates_less_and_what_was_found_is_what_the_cheap_model_said(
    newsroom: Newsroom,
) -> None:
    newsroom.cascade("--below", "0.1")  # two faults: e^-2 is 0.135
    assert sorted(newsroom.escalated) == ["elected", "wounded"]
    assert models()["unsure"] == "cheap-model"


def test_nothing_is_asked_or_paid_twice(newsroom: Newsroom) -> None:
    newsroom.run()
    newsroom.cascade("--below", "0.5")
    before, calls = derived(Path("run")), (len(newsroom.first.calls), len(newsroom.second.calls))
    assert calls == (4, 3)
    assert newsroom.cascade("--below", "0.5").code == 0
    assert derived(Path("run")) == before
    assert (len(newsroom.first.calls), len(newsroom.second.calls)) == calls
    assert totals()["spent"]["cost"] == pytest.approx(3 * 15 * 1000 / 1_000_000)


def test_status_tells_the_calls_of_both_models_and_their_cost(newsroom: Newsroom) -> None:
    newsroom.cascade("--below", "0.5")
    found = json.loads(newsroom.command("status", "run", "--json").out)
    assert {spent["model"]: spent["calls"] for spent in found["spent"]} == {
        "better-model": 3,
        "cheap-model": 4,
    }
    assert found["cost"] == pytest.approx(0.045)
    assert (found["done"], found["pending"]) == (4, 0)


def test_an_article_that_waits_for_the_better_model_is_pending_and_the_same_command_goes_on(
    newsroom: Newsroom, better: list[Script]
) -> None:
    better.append(lambda _: failed(401, "who are you?"))
    assert newsroom.cascade("--below", "0.5").code == 1
    found = json.loads(newsroom.command("status", "run", "--json").out)
    assert (found["state"], found["done"], found["pending"]) == ("interrupted", 1, 3)
    assert newsroom.cascade("--below", "0.5").code == 0
    assert len(newsroom.first.calls) == 4
    assert totals()["inputs"]["records"] == 4
    assert not list(Path("run").glob(".*.jsonl"))


def test_where_the_better_model_fails_the_cheap_ones_records_stand_and_the_failure_is_told(
    newsroom: Newsroom, better: list[Script]
) -> None:
    better += [lambda _: failed(400, "no")] * 3
    assert newsroom.cascade("--below", "0.5").code == 3
    assert models() == {"sure": "cheap-model", "unsure": "cheap-model"}
    assert [failure["article"] for failure in lines_of(Path("run/failures.jsonl"))] == [
        "lost",
        "lost",
        "nothing",
        "unsure",
    ]


def test_the_least_certain_are_asked_first_and_a_limit_leaves_the_others_to_the_cheap_model(
    newsroom: Newsroom, better: list[Script]
) -> None:
    newsroom.run()
    size = len(newsroom.first.calls[0].raw)  # about the most tokens that are reserved for a question
    better += [lambda call: answered(reply_to(call), tokens=(size, 0, 0))] * 2
    assert newsroom.cascade("--max-cost", f"{2.5 * size / 1000}").code == 4
    assert sorted(newsroom.escalated) == ["elected", "wounded"]  # of which nothing is known
    cheap_ones, better_ones = ("sure", "unsure"), ("lost", "nothing")
    expected = dict.fromkeys(cheap_ones, "cheap-model") | dict.fromkeys(better_ones, "better-model")
    assert models() == expected
    assert totals()["spent"]["cost"] == pytest.approx(2 * size / 1000)
    assert totals()["not_asked"] == 1
    assert newsroom.cascade("--max-cost", "1000").code == 0
    assert sorted(newsroom.escalated) == NOT_SURE


def test_a_cascade_is_recorded_and_replayed_without_a_server(newsroom: Newsroom) -> None:
    newsroom.cascade("--below", "0.1", "--record", "tapes")
    assert sorted(path.stem for path in Path("tapes/better").glob("*.yaml")) == ["lost", "nothing"]
    recorded = Path("run/events.jsonl").read_bytes()
    newsroom.first.close()
    newsroom.second.close()
    options = ("--below", "0.1", "--replay", "tapes", "-o", "again")
    answer = newsroom.cascade(*options)
    assert answer.code == 0, answer.err
    assert Path("again/events.jsonl").read_bytes() == recorded


def test_a_dry_run_says_what_both_would_cost_at_most(newsroom: Newsroom) -> None:
    answer = newsroom.cascade("--below", "0.5", "--dry-run")
    assert "to ask cheap (cheap-model), plan article: 4" in answer.out
    assert "to ask better (better-model), plan article: 4" in answer.out
    assert newsroom.first.calls == newsroom.second.calls == []


# Choosing the threshold


def write_gold() -> None:
    """Gold of all articles, each of which reports one event."""
    lines = [{"id": name, "what": text, "reports": {name: [text]}} for name, text in STORIES.items()]
    Path("gold.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def test_gold_chooses_the_threshold_and_the_run_says_how_sure_that_is(newsroom: Newsroom) -> None:
    write_gold()
    answer = newsroom.cascade("--target-precision", "0.2", "--gold", "gold.jsonl")
    assert answer.code == 0, answer.err
    # Two of two: at least 0.05 ** (1 / 2).
    assert "2 of 2 events in the 2 of 4 articles that stay are right" in answer.err
    assert "at least 22.4 % with a probability of 95 %" in answer.err
    assert sorted(newsroom.escalated) == ["elected", "wounded"]


def test_a_target_that_no_threshold_holds_asks_nothing_of_the_better_model(newsroom: Newsroom) -> None:
    write_gold()
    answer = newsroom.cascade("--target-precision", "0.95", "--gold", "gold.jsonl")
    assert answer.code == 2
    assert "No threshold can show 95 %: that takes 59 events without a wrong one" in answer.complaint
    assert newsroom.escalated == []


def test_evaluate_names_the_threshold_and_refuses_a_run_that_is_a_cascade(newsroom: Newsroom) -> None:
    write_gold()
    newsroom.run()
    found = newsroom.command("evaluate", "run", "--gold", "gold.jsonl", "--target-precision", "0.2")
    assert "--below 1e-06: 2 of 2 events" in found.out
    newsroom.cascade("--below", "0.5")
    refused = newsroom.command("evaluate", "run", "--gold", "gold.jsonl", "--target-precision", "0.2")
    assert refused.code == 2
    assert "is a cascade already" in refused.complaint


def test_compare_shows_quality_against_money(newsroom: Newsroom) -> None:
    write_gold()
    newsroom.run()
    newsroom.command("run", "news", "-o", "strong", "--backend", "better")
    options = ("--gold", "gold.jsonl", "--curve", "--json")
    points = json.loads(newsroom.command("compare", "run", "strong", *options).out)["curve"]
    shown = [(p["below"], p["escalated"], p["cost"], p["events"]["recall"]["value"]) for p in points]
    assert shown[0] == (0, 0, 0, 0.5)
    assert shown[-1] == (1, 3, pytest.approx(0.045), 1)
    assert newsroom.command("compare", "run", "strong", "--gold", "gold.jsonl", "--curve").code == 0


# What does not go together

WRONG = [
    ("--below 0.5", "go with --escalate"),
    ("--escalate better", "--escalate needs --below, --target-precision or --max-cost"),
    ("--escalate better --target-precision 0.9", "--target-precision and --gold go together"),
    ("--escalate better --below 0.5 --target-precision 0.9 --gold g", "both choose the threshold"),
    ("--escalate cheap --below 0.5", "would ask cheap-model the same again"),
    ("--escalate openai --below 0.5", "backend openai needs a key"),
]


@pytest.mark.parametrize(("options", "says"), WRONG, ids=[options for options, _ in WRONG])
def test_wrong_use_is_found_before_anything_is_asked(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, options: str, says: str
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    answer = newsroom.run(*options.split())
    assert answer.code in {1, 2}
    assert says in answer.complaint
    assert newsroom.first.calls == []
