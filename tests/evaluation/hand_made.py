"""Tiny runs and gold, made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from extractor.evaluation.gold import GoldEvent
from extractor.fields import ChoiceValue, CountValue, LineValue, PartyValue, PlaceValue, TimeValue
from extractor.fields.who import PartyKind
from extractor.records import (
    Article,
    EventRecord,
    Grounding,
    Mention,
    MergedEvent,
    MergedValue,
    Sentence,
    Span,
    Support,
    Value,
)
from extractor.runs.folder import StoredRun
from extractor.schemas import load_schema

SCHEMA = load_schema()

A = "Police arrested two men in Lima on Friday. A bridge fell near Cusco. The mayor wept."
B = "Two men were arrested in Lima. Later a bridge fell in Peru."
TEXTS = {"a": A, "b": B}

ARRESTED_A, FELL_A, WEPT_A = "arrested two men", "A bridge fell", "wept"
ARRESTED_B, FELL_B = "Two men were arrested", "a bridge fell"


def article(name: str) -> Article:
    text = TEXTS[name]
    return Article(id=name, text=text, sentences=(Sentence(number=1, span=Span(start=0, end=len(text))),))


def support(name: str, words: str | None) -> Support:
    """What an article says in these words; with `None` it does not say it."""
    start = TEXTS[name].index(words) if words else 0
    return Support(
        article=name,
        sentences=(1,),
        written=words or "invented",
        span=Span(start=start, end=start + len(words)) if words else None,
        grounding=Grounding.EXACT if words else Grounding.UNSUPPORTED,
    )


def record(name: str, words: str, type_: str = "arrest-jail", **others: Mention) -> EventRecord:
    """A record that rests on these words; its id is `article: words`."""
    said = support(name, words)
    given = {
        "type": Mention(value=ChoiceValue(name=type_), support=said),
        "what": Mention(value=LineValue(text=words, words=tuple(words.lower().split())), support=said),
        **others,
    }
    return EventRecord(
        id=f"{name}: {words}",
        article=name,
        published=None,
        source=None,
        schema_name=SCHEMA.name,
        sentences=(1,),
        fields={field.name: (given[field.name],) if field.name in given else () for field in SCHEMA.fields},
    )


def event(members: Sequence[EventRecord], **fields: Value | Sequence[Value] | None) -> MergedEvent:
    """A merged event of these records, with values that the first of them says; `None` is said by nobody."""
    said = support(members[0].article, members[0].fields["what"][0].support.written)
    types = [mention.value for mention in members[0].fields["type"] if mention.value]
    given: Mapping[str, Any] = {"type": types, **fields}

    def values(name: str) -> tuple[MergedValue, ...]:
        found = given.get(name) or ()
        every = [found] if isinstance(found, Value) else found
        return tuple(MergedValue(value=value, supports=(said,)) for value in every)

    return MergedEvent(
        id="event-" + " + ".join(member.id for member in members),
        schema_name=SCHEMA.name,
        fields={field.name: values(field.name) for field in SCHEMA.fields},
        records=tuple(sorted(member.id for member in members)),
        articles=tuple(sorted({member.article for member in members})),
    )


def run(records: Sequence[EventRecord], events: Sequence[MergedEvent]) -> StoredRun:
    articles = {name: article(name) for name in TEXTS}
    return StoredRun(schema=SCHEMA, articles=articles, records=tuple(records), events=tuple(events))


def gold(id_: str, reports: Mapping[str, Sequence[str]], **others: Any) -> GoldEvent:
    plain: dict[str, Any] = {
        "type": "arrest-jail",
        "what": id_,
        "when": None,
        "where": None,
        "who": [],
        "count": None,
        "status": "happened",
    }
    return GoldEvent.model_validate({"id": id_, **plain, "reports": reports, **others})


ARREST = gold("arrest", {"a": [ARRESTED_A], "b": [ARRESTED_B]})
FALL = gold("fall", {"a": [FELL_A], "b": [FELL_B]}, type="disaster")
TEARS = gold("tears", {"a": ["The mayor wept"]}, type="other", optional=True)


def person(name: str, role: str) -> PartyValue:
    return PartyValue(name=name, key=name.lower(), kind=PartyKind.PERSON, role=role)


def count(value: float) -> CountValue:
    return CountValue(value=value)


def place(name: str) -> PlaceValue:
    return PlaceValue(name=name, country=None, key=name.lower())


def time(**parts: Any) -> TimeValue:
    return TimeValue.model_validate({"precision": "day", **parts})
