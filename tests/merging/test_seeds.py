"""The five seed articles, records written by hand: the merge joins what is one event, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from extractor.fields import LineValue
from extractor.merging import Verdict, explain_event, explain_pair, merge, relate
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
def labelled(articles: Mapping[str, Article], schema: Schema) -> list[tuple[EventRecord, str]]:
    return seed_records(articles, schema)


@pytest.fixture(scope="module")
def events(
    labelled: list[tuple[EventRecord, str]], schema: Schema, articles: Mapping[str, Article]
) -> list[MergedEvent]:
    return merge([record for record, _ in labelled], schema, articles)


@pytest.fixture(scope="module")
def main(labelled: list[tuple[EventRecord, str]], events: list[MergedEvent]) -> dict[str, MergedEvent]:
    """For each real event, the merged event that holds most of its records."""
    names = {record.id: name for record, name in labelled}
    found: dict[str, MergedEvent] = {}
    for event in sorted(events, key=lambda event: (len(event.records), event.id)):
        found[names[event.records[0]]] = event
    return found


def test_the_merge_is_exactly_right(
    labelled: list[tuple[EventRecord, str]], events: list[MergedEvent]
) -> None:
    real: dict[str, set[str]] = {}
    for record, name in labelled:
        real.setdefault(name, set()).add(record.id)
    assert sorted(map(sorted, real.values())) == sorted(sorted(event.records) for event in events)


@pytest.mark.parametrize(
    ("event", "numbers"),
    [
        ("the 26", ["000", "001", "002", "003", "004"]),
        ("the 29", ["001", "002", "003", "004"]),
        ("deputy", ["000", "001", "002", "003", "004"]),
        ("Camarena", ["002", "003", "004"]),
    ],
)
def test_one_event_reported_by_several_articles_is_one(
    main: dict[str, MergedEvent], event: str, numbers: list[str]
) -> None:
    assert [article[:3] for article in main[event].articles] == numbers


def stands(event: MergedEvent, field: str, schema: Schema) -> list[tuple[str, str, list[str]]]:
    """Of each value that stands in a field: itself, its role if it has one, and what is kept with it."""
    show = schema.field(field).type.show
    return [
        (
            show(value.value),
            getattr(value.value, "role", ""),
            [f"{other.conflict.value}: {show(other.value)}" for other in value.alternatives],
        )
        for value in event.fields[field]
    ]


EXPECTED = {
    "the 26": {
        "type": [
            ("extradite", "", ["disagreement: agreement", "refinement: transport", "refinement: expel"])
        ],
        "who": [
            ("Mexico", "agent", []),
            ("Authorities", "agent", []),
            ("26 inmates", "patient", []),
            ("Abigael González Valencia", "patient", []),
            ("The cartel leaders and other prominent figures", "patient", []),
            ("United States", "recipient", []),
        ],
        "count": [("26 cartel figures", "", ["refinement: about 26 cartel members"])],
        "when": [("2025-08-12", "", ["refinement: Tuesday (date unknown)"])],
        "status": [("happened", "", [])],
    },
    "the 29": {
        "type": [("extradite", "", ["refinement: transport"])],
        "who": [
            ("Mexico", "agent", []),
            ("29 prisoners", "patient", []),
            ("Rafael Caro Quintero", "patient", []),
            ("United States", "recipient", []),
        ],
        "count": [("29 cartel figures", "", [])],
        "when": [("2025-02", "", ["refinement: February (date unknown)"])],
        "status": [("happened", "", [])],
    },
    "deputy": {
        "type": [("die", "", ["refinement: attack"])],
        "who": [
            ("Roberto Salazar", "agent", []),
            (
                "Juan Escalante",
                "patient",
                [
                    "refinement: a Los Angeles County sheriff’s deputy",
                    "refinement: an LA County sheriff’s deputy",
                ],
            ),
        ],
        "when": [("2008", "", [])],
        "status": [("alleged", "", [])],
    },
    "Camarena": {
        "type": [("die", "", ["refinement: attack"])],
        "who": [
            ("Rafael Caro Quintero", "agent", []),
            ("Enrique Camarena", "patient", ["refinement: a U.S. DEA agent"]),
        ],
        "when": [("1985", "", [])],
        # One article states it as a fact, one as an allegation.
        "status": [("happened", "", ["refinement: alleged"])],
    },
    "no invasion": {
        "type": [("statement", "", [])],
        "who": [("she", "agent", [])],
        "when": [("2025-08-08", "", ["refinement: Friday (date unknown)"])],
        "status": [("happened", "", [])],
    },
}


@pytest.mark.parametrize("event", EXPECTED)
def test_what_stands_and_what_is_kept_with_it_is_exactly_what_the_articles_say(
    main: dict[str, MergedEvent], schema: Schema, event: str
) -> None:
    found = {field: stands(main[event], field, schema) for field in EXPECTED[event]}
    assert found == EXPECTED[event]


def test_lines_that_do_not_stand_are_refinements_and_no_other_event_has_alternatives(
    main: dict[str, MergedEvent], schema: Schema
) -> None:
    for name, event in main.items():
        for field in schema.fields:
            conflicts = [other.conflict for value in event.fields[field.name] for other in value.alternatives]
            if field.name == "what":
                assert set(conflicts) <= {Conflict.REFINEMENT}
            elif name not in EXPECTED:
                assert conflicts == []


def test_every_support_of_an_event_is_of_its_articles(events: list[MergedEvent]) -> None:
    for event in events:
        said = {s.article for values in event.fields.values() for v in values for s in v.supports}
        assert said <= set(event.articles)


def test_what_happened_stands_in_one_line(main: dict[str, MergedEvent]) -> None:
    for event in main.values():
        (line,) = event.fields["what"]
        assert isinstance(line.value, LineValue)
        assert event.headline == line.value.text


def test_26_in_august_and_29_in_february_exclude_each_other(
    labelled: list[tuple[EventRecord, str]], schema: Schema
) -> None:
    august = next(r for r, name in labelled if name == "the 26" and r.article.startswith("000"))
    february = next(r for r, name in labelled if name == "the 29" and r.article.startswith("003"))
    explanation = explain_pair(august, february, schema)
    assert explanation.verdict == Verdict.EXCLUDED


def test_the_sum_of_every_link_reaches_the_threshold(
    labelled: list[tuple[EventRecord, str]], main: dict[str, MergedEvent], schema: Schema
) -> None:
    explained = explain_event(main["the 26"], [record for record, _ in labelled], schema)
    assert len(explained.links) == len(main["the 26"].records) - 1
    assert all(link.explanation.total >= schema.threshold for link in explained.links)


def test_kinds_and_words_alone_cannot_join_two_records_unless_they_are_one_quotation(schema: Schema) -> None:
    best = {field: max(schema.weights[field].values()) for field in ("type", "what", "status")}
    assert sum(best.values()) == schema.threshold
    assert sum({**best, "what": schema.weights["what"]["same"]}.values()) < schema.threshold


def test_no_single_field_can_join_two_records(schema: Schema) -> None:
    assert all(max(points.values()) < schema.threshold for points in schema.weights.values())


def test_levels_that_are_closer_give_no_fewer_points(schema: Schema) -> None:
    for name in ("type", "what", "when", "where", "count"):
        weights = schema.weights[name]
        ordered = [weights[level] for level in schema.field(name).type.levels if level in weights]
        assert ordered == sorted(ordered, reverse=True) or name == "count"


def test_the_transfer_of_august_mentions_that_of_february_and_no_other_event_one(
    labelled: list[tuple[EventRecord, str]],
    events: list[MergedEvent],
    main: dict[str, MergedEvent],
    schema: Schema,
    articles: Mapping[str, Article],
) -> None:
    found = relate(events, [record for record, _ in labelled], schema, articles)
    assert [(item.event, item.other) for item in found] == [(main["the 26"].id, main["the 29"].id)]
