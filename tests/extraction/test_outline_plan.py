"""The plan `outline`: what it asks, in which order, and what it makes of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from extractor.extraction.plans import Ask, OutlinePlan, RawEvent
from extractor.extraction.replies import Decision
from extractor.records import Article, EventRecord, JsonObject
from extractor.schemas import Schema
from tests.kit.scripted import ScriptedAsker, made_of
from tests.merging.small_schema import SCHEMA as SMALL

from .conftest import MakeArticle

SENTENCES = (
    "Police in Lyon arrested 40 protesters on Monday.",
    "Officers closed three streets.",
    "A court in Paris stopped an earlier plan for the port in 2019.",
    "The mayor likes the port.",
)
MAIN: JsonObject = {
    "what": "Police in Lyon arrested 40 protesters",
    "who": ["Police in Lyon"],
    "whom": ["40 protesters"],
    "when": "on Monday",
    "where": "Lyon",
    "count": "40 protesters",
}
COURT: JsonObject = {
    "what": "A court in Paris stopped an earlier plan for the port",
    "who": ["A court in Paris"],
    "whom": [],
    "when": "in 2019",
    "where": "",
}
RELATIONS: dict[str, tuple[float, float, float]] = {
    "Police": (0.9, 0.06, 0.04),
    "Officers": (0.7, 0.1, 0.2),
    "A court": (0.05, 0.85, 0.1),
    "The mayor": (0.1, 0.2, 0.7),
}
"""By how a sentence begins: the probabilities of same, other and none."""


class Model:
    """Answers as a model would that reads the sentences above; entries by the sentence they are asked for."""

    def __init__(self, entries: Mapping[int | None, JsonObject | None]) -> None:
        self.entries = entries

    def __call__(self, ask: Ask) -> JsonObject | None:
        question = ask.messages[-1].content
        if ask.reply_type is Decision and set(ask.options) == {"same", "other", "none"}:
            sentence = question.splitlines()[-1]
            found = next(odds for start, odds in RELATIONS.items() if sentence.startswith(start))
            return {"probabilities": dict(zip(("same", "other", "none"), found, strict=True))}
        if ask.reply_type is Decision:
            rest = 0.2 / (len(ask.options) - 1)
            return {"probabilities": dict.fromkeys(ask.options, rest) | {ask.options[0]: 0.8}}
        if "type" in ask.reply_type.model_fields:
            return {"type": "arrest-jail" if "arrested" in question else "policy"}
        number = int(question.split("[")[-1].split("]")[0]) if "other event that" in question else None
        return self.entries[number]


@pytest.fixture(scope="module")
def plan(news: Schema) -> OutlinePlan:
    return OutlinePlan(news)


def asked(
    plan: OutlinePlan, article: Article, entries: Mapping[int | None, JsonObject | None]
) -> tuple[list[RawEvent], list[Ask]]:
    asker = ScriptedAsker(Model(entries))
    return asyncio.run(plan.events(article, asker)), asker.asked


def test_the_main_event_comes_first_and_then_those_that_sentences_tell_of(
    plan: OutlinePlan, make_article: MakeArticle
) -> None:
    main, court = asked(plan, make_article(*SENTENCES), {None: MAIN, 3: COURT})[0]
    assert main.reply == {
        **MAIN,
        "who": [{"name": "Police in Lyon", "kind": "person"}],
        "whom": [{"name": "40 protesters", "kind": "person"}],
        "type": "arrest-jail",
        "salience": "main",
    }
    assert main.sentences == (1, 2)  # what says more of it is its evidence
    assert court.reply["salience"] == "background"
    assert court.sentences == (3,)
    assert "where" not in court.reply  # what the model had to leave empty is not said


def test_a_word_for_nothing_is_no_value(plan: OutlinePlan, make_article: MakeArticle) -> None:
    entry = {**MAIN, "whom": ["None", "40 protesters"], "where": "none", "count": "N/A"}
    (main, *_), questions = asked(plan, make_article(*SENTENCES), {None: entry, 3: None})
    assert [party["name"] for party in main.reply["whom"]] == ["40 protesters"]
    assert not {"where", "count"} & main.reply.keys()
    assert "None" not in [ask.values.get("name") for ask in questions]


def test_each_event_has_its_probability(plan: OutlinePlan, make_article: MakeArticle) -> None:
    main, court = asked(plan, make_article(*SENTENCES), {None: MAIN, 3: COURT})[0]
    assert main.confidence == pytest.approx(0.96)
    assert court.confidence == pytest.approx(0.85)


UNSURE = [
    ({"when": "in 2019", "where": "Paris"}, True),
    ({"when": "in 2019", "where": ""}, True),
    ({"when": "", "where": "Paris"}, True),
    ({"when": "on Monday", "where": "Lyon"}, False),
    ({"when": "", "where": ""}, False),
    ({"when": "in 2031", "where": ""}, False),
]


@pytest.mark.parametrize(("said", "is_kept"), UNSURE)
def test_where_the_model_is_unsure_another_event_needs_a_time_or_a_place_of_its_own(
    plan: OutlinePlan,
    make_article: MakeArticle,
    monkeypatch: pytest.MonkeyPatch,
    said: JsonObject,
    is_kept: bool,
) -> None:
    monkeypatch.setitem(RELATIONS, "A court", (0.2, 0.4, 0.4))
    events, _ = asked(plan, make_article(*SENTENCES), {None: MAIN, 3: {**COURT, **said}})
    assert (len(events) == 2) == is_kept


NO_EVENTS = [
    {"what": "Mars attacked Venus with lasers", "who": [], "whom": [], "when": "", "where": ""},
    {**MAIN, "what": "Police arrested 40 protesters in Lyon"},
    {"what": "", "who": [], "whom": [], "when": "", "where": ""},
    None,
]


@pytest.mark.parametrize("entry", NO_EVENTS)
def test_an_entry_that_is_not_from_the_article_or_repeats_another_is_left_out(
    plan: OutlinePlan, make_article: MakeArticle, entry: JsonObject | None
) -> None:
    events, _ = asked(plan, make_article(*SENTENCES), {None: MAIN, 3: entry})
    assert [event.reply["what"] for event in events] == [MAIN["what"]]


@pytest.mark.parametrize("sentences", [(), SENTENCES])
def test_without_news_or_an_answer_there_are_no_events(
    plan: OutlinePlan, make_article: MakeArticle, sentences: tuple[str, ...]
) -> None:
    events, questions = asked(plan, make_article(*sentences), {None: None})
    assert (events, len(questions)) == ([], len(sentences[:1]))


def test_questions_of_one_kind_follow_each_other(plan: OutlinePlan, make_article: MakeArticle) -> None:
    _, questions = asked(plan, make_article(*SENTENCES), {None: MAIN, 3: COURT})
    beginnings = [ask.messages[0].content for ask in questions]
    changes = [a for a, b in zip(beginnings, [*beginnings[1:], ""], strict=True) if a != b]
    # the main entry, the sentences, the other entries, types, parties
    assert len(changes) == 5


def test_a_party_is_asked_about_once_an_article(plan: OutlinePlan, make_article: MakeArticle) -> None:
    again = {**COURT, "who": ["Police in Lyon"]}
    _, questions = asked(plan, make_article(*SENTENCES), {None: MAIN, 3: again})
    names = [ask.values["name"] for ask in questions if "name" in ask.values]
    assert names == ["Police in Lyon", "40 protesters"]


def test_every_question_fits_into_a_small_context(plan: OutlinePlan, make_article: MakeArticle) -> None:
    article = make_article(
        *(f"{SENTENCES[0][:-1]}, for the {n}th time in so many years." for n in range(400))
    )
    _, questions = asked(plan, article, {None: MAIN})
    longest = max(sum(len(message.content) for message in ask.messages) for ask in questions)
    assert longest < 3.3 * 4_000  # bytes a token, as measured, and tokens


def test_records_are_made_as_of_any_plan(news: Schema, plan: OutlinePlan, make_article: MakeArticle) -> None:
    made = made_of(plan, make_article(*SENTENCES), Model({None: MAIN, 3: COURT}))
    shown = [
        {f.name: [f.type.show(m.value) for m in r.fields[f.name] if m.value] for f in news.fields}
        for r in made
        if isinstance(r, EventRecord)
    ]
    assert [(each["when"], each["where"], each["count"]) for each in shown] == [
        (["2025-08-11"], ["Lyon"], ["40 protesters"]),
        (["2019"], [], []),
    ]


def test_a_schema_without_examples_is_asked_with_the_generic_templates(make_article: MakeArticle) -> None:
    plan = OutlinePlan(SMALL)
    (ask,) = plan.opening(make_article("It rained."))
    assert SMALL.guideline in ask.messages[0].content
    assert len(ask.messages) == 2
