from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from extractor.records import JsonObject
from extractor.review import Review
from extractor.review.reviewer import Reviewer
from tests.end_to_end.newsroom import Answer, extractor, lines_of
from tests.kit.stored_runs import run_of, write_run

Capsys = pytest.CaptureFixture[str]
Explain = Callable[..., Answer]

HOSTILE = "\x1b[31m\x9b2J\u202e"


@pytest.fixture
def explain(seeds_run_folder: Path, capsys: Capsys) -> Explain:
    return lambda *arguments: extractor(capsys, "explain", seeds_run_folder, *arguments)


@pytest.fixture
def events(seeds_run_folder: Path) -> list[JsonObject]:
    """Those of several records, the largest first."""
    every = [event for event in lines_of(seeds_run_folder / "events.jsonl") if len(event["records"]) > 1]
    return sorted(every, key=lambda event: -len(event["records"]))


def data_of(answer: Answer) -> Any:
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


# Two records


def test_the_sum_of_a_pair_is_that_of_its_fields(explain: Explain, events: list[JsonObject]) -> None:
    for a, b in list(combinations(events[0]["records"], 2))[:6]:
        found = data_of(explain(a, b, "--json"))
        assert (
            found["total"] == sum(field["points"] for field in found["fields"]) == found["fields"][-1]["sum"]
        )
        assert (found["verdict"] == "same event") == (found["total"] >= found["threshold"])


def test_the_text_shows_every_field_its_points_and_the_verdict(
    explain: Explain, events: list[JsonObject]
) -> None:
    a, b = events[0]["records"][:2]
    found, text = data_of(explain(a, b, "--json")), explain(a, b).out
    for field in found["fields"]:
        row = next(line for line in text.splitlines() if line.startswith(f"{field['field']} "))
        assert field["level"].replace("_", " ") in row
        assert str(field["sum"]) in row
        assert field["level"] in ("missing", "excluded") or f"{field['points']:+d}" in row
    assert f"{found['total']} points, {found['threshold']} link two records: {found['verdict']}" in text


ARRESTS = (
    ("Ana Paz arrested forty men.", {"who": ["Ana Paz"], "count": "forty men"}),
    (
        "Ana Paz arrested forty men, and Ben Ruiz was held on Monday.",
        {"who": ["Ana Paz"], "whom": ["Ben Ruiz"], "count": "forty men", "when": "Monday"},
    ),
    ("Ben Ruiz was held on Monday.", {"whom": ["Ben Ruiz"], "when": "Monday"}),
)
"""What three articles say of one event: the first and the last have nothing in common but what it was."""


def test_a_pair_below_the_threshold_is_joined_through_the_links_that_are_named(
    tmp_path: Path, capsys: Capsys
) -> None:
    run = write_run(tmp_path / "run", run_of({str(n): said for n, said in enumerate(ARRESTS)}))
    (event,) = lines_of(run / "events.jsonl")
    pairs = combinations(event["records"], 2)
    found = [data_of(extractor(capsys, "explain", run, a, b, "--json")) for a, b in pairs]
    through = [pair for pair in found if pair["verdict"] == "not enough"]
    assert through
    for pair in through:
        assert pair["joined"]
        way = pair["reason"].partition("linked: ")[2].split(", ")
        ends = [name for step in way for name in step.partition(" (")[0].split(" – ")]
        assert pair["records"][0]["id"].startswith(ends[0]) or pair["records"][0]["id"].startswith(ends[1])
        assert any(pair["records"][1]["id"].startswith(name) for name in ends[-2:])


def test_records_of_two_events_say_what_keeps_them_apart(explain: Explain, events: list[JsonObject]) -> None:
    found = data_of(explain("000_51ac:3", "001_0dc1:13", "--json"))
    assert not found["joined"]
    assert found["verdict"] == "not enough"
    assert found["reason"].startswith("Kept apart")
    assert f"{found['total']} points, and it takes {found['threshold']}" in found["reason"]


def test_a_record_is_found_by_its_article_and_sentence(explain: Explain, seeds_run_folder: Path) -> None:
    records = lines_of(seeds_run_folder / "records.jsonl")
    places = [(record["article"], number) for record in records for number in record["sentences"]]
    alone = [
        record
        for record in records
        if all(places.count((record["article"], n)) == 1 for n in record["sentences"])
    ]
    first, second = alone[:2]
    by_id = data_of(explain(first["id"], second["id"], "--json"))
    for form in ("{article}:{sentence}", "{article}:s{sentence}"):
        names = [form.format(article=r["article"], sentence=r["sentences"][0]) for r in (first, second)]
        assert data_of(explain(*names, "--json")) == by_id
    assert data_of(explain(first["id"][:8], second["id"][:8], "--json")) == by_id


def test_a_sentence_of_several_records_names_them_all(explain: Explain, seeds_run_folder: Path) -> None:
    records = lines_of(seeds_run_folder / "records.jsonl")
    places = [(record["article"], number) for record in records for number in record["sentences"]]
    article, sentence = next(place for place in places if places.count(place) > 1)
    answer = explain(f"{article}:{sentence}", records[-1]["id"])
    assert answer.code == 1
    ids = [r["id"] for r in records if r["article"] == article and sentence in r["sentences"]]
    assert all(name in answer.complaint for name in ids)


