"""Several models that read the same articles: their agreement is shown, and they are no further sources."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.merging import merge
from extractor.merging.explaining import explain_pair
from extractor.merging.scoring import Verdict
from extractor.records import EventRecord, MergedEvent
from tests.merging.small_schema import SCHEMA, record, records_strategy

MONDAY = date(2025, 8, 12)


def read(article: str, model: str | None, who: str = "Ann", when: str = "monday") -> EventRecord:
    return record(article, what="fire", who=[who], when=when, published=MONDAY, model=model)


def only(records: list[EventRecord]) -> MergedEvent:
    (event,) = merge(records, SCHEMA)
    return event


def test_what_two_models_wrote_alike_is_one_record_that_both_gave() -> None:
    event = only([read("a", "m"), read("a", "n")])
    assert len(event.records) == 1
    assert (event.articles, event.sources) == (("a",), 1)
    assert event.models == ("b (m)", "b (n)")
    assert {value.models for values in event.fields.values() for value in values} == {("b (m)", "b (n)")}


def test_models_that_read_one_article_otherwise_are_one_source_and_each_is_named() -> None:
    first = record("a", what="fire", who=["Ann"], when="monday", model="m")
    second = record("a", what="fire", who=["Ann", "Bob"], when="monday", sentences=(1, 2), model="n")
    event = only([first, second])
    assert len(event.records) == 2
    assert event.sources == 1
    (who,) = event.fields["who"]
    assert who.models == ("b (m)", "b (n)")
    assert [(other.value.model_dump(), other.models) for other in who.alternatives] == [
        ({"text": "Bob"}, ("b (n)",))
    ]


def test_models_that_read_the_same_words_read_one_event_whatever_they_made_of_it() -> None:
    first = record("a", what="fire", who=["Ann"], when="monday", model="m")
    second = record("a", what="fire", who=["Cy"], when="friday", model="n")
    event = only([first, second])
    (when,) = event.fields["when"]
    assert [(v.value.model_dump()["text"], v.models) for v in (when, *when.alternatives)] == [
        ("friday", ("b (n)",)),
        ("monday", ("b (m)",)),
    ]
    of_one_model = second.model_copy(update={"origin": first.origin})
    assert len(merge([first, of_one_model], SCHEMA)) == 2
    in_another_article = record("c", what="fire", who=["Cy"], when="friday", model="n")
    assert len(merge([first, in_another_article], SCHEMA)) == 2


def test_a_model_that_misread_takes_no_report_away_from_an_event() -> None:
    """The same day and person in two articles, which a second model read otherwise in one of them."""
    alike = [read("a", "m"), read("c", "m")]
    misread = read("a", "n", who="Cy", when="friday")
    events = merge([*alike, misread], SCHEMA)
    assert {tuple(sorted(event.records)) for event in events} >= {tuple(sorted(each.id for each in alike))}


def test_that_two_models_read_the_same_words_is_explained() -> None:
    first = record("a", what="fire", who=["Ann"], when="monday", model="m")
    second = record("a", what="fire", who=["Cy"], when="friday", model="n")
    why = explain_pair(first, second, SCHEMA)
    assert (why.verdict, why.total, why.excluding) == (Verdict.SAME, SCHEMA.threshold, ())
    assert [(item.field, item.level, item.points) for item in why.evidence] == [
        ("what", "same", 4),
        ("who", "different", -2),
        ("when", "outweighed", 0),
        ("words", "same", 4),
    ]


def test_many_models_do_not_outvote_articles() -> None:
    """Three models read Ann in one article, one model read Cy in two others: two articles stand for more."""
    readings = [record("a", what="fire", who=["Ann", "Cy"], when="monday", model=name) for name in "mno"]
    readings += [record(name, what="fire", who=["Cy"], when="monday", model="m") for name in "xy"]
    (who,) = only(readings).fields["who"]
    assert who.value.model_dump() == {"text": "Cy"}
    assert who.models == ("b (m)", "b (n)", "b (o)")


def test_in_one_sentence_a_model_tells_two_things_apart_and_two_models_one_thing_otherwise() -> None:
    def ann_reports(model: str, what: str) -> EventRecord:
        return record("a", what=what, who=["Ann"], when="monday", model=model)

    assert len(merge([ann_reports("m", "fire"), ann_reports("m", "vote")], SCHEMA)) == 2
    event = only([ann_reports("m", "fire"), ann_reports("n", "vote")])
    (what,) = event.fields["what"]
    assert {what.models, *(other.models for other in what.alternatives)} == {("b (m)",), ("b (n)",)}


def test_of_one_model_the_event_alone_tells_it_and_of_none_nothing_does() -> None:
    event = only([read("a", "m"), read("c", "m")])
    assert event.models == ("b (m)",)
    assert {value.models for values in event.fields.values() for value in values} == {()}
    assert '"models"' not in only([read("a", None)]).model_dump_json()


@given(records_strategy(), st.sampled_from(["m", "n"]))
def test_a_second_model_that_writes_the_same_changes_nothing_but_who_gave_it(
    records: list[EventRecord], name: str
) -> None:
    ours = [each.model_copy(update={"origin": read("a", name).origin}) for each in records]
    theirs = [each.model_copy(update={"origin": read("a", "other").origin}) for each in records]
    both = merge(ours + theirs, SCHEMA)
    assert all(event.models == (f"b ({name})", "b (other)") for event in both)
    assert list(map(without_models, both)) == list(map(without_models, merge(ours, SCHEMA)))


def without_models(event: MergedEvent) -> str:
    of_value: Any = {"models": True, "alternatives": {"__all__": {"models"}}}
    fields: Any = {name: {"__all__": of_value} for name in event.fields}
    return event.model_dump_json(exclude={"models": True, "fields": fields})
