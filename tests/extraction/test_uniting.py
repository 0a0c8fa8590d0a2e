"""What an article tells of one event in several places is one record; what only resembles it is not."""

from __future__ import annotations

import itertools
import json
from datetime import date

import pytest

from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import Plan, ToldEvent, load_plan
from extractor.fields import ChoiceValue, CountValue, PartyValue, TimeValue
from extractor.records import Article, EventRecord, JsonObject, Origin
from extractor.schemas import Schema

from .conftest import MakeArticle

ORIGIN = Origin(backend="local", model="m", plan="triggers", prompt="p")

SENT = "Mexico sent 26 prisoners to the United States on Tuesday."
SENT_REPLY = {"who": ["Mexico"], "whom": ["26 prisoners"], "to": ["the United States"]}
IN_MAY = "In May, Mexico sent 29 inmates to Spain."
IN_MAY_REPLY = {"who": ["Mexico"], "whom": ["29 inmates"], "to": ["Spain"]}


@pytest.fixture(scope="module")
def triggers(news: Schema) -> Plan:
    return load_plan("triggers", news)


def told(plan: Plan, article: Article, replies: dict[str, JsonObject]) -> list[ToldEvent]:
    """What is told when a question about a trigger gets the reply under that word, or an empty one."""
    events = []
    for ask in plan.asks(article):
        word = ask.trigger.trigger.text if ask.trigger else ""
        written = json.dumps(replies.get(word, {}))
        events += plan.told(ask, ask.reply_type.model_validate_json(written, strict=False))
    return events


def records(plan: Plan, article: Article, replies: dict[str, JsonObject]) -> list[EventRecord]:
    made = Assembler(plan, article, ORIGIN).assemble(told(plan, article, replies))
    return [item for item in made if isinstance(item, EventRecord)]


def homes(found: list[EventRecord]) -> list[tuple[int, ...]]:
    return [record.sentences for record in found]


POINTING_TO_THE_NEWS = [
    "The transfer is part of a wider push.",
    "This transfer shows what is possible.",
    "The latest transfer was the second this year.",
    "Officials confirmed the transfers.",
    "Those transferred have links with gangs.",
    "Some of those handed over have links with gangs.",
    "One of the prisoners reportedly being transferred is ill.",
    "The inmates could be deported as long as none were ill.",
    "The individuals extradited were key operatives.",
    "They were flown out by night.",
    "The operation was still going on.",
]


@pytest.mark.parametrize("sentence", POINTING_TO_THE_NEWS)
def test_words_that_point_back_belong_to_the_event_before(
    triggers: Plan, make_article: MakeArticle, sentence: str
) -> None:
    found = records(triggers, make_article(SENT, sentence), {"sent": SENT_REPLY})
    assert homes(found) == [(1, 2)]


NOT_POINTING_BACK = [
    ("The second transfer will follow.", "transfer", {"to": ["Spain"]}),
    ("Another transfer is planned by Spain.", "transfer", {"who": ["Spain"]}),
    ("The previous transfer came under President Biden.", "transfer", {"who": ["President Biden"]}),
    ("The transfer in 1998 was criticised by Spain.", "transfer", {"who": ["Spain"]}),
    ("The transfer of 300 soldiers was ended by Spain.", "transfer", {"whom": ["300 soldiers"]}),
    ("The transfer of Ana Brandt took place in Spain.", "transfer", {"whom": ["Ana Brandt"]}),
    ("The attack on Toledo went on.", "attack", {"whom": ["Toledo"]}),
    ("The paintings were flown to Spain.", "flown", {"to": ["Spain"]}),
]


@pytest.mark.parametrize(("sentence", "word", "reply"), NOT_POINTING_BACK)
def test_another_time_number_name_or_kind_is_another_event(
    triggers: Plan, make_article: MakeArticle, sentence: str, word: str, reply: JsonObject
) -> None:
    found = records(triggers, make_article(SENT, sentence), {"sent": SENT_REPLY, word: reply})
    assert (1, 2) not in homes(found)


BETWEEN_TWO = [
    ("Those transferred have links with gangs.", 2),
    ("The transfer led to a debate.", 2),
    ("Those being transferred have links with gangs.", 1),
    ("The latest transfer led to a debate.", 1),
    ("“This transfer shows what is possible,” the ambassador said.", 1),
    ("The transfer of another batch led to a debate.", 1),
    ("The transfer on Tuesday led to a debate.", 1),
]


@pytest.mark.parametrize(("sentence", "event"), BETWEEN_TWO)
def test_the_words_tell_whether_the_news_or_what_was_just_told_is_meant(
    triggers: Plan, make_article: MakeArticle, sentence: str, event: int
) -> None:
    article = make_article(SENT, "Officials declined to comment.", IN_MAY, sentence)
    plan_replies: dict[str, JsonObject] = {}
    events = []
    for each in told(triggers, article, plan_replies):
        number = each.sentences[0]
        reply = {1: SENT_REPLY, 3: IN_MAY_REPLY, 4: {}}.get(number, {})
        if number == 4 and "another batch" in sentence:
            reply = {"whom": ["another batch"]}
        events.append(ToldEvent(reply, each.sentences, each.trigger))
    found = [r for r in Assembler(triggers, article, ORIGIN).assemble(events) if isinstance(r, EventRecord)]
    assert homes(found) == ([(1, 4), (3,)] if event == 1 else [(1,), (3, 4)])


