"""A run of the seeds with records written by hand, and reviewers at work on it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractor.decisions import DecisionLog
from extractor.merging import merge
from extractor.records import MergedEvent
from extractor.review import Review
from extractor.review.reviewer import Reviewer
from extractor.schemas import load_schema
from extractor.store.folder import StoredRun
from tests.merging.seed_records import seed_articles, seed_records


@pytest.fixture(scope="session")
def seed_run(seeds: Path) -> StoredRun:
    schema = load_schema()
    articles = seed_articles(seeds)
    records = [record for record, _ in seed_records(articles, schema)]
    return StoredRun(schema, articles, tuple(records), tuple(merge(records, schema, articles)))


@pytest.fixture
def log(tmp_path: Path) -> DecisionLog:
    return DecisionLog(tmp_path / "decisions.jsonl")


@pytest.fixture
def review(seed_run: StoredRun, log: DecisionLog) -> Review:
    return Review(seed_run, log)


@pytest.fixture
def reviewer_of() -> Callable[[Review, str], Reviewer]:
    """Makes reviewers whose clock ticks by the second and whose decisions are numbered."""
    ticks = itertools.count()

    def make(review: Review, name: str) -> Reviewer:
        start = datetime(2026, 1, 2, tzinfo=UTC)
        return Reviewer(
            review, name, lambda: start + timedelta(seconds=next(ticks)), lambda: f"d{next(ticks):06}"
        )

    return make


@pytest.fixture
def ada(review: Review, reviewer_of: Callable[[Review, str], Reviewer]) -> Reviewer:
    return reviewer_of(review, "ada")


@pytest.fixture
def transfer(seed_run: StoredRun) -> MergedEvent:
    """The transfer of the 26, from five articles, with a count and alternatives to it."""
    return max(seed_run.events, key=lambda event: (len(event.articles), len(event.fields["count"])))
