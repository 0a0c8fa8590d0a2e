from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from extractor.fields import ChoiceValue
from extractor.fields.line import LineValue
from extractor.fields.parties.values import PartyKind, PartyValue
from extractor.presentation.views import EventView, by_weight
from extractor.presentation.words import is_supported, percent, sentence_numbers, sentences_at, show_value
from extractor.records import Article, Grounding, MergedEvent, MergedValue, Sentence, Span, Support, Value
from extractor.schemas import load_schema

SCHEMA = load_schema()


def value_of(
    value: Value,
    *articles: str,
    grounding: Grounding = Grounding.EXACT,
    confidence: float | None = None,
    note: str | None = None,
) -> MergedValue:
    span = Span(start=0, end=1) if grounding is Grounding.EXACT else None
    supports = tuple(
        Support(
            article=name,
            sentences=(1,),
            written="x",
            span=span,
            grounding=grounding,
            confidence=confidence,
            note=note,
        )
        for name in articles
    )
    return MergedValue(value=value, supports=supports)


def party(name: str, *articles: str, number: int | None = None, **details: Any) -> MergedValue:
    kind = PartyKind.GROUP if number else PartyKind.PERSON
    grounding = details.pop("grounding", Grounding.EXACT)
    value = PartyValue(name=name, kind=kind, role="agent", number=number, **details)
    return value_of(value, *articles, grounding=grounding)


Fields = Mapping[str, tuple[MergedValue, ...]]


def event(fields: Fields | None = None, name: str = "event-r1", articles: str = "abc") -> MergedEvent:
    return MergedEvent(
        id=name,
        schema_name=SCHEMA.name,
        fields={field.name: (fields or {}).get(field.name, ()) for field in SCHEMA.fields},
        records=tuple(articles),
        articles=tuple(articles),
    )


PARTIES = [
    # the parties of an event, and what a short list shows
    ([party("Ana Brandt", "a"), party("Per Dahl", "a", "b")], "Ana Brandt; Per Dahl"),
    ([party("26 prisoners", "a", number=26), party("26 cartel figures", "b", number=26)], "26 prisoners"),
    ([party("26 prisoners", "a", number=26), party("29 prisoners", "b", number=29)],
     "26 prisoners; 29 prisoners"),
    ([party("Salazar", "a"), party("Roberto Salazar", "a", "b")], "Roberto Salazar"),
    ([party("A One", "a"), party("B Two", "a"), party("C Three", "a"), party("D Four", "a", "b")],
     "A One; B Two; D Four +1"),
    ([party("Atlantis", "a", "b", "c", grounding=Grounding.UNSUPPORTED), party("A One", "a"),
      party("B Two", "a"), party("C Three", "b")], "A One; B Two; C Three +1"),
    ([party("Atlantis", "a", grounding=Grounding.UNSUPPORTED)], "Atlantis (unsupported)"),
    ([], ""),
]  # fmt: skip


@pytest.mark.parametrize(("parties", "shown"), PARTIES, ids=[shown or "none" for _, shown in PARTIES])
def test_a_short_list_of_parties(parties: list[MergedValue], shown: str) -> None:
    assert EventView(event({"who": tuple(parties)}), SCHEMA).parties == shown


def test_words_in_two_articles_weigh_more_than_words_in_one_also_when_written_differently() -> None:
    parties = (
        party("A One", "a"),
        party("B Two", "a"),
        party("C Three", "a"),
        party("26 prisoners", "a", number=26),
        party("26 cartel figures", "b", number=26),
    )
    assert EventView(event({"who": parties}), SCHEMA).parties == "A One; B Two; 26 prisoners +1"


LINE = value_of(LineValue(text="sent 26 prisoners"), "a")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"what": (LINE,)}, "sent 26 prisoners"),
        ({"type": (value_of(ChoiceValue(name="transport"), "a"),)}, "transport"),
        (
            {"what": (LINE,), "status": (value_of(ChoiceValue(name="happened"), "a"),)},
            "sent 26 prisoners",
        ),
        (
            {"what": (LINE,), "status": (value_of(ChoiceValue(name="planned"), "a"),)},
            "sent 26 prisoners (planned)",
        ),
    ],
)
def test_a_headline_says_what_and_whether_it_is_fact(fields: Fields, shown: str) -> None:
    assert EventView(event(fields), SCHEMA).headline == shown


