from __future__ import annotations

from datetime import date

import pytest

from extractor.errors import RecordsError
from extractor.fields.base import EXCLUDED
from extractor.merging import Verdict, alias_table, explain_event, explain_pair, merge
from extractor.records import Article, Conflict, EventRecord, Grounding, Origin, Sentence, Span
from tests.merging.small_schema import SCHEMA, record

FIRE_A = record("a", what="fire", who=["Ann"], when="monday", published=date(2025, 8, 13))
FIRE_B = record("b", what="fire", who=["Ann", "Bob"], published=date(2025, 8, 12))
FIRE_C = record("c", what="fire", who=["Ann"], when="friday")


def test_records_that_agree_enough_are_one_event_with_all_its_articles() -> None:
    (event,) = merge([FIRE_A, FIRE_B], SCHEMA)
    assert event.articles == ("a", "b")
    assert event.records == tuple(sorted([FIRE_A.id, FIRE_B.id]))
    assert list(event.fields) == ["what", "who", "when"]


def test_an_event_is_named_after_its_earliest_record_so_that_later_ones_keep_the_name() -> None:
    (alone,) = merge([FIRE_B], SCHEMA)
    (grown,) = merge([FIRE_A, FIRE_B], SCHEMA)
    assert grown.id == alone.id == f"event-{FIRE_B.id}"


def test_an_older_report_renames_the_event_and_the_alias_table_says_so() -> None:
    before, after = merge([FIRE_A], SCHEMA), merge([FIRE_A, FIRE_B], SCHEMA)
    (alias,) = alias_table(before, after)
    assert (alias.former, alias.current) == (f"event-{FIRE_A.id}", (f"event-{FIRE_B.id}",))


def test_an_excluded_pair_is_never_joined_through_a_third_record() -> None:
    events = merge([FIRE_A, FIRE_B, FIRE_C], SCHEMA)
    assert sorted(len(event.records) for event in events) == [1, 2]


def test_one_link_does_not_join_two_groups_that_otherwise_disagree() -> None:
    first = [record(name, what="fire", who=["Ann"]) for name in "abc"]
    second = [record(name, what="vote", who=["Bob"]) for name in "def"]
    bridge = record("g", what="fire", who=["Ann", "Bob"], when="monday")
    pillar = record("h", what="vote", who=["Bob"], when="monday")
    assert explain_pair(bridge, pillar, SCHEMA).verdict == Verdict.SAME
    events = merge([*first, *second, bridge, pillar], SCHEMA)
    groups = sorted(event.articles for event in events)
    assert groups == [("a", "b", "c", "g"), ("d", "e", "f", "h")]


def test_a_fragment_joins_the_reports_it_has_a_detail_in_common_with() -> None:
    reports = [record(name, what="fire", who=["Ann"], when="monday") for name in "abc"]
    detailed = record("d", what="fire", who=["Ann", "Bob"], when="monday")
    fragment = record("e", what="fire", who=["Bob"])
    assert explain_pair(fragment, detailed, SCHEMA).verdict == Verdict.SAME
    assert explain_pair(fragment, reports[0], SCHEMA).total == 2
    (event,) = merge([*reports, detailed, fragment], SCHEMA)
    assert event.articles == ("a", "b", "c", "d", "e")


def test_a_detail_shared_with_one_report_does_not_join_what_the_others_contradict() -> None:
    reports = [record(name, what="vote", who=["Ann"], when="monday") for name in "abc"]
    detailed = record("d", what="fire", who=["Ann", "Bob"], when="monday")
    fragment = record("e", what="fire", who=["Bob"])
    assert explain_pair(fragment, detailed, SCHEMA).verdict == Verdict.SAME
    assert explain_pair(fragment, reports[0], SCHEMA).total == -3
    groups = sorted(event.articles for event in merge([*reports, detailed, fragment], SCHEMA))
    assert groups == [("a", "b", "c"), ("d", "e")]


def test_what_one_sentence_tells_apart_stays_apart() -> None:
    fire = record("a", what="fire", who=["Ann", "Bob"], when="monday", sentences=(4,))
    vote = record("a", what="vote", who=["Ann", "Bob"], when="monday", sentences=(3, 4))
    elsewhere = record("a", what="vote", who=["Ann", "Bob"], when="monday", sentences=(5,))
    assert len(merge([fire, vote], SCHEMA)) == 2
    assert len(merge([fire, elsewhere], SCHEMA)) == 1
    explanation = explain_pair(fire, vote, SCHEMA)
    assert explanation.verdict == Verdict.EXCLUDED
    assert explanation.evidence[-1].detail == "kept apart in one sentence by what"


def test_one_event_reported_twice_in_one_sentence_is_one_event() -> None:
    twice = [record("a", what="fire", who=names, when="monday", sentences=(4,)) for names in (["Ann"], [])]
    assert len(merge(twice, SCHEMA)) == 1


def test_what_the_article_does_not_say_neither_joins_nor_separates() -> None:
    (when,) = FIRE_C.fields["when"]
    support = when.support.model_copy(update={"grounding": Grounding.UNSUPPORTED, "span": None})
    fields = {**FIRE_C.fields, "when": (when.model_copy(update={"support": support}),)}
    doubtful = FIRE_C.model_copy(update={"fields": fields})
    assert explain_pair(FIRE_A, FIRE_C, SCHEMA).verdict == Verdict.EXCLUDED
    (event,) = merge([FIRE_A, doubtful], SCHEMA)
    (time,) = event.fields["when"]
    assert Grounding.UNSUPPORTED in {s.grounding for v in (time, *time.alternatives) for s in v.supports}