@pytest.mark.parametrize("reference", ["x", "", "000_51ac:999", ":", "000_51ac:³"])
def test_a_record_that_is_not_there_says_where_to_look(explain: Explain, reference: str) -> None:
    answer = explain(reference, "000_51ac:3")
    assert answer.code == 1
    assert "extractor show" in answer.complaint


def test_a_record_is_not_compared_with_itself(explain: Explain) -> None:
    assert "name two records" in explain("000_51ac:3", "000_51ac:3").complaint


# One event


def test_the_links_of_an_event_connect_all_its_records(explain: Explain, events: list[JsonObject]) -> None:
    for event in events:
        found = data_of(explain(event["id"], "--json"))
        assert [record["id"] for record in found["records"]] == event["records"]
        assert len(found["links"]) == len(event["records"]) - 1
        assert {link[side] for link in found["links"] for side in "ab"} == set(event["records"])
        assert all(link["total"] >= found["threshold"] for link in found["links"])


def test_an_event_names_those_it_was_kept_apart_from(
    explain: Explain, events: list[JsonObject], seeds_run_folder: Path
) -> None:
    mexico = data_of(explain(events[0]["id"], "--json"))
    near = [item["event"] for item in mexico["kept_apart"]]
    february = next(
        e["id"]
        for e in events
        if any("29" in s["written"] for v in e["fields"]["count"] for s in v["supports"])
    )
    assert february in near
    assert events[0]["id"] not in near


@pytest.mark.parametrize("form", ["{id}", "{short}", "event-{short}"])
def test_an_event_is_found_by_the_start_of_its_id(
    explain: Explain, events: list[JsonObject], form: str
) -> None:
    for event in events:
        asked = form.format(id=event["id"], short=event["id"].removeprefix("event-")[:7])
        assert data_of(explain(asked, "--json"))["event"] == event["id"]


@pytest.mark.parametrize("reference", ["r", "nothing"])
def test_a_reference_to_no_event_or_to_several_is_an_error(explain: Explain, reference: str) -> None:
    assert "extractor show" in explain(reference).complaint


# The terminal


@pytest.mark.parametrize("columns", [70, 100, 200])
def test_the_text_fits_the_terminal_and_never_takes_more_than_100_columns(
    explain: Explain, events: list[JsonObject], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for arguments in ([events[0]["id"]], ["000_51ac:3", "001_0dc1:13"]):
        lines = explain(*arguments).out.splitlines()
        assert max(map(len, lines)) <= min(columns, 100)
        assert all(line == line.rstrip() for line in lines)


def test_what_an_article_says_cannot_steer_the_terminal(
    seeds_run_folder: Path, tmp_path: Path, capsys: Capsys, events: list[JsonObject]
) -> None:
    for name in ("run.json", "articles.jsonl", "relations.jsonl"):
        (tmp_path / name).write_bytes((seeds_run_folder / name).read_bytes())
    for name in ("records.jsonl", "events.jsonl"):
        text = (seeds_run_folder / name).read_text(encoding="utf-8")
        written = text.replace('"text":"', '"text":"' + json.dumps(HOSTILE)[1:-1])
        written = written.replace('"name":"2', '"name":"' + json.dumps(HOSTILE)[1:-1] + "2")
        assert written != text
        (tmp_path / name).write_text(written, encoding="utf-8")
    for arguments in ([events[0]["id"]], events[0]["records"][:2]):
        for more in ([], ["--json"]):
            answer = extractor(capsys, "explain", tmp_path, *arguments, *more)
            assert answer.code == 0, answer.err
            assert not set(HOSTILE[:1] + HOSTILE[5:6] + HOSTILE[-1:]) & set(answer.out)


# What reviewers said since


def test_what_a_reviewer_joined_is_explained_by_the_decision(
    seeds_run_folder: Path, tmp_path: Path, capsys: Capsys, events: list[JsonObject]
) -> None:
    run = Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))
    first, second = events[0], events[2]
    Reviewer(Review.open(run), "ada").join(first["id"], second["id"])
    for a, b in ((first["records"][0], second["records"][0]), (second["records"][-1], first["records"][-1])):
        answer = extractor(capsys, "explain", run, a, b)
        assert "Still apart" in answer.out
        assert "a reviewer has said since that they are one event" in " ".join(answer.out.split())


def test_what_a_reviewer_split_is_explained_by_the_decision(
    seeds_run_folder: Path, tmp_path: Path, capsys: Capsys, events: list[JsonObject]
) -> None:
    run = Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))
    review = Review.open(run)
    article = events[0]["articles"][0]
    Reviewer(review, "ada").split(events[0]["id"], article)
    own = {record.id for record in review.run.records if record.article == article}
    apart, left = (
        [name for name in events[0]["records"] if (name in own) is is_own] for is_own in (True, False)
    )
    said = " ".join(extractor(capsys, "explain", run, apart[0], left[0]).out.split())
    assert "but a reviewer has said since that they are not one event" in said


def test_an_event_says_first_how_strongly_it_is_held_together(
    explain: Explain, events: list[JsonObject]
) -> None:
    found = data_of(explain(events[0]["id"], "--json"))
    sums = [link["total"] for link in found["links"]]
    said = " ".join(explain(events[0]["id"]).out.split())
    assert f"These {len(sums)} pairs hold the event together, the strongest with {max(sums)}" in said
