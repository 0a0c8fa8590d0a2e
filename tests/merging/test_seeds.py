"""The five seed articles, records written by hand: the merge joins what is one event, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from extractor.fields import CountValue, LineValue, PartyValue, TimeValue
from extractor.merging import Verdict, explain_event, explain_pair, merge
from extractor.records import Article, Conflict, EventRecord, MergedEvent
from extractor.schemas import Schema, load_schema
from tests.merging.seed_records import seed_articles, seed_records


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema("news_event")


@pytest.fixture(scope="module")
def articles(seeds: Path) -> dict[str, Article]:
    return seed_articles(seeds)


@pytest.fixture(scope="module")
def told(articles: Mapping[str, Article], schema: Schema) -> list[tuple[EventRecord, str]]:
    return seed_records(articles, schema)


@pytest.fixture(scope="module")
def events(
    told: list[tuple[EventRecord, str]], schema: Schema, articles: Mapping[str, Article]
) -> list[MergedEvent]:
    return merge([record for record, _ in told], schema, articles)


@pytest.fixture(scope="module")
def main(told: list[tuple[EventRecord, str]], events: list[MergedEvent]) -> dict[str, MergedEvent]:
    """For each real event, the merged event that holds most of its records."""
    names = {record.id: name for record, name in told}
    found: dict[str, MergedEvent] = {}
    for event in sorted(events, key=lambda event: (len(event.records), event.id)):
        found[names[event.records[0]]] = event
    return found


def test_no_merged_event_holds_two_real_ones(
    told: list[tuple[EventRecord, str]], events: list[MergedEvent]
) -> None:
    names = {record.id: name for record, name in told}
    assert [e.id for e in events if len({names[record] for record in e.records}) > 1] == []


@pytest.mark.parametrize(
    ("event", "numbers"),
    [
        ("the 26", ["000", "001", "002", "003", "004"]),
        ("the 29", ["001", "002", "003", "004"]),
        ("deputy", ["000", "001", "002", "003", "004"]),
        ("Camarena", ["002", "003", "004"]),
    ],
)
def test_one_event_told_by_several_articles_is_one(
    main: dict[str, MergedEvent], event: str, numbers: list[str]
) -> None:
    assert [article[:3] for article in main[event].articles] == numbers


@pytest.mark.parametrize("event", ["the 26", "the 29", "deputy", "Camarena"])
def test_records_that_tell_one_detail_only_are_in_their_event_too(
    told: list[tuple[EventRecord, str]], main: dict[str, MergedEvent], event: str
) -> None:
    assert set(main[event].records) == {record.id for record, name in told if name == event}


def test_about_26_is_a_coarser_form_of_26(main: dict[str, MergedEvent]) -> None:
    (count,) = main["the 26"].fields["count"]
    assert isinstance(count.value, CountValue)
    assert (count.value.value, count.value.bound.value) == (26, "exact")
    assert count.conflict == Conflict.REFINEMENT


def test_the_articles_without_a_date_take_it_from_the_others(main: dict[str, MergedEvent]) -> None:
    (when,) = main["the 26"].fields["when"]
    assert isinstance(when.value, TimeValue)
    assert str(when.value.start) == "2025-08-12"
    (february,) = main["the 29"].fields["when"]
    assert isinstance(february.value, TimeValue)
    assert (str(february.value.start), str(february.value.end)) == ("2025-02-01", "2025-02-28")


def test_the_victim_is_named_where_one_article_names_him(main: dict[str, MergedEvent]) -> None:
    names = {
        v.value.full or v.value.name for v in main["deputy"].fields["who"] if isinstance(v.value, PartyValue)
    }
    assert any("Escalante" in name for name in names)


def test_every_support_of_an_event_is_of_its_articles(events: list[MergedEvent]) -> None:
    for event in events:
        said = {s.article for values in event.fields.values() for v in values for s in v.supports}
        assert said <= set(event.articles)


def test_what_happened_stands_in_one_line(main: dict[str, MergedEvent]) -> None:
    for event in main.values():
        (line,) = event.fields["what"]
        assert isinstance(line.value, LineValue)


def test_26_in_august_and_29_in_february_exclude_each_other(
    told: list[tuple[EventRecord, str]], schema: Schema
) -> None:
    august = next(r for r, name in told if name == "the 26" and r.article.startswith("000"))
    february = next(r for r, name in told if name == "the 29" and r.article.startswith("003"))
    explanation = explain_pair(august, february, schema)
    assert explanation.verdict == Verdict.EXCLUDED


def test_the_sum_of_every_link_reaches_the_threshold(
    told: list[tuple[EventRecord, str]], main: dict[str, MergedEvent], schema: Schema
) -> None:
    explained = explain_event(main["the 26"], [record for record, _ in told], schema)
    assert len(explained.links) == len(main["the 26"].records) - 1
    assert all(link.explanation.total >= schema.threshold for link in explained.links)


def test_kinds_and_words_alone_cannot_join_two_records(schema: Schema) -> None:
    wording = ("type", "what", "status")
    assert sum(max(schema.weights[field].values()) for field in wording) < schema.threshold


def test_no_single_field_can_join_two_records(schema: Schema) -> None:
    assert all(max(points.values()) < schema.threshold for points in schema.weights.values())


def test_levels_that_are_closer_give_no_fewer_points(schema: Schema) -> None:
    for name in ("type", "what", "when", "where", "count"):
        weights = schema.weights[name]
        ordered = [weights[level] for level in schema.field(name).type.levels if level in weights]
        assert ordered == sorted(ordered, reverse=True) or name == "count"
