from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractor.decisions import EventIndex, RecordIndex, event_ref, judged, places, record_ref
from extractor.merging import merge
from extractor.records import Article, EventRecord, Grounding, MergedEvent, MergedValue, Span, Support
from extractor.schemas import load_schema
from tests.kit.stored_runs import HARBOUR, invented_article, judged_run
from tests.merging.seed_records import seed_articles, seed_records

SCHEMA = load_schema()
COUNT = SCHEMA.field("count")
ADDED = "A line that was added later. "


@pytest.fixture(scope="module")
def articles(seeds: Path) -> dict[str, Article]:
    return seed_articles(seeds)


@pytest.fixture(scope="module")
def records(articles: dict[str, Article]) -> list[EventRecord]:
    return [record for record, _ in seed_records(articles, SCHEMA)]


@pytest.fixture(scope="module")
def events(records: list[EventRecord], articles: dict[str, Article]) -> list[MergedEvent]:
    return merge(records, SCHEMA, articles)


def biggest(events: list[MergedEvent]) -> MergedEvent:
    return max(events, key=lambda event: (len(event.articles), len(event.fields["count"])))


def moved(span: Span) -> Span:
    return Span(start=span.start + len(ADDED), end=span.end + len(ADDED))


def with_text_before(article: Article) -> Article:
    """The article after its publisher added a first line: every position has moved."""
    sentences = [replace(s, span=moved(s.span)) for s in article.sentences]
    return article.model_copy(update={"text": ADDED + article.text, "sentences": tuple(sentences)})


def moved_support(support: Support) -> Support:
    return support.model_copy(update={"span": support.span and moved(support.span)})


def renamed(record: EventRecord) -> EventRecord:
    """The record as another prompt would give it: another id, and what happened in other words."""
    return record.model_copy(update={"id": f"r-new-{record.id}", "fields": {**record.fields, "what": ()}})


def test_a_place_is_the_same_after_text_was_added_elsewhere_in_the_article(
    events: list[MergedEvent], articles: dict[str, Article]
) -> None:
    later = {name: with_text_before(article) for name, article in articles.items()}
    supports = [s for values in biggest(events).fields.values() for v in values for s in v.supports]
    assert [places(s, articles) for s in supports] == [places(moved_support(s), later) for s in supports]


def test_the_same_words_in_another_sentence_are_another_place(articles: dict[str, Article]) -> None:
    article = Article.model_validate(
        {
            "id": "a",
            "text": "Mexico sent 26. Peru sent 26.",
            "sentences": [
                {"number": 1, "span": {"start": 0, "end": 15}},
                {"number": 2, "span": {"start": 16, "end": 29}},
            ],
        }
    )
    supports = [
        Support.model_validate(
            {
                "article": "a",
                "sentences": [1],
                "written": "26",
                "span": {"start": n, "end": n + 2},
                "grounding": "exact",
            }
        )
        for n in (12, 26)
    ]
    first, second = (places(support, {"a": article}) for support in supports)
    assert first != second


def test_records_are_found_again_by_what_their_articles_say(
    records: list[EventRecord], articles: dict[str, Article]
) -> None:
    index = RecordIndex([renamed(record) for record in records], articles)
    found = {record.id: index.find(record_ref(record, articles)) for record in records}
    assert found == {record.id: f"r-new-{record.id}" for record in records}


def test_a_record_that_is_gone_is_not_taken_for_its_neighbour(
    records: list[EventRecord], articles: dict[str, Article]
) -> None:
    for gone in records:
        index = RecordIndex([record for record in records if record is not gone], articles)
        assert index.find(record_ref(gone, articles)) is None


def test_an_event_is_found_again_under_another_name(
    records: list[EventRecord], events: list[MergedEvent], articles: dict[str, Article]
) -> None:
    now = merge([renamed(record) for record in records], SCHEMA, articles)
    index = EventIndex(now, articles)
    for event in events:
        ref = event_ref(event, "", articles)
        (first, *_) = index.candidates(ref)
        assert {name.removeprefix("r-new-") for r in now if r.id == first for name in r.records} & set(
            event.records
        )


def test_an_event_of_which_nothing_is_left_is_not_found(
    events: list[MergedEvent], articles: dict[str, Article]
) -> None:
    event = biggest(events)
    index = EventIndex(events, articles)
    index.remove(event)
    ref = event_ref(event, "", articles)
    assert event.id not in index.candidates(ref)
    index.add(event)
    assert index.candidates(ref)[0] == event.id


def test_a_value_is_found_only_with_evidence_that_was_reviewed(
    events: list[MergedEvent], articles: dict[str, Article]
) -> None:
    event = biggest(events)
    value = event.fields["count"][0]
    seen = judged(COUNT, value, articles)
    index = EventIndex(events, articles)
    found = index.find(event.id, seen)
    assert isinstance(found, MergedValue)
    assert found == value
    assert index.find(event.id, seen.model_copy(update={"places": seen.places[:1]})) == value
    assert index.find(event.id, seen.model_copy(update={"places": ("elsewhere",)})) is None
    assert index.find(event.id, seen.model_copy(update={"value": {"value": 27}})) is None
    other = value.alternatives[0]
    assert index.find(event.id, judged(COUNT, other, articles)) == other


# What has no place in the text: judgements, and lines in words of several sentences


def judged_support(*sentences: int, written: str = "attack") -> Support:
    return Support(
        article="harbour", sentences=sentences, written=written, span=None, grounding=Grounding.JUDGED
    )


def test_a_judgement_has_a_place_for_each_sentence_that_was_cited_for_it() -> None:
    here = {"harbour": invented_article("harbour", HARBOUR)}
    first, both, other = (judged_support(1), judged_support(1, 2), judged_support(1, written="die"))
    assert len(places(first, here)) == 1
    assert set(places(first, here)) < set(places(both, here))
    assert set(places(first, here)).isdisjoint(places(other, here))


def test_a_judged_value_is_found_again_when_one_of_its_sentences_is_cited_again() -> None:
    run = judged_run()
    event = max(run.events, key=lambda event: len(event.records))
    seen = judged(run.schema.field("type"), event.fields["type"][0], run.articles)
    index = EventIndex(run.events, run.articles)
    assert index.find(event.id, seen) == event.fields["type"][0]
    fewer = tuple(
        s.model_copy(update={"sentences": s.sentences[:1]}) for s in event.fields["type"][0].supports
    )
    value = event.fields["type"][0].model_copy(update={"supports": fewer})
    now = event.model_copy(update={"fields": {**event.fields, "type": (value,)}})
    assert EventIndex([now], run.articles).find(event.id, seen) == value


def test_an_event_is_not_taken_for_another_of_its_article_that_is_judged_alike() -> None:
    run = judged_run()
    (gone,) = (event for event in run.events if event.headline.startswith("Port"))
    index = EventIndex([event for event in run.events if event is not gone], run.articles)
    assert index.candidates(event_ref(gone, "", run.articles)) == []
