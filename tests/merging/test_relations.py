"""Which earlier events an article mentions, and that nothing else moves it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields import ChoiceValue, LineValue, PartyValue, TimeValue
from extractor.fields.parties.values import PartyKind
from extractor.fields.times.values import one_day
from extractor.merging import merge, relate
from extractor.records import (
    Article,
    EventRecord,
    EventRelation,
    Grounding,
    Mention,
    Sentence,
    Span,
    Support,
    Value,
)
from extractor.schemas import Schema, load_schema
from extractor.store.folder import json_line

SCHEMA: Schema = load_schema()
COUNTRIES = {"mexico": "MX", "peru": "PE"}
LATER, EARLIER = date(2025, 8, 12), date(2025, 2, 27)


def article_of(name: str, *sentences: str, language: str | None = None) -> Article:
    """An article of these sentences."""
    cut, start = [], 0
    for number, sentence in enumerate(sentences, start=1):
        cut.append(Sentence(number=number, span=Span(start=start, end=start + len(sentence))))
        start += len(sentence) + 1
    text = " ".join(sentences)
    return Article(id=name, text=text, sentences=tuple(cut), published=LATER, language=language)


def record_of(
    article: str,
    sentence: int,
    day: date | None,
    *,
    kind: str = "extradite",
    agent: str = "mexico",
    whom: str = "juan perez",
    status: str = "happened",
    what: str | None = None,
) -> EventRecord:
    """A record whose values are given; its headline reports a transfer if none is given."""

    def said(value: Value) -> tuple[Mention, ...]:
        support = Support(
            article=article,
            sentences=(sentence,),
            written="words",
            span=None,
            grounding=Grounding.ELSEWHERE,
        )
        return (Mention(value=value, support=support),)

    parties = (
        *said(
            PartyValue(name=agent, kind=PartyKind.GOVERNMENT, role="agent", country=COUNTRIES[agent]),
        ),
        *said(PartyValue(name=whom, kind=PartyKind.PERSON, role="patient")),
    )
    fields: Mapping[str, tuple[Mention, ...]] = {
        "type": said(ChoiceValue(name=kind)),
        "what": said(LineValue(text=f"{agent} transfers {whom}" if what is None else what))
        if what != ""
        else (),
        "who": parties,
        "when": said(one_day(day)) if day else (),
        "status": said(ChoiceValue(name=status)),
    }
    return EventRecord(
        id=f"r{article}{sentence}",
        article=article,
        published=LATER,
        source=None,
        schema_name=SCHEMA.name,
        sentences=(sentence,),
        fields={field.name: fields.get(field.name, ()) for field in SCHEMA.fields},
    )


def related(records: Sequence[EventRecord], *articles: Article) -> list[EventRelation]:
    by_id = {article.id: article for article in articles}
    return relate(merge(records, SCHEMA, by_id), records, SCHEMA, by_id)


def wording(text: str, language: str | None = None) -> str | None:
    """What of a sentence about the later of two transfers is taken as a mention of the earlier one."""
    article = article_of("a", text, "In February, Mexico extradited Juan Perez.", language=language)
    records = [record_of("a", 1, LATER, whom="ana soto"), record_of("a", 2, EARLIER)]
    found = related(records, article)
    return found[0].supports[0].written if found else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is the second such move this year.", "the second such move this year"),
        ("It was the second transfer of its kind this year.", "the second transfer of its kind this year"),
        ("It’s the second time in months that Mexico did so.", "the second time in months"),
        (
            "Mexico sent one, its third extradition in as many years.",
            "its third extradition in as many years",
        ),
        ("Another, the 2nd mass transfer since 2024, followed.", "the 2nd mass transfer since 2024"),
        ("Mexico sent Ana Soto after a similar transfer in winter.", "a similar transfer"),
        ("The second flight was late.", None),
        ("The second transfer took hours.", None),
        ("It is the second transfer this week.", None),
        ("It is the second transfer this month.", None),
        ("It is the second transfer in a month.", None),
        ("It is the second man of its kind this year.", None),
        ("It is the second such protest this year.", None),
        ("It is the first such transfer this year.", None),
        ("The previous day was calm, said Mexico.", None),
        ("It is the second transfer since 2026.", None),
    ],
)
def test_only_words_that_count_or_name_an_earlier_event_of_the_kind_are_a_mention(
    text: str, words: str | None
) -> None:
    assert wording(text) == words


def is_linked(noun: str, kind: str, *headlines: str) -> bool:
    """Whether “the second such …” is a mention where the event has this kind, and these headlines."""
    article = article_of("a", f"Mexico sent Ana Soto, the second such {noun} this year.", "More was told.")
    others = [article_of(f"b{number}", "Ana Soto left.") for number in range(1, len(headlines))]
    later = [
        record_of(each.id, 1, LATER, kind=kind, whom="ana soto", what=what)
        for each, what in zip((article, *others), headlines, strict=True)
    ]
    earlier = record_of("a", 2, EARLIER, kind=kind, what="Mexico sent Juan Perez")
    return related([*later, earlier], article, *others) != []


@pytest.mark.parametrize(
    ("noun", "kind", "headlines", "linked"),
    [
        ("move", "extradite", [""], True),  # names any event
        ("extradition", "extradite", [""], True),  # the kind, in another form
        ("transfer", "transfer-money", [""], True),  # a word of the kind
        ("transfer", "extradite", [""], False),  # the kind is called otherwise
        ("transfer", "extradite", ["Mexico transfers Ana Soto"], True),  # a word of the headline
        ("transfers", "extradite", ["Mexico’s mass transfer of Ana Soto"], True),
        ("handover", "extradite", ["Mexico sends Ana Soto"], False),
        ("handover", "extradite", ["Ana Soto in a mass-handover"], True),
        (
            "handover",
            "extradite",
            ["Mexico sends Ana Soto", "Ana Soto in handover"],
            True,
        ),  # of another source
    ],
)
def test_the_noun_of_a_mention_is_of_the_events_kind_or_its_headline(
    noun: str, kind: str, headlines: list[str], linked: bool
) -> None:
    assert is_linked(noun, kind, *headlines) is linked


@pytest.mark.parametrize(
    ("language", "before", "words"),
    [
        ("es", "Es", "la segunda operación de este tipo este año"),
        ("es", "Es", "la segunda vez en tres años"),
        ("fr", "C’est", "la deuxième opération du genre depuis 2024"),
        ("de", "Es ist", "die zweite derartige Aktion in diesem Jahr"),
        ("it", "È", "la seconda operazione di questo tipo in un anno"),
        ("pt", "É", "a segunda operação deste tipo neste ano"),
        ("nl", "Het is", "de tweede dergelijke actie dit jaar"),
    ],
)
def test_an_earlier_event_is_mentioned_in_the_words_of_a_language(
    language: str, before: str, words: str
) -> None:
    assert wording(f"{before} {words}.", language) == words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Es la segunda vez en dos días."),
        ("de", "Es ist das zweite Mal seit 2026."),
        ("xx", "It is the second such move this year."),
    ],
)
def test_what_lies_outside_the_period_or_is_of_no_known_language_is_no_mention(
    language: str, text: str
) -> None:
    assert wording(text, language) is None


SECOND = "Mexico sent Ana Soto, the second such transfer this year."


def test_the_earlier_event_is_linked_to_the_later_one_with_the_words_as_evidence() -> None:
    article = article_of("a", SECOND, "In February, Mexico extradited Juan Perez.")
    later, earlier = record_of("a", 1, LATER, whom="ana soto"), record_of("a", 2, EARLIER)
    (found,) = related([later, earlier], article)
    assert (found.event, found.other) == (f"event-{later.id}", f"event-{earlier.id}")
    (support,) = found.supports
    assert support.span is not None
    assert support.span.text_in(article.text) == support.written == "the second such transfer this year"


@pytest.mark.parametrize(
    "earlier",
    [
        [],
        [record_of("a", 2, date(2025, 8, 13))],
        [record_of("a", 2, None)],
        [record_of("a", 2, date(2024, 12, 30))],
        [record_of("a", 2, EARLIER, kind="elect")],
        [record_of("a", 2, EARLIER, agent="peru")],
        [record_of("a", 2, EARLIER, status="planned")],
        [record_of("a", 2, EARLIER, status="denied")],
        [record_of("a", 2, EARLIER), record_of("a", 3, date(2025, 5, 1), whom="luis rey")],
        [record_of("b", 2, EARLIER)],
    ],
    ids=[
        "there is none",
        "it is later",
        "it has no time",
        "it lies outside the period",
        "it is of another kind",
        "it shares no party",
        "it was planned",
        "it was denied",
        "two fit where one is counted",
        "another article reports it",
    ],
)
def test_nothing_is_linked_when(earlier: list[EventRecord]) -> None:
    articles = [article_of(name, SECOND, "More was told.", "And more.") for name in "ab"]
    assert related([record_of("a", 1, LATER, whom="ana soto"), *earlier], *articles) == []


def test_a_third_mentions_up_to_two_earlier_ones() -> None:
    article = article_of("a", SECOND.replace("second", "third"), "More was told.", "And more.")
    records = [
        record_of("a", 1, LATER, whom="ana soto"),
        record_of("a", 2, EARLIER),
        record_of("a", 3, date(2025, 5, 1), whom="luis rey"),
    ]
    assert {found.other for found in related(records, article)} == {"event-ra2", "event-ra3"}


# Laws, on the seeds with records taken from sentences at random


@cache
def newsroom() -> tuple[dict[str, Article], tuple[EventRecord, ...]]:
    """Four articles of two transfers each, most of which say that one is the second."""
    days = [LATER, EARLIER, date(2025, 3, 1)]
    articles = {name: article_of(name, SECOND, "More was told.", "And more.") for name in "abcd"}
    records = [
        record_of(name, number, day, whom=whom)
        for name in "abcd"
        for number, (day, whom) in enumerate(
            zip(days, ("ana soto", "juan perez", f"luis {name}"), strict=True), start=1
        )
    ]
    return articles, tuple(records)


some_records = st.lists(st.sampled_from(newsroom()[1]), unique_by=lambda record: record.id)


def printed(records: Sequence[EventRecord]) -> str:
    articles, _ = newsroom()
    return "".join(map(json_line, relate(merge(records, SCHEMA, articles), records, SCHEMA, articles)))


@given(some_records, st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_byte(records: list[EventRecord], chance: random.Random) -> None:
    shuffled = [*records, *records[:3]]
    chance.shuffle(shuffled)
    assert printed(shuffled) == printed(records)


@given(some_records)
def test_unrelated_articles_move_nothing(records: list[EventRecord]) -> None:
    other = article_of("z", "Peru elected Ana Brandt, its second vote this year.", "More was told.")
    vote = record_of("z", 1, LATER, kind="elect", agent="peru", whom="ana brandt")
    articles = {**newsroom()[0], "z": other}
    events = merge([*records, vote], SCHEMA, articles)
    assert "".join(map(json_line, relate(events, [*records, vote], SCHEMA, articles))) == printed(records)


def test_the_laws_above_are_about_something() -> None:
    assert printed([record for record in newsroom()[1] if record.sentences != (3,)]).count("mentions") == 1


def test_times_that_nobody_dated_are_not_certain() -> None:
    undated = record_of("a", 2, EARLIER)
    unresolved = TimeValue.model_validate({"precision": "month", "months": (2,)})
    mention = undated.fields["when"][0].model_copy(update={"value": unresolved})
    record = undated.model_copy(update={"fields": {**undated.fields, "when": (mention,)}})
    article = article_of("a", SECOND, "More was told.")
    assert related([record_of("a", 1, LATER, whom="ana soto"), record], article) == []
