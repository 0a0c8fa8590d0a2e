from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.evaluation.gold import GoldEvent
from extractor.fields import ChoiceValue
from extractor.records import JsonObject, MergedEvent, MergedValue
from tests.end_to_end.newsroom import extractor
from tests.evaluation import hand_made
from tests.evaluation.hand_made import (
    ARREST,
    ARRESTED_A,
    ARRESTED_B,
    FALL,
    FELL_A,
    FELL_B,
    TEARS,
    WEPT_A,
    count,
    event,
    judgement,
    person,
    record,
)
from tests.kit.stored_runs import write_run

Capsys = pytest.CaptureFixture[str]

GOLD_OF_SEEDS = Path(__file__).resolve().parents[2] / "gold" / "seeds.jsonl"
TRANSFERS = ("transfer-of-26", "transfer-of-29")

ARRESTS = [record("a", ARRESTED_A), record("b", ARRESTED_B)]
FALLS = [record("a", FELL_A, "disaster"), record("b", FELL_B, "disaster")]
WEPT = [record("a", WEPT_A, "other")]
ARRESTED = event(ARRESTS, count=count(3), who=[person("Ana Paz", "agent")])


def stored(folder: Path, *events: MergedEvent) -> Path:
    """The folder of a run with these events."""
    return write_run(folder, hand_made.run([*ARRESTS, *FALLS, *WEPT], events))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run that found the arrest, with a wrong number, split the fall, and has the optional tears."""
    return stored(tmp_path / "run", ARRESTED, event(FALLS[:1]), event(FALLS[1:]), event(WEPT))


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    wanted = hand_made.gold(
        "arrest",
        {"a": [ARRESTED_A], "b": [ARRESTED_B]},
        count=2,
        who=[{"name": "Luis Rey", "role": "patient"}],
        salience={"a": "main", "b": "main"},
        colour="red",
    )
    return written(tmp_path, wanted, FALL, TEARS)


def written(folder: Path, *events: GoldEvent) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(f"{each.model_dump_json()}\n" for each in events), encoding="utf-8")
    return path


def scores(capsys: Capsys, run: Path, gold: Path, *more: str | Path) -> JsonObject:
    answer = extractor(capsys, "evaluate", run, "--gold", gold, "--json", *more)
    assert (answer.code, answer.err) == (0, "")
    found: JsonObject = json.loads(answer.out)
    return found


def test_the_table_has_the_scores_and_the_counts_behind_them(run: Path, gold: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "evaluate", run, "--gold", gold)
    assert answer.code == 0
    rows = [" ".join(line.split()) for line in answer.out.splitlines()]
    assert any(row.startswith("events: precision 66.7 ") for row in rows)
    assert any(row.endswith("2 of 3 given; 1 only parts of these, 0 not in gold") for row in rows)
    assert "main events: recall 100.0 100.0 to 100.0 1 of 1 in gold" in rows
    assert any(row.endswith("3 of 4 of events that several report; 0 foreign") for row in rows)
    assert any(row.startswith("count right 0.0 ") for row in rows)
    assert all(line == line.rstrip() for line in answer.out.splitlines())


def test_below_stands_what_is_not_right(run: Path, gold: Path, capsys: Capsys) -> None:
    out = extractor(capsys, "evaluate", run, "--gold", gold).out
    wrong = "  arrest: count is 3, not 2; lacks the party Luis Rey; has the party Ana Paz (agent)"
    parts = "Found before, and not merged with it:\n  fall: "
    notes = "Not scored:\n  colour: the schema news_event has no such field"
    for part in (wrong, parts, notes, "salience is always missing", "1 more events are optional in gold"):
        assert part in out


def test_json_has_all_of_it(run: Path, gold: Path, capsys: Capsys) -> None:
    found = scores(capsys, run, gold)
    assert (found["events"]["found"], found["events"]["given"], found["neutral"]) == (2, 3, 1)
    assert found["fields"]["count"] == {
        "right": 0,
        "wrong": 1,
        "missing": 0,
        "extra": 0,
        "accuracy": {"value": 0.0, "low": 0.0, "high": 0.0},
    }
    assert found["gold"][0]["fields"]["count"] == {"verdict": "wrong", "given": "3", "expected": ["2"]}
    assert found["surplus"][0]["part_of"] == "fall"
    assert found["confidences"] == {"events": None, "fields": {}}


def test_every_interval_holds_its_score(run: Path, gold: Path, capsys: Capsys) -> None:
    def estimates(item: object) -> list[JsonObject]:
        if isinstance(item, list):
            return [found for part in item for found in estimates(part)]
        if not isinstance(item, dict):
            return []
        inside = [found for part in item.values() for found in estimates(part)]
        return [item, *inside] if {"value", "low", "high"} == item.keys() else inside

    found = estimates(scores(capsys, run, gold))
    assert len(found) > 15
    assert all(0 <= each["low"] <= each["value"] <= each["high"] <= 1 for each in found)


def test_confidences_are_calibrated_where_a_run_has_them(tmp_path: Path, gold: Path, capsys: Capsys) -> None:
    judged = MergedValue(
        value=ChoiceValue(name="arrest-jail"), supports=(judgement("a", "arrest-jail", 0.75),)
    )
    run = stored(tmp_path / "sure", event(ARRESTS, 0.9, type=judged), event(FALLS, 0.4))
    out = extractor(capsys, "evaluate", run, "--gold", gold).out
    assert "  events: 2 confidences, Brier score 0.185\n" in out
    assert "    0.9 to 1.0      1  mean 0.90  right 1.00\n" in out
    assert "  type: 1 confidences, Brier score 0.062\n" in out
    found = scores(capsys, run, gold)["confidences"]
    assert found["fields"]["type"]["tenths"] == [
        {"low": 0.7, "high": 0.8, "number": 1, "confidence": 0.75, "right": 1.0}
    ]


def test_a_run_without_confidences_says_so(run: Path, gold: Path, capsys: Capsys) -> None:
    assert "\nNo confidences in this run.\n" in extractor(capsys, "evaluate", run, "--gold", gold).out


# Against another run


def test_a_run_does_not_differ_from_itself(run: Path, gold: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "evaluate", run, "--gold", gold, "--against", run)
    assert answer.out.endswith("nothing differs\n")
    assert "other %" in answer.out


def test_a_run_that_lacks_an_event_differs_in_it(
    run: Path, gold: Path, capsys: Capsys, tmp_path: Path
) -> None:
    lesser = stored(tmp_path / "lesser", event(FALLS[:1]), event(FALLS[1:]))
    found = scores(capsys, run, gold, "--against", lesser)["differences"]
    assert {"event": "arrest", "aspect": "found", "here": "yes", "there": "no"} in found
    table = extractor(capsys, "evaluate", run, "--gold", gold, "--against", lesser).out
    assert "arrest: found: yes; there: no" in table


def test_a_run_of_fewer_articles_is_compared_in_the_events_that_both_can_have(
    gold: Path, capsys: Capsys, tmp_path: Path
) -> None:
    both = written(tmp_path, ARREST, hand_made.gold("wept", {"a": [WEPT_A]}))
    of_both = stored(tmp_path / "of_both", event(ARRESTS))
    part = hand_made.run([ARRESTS[1]], [event(ARRESTS[1:])])
    del part.articles["a"]
    differing = scores(capsys, of_both, both, "--against", write_run(tmp_path / "part", part))["differences"]
    assert {each["event"] for each in differing} == {"arrest"}


# What cannot be scored


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (None, "gold.jsonl: cannot be read"),
        ("not gold\n", "gold.jsonl:1: not JSON"),
        ('{"id": "x"}\n', "gold.jsonl:1: not a gold event: what: Field required"),
        (
            '\n{"id": "x", "what": "y", "when": "Tuesday", "reports": {"a": ["wept"]}}\n',
            "gold.jsonl:2: when: 'Tuesday' is no year",
        ),
        (
            '{"id": "x", "what": "y", "reports": {"a": ["laughed"]}}\n',
            "gold.jsonl:1: reports: not in a, verbatim: 'laughed'",
        ),
        (
            '{"id": "x", "what": "y", "reports": {"z": ["wept"]}}\n',
            "gold.jsonl:1: the run has no article 'z', nor any other of gold",
        ),
    ],
)
def test_gold_that_cannot_be_used_is_named_in_one_line(
    run: Path, capsys: Capsys, tmp_path: Path, lines: str | None, said: str
) -> None:
    path = tmp_path / "gold.jsonl"
    if lines is not None:
        path.write_text(lines, encoding="utf-8")
    answer = extractor(capsys, "evaluate", run, "--gold", path)
    assert answer.code == 1
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_folder_without_a_run_is_named(gold: Path, capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "evaluate", tmp_path, "--gold", gold)
    assert (answer.code, "no run here" in answer.err) == (1, True)


# The seeds, answered by the recorded local model


@pytest.fixture(scope="module")
def of_the_seeds(seeds_run_folder: Path) -> dict[str, JsonObject]:
    """The scores of the run; they are taken once."""
    return {}


@pytest.fixture
def evaluation(seeds_run_folder: Path, of_the_seeds: JsonObject, capsys: Capsys) -> JsonObject:
    if not of_the_seeds:
        of_the_seeds.update(scores(capsys, seeds_run_folder, GOLD_OF_SEEDS))
    return of_the_seeds


def test_both_transfers_of_the_seeds_are_found_with_their_numbers(evaluation: JsonObject) -> None:
    by_id = {outcome["id"]: outcome for outcome in evaluation["gold"]}
    for name in TRANSFERS:
        assert by_id[name]["event"], name
        assert by_id[name]["missed_articles"] == [], name
        assert by_id[name]["fields"]["count"]["verdict"] == "right", name
        assert by_id[name]["fields"]["type"]["verdict"] == "right", name


def test_what_the_local_model_finds_in_the_seeds_is_mostly_right(evaluation: JsonObject) -> None:
    assert evaluation["main"]["share"]["value"] == 1
    assert evaluation["events"]["precision"]["value"] >= 0.7
    assert evaluation["events"]["recall"]["value"] >= 0.5
    assert evaluation["reports"]["precision"]["value"] >= 0.8
    assert evaluation["grounding"]["unsupported"]["share"]["value"] <= 0.05
