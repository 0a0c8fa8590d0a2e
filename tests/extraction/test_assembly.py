"""From replies to event records: what stands, what is marked, what is refused, and why."""

from __future__ import annotations

import pytest

from extractor.extraction.plans import ArticlePlan
from extractor.extraction.rejections import Rejection
from extractor.records import Article, EventRecord, Grounding, JsonObject, Mention
from extractor.schemas import Schema
from tests.kit.scripted import in_turn, made_of

from .conftest import MakeArticle


@pytest.fixture(scope="module")
def plan(news: Schema) -> ArticlePlan:
    return ArticlePlan(news)


def made(plan: ArticlePlan, article: Article, *events: JsonObject) -> list[EventRecord | Rejection]:
    return made_of(plan, article, in_turn({"events": list(events)}))


def record_of(plan: ArticlePlan, article: Article, event: JsonObject) -> EventRecord:
    (record,) = made(plan, article, event)
    assert isinstance(record, EventRecord), record
    return record


def shown(schema: Schema, record: EventRecord) -> dict[str, list[str]]:
    """The values of a record as people see them; fields without one are left out."""
    values = {
        field.name: [field.type.show(m.value) for m in record.fields[field.name] if m.value is not None]
        for field in schema.fields
    }
    return {name: found for name, found in values.items() if found}


def only(record: EventRecord, field: str) -> Mention:
    (mention,) = record.fields[field]
    return mention


# Found and judged values


def test_a_record_holds_found_and_judged_values(
    news: Schema, plan: ArticlePlan, make_article: MakeArticle
) -> None:
    article = make_article(
        "A bus carrying pilgrims overturned near Puebla on Monday, police said.",
        "Two dead and four injured were taken to a hospital.",
    )
    record = record_of(
        plan,
        article,
        {
            "s": [1, 2],
            "type": "disaster",
            "what": "Bus carrying pilgrims overturned near Puebla",
            "whom": [{"name": "pilgrims", "kind": "group"}],
            "count": "Two dead and four injured",
            "when": "Monday",
            "where": "Puebla",
            "status": "happened",
            "salience": "main",
        },
    )
    assert shown(news, record) == {
        "type": ["disaster"],
        "what": ["Bus carrying pilgrims overturned near Puebla"],
        "who": ["pilgrims"],
        "killed": ["2 dead"],
        "injured": ["4 injured"],
        "when": ["2025-08-11"],
        "where": ["Puebla"],
        "status": ["happened"],
        "salience": ["main"],
    }
    assert (record.headline, record.sentences) == ("Bus carrying pilgrims overturned near Puebla", (1, 2))
    assert list(record.fields) == [field.name for field in news.fields]
    killed, injured = only(record, "killed").support.span, only(record, "injured").support.span
    assert killed is not None
    assert injured is not None
    assert (killed.text_in(article.text), injured.text_in(article.text)) == ("Two dead", "four injured")


JUDGED = [
    ("A court agreed not to hear the appeal of Per Dahl.", "happened", "appeal"),
    ("Chile is extraditing a woman accused of murder.", "happened", "extradite"),
    ("Nobody expected that Peru would leave the talks, which it did.", "planned", "other"),
    ("Per Dahl denied that he had sold the boat.", "denied", "transfer-ownership"),
]


@pytest.mark.parametrize(("sentence", "status", "kind"), JUDGED)
def test_no_word_of_the_sentence_changes_what_the_model_judged(
    plan: ArticlePlan, make_article: MakeArticle, sentence: str, status: str, kind: str
) -> None:
    event = {"s": [1], "what": sentence[:-1], "status": status, "type": kind}
    record = record_of(plan, make_article(sentence), event)
    for field, name in (("status", status), ("type", kind)):
        mention = only(record, field)
        assert mention.value is not None
        assert mention.value.model_dump() == {"name": name}
        assert mention.support.grounding is Grounding.JUDGED
        assert mention.support.span is None
        assert mention.support.sentences == (1,)
        assert mention.support.note is None


def test_a_judged_value_that_is_no_option_has_no_value(plan: ArticlePlan, make_article: MakeArticle) -> None:
    event = {"s": [1], "what": "It rained in Lyon", "salience": None}
    record = record_of(plan, make_article("It rained in Lyon."), event)
    assert record.fields["salience"] == ()


SECOND_OPINIONS = [
    ("happened", "in May 2026", "its time is after the article was published"),
    ("planned", "in May 2019", "its time is before the article was published"),
    ("happened", "in May 2019", None),
    ("planned", "in May 2026", None),
    ("alleged", "in May 2026", None),
]


@pytest.mark.parametrize(("status", "when", "note"), SECOND_OPINIONS)
def test_a_time_that_speaks_against_the_status_is_noted_and_changes_nothing(
    plan: ArticlePlan, make_article: MakeArticle, status: str, when: str, note: str | None
) -> None:
    article = make_article(f"Peru and Chile signed the treaty {when}.")
    event = {"s": [1], "what": "Peru and Chile signed the treaty", "when": when, "status": status}
    mention = only(record_of(plan, article, event), "status")
    assert mention.value is not None
    assert (mention.value.model_dump(), mention.support.note) == ({"name": status}, note)


def test_a_place_is_a_place_although_it_is_a_party_too(
    news: Schema, plan: ArticlePlan, make_article: MakeArticle
) -> None:
    article = make_article("Peru sent 26 men to Chile, and Chile thanked Peru.")
    event = {
        "s": [1],
        "what": "Peru sent 26 men to Chile",
        "who": ["Peru"],
        "to": ["Chile"],
        "where": "Chile",
    }
    found = shown(news, record_of(plan, article, event))
    assert (found["where"], found["who"]) == (["Chile"], ["Peru", "Chile"])


