from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from extractor import Request, extract, load_profile
from extractor.records import JsonObject
from extractor.runs.folder import RunFolder
from tests.end_to_end.newsroom import extractor

Capsys = pytest.CaptureFixture[str]

REPOSITORY = Path(__file__).resolve().parents[2]
GOLD = REPOSITORY / "gold" / "seeds.jsonl"
BIG = ("transfer-of-26", "transfer-of-29", "killing-of-the-deputy", "killing-of-camarena")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, answered by the recorded local model."""
    folder = tmp_path_factory.mktemp("evaluated") / "run"
    seeds, cassettes = REPOSITORY / "seeds", REPOSITORY / "cassettes" / "local"
    extract(Request(inputs=(str(seeds),), folder=folder, profile=load_profile("local"), replay=cassettes))
    return folder


def scores(capsys: Capsys, run: Path, *more: str | Path) -> JsonObject:
    answer = extractor(capsys, "evaluate", run, "--gold", GOLD, "--json", *more)
    assert (answer.code, answer.err) == (0, "")
    found: JsonObject = json.loads(answer.out)
    return found


@pytest.fixture(scope="module")
def finished() -> JsonObject:
    """The scores of the run; they are taken once."""
    return {}


@pytest.fixture
def evaluation(run: Path, finished: JsonObject, capsys: Capsys) -> JsonObject:
    if not finished:
        finished.update(scores(capsys, run))
    return finished


def outcomes(evaluation: JsonObject) -> dict[str, JsonObject]:
    return {outcome["id"]: outcome for outcome in evaluation["gold"]}


def test_the_four_big_events_of_the_seeds_are_found_with_their_dates(evaluation: JsonObject) -> None:
    by_id = outcomes(evaluation)
    for name in BIG:
        assert by_id[name]["event"], name
        assert by_id[name]["missed_articles"] == [], name
        assert by_id[name]["fields"]["when"]["verdict"] == "right", name
        assert by_id[name]["fields"]["type"]["verdict"] == "right", name


def test_the_counts_of_the_two_transfers_are_right(evaluation: JsonObject) -> None:
    by_id = outcomes(evaluation)
    assert [by_id[name]["fields"]["count"]["verdict"] for name in BIG[:2]] == ["right", "right"]


def test_most_events_of_the_seeds_are_found(evaluation: JsonObject) -> None:
    assert evaluation["events"]["recall"]["value"] >= 0.75
    assert evaluation["reports"]["f1"]["value"] >= 0.7
    assert evaluation["grounding"]["unsupported"]["share"]["value"] <= 0.05


def test_every_interval_holds_its_score(evaluation: JsonObject) -> None:
    def estimates(item: object) -> list[JsonObject]:
        if isinstance(item, list):
            return [found for part in item for found in estimates(part)]
        if not isinstance(item, dict):
            return []
        inside = [found for part in item.values() for found in estimates(part)]
        return [item, *inside] if {"value", "low", "high"} == item.keys() else inside

    found = estimates(evaluation)
    assert len(found) > 15
    assert all(0 <= each["low"] <= each["value"] <= each["high"] <= 1 for each in found)


def test_the_table_tells_people_the_scores_and_the_faults(run: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "evaluate", run, "--gold", GOLD)
    assert answer.code == 0
    for words in ("events: F1", "when right", "merging: CoNLL", "values exact", "Found, and not right:"):
        assert words in answer.out
    assert all(line == line.rstrip() for line in answer.out.splitlines())


def test_a_run_beside_itself_differs_in_nothing(run: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "evaluate", run, "--gold", GOLD, "--against", run)
    assert answer.out.endswith("nothing differs\n")
    assert "other %" in answer.out


def test_a_run_that_lacks_an_event_differs_in_it(
    run: Path, evaluation: JsonObject, capsys: Capsys, tmp_path: Path
) -> None:
    lesser = tmp_path / "lesser"
    shutil.copytree(run, lesser)
    lost = outcomes(evaluation)["killing-of-camarena"]["event"]
    events = RunFolder(lesser).events
    kept = [line for line in events.read_text("utf-8").splitlines(keepends=True) if lost not in line]
    events.write_text("".join(kept), encoding="utf-8")
    found = scores(capsys, run, "--against", lesser)["differences"]
    assert {"event": "killing-of-camarena", "aspect": "found", "here": "yes", "there": "no"} in found
    table = extractor(capsys, "evaluate", run, "--gold", GOLD, "--against", lesser).out
    assert "killing-of-camarena: found: yes; there: no" in table


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ("nowhere.jsonl", "nowhere.jsonl: cannot be read"),
        ("not gold\n", "gold.jsonl:1: not JSON"),
        ('{"id": "x"}\n', "gold.jsonl:1: not a gold event: type"),
    ],
)
def test_gold_that_cannot_be_used_is_told_in_one_line(
    run: Path, capsys: Capsys, tmp_path: Path, gold: str, said: str
) -> None:
    path = tmp_path / ("gold.jsonl" if gold.endswith("\n") else gold)
    if gold.endswith("\n"):
        path.write_text(gold, encoding="utf-8")
    answer = extractor(capsys, "evaluate", run, "--gold", path)
    assert answer.code == 1
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_folder_without_a_run_is_told(capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "evaluate", tmp_path, "--gold", GOLD)
    assert (answer.code, "no run here" in answer.err) == (1, True)