def test_words_alone_do_not_join() -> None:
    assert len(merge([record("a", what="fire"), record("b", what="fire")], SCHEMA)) == 2


def test_what_does_not_stand_is_kept_as_an_alternative() -> None:
    others = [record(name, what="fire", who=["Ann"], when="monday") for name in "abc"]
    odd = record("d", what="vote", who=["Ann"], when="monday")
    (event,) = merge([*others, odd, record("e", who=["Ann"], when="monday")], SCHEMA)
    (what,) = event.fields["what"]
    assert what.alternatives[0].supports[0].article == "d"
    assert what.conflict == Conflict.DISAGREEMENT


def test_without_a_line_that_says_so_the_headline_is_that_of_the_record_it_is_named_after() -> None:
    records = [
        FIRE_A.model_copy(update={"headline": "a fire on Monday"}),
        FIRE_B.model_copy(update={"headline": "a fire with Ann and Bob"}),
    ]
    for order in (records, records[::-1]):
        (event,) = merge(order, SCHEMA)
        assert (event.id, event.headline) == (f"event-{FIRE_B.id}", "a fire with Ann and Bob")


@pytest.mark.parametrize(
    ("confidences", "highest"),
    [((None, None), None), ((0.4, None), 0.4), ((None, 0.0), 0.0), ((0.4, 0.9), 0.9)],
)
def test_the_confidence_of_an_event_is_the_highest_of_its_records(
    confidences: tuple[float | None, ...], highest: float | None
) -> None:
    records = [
        made.model_copy(update={"confidence": confidence})
        for made, confidence in zip((FIRE_A, FIRE_B), confidences, strict=True)
    ]
    (event,) = merge(records, SCHEMA)
    assert event.confidence == highest
    assert ("confidence" in event.model_dump()) is (highest is not None)


def test_the_confidence_of_a_value_is_the_highest_of_its_supports() -> None:
    def sure(made: EventRecord, confidence: float | None) -> EventRecord:
        (mention,) = made.fields["what"]
        support = mention.support.model_copy(update={"confidence": confidence})
        fields = {**made.fields, "what": (mention.model_copy(update={"support": support}),)}
        return made.model_copy(update={"fields": fields})

    (event,) = merge([sure(FIRE_A, 0.6), sure(FIRE_B, 0.8)], SCHEMA)
    assert event.fields["what"][0].confidence == 0.8
    assert event.fields["who"][0].confidence is None


def test_records_of_another_schema_are_refused_by_name() -> None:
    stranger = FIRE_A.model_copy(update={"schema_name": "recalls"})
    with pytest.raises(RecordsError, match=f"{FIRE_A.id}: of schema recalls, not small"):
        merge([stranger], SCHEMA)


def test_nothing_merges_to_nothing() -> None:
    assert merge([], SCHEMA) == []


def test_a_pair_is_explained_as_a_sum() -> None:
    explanation = explain_pair(FIRE_A, FIRE_B, SCHEMA)
    assert [(e.field, e.level, e.points) for e in explanation.evidence] == [
        ("what", "same", 4),
        ("who", "shared", 4),
        ("when", "missing", 0),
    ]
    assert (explanation.total, explanation.threshold, explanation.verdict) == (8, 6, Verdict.SAME)


def test_an_excluded_pair_says_what_excludes_it() -> None:
    explanation = explain_pair(FIRE_A, FIRE_C, SCHEMA)
    assert explanation.verdict == Verdict.EXCLUDED
    assert [(e.field, e.detail) for e in explanation.evidence if e.level == EXCLUDED] == [
        ("when", "monday | friday")
    ]


def test_an_event_is_explained_by_the_links_that_hold_it() -> None:
    records = [FIRE_A, FIRE_B, record("d", what="fire", when="monday")]
    (event,) = merge(records, SCHEMA)
    explained = explain_event(event, [*records, FIRE_C], SCHEMA)
    assert explained.event == event.id
    assert [link.explanation.total for link in explained.links] == [8, 8]
    assert all(link.alone for link in explained.links)


def test_an_event_cannot_be_explained_without_its_records() -> None:
    (event,) = merge([FIRE_A, FIRE_B], SCHEMA)
    with pytest.raises(RecordsError, match="give the records it was merged from"):
        explain_event(event, [FIRE_A], SCHEMA)


def test_of_one_record_made_by_two_models_one_is_taken_whatever_the_order() -> None:
    made = [
        FIRE_A.model_copy(update={"origin": Origin(backend=name, model="m", plan="p", prompt="f")})
        for name in ("local", "openai")
    ]
    assert merge(made, SCHEMA) == merge(made[::-1], SCHEMA)
    assert merge(made, SCHEMA)[0].records == (FIRE_A.id,)


def test_copies_of_one_text_are_one_source_and_a_value_of_theirs_one_voice() -> None:
    copied = (
        "the fire of monday burnt down the town hall of a small place by the sea, and nobody was hurt at all"
    )
    texts = {
        "a": copied,
        "b": f"Breaking: {copied}",
        "c": "another reporter saw the flames and spoke of a hall",
    }
    articles = {
        name: Article(id=name, text=text, sentences=(Sentence(number=1, span=Span(start=0, end=len(text))),))
        for name, text in texts.items()
    }
    records = [record(name, what="fire", who=["Ann"], when="monday") for name in "abc"]
    (event,) = merge(records, SCHEMA, articles)
    assert event.copies == (("a", "b"),)
    assert (len(event.articles), event.sources) == (3, 2)
    (unread,) = merge(records, SCHEMA)
    assert (unread.copies, unread.sources) == ((), 3)