KINDS = [
    ("Die Siemens Aktiengesellschaft baut den Hafen.", "Siemens Aktiengesellschaft", "organisation"),
    ("Der Rat lobte den Plan des Hafens.", "Hafens", "thing"),
    ("Der Rat lobte den Plan des Hafens.", "Plan", "thing"),
    ("Isiah Major III was shot in Glendale.", "Isiah Major III", "person"),
]


@pytest.mark.parametrize(("sentence", "name", "kind"), KINDS)
def test_a_party_is_one_party_of_the_kind_that_was_judged(
    plan: ArticlePlan, make_article: MakeArticle, sentence: str, name: str, kind: str
) -> None:
    event = {"s": [1], "what": sentence, "whom": [{"name": name, "kind": kind}]}
    party = only(record_of(plan, make_article(sentence), event), "who").value
    assert party is not None
    said = party.model_dump()
    assert (said["name"], said["kind"] == "person") == (name, kind == "person")


# What is not in the article


def test_what_the_article_does_not_say_is_kept_and_marked(
    plan: ArticlePlan, make_article: MakeArticle
) -> None:
    article = make_article("Police arrested Per Dahl.")
    event = {"s": [1], "what": "Police arrested Per Dahl", "whom": ["Per Dahl", "Jo Lind"], "count": "31 men"}
    record = record_of(plan, article, event)
    states = {
        m.support.written: m.support.grounding for m in (*record.fields["who"], *record.fields["count"])
    }
    assert states == {
        "Per Dahl": Grounding.EXACT,
        "Jo Lind": Grounding.UNSUPPORTED,
        "31 men": Grounding.UNSUPPORTED,
    }


APART = [
    ("when", "Friday morning, just before 8 a.m.", "Friday morning", Grounding.FUZZY),
    ("where", "Independence High School, Glendale", "Independence High School", Grounding.FUZZY),
    ("where", "Independence High School, Ohio", "Independence High School", Grounding.FUZZY),
    ("where", "Utah", None, Grounding.UNSUPPORTED),
]


@pytest.mark.parametrize(("field", "written", "first", "state"), APART)
def test_parts_that_two_sentences_say_are_found_apart(
    plan: ArticlePlan,
    make_article: MakeArticle,
    field: str,
    written: str,
    first: str | None,
    state: Grounding,
) -> None:
    article = make_article(
        "Two students died at Independence High School on Friday morning.",
        "Police in Glendale were called just before 8 a.m.",
    )
    event = {"s": [1, 2], "what": "Two students died at Independence High School", field: written}
    support = only(record_of(plan, article, event), field).support
    assert support.grounding is state
    assert (support.span.text_in(article.text) if support.span else None) == first
    assert ("Ohio" in (support.note or "")) == ("Ohio" in written)


NOTHING_FOUND = [
    {"s": [1], "what": "A colony was destroyed", "who": ["Zorgon"], "type": "attack", "status": "happened"},
    {"s": [1], "type": "attack", "status": "happened", "salience": "main"},
    {"s": [], "what": "Police arrested Per Dahl", "who": ["Police"]},
    {"s": [9], "what": "Police arrested Per Dahl", "who": ["Police"]},
    {"s": [2], "what": "Police arrested Per Dahl", "whom": ["Per Dahl"]},
]


@pytest.mark.parametrize("event", NOTHING_FOUND)
def test_an_event_of_which_the_cited_sentences_say_nothing_is_rejected_whatever_was_judged(
    plan: ArticlePlan, make_article: MakeArticle, event: JsonObject
) -> None:
    article = make_article("Police arrested Per Dahl.", "It rained.")
    (rejected,) = made(plan, article, event)
    assert isinstance(rejected, Rejection)
    assert "is found in the cited sentences" in rejected.reason


# Numbers of the dead and the hurt


TOLLS = [
    ({"killed": "Two", "injured": "four people"}, ["2 dead"], ["4 people hurt"], None),
    ({"count": "Two dead and four injured"}, ["2 dead"], ["4 injured"], None),
    ({"killed": "Ann Lee and Jo Lind"}, ["2 dead"], None, None),
    ({"killed": "a guard"}, ["1 dead"], None, None),
    ({"count": "26 prisoners"}, None, None, ["26 prisoners"]),
    ({"what": "Guards shot 26 prisoners"}, None, None, ["26 prisoners"]),
]


@pytest.mark.parametrize(("reply", "killed", "injured", "count"), TOLLS)
def test_the_dead_the_hurt_and_other_numbers_are_distinguished(
    news: Schema,
    plan: ArticlePlan,
    make_article: MakeArticle,
    reply: JsonObject,
    killed: list[str] | None,
    injured: list[str] | None,
    count: list[str] | None,
) -> None:
    article = make_article(
        "Guards shot 26 prisoners in the town.",
        "Two dead and four injured, said a guard: Ann Lee and Jo Lind died, and four people were hurt.",
    )
    event = {"s": [1, 2], "what": "Guards shot prisoners in the town", **reply}
    found = shown(news, record_of(plan, article, event))
    assert (found.get("killed"), found.get("injured"), found.get("count")) == (killed, injured, count)


# Identity


def test_a_record_is_named_by_its_content_and_not_by_how_sure_the_model_was(
    plan: ArticlePlan, make_article: MakeArticle
) -> None:
    article = make_article("Police arrested Per Dahl.")
    event: JsonObject = {"s": [1], "what": "Police arrested Per Dahl"}
    first, second = record_of(plan, article, event), record_of(plan, article, {**event, "whom": ["Per Dahl"]})
    assert first.id == record_of(plan, article, event).id
    assert first.id != second.id