def test_what_points_back_adds_names_and_places_of_telling_and_changes_no_value(
    triggers: Plan, make_article: MakeArticle
) -> None:
    article = make_article(SENT, "Those handed over include Ana Brandt and over two dozen men.")
    replies = {"sent": SENT_REPLY, "handed over": {"whom": ["Ana Brandt", "over two dozen men"]}}
    (record,) = records(triggers, article, replies)
    parties = [m.value.name for m in record.fields["who"] if isinstance(m.value, PartyValue)]
    assert parties == ["26 prisoners", "Mexico", "United States", "Ana Brandt"]
    assert [m.value.value for m in record.fields["count"] if isinstance(m.value, CountValue)] == [26]
    kinds = [m.value.name for m in record.fields["type"] if isinstance(m.value, ChoiceValue)]
    assert kinds == ["transport", "extradite"]
    (_, line) = record.fields["what"]
    assert line.value is None
    assert line.support.note == "points back to “sent 26 prisoners” in sentence 1"


def test_what_was_agreed_is_one_event_with_the_agreement(triggers: Plan, make_article: MakeArticle) -> None:
    article = make_article("The ministry agreed to return 14 citizens to Peru.")
    replies = {
        "agreed": {"who": ["The ministry"]},
        "return": {"whom": ["14 citizens"], "to": ["Peru"]},
    }
    (record,) = records(triggers, article, replies)
    assert record.fields["what"][0].support.written == "agreed to return 14 citizens"
    assert [m.value for m in record.fields["status"] if m.value] == [ChoiceValue(name="planned")]
    kinds = [(m.support.written, m.value) for m in record.fields["type"]]
    assert kinds == [("return", ChoiceValue(name="return")), ("agreed", None)]
    assert "The ministry" in [m.value.name for m in record.fields["who"] if isinstance(m.value, PartyValue)]


def test_a_demand_stays_a_demand_and_counts_what_is_demanded(
    triggers: Plan, make_article: MakeArticle
) -> None:
    article = make_article("The ministry had sought the extradition of these 26 prisoners.")
    replies = {
        "sought": {"who": ["The ministry"], "whom": ["the extradition of these 26 prisoners"]},
        "extradition": {},
    }
    (record,) = records(triggers, article, replies)
    assert [m.value for m in record.fields["type"] if m.value] == [ChoiceValue(name="demand")]
    assert [m.value.value for m in record.fields["count"] if isinstance(m.value, CountValue)] == [26]


def test_an_event_is_dated_by_the_one_it_is_counted_from(triggers: Plan, make_article: MakeArticle) -> None:
    article = make_article(
        "The mayor resigned on Monday.", "The resignation came two days after police arrested Ana Brandt."
    )
    replies = {
        "resigned": {"who": ["The mayor"]},
        "resignation": {},
        "arrested": {"who": ["police"], "whom": ["Ana Brandt"]},
    }
    resigned, arrested = records(triggers, article, replies)
    assert resigned.sentences == (1, 2)
    (when,) = arrested.fields["when"]
    assert isinstance(when.value, TimeValue)
    assert (when.value.start, when.value.end) == (date(2025, 8, 9), date(2025, 8, 9))
    assert (when.support.written, when.support.note) == ("two days after", "counted from “resignation”")


def test_the_records_do_not_depend_on_which_answer_came_first(
    triggers: Plan, make_article: MakeArticle
) -> None:
    article = make_article(SENT, "The transfer was quick.", IN_MAY, "Those transferred were ill.")
    events = [
        ToldEvent({1: SENT_REPLY, 3: IN_MAY_REPLY}.get(each.sentences[0], {}), each.sentences, each.trigger)
        for each in told(triggers, article, {})
    ]
    results = [
        Assembler(triggers, article, ORIGIN).assemble(order) for order in itertools.permutations(events)
    ]
    assert all(result == results[0] for result in results)


def test_an_event_found_in_two_windows_of_a_long_article_is_one(
    news: Schema, make_article: MakeArticle
) -> None:
    plan = load_plan("article", news)
    article = make_article(SENT, "Officials declined to comment.")
    once = {"type": "transport", "what": "sent 26 prisoners to the United States", "who": ["Mexico"]}
    again = {"type": "transport", "what": "sent 26 prisoners", "who": ["Mexico"], "when": "Tuesday"}
    made = Assembler(plan, article, ORIGIN).assemble([ToldEvent(once, (1,)), ToldEvent(again, (1, 2))])
    (record,) = made
    assert isinstance(record, EventRecord)
    assert record.sentences == (1, 2)
    assert [m.support.written for m in record.fields["when"]] == ["Tuesday"]
