"""What reviewers decided counts in whatever is written of the run afterwards."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from extractor.decisions.decision import canonical
from extractor.records import MergedEvent
from extractor.review import Review
from extractor.review.reviewer import Reviewer
from tests.end_to_end.newsroom import extractor

Capsys = pytest.CaptureFixture[str]

EDITED = "40 lighthouses"
"""A count that no article has."""


@pytest.fixture
def run(seeds_run_folder: Path, tmp_path: Path) -> Path:
    """The seeds: of the biggest event one value is edited and the rest accepted; another is rejected."""
    folder = Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))
    review = Review.open(folder)
    ada = Reviewer(review, "ada")
    first, other = biggest(review)
    ada.edit(first.id, "count", canonical("count", first.fields["count"][0].value), EDITED)
    ada.accept_event(first.id)
    ada.reject_event(other.id)
    return folder


def biggest(review: Review) -> list[MergedEvent]:
    """The two events that most articles report."""
    return sorted(review.run.events, key=lambda event: (-len(event.articles), -len(event.records)))[:2]


def rows(capsys: Capsys, run: Path, *options: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(extractor(capsys, "export", run, "-o", "-", *options).out)))


def test_an_export_has_the_events_as_reviewers_left_them(run: Path, capsys: Capsys) -> None:
    review = Review.open(run)
    first, other = biggest(review)
    found = {row["event_id"]: row for row in rows(capsys, run)}
    assert len(found) == len(review.run.events) - 1
    assert other.id not in found
    row = found[first.id]
    assert (row["review"], row["reviewers"]) == ("accepted", "ada")
    assert (row["count_value"], row["count_unsupported"]) == ("40", "")
    assert {each["review"] for each in found.values()} == {"accepted", ""}


def test_as_found_ignores_the_review(run: Path, capsys: Capsys) -> None:
    review = Review.open(run)
    first, _ = biggest(review)
    found = {row["event_id"]: row for row in rows(capsys, run, "--as-found")}
    assert len(found) == len(review.run.events)
    assert (found[first.id]["review"], found[first.id]["count_value"]) == ("", "26")


def test_every_format_takes_the_review(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    for ending in ("csv", "jsonl", "parquet", "xlsx", "sqlite"):
        output = extractor(capsys, "export", run, "-o", tmp_path / f"x.{ending}", "--json")
        assert json.loads(output.out)[0]["rows"] == len(Review.open(run).run.events) - 1


def test_show_prints_the_events_as_reviewers_left_them(run: Path, capsys: Capsys) -> None:
    first, other = biggest(Review.open(run))
    shown = extractor(capsys, "show", run, first.id).out
    assert "accepted by ada" in shown
    assert "40 lighthouses" in shown
    assert "no event begins with" in extractor(capsys, "show", run, other.id).complaint
    assert extractor(capsys, "show", run, other.id, "--as-found").code == 0
    assert "accepted by" not in extractor(capsys, "show", run, first.id, "--as-found").out


def test_a_report_says_how_far_the_review_is(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    _, other = biggest(Review.open(run))
    page = tmp_path / "page.html"
    extractor(capsys, "report", run, "-o", page)
    text = page.read_text(encoding="utf-8")
    assert "accepted by ada" in text
    assert "40 lighthouses" in text
    assert other.id not in text
    extractor(capsys, "report", run, "-o", page, "--as-found")
    assert page.read_bytes() == (run / "report.html").read_bytes()


def test_a_datasheet_says_how_far_the_review_is(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    found = (run / "datasheet.md").read_text(encoding="utf-8")
    assert "Nobody has reviewed it yet." in found
    extractor(capsys, "report", run)
    text = (run / "datasheet.md").read_text(encoding="utf-8")
    assert "of 1 reviewer in force. Of 2 events reviewed, 1 is right: 50%" in text
    assert f"{len(Review.open(run).run.events) - 1} events from" in text
    extractor(capsys, "report", run, "--as-found", "-o", tmp_path / "page.html")
    assert (tmp_path / "page.datasheet.md").read_text(encoding="utf-8") == found


def test_events_accepted_together_are_not_counted_as_looked_at(run: Path, capsys: Capsys) -> None:
    review = Review.open(run)
    looked_at = {event.id for event in biggest(review)}
    Reviewer(review, "ada").accept_events([e.id for e in review.run.events if e.id not in looked_at])
    extractor(capsys, "report", run)
    text = (run / "datasheet.md").read_text(encoding="utf-8")
    assert "Of 2 events reviewed, 1 is right: 50%" in text
