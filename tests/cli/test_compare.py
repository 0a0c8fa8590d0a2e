from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.records import JsonObject
from tests.end_to_end.newsroom import REPLIES, Answer, by_sentence, extractor, reply_to, write_articles
from tests.kit.model_server import Call, ModelServer, Script, Step, answered

Capsys = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("loopback")

BOTH = ("runs/both/one", "runs/both/two")

PLANTED: dict[str, JsonObject] = {
    "transferred": {key: value for key, value in REPLIES["transferred"].items() if key != "to"},
    "arrested": {key: value for key, value in REPLIES["arrested"].items() if key != "where"},
    "elected": {"who": ["the moon"], "whom": ["the sun"], "where": "Atlantis"},
}
"""Where the second model answers otherwise: a party less, a place less, and words that no article has."""


def answering(changes: dict[str, JsonObject]) -> Script:
    def script(call: Call) -> Step:
        return answered(reply_to(call, {**REPLIES, **changes}))

    return script


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    by_sentence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "articles")
    return tmp_path


def run_both(project: Path, capsys: Capsys, changes: dict[str, JsonObject], *options: str) -> Answer:
    with ModelServer(answering({})) as first, ModelServer(answering(changes)) as second:
        asks = 'kind = "openai"\nmodel = "m"\nplan = "article"'
        blocks = (
            f'[backends.{name}]\n{asks}\nbase_url = "{server.base_url}"\n'
            for name, server in (("one", first), ("two", second))
        )
        (project / "extractor.toml").write_text("".join(blocks), encoding="utf-8")
        backends = ("--backend", "one", "--backend", "two")
        return extractor(capsys, "run", "articles", "-o", "runs/both", *backends, *options)


def compared(capsys: Capsys, *options: str) -> Any:
    return json.loads(extractor(capsys, "compare", *BOTH, "--json", *options).out)


def test_one_command_makes_a_run_for_each_backend(project: Path, capsys: Capsys) -> None:
    answer = run_both(project, capsys, {})
    assert answer.code == 0
    assert answer.out.endswith("Side by side: extractor compare runs/both/one runs/both/two\n")
    models = [json.loads((project / "runs/both" / name / "run.json").read_text()) for name in ("one", "two")]
    assert [model["backend"]["name"] for model in models] == ["one", "two"]


def test_runs_that_say_the_same_differ_in_nothing(project: Path, capsys: Capsys) -> None:
    run_both(project, capsys, {})
    found = compared(capsys)
    assert (found["only_some"], found["differences"], found["left_out"]) == ([], [], [])
    assert found["found_by_all"] == found["events"] > 0
    assert all(field["same"] == field["events"] for field in found["fields"].values())
    assert extractor(capsys, "compare", *BOTH).out.endswith("The runs say the same.\n")


def test_exactly_the_planted_differences_are_listed(project: Path, capsys: Capsys) -> None:
    run_both(project, capsys, PLANTED)
    found = compared(capsys)
    shown = [
        (each["article"], each["sentences"], each["field"], each["said"]) for each in found["differences"]
    ]
    assert shown == [
        ("first", [2], "where", {"one": ["Lyon"], "two": []}),
        (
            "second",
            [1],
            "who",
            {"one": ["26 prisoners", "Mexico", "United States"], "two": ["26 prisoners", "Mexico"]},
        ),
        ("third", [1], "where", {"one": ["Lyon"], "two": []}),
    ]
    only = [(each["article"], each["sentences"], each["found_by"]) for each in found["only_some"]]
    assert only == [("second", [2], ["one"])]  # the words that no article has make no record
    assert {name: field["same"] for name, field in found["fields"].items()} == {
        "type": 5,
        "what": 5,
        "who": 4,
        "count": 5,
        "when": 5,
        "where": 3,
        "status": 5,
        "killed": 5,
        "injured": 5,
        "salience": 5,
    }
    assert (found["events"], found["found_by_all"]) == (6, 5)
    assert [found["costs"][name]["calls"] for name in ("one", "two")] == [7, 7]


def test_the_report_names_place_event_field_and_values(project: Path, capsys: Capsys) -> None:
    run_both(project, capsys, PLANTED)
    report = extractor(capsys, "compare", *BOTH).out
    assert "6 events in 3 articles; 5 found by every run." in report
    assert (
        "  first s2 Police arrested Per Dahl in Lyon · arrest-jail: where\n"
        "      one: Lyon\n      two: nothing\n" in report
    )
    assert "  second s2 Chile elected Ana Brandt · elect: one\n" in report
    brief = extractor(capsys, "compare", *BOTH, "--brief").out
    assert report.startswith(brief)
    assert "Lyon" not in brief


def test_gold_puts_the_scores_of_both_side_by_side(project: Path, capsys: Capsys) -> None:
    run_both(project, capsys, PLANTED)
    gold = {
        "id": "vote",
        "what": "Chile elected Ana Brandt",
        "type": ["elect"],
        "when": None,
        "where": None,
        "who": [],
        "count": None,
        "status": "happened",
        "reports": {"second": ["elected Ana Brandt"]},
    }
    (project / "gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    scores = compared(capsys, "--gold", "gold.jsonl")["scores"]
    assert scores["one"]["events: recall"] == 1
    assert scores["two"]["events: recall"] == 0
    shown = extractor(capsys, "compare", *BOTH, "--gold", "gold.jsonl", "--brief").out
    assert ["events:", "recall", "%", "100.0", "0.0"] in [line.split() for line in shown.splitlines()]


def test_each_of_several_backends_records_and_replays_in_a_folder_of_its_own(
    project: Path, capsys: Capsys
) -> None:
    run_both(project, capsys, PLANTED, "--record", "tapes")
    live = compared(capsys)
    assert sorted(path.name for path in (project / "tapes").iterdir()) == ["one", "two"]
    both = ("--backend", "one", "--backend", "two")
    extractor(capsys, "run", "articles", "-o", "runs/again", *both, "--replay", "tapes")
    again = json.loads(extractor(capsys, "compare", "runs/again/one", "runs/again/two", "--json").out)
    assert again["differences"] == live["differences"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("runs/both/one",), "one run has nothing to be compared with"),
        (("runs/both/one", "runs/both/one"), "the same run is given twice"),
        (("runs/both/one", "runs/none"), "runs/none: no run here"),
    ],
)
def test_wrong_use_is_reported_in_one_line(
    project: Path, capsys: Capsys, arguments: tuple[str, ...], says: str
) -> None:
    run_both(project, capsys, {})
    answer = extractor(capsys, "compare", *arguments)
    assert answer.code in {1, 2}
    assert says in answer.complaint


def test_one_model_for_several_backends_is_refused(project: Path, capsys: Capsys) -> None:
    answer = run_both(project, capsys, {}, "--model", "m")
    assert (answer.code, "--model goes with one --backend" in answer.complaint) == (2, True)
