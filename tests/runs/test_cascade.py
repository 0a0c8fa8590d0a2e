from __future__ import annotations

import math
from pathlib import Path

import pytest

from extractor import Ended, Failure
from extractor.backends.usage import Usage
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import RawEvent
from extractor.extraction.rejections import Rejection
from extractor.records import EventRecord
from extractor.runs.cascade import Handover, certainty
from extractor.schemas import load_schema
from tests.kit.articles import article_of
from tests.kit.scripted import ORIGIN

SCHEMA = load_schema()


def ended(name: str, *confidences: float, invented: int = 0, failures: int = 0) -> Ended:
    """An article with one event a confidence, so many values that it does not say, and failures."""
    article = article_of(name, *(f"The bridge of {name}{n} fell on Tuesday." for n in range(9)))
    raw = [
        RawEvent({"what": f"The bridge of {name}{n} fell"}, sentences=(n + 1,), confidence=confidence)
        for n, confidence in enumerate(confidences)
    ]
    for field, words in list({"where": "Atlantis", "when": "in the year of Atlantis"}.items())[:invented]:
        raw[0].reply[field] = words
    made = Assembler(SCHEMA, article, ORIGIN).assemble(raw)
    return Ended(
        article=article,
        records=tuple(item for item in made if isinstance(item, EventRecord)),
        rejections=(Rejection(name, (1,), "{}", "why"),),
        failures=(Failure(name, (2, 3), "ReplyTruncated", "cut off", 1),) * failures,
        questions=2,
        usage=Usage(10, 5, 1),
        seconds=0.5,
    )


def sure(*confidences: float, invented: int = 0) -> float:
    return certainty(ended("a", *confidences, invented=invented).records)


def test_certainty_falls_with_each_doubted_event_and_each_value_that_the_article_does_not_say() -> None:
    assert sure(1.0) == 1
    assert sure(0.8) == pytest.approx(math.exp(-0.2))
    assert sure(0.8, 0.5) == pytest.approx(math.exp(-0.7))
    assert sure(0.8, 0.5, invented=2) == pytest.approx(math.exp(-2.7))


def test_where_nothing_is_found_or_something_failed_nothing_is_certain() -> None:
    assert certainty(()) == 0
    assert certainty(ended("a", 1.0).records, failed=True) == 0


def test_a_model_without_confidences_is_judged_by_what_the_article_says() -> None:
    (record,) = ended("a", 0.5).records
    assert certainty([record.model_copy(update={"confidence": None})]) == 1


def test_the_unsure_are_handed_over_least_certain_first_and_come_back_as_they_were(tmp_path: Path) -> None:
    some = [ended("a", 0.6), ended("b", 0.9), ended("c", 0.7, invented=1), ended("d"), ended("e", 0.3)]
    with Handover(tmp_path / "scratch", SCHEMA, 0.8) as handover:
        kept = [handover.keep_certain(each) for each in some]
        assert [each and each.article.id for each in kept] == [None, "b", None, None, None]
        assert len(handover) == 4
        assert [article.id for article in handover.articles()] == ["d", "c", "e", "a"]
        failed = ended("c", failures=1)
        both = handover.combine(failed)
    assert both.records == some[2].records
    assert both.rejections == some[2].rejections
    assert both.article == some[2].article
    assert both.failures == failed.failures
    assert (both.questions, both.usage, both.seconds, both.escalated) == (4, Usage(20, 10, 2), 1.0, True)
    assert list(tmp_path.iterdir()) == []


def test_the_better_models_answer_replaces_all_of_the_first_ones(tmp_path: Path) -> None:
    with Handover(tmp_path / "scratch", SCHEMA, 1.0) as handover:
        for name in ("a", "b", "c"):
            assert handover.keep_certain(ended(name, 0.6, 0.7, failures=1)) is None
        assert len(list(handover.articles())) == 3
        better = ended("a", 0.9)
        assert handover.combine(better).records == better.records
        assert handover.combine(ended("b")).records == ()  # it finds nothing, and that is an answer
        in_part = handover.combine(ended("c", 0.9, failures=1))
    assert len(in_part.records) == 1
    assert len(in_part.failures) == 1


def test_an_article_without_news_is_no_reason_to_ask(tmp_path: Path) -> None:
    empty = ended("a")
    bare = empty.article.model_copy(update={"sentences": ()})
    with Handover(tmp_path / "scratch", SCHEMA, 1.0) as handover:
        assert handover.keep_certain(Ended(bare, (), (), (), 0, Usage(), 0.0)) is not None
