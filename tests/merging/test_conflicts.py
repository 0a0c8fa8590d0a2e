"""Reports of one event that differ are joined, and what they differ in has its class; others stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from extractor.articles.building import build_article
from extractor.articles.drafts import Draft
from extractor.merging import merge
from extractor.records import Article, MergedEvent
from extractor.schemas import Schema, load_schema
from tests.merging.seed_records import Report, record_of


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def article_of(name: str, text: str, day: int) -> Article:
    draft = Draft(
        id=name, text=text, where=name, path=name, sha256="", published=date(2025, 3, day), language="en"
    )
    return build_article(draft, name)


def reported_by(
    article: Article, count: str, *, when: str = "Monday", where: str = "Lahore", status: str = "happened"
) -> Report:
    """The bombing as one article has it."""
    return Report(
        event="",
        article=article.id,
        evidence=(article.text[:20],),
        type="attack",
        what="bombing of a market",
        when=when,
        where=where,
        count=count,
        status=status,
    )


def merged(schema: Schema, *reports: tuple[Article, Report]) -> list[MergedEvent]:
    articles = {article.id: article for article, _ in reports}
    return merge([record_of(item, article, schema) for article, item in reports], schema, articles)


def with_alternatives(event: MergedEvent, field: str, schema: Schema) -> tuple[str, list[str]]:
    """The first value that stands in a field, and what is kept with it with its class."""
    show = schema.field(field).type.show
    value = event.fields[field][0]
    return show(value.value), [f"{other.conflict.value}: {show(other.value)}" for other in value.alternatives]


def bombing(name: str, count: str, day: int, **more: str) -> tuple[Article, Report]:
    """An article about a bombing on Monday 3 March 2025 with so many dead, and its report."""
    where, when = more.get("where", "Lahore"), more.get("when", "Monday")
    article = article_of(
        name, f"A bombing of a market in {where} on {when} left {count}, the {name} reported.", day
    )
    return article, reported_by(article, count, **more)


def test_a_toll_that_rises_over_two_days_is_one_event_and_an_update(schema: Schema) -> None:
    (event,) = merged(schema, bombing("Herald", "12 dead", 4), bombing("Mirror", "45 dead", 6))
    assert with_alternatives(event, "count", schema) == ("45 dead", ["update: 12 dead"])


def test_a_rounded_count_along_with_the_exact_one_is_a_refinement(schema: Schema) -> None:
    (event,) = merged(schema, bombing("Herald", "about 45 dead", 4), bombing("Mirror", "45 dead", 4))
    assert with_alternatives(event, "count", schema) == ("45 dead", ["refinement: about 45 dead"])


def test_two_tolls_of_one_day_are_a_disagreement(schema: Schema) -> None:
    reports = [
        bombing("Herald", "44 dead", 4),
        bombing("Mirror", "47 dead", 4),
        bombing("Echo", "47 dead", 4),
    ]
    (event,) = merged(schema, *reports)
    assert with_alternatives(event, "count", schema) == ("47 dead", ["disagreement: 44 dead"])


def test_alleged_in_one_article_and_a_fact_in_another_is_shown(schema: Schema) -> None:
    reports = [bombing("Herald", "45 dead", 4, status="alleged"), bombing("Mirror", "45 dead", 4)]
    (event,) = merged(schema, *reports)
    assert with_alternatives(event, "status", schema) == ("happened", ["refinement: alleged"])


def test_denied_by_one_and_a_fact_for_two_is_a_disagreement(schema: Schema) -> None:
    reports = [
        bombing("Herald", "45 dead", 4, status="denied"),
        bombing("Mirror", "45 dead", 4),
        bombing("Echo", "45 dead", 4),
    ]
    (event,) = merged(schema, *reports)
    assert with_alternatives(event, "status", schema) == ("happened", ["disagreement: denied"])


@pytest.mark.parametrize(
    "other",
    [
        bombing("Mirror", "45 dead", 4, where="Berlin, Germany"),
        bombing("Mirror", "45 dead", 4, when="1 February", where="Lahore, Pakistan"),
    ],
    ids=["another country", "another month"],
)
def test_what_excludes_keeps_apart_whatever_agrees(schema: Schema, other: tuple[Article, Report]) -> None:
    assert len(merged(schema, bombing("Herald", "45 dead", 4, where="Lahore, Pakistan"), other)) == 2


def test_the_class_does_not_depend_on_the_order_of_reports(schema: Schema) -> None:
    reports: Sequence[tuple[Article, Report]] = [
        bombing("Herald", "12 dead", 4),
        bombing("Mirror", "45 dead", 6),
        bombing("Echo", "about 45 dead", 6),
    ]
    assert merged(schema, *reports) == merged(schema, *reversed(reports))
