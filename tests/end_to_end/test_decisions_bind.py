"""What a reviewer decided of a run binds the next run in the same folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor import Request, extract, load_profile
from extractor.decisions.decision import canonical
from extractor.errors import RecordsError
from extractor.review import Review
from extractor.review.reviewer import Reviewer

REPOSITORY = Path(__file__).resolve().parents[2]


def again(folder: Path) -> Review:
    """The run once more, from the answers in its ledger."""
    extract(Request(inputs=(str(REPOSITORY / "seeds"),), folder=folder, profile=load_profile("local")))
    return Review.open(folder)


@pytest.fixture
def run(seeds_run_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))


def test_what_was_split_off_and_what_was_joined_stays_so_in_the_next_run(run: Path) -> None:
    review = Review.open(run)
    ada = Reviewer(review, "ada")
    event = max(review.events.values(), key=lambda found: (len(found.articles), len(found.records)))
    article = event.articles[0]
    ada.accept(event.id, "count", _key(ada, event.id, "count"))
    made, _ = ada.split(event.id, article)
    split_off = review.events[made]
    alone = [found for found in review.events.values() if len(found.records) == 1 and found != split_off]
    made = ada.join(alone[0].id, alone[1].id)
    joined = review.events[made]

    later = again(run)
    groups = [set(found.records) for found in later.run.events]
    rest = set(event.records) - set(split_off.records)
    assert not [group for group in groups if group & set(split_off.records) and group & rest]
    assert [group for group in groups if set(joined.records) <= group]
    assert [value for found in later.all() for value in found.values if value.judgement]
    assert " by ada" in (run / "report.html").read_text(encoding="utf-8")

    Reviewer(later, "ada").undo()
    last = again(run)
    assert not [found for found in last.run.events if set(joined.records) <= set(found.records)]


def test_damaged_decisions_are_reported_before_anything_is_asked(run: Path) -> None:
    (run / "decisions.jsonl").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(RecordsError, match=r"decisions\.jsonl:1: not JSON"):
        again(run)


def _key(ada: Reviewer, event: str, field: str) -> str:
    return canonical(field, ada.review.events[event].fields[field][0].value)
