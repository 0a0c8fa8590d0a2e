from __future__ import annotations

import pytest

from extractor.errors import RecordsError
from extractor.evaluation.comparing import Difference, differences
from extractor.evaluation.evaluating import Detection, Evaluation, evaluate
from extractor.fields import ChoiceValue
from extractor.records import EventRecord, Mention, MergedValue
from tests.evaluation.hand_made import (
    ARREST,
    ARRESTED_A,
    ARRESTED_B,
    FALL,
    FELL_A,
    FELL_B,
    TEARS,
    WEPT_A,
    count,
    event,
    gold,
    judgement,
    person,
    record,
    run,
    support,
)

ARRESTS = [record("a", ARRESTED_A), record("b", ARRESTED_B)]
FALLS = [record("a", FELL_A, "disaster"), record("b", FELL_B, "disaster")]
GOLD = [ARREST, FALL, TEARS]


def evaluated(*groups: list[EventRecord]) -> Evaluation:
    return evaluate(run([one for group in groups for one in group], [event(group) for group in groups]), GOLD)


def numbers(detection: Detection) -> tuple[int, int, int]:
    return (detection.found, detection.gold, detection.given)


def f1(detection: Detection) -> float:
    assert detection.f1 is not None
    return detection.f1.value


def test_a_run_like_gold_has_full_marks() -> None:
    found = evaluated(ARRESTS, FALLS)
    assert numbers(found.events) == (2, 2, 2)
    assert numbers(found.reports) == (4, 4, 4)
    assert (f1(found.events), f1(found.reports)) == (1.0, 1.0)
    for score in (found.merging.conll, found.merging.lea, found.merging.pairs):
        assert score is not None
        assert score.value == 1.0
    assert found.surplus == ()


def test_what_is_split_is_given_once_too_often() -> None:
    found = evaluated(ARRESTS, FALLS[:1], FALLS[1:])
    assert numbers(found.events) == (2, 2, 3)
    assert numbers(found.reports) == (4, 4, 4)
    assert [surplus.part_of for surplus in found.surplus] == ["fall"]
    assert found.merging.conll is not None
    assert found.merging.conll.value < 1.0


def test_what_is_merged_wrongly_hides_an_event() -> None:
    found = evaluated([*ARRESTS, *FALLS])
    assert numbers(found.events) == (1, 2, 1)
    assert numbers(found.reports) == (4, 4, 4)
    assert found.merging.pairs is not None
    assert found.merging.pairs.value == pytest.approx(2 * (1 / 3) / (1 + 1 / 3))


def test_reports_are_counted_article_by_article() -> None:
    found = evaluated(ARRESTS[:1], FALLS)
    assert numbers(found.events) == (2, 2, 2)
    assert numbers(found.reports) == (3, 4, 3)
    assert found.gold[0].missed_articles == ("b",)


def test_optional_events_do_not_count() -> None:
    found = evaluated(ARRESTS, FALLS, [record("a", WEPT_A, "other")])
    assert numbers(found.events) == (2, 2, 2)
    assert found.neutral == 1


def test_events_that_an_article_was_written_for_are_counted_apart() -> None:
    main = ARREST.model_copy(update={"salience": {"a": "main", "b": "background"}})
    lesser = FALL.model_copy(update={"salience": {"a": "background"}})
    found = evaluate(run(ARRESTS, [event(ARRESTS)]), [main, lesser])
    assert (found.main.part, found.main.of) == (1, 1)
    assert numbers(found.events) == (1, 2, 1)


def test_articles_are_covered_where_their_reports_are_in_the_one_event() -> None:
    found = evaluated(ARRESTS, FALLS[:1], FALLS[1:])
    assert (found.articles.part, found.articles.of) == (3, 4)
    assert found.foreign_articles == 0


def test_an_article_that_does_not_report_an_event_is_foreign_to_it() -> None:
    only_a = [gold("arrest", {"a": [ARRESTED_A]}), FALL]
    found = evaluate(run([*ARRESTS, *FALLS], [event(ARRESTS), event(FALLS)]), only_a)
    assert found.foreign_articles == 1
    assert (found.articles.part, found.articles.of) == (2, 2)  # the fall; one article has the arrest
    assert found.gold[0].foreign_articles == ("b",)


def test_a_run_of_some_of_the_articles_is_scored_on_these() -> None:
    elsewhere = gold("elsewhere", {"c": ["anything"]})
    both = ARREST.model_copy(update={"reports": {**ARREST.reports, "c": ("arrested",)}})
    found = evaluate(run(ARRESTS, [event(ARRESTS)]), [both, elsewhere])
    assert numbers(found.events) == (1, 1, 1)
    assert found.notes == ("1 of gold's 3 articles are not in this run: c",)