def test_what_most_articles_report_comes_first() -> None:
    events = [event(None, f"event-r{n}", articles) for n, articles in enumerate(("a", "abc", "ab"), start=1)]
    assert [view.event.id for view in by_weight(events, SCHEMA)] == ["event-r2", "event-r3", "event-r1"]


# What is judged


def judged(name: str, confidence: float | None = None, note: str | None = None) -> MergedValue:
    return value_of(ChoiceValue(name=name), "a", grounding=Grounding.JUDGED, confidence=confidence, note=note)


def test_a_judged_value_is_supported_and_is_shown_as_it_is() -> None:
    assert is_supported(judged("attack"))
    assert show_value(SCHEMA.field("type"), judged("attack")) == "attack"
    assert EventView(event({"type": (judged("attack"),)}), SCHEMA).words["type"] == ["attack"]


def test_an_event_is_as_certain_as_the_least_certain_of_itself_and_its_judged_values() -> None:
    fields = {"type": (judged("attack", 0.6),), "status": (judged("happened", 0.9),)}
    certain = event(fields)
    assert EventView(certain, SCHEMA).lowest_confidence == (0.6, "type")
    doubtful = certain.model_copy(update={"confidence": 0.4})
    assert EventView(doubtful, SCHEMA).lowest_confidence == (0.4, "")
    assert EventView(event({"type": (judged("attack"),)}), SCHEMA).lowest_confidence is None


def test_only_a_note_on_a_judged_value_that_stands_makes_an_event_doubted() -> None:
    noted = event({"status": (judged("happened", note="its time is later"),)})
    assert "doubted" in EventView(noted, SCHEMA).flags
    assert "doubted" not in EventView(event({"status": (judged("happened"),)}), SCHEMA).flags
    found = value_of(LINE.value, "a", note="found apart")
    assert "doubted" not in EventView(event({"what": (found,)}), SCHEMA).flags


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [(None, ""), (0.874, "87%"), (0.999, "99%"), (1.0, "100%"), (0.001, "1%"), (0.0, "0%")],
)
def test_only_what_is_certain_is_shown_as_certain(confidence: float | None, shown: str) -> None:
    assert percent(confidence) == shown


@pytest.mark.parametrize(
    ("numbers", "shown"), [((), ""), ((3,), "s3"), ((1, 2, 4), "s1-2, s4"), ((6, 2, 1, 3, 7), "s1-3, s6-7")]
)
def test_numbers_of_sentences_in_few_characters(numbers: tuple[int, ...], shown: str) -> None:
    assert sentence_numbers(numbers) == shown


def test_without_a_place_in_the_text_all_cited_sentences_are_the_evidence() -> None:
    spans = [Span(start=0, end=4), Span(start=5, end=9), Span(start=10, end=16)]
    sentences = tuple(Sentence(number=n, span=span) for n, span in enumerate(spans, start=1))
    article = Article(id="a", text="One. Two. Three.", sentences=sentences)
    support = judged("attack").supports[0].model_copy(update={"sentences": (1, 3, 9)})
    assert [sentence.number for sentence in sentences_at(article, support)] == [1, 3]
    found = support.model_copy(update={"span": Span(start=5, end=8), "grounding": Grounding.EXACT})
    assert [sentence.number for sentence in sentences_at(article, found)] == [2]


@pytest.mark.parametrize(
    ("start", "number"),
    [
        pytest.param(5, 2, id="where the words are"),
        pytest.param(4, 2, id="between two sentences: the next"),
        pytest.param(30, 3, id="behind the last: the last"),
    ],
)
def test_words_belong_to_the_sentence_they_begin_in(start: int, number: int) -> None:
    spans = [Span(start=0, end=4), Span(start=5, end=9), Span(start=11, end=17)]
    sentences = tuple(Sentence(number=n, span=span) for n, span in enumerate(spans, start=1))
    article = Article(id="a", text="One. Two.  Three.", sentences=sentences)
    support = value_of(LINE.value, "a").supports[0]
    found = support.model_copy(update={"span": Span(start=start, end=start + 1)})
    assert [sentence.number for sentence in sentences_at(article, found)] == [number]