def test_a_run_of_none_of_the_articles_is_an_error() -> None:
    with pytest.raises(RecordsError, match="gold event x: the run has no article 'c', nor any other of gold"):
        evaluate(run([], []), [gold("x", {"c": ["anything"]})])


def test_articles_that_gold_does_not_name_are_not_looked_at() -> None:
    only_a = [gold("arrest", {"a": [ARRESTED_A]})]
    stored = run([*ARRESTS, *FALLS], [event(ARRESTS), event(FALLS[1:])])
    found = evaluate(stored, only_a)
    assert numbers(found.events) == (1, 1, 1)


def test_a_run_without_records_has_found_nothing() -> None:
    found = evaluate(run([], []), GOLD)
    assert numbers(found.events) == (0, 2, 0)
    assert found.events.precision is None
    assert found.parties is None
    assert found.merging.conll is None


def test_values_are_counted_by_what_they_rest_on() -> None:
    invented = Mention(value=count(3), support=support("a", None))
    found = evaluate(run([record("a", ARRESTED_A, count=invented)], []), [ARREST])
    assert {state: share.values for state, share in found.grounding.items() if share.values} == {
        "exact": 1,
        "unsupported": 1,
        "judged": 1,
    }
    unsupported = found.grounding["unsupported"].share
    assert unsupported is not None
    assert unsupported.value == pytest.approx(1 / 3)


def test_fields_and_parties_are_scored_on_the_events_found() -> None:
    wanted = gold(
        "arrest",
        {"a": [ARRESTED_A]},
        count=2,
        who=[{"name": "Ana Paz", "role": "agent"}, {"name": "Luis Rey", "role": "patient"}],
    )
    given = event(ARRESTS[:1], count=count(3), who=[person("Ana Paz", "agent")])
    found = evaluate(run(ARRESTS[:1], [given]), [wanted])
    assert (found.fields["count"].right, found.fields["count"].wrong) == (0, 1)
    assert (found.fields["status"].right, found.fields["status"].missing) == (0, 1)
    assert found.parties is not None
    assert numbers(found.parties.names) == (1, 2, 1)


# Confidences


def test_an_event_is_right_that_is_in_gold_and_optional_ones_are_left_out() -> None:
    wept = [record("a", WEPT_A, "other")]
    events = [event(ARRESTS, 0.9), event(FALLS[:1], 0.8), event(FALLS[1:], 0.3), event(wept, 0.1)]
    found = evaluate(run([*ARRESTS, *FALLS, *wept], events), GOLD).confidences.events
    assert found is not None
    assert found.number == 3
    assert found.brier == pytest.approx((0.1**2 + 0.2**2 + 0.3**2) / 3)


def test_a_judged_value_is_right_where_gold_says_so() -> None:
    def typed(name: str, confidence: float) -> MergedValue:
        return MergedValue(value=ChoiceValue(name=name), supports=(judgement("a", name, confidence),))

    events = [event(ARRESTS, type=typed("arrest-jail", 0.7)), event(FALLS, type=typed("attack", 0.9))]
    found = evaluate(run([*ARRESTS, *FALLS], events), GOLD).confidences
    assert found.events is None
    assert list(found.fields) == ["type"]
    assert [(tenth.number, tenth.right) for tenth in found.fields["type"].tenths] == [(1, 1.0), (1, 0.0)]


def test_the_same_run_is_scored_the_same_every_time() -> None:
    assert evaluated(ARRESTS, FALLS[:1], FALLS[1:]) == evaluated(ARRESTS, FALLS[:1], FALLS[1:])


# Differences


def test_a_run_does_not_differ_from_itself() -> None:
    assert differences(evaluated(ARRESTS, FALLS), evaluated(ARRESTS, FALLS)) == ()


def test_what_only_one_run_found_is_a_difference() -> None:
    found = differences(evaluated(ARRESTS, FALLS), evaluated(ARRESTS[:1], [record("b", "Later", "other")]))
    assert found == (
        Difference("arrest", "articles", "a, b", "a"),
        Difference("fall", "found", "yes", "no"),
        Difference("fall", "articles", "a, b", "none"),
        Difference("Later [b]", "surplus", "no", "yes"),
    )


def test_another_value_and_another_party_are_differences() -> None:
    wanted = gold("arrest", {"a": [ARRESTED_A]}, count=2, who=[{"name": "Ana Paz", "role": "agent"}])
    one = event(ARRESTS[:1], count=count(2), who=[person("Ana Paz", "agent")])
    other = event(ARRESTS[:1], count=count(3))
    pair = [evaluate(run(ARRESTS[:1], [each]), [wanted]) for each in (one, other)]
    assert differences(*pair) == (
        Difference("arrest", "count", "2 (right)", "3 (wrong)"),
        Difference("arrest", "parties", "1 right, 1 in their role", "0 right, 0 in their role; not Ana Paz"),
    )
