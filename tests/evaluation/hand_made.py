"""Tiny runs and gold, made by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from extractor.evaluation.gold import GoldEvent
from extractor.fields import ChoiceValue, CountValue, LineValue, PartyValue, PlaceValue, TimeValue
from extractor.fields.who import PartyKind
from extractor.records import (
    Alternative,
    Article,
    Conflict,
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
from extractor.schemas import load_schema
from extractor.store.folder import StoredRun

SCHEMA = load_schema()

A = "Police arrested two men in Lima on Friday. A bridge fell near Cusco. The mayor wept."
B = "Two men were arrested in Lima. Later a bridge fell in Peru."
TEXTS = {"a": A, "b": B}

ARRESTED_A, FELL_A, WEPT_A = "arrested two men", "A bridge fell", "wept"
ARRESTED_B, FELL_B = "Two men were arrested", "a bridge fell"


def article(name: str) -> Article:
    text = TEXTS[name]
    found = [Span(start=match.start(), end=match.end()) for match in re.finditer(r"[^. ][^.]*\.", text)]
    return Article(
        id=name,
        text=text,
        sentences=tuple(Sentence(number=n, span=span) for n, span in enumerate(found, start=1)),
    )


def support(name: str, words: str | None) -> Support:
    """What an article says in these words; with `None` it does not say it."""
    start = TEXTS[name].index(words) if words else 0
    return Support(
        article=name,
        sentences=(TEXTS[name].count(". ", 0, start) + 1,),
        written=words or "invented",
        span=Span(start=start, end=start + len(words)) if words else None,
        grounding=Grounding.EXACT if words else Grounding.UNSUPPORTED,
    )


def spread(name: str, sentence: int, words: str) -> Support:
    """Words that an article says in this sentence, but not in one place."""
    return Support(article=name, sentences=(sentence,), written=words, span=None, grounding=Grounding.FUZZY)


def judgement(name: str, option: str, confidence: float | None = None) -> Support:
    """What a model judged of the first sentence of an article."""
    return Support(
        article=name,
        sentences=(1,),
        written=option,
        span=None,
        grounding=Grounding.JUDGED,
        confidence=confidence,
    )


def record(name: str, words: str | Support, type_: str = "arrest-jail", **others: Mention) -> EventRecord:
    """A record whose headline is these words; its id is `article: words`."""
    said = support(name, words) if isinstance(words, str) else words
    given = {
        "type": Mention(value=ChoiceValue(name=type_), support=judgement(name, type_)),
        "what": Mention(value=LineValue(text=said.written), support=said),
        **others,
    }
    return EventRecord(
        id=f"{name}: {said.written}",
        article=name,
        published=None,
        source=None,
        schema_name=SCHEMA.name,
        headline=said.written,
        sentences=said.sentences,
        fields={field.name: (given[field.name],) if field.name in given else () for field in SCHEMA.fields},
    )


def event(
    members: Sequence[EventRecord],
    confidence: float | None = None,
    **fields: Value | MergedValue | Sequence[Value | MergedValue] | None,
) -> MergedEvent:
    """A merged event of these records, with values that the first of them says; `None` is said by nobody."""
    first = members[0].fields["what"][0].support
    lines = [mention for member in members for mention in member.fields["what"]]
    types = [mention.value for mention in members[0].fields["type"] if mention.value]
    given: Mapping[str, Any] = {"type": types, "what": _merged_line(lines), **fields}

    def values(name: str) -> tuple[MergedValue, ...]:
        found = given.get(name) or ()
        every = [found] if isinstance(found, Value | MergedValue) else found
        return tuple(
            one if isinstance(one, MergedValue) else MergedValue(value=one, supports=(first,))
            for one in every
        )

    return MergedEvent(
        id="event-" + " + ".join(member.id for member in members),
        schema_name=SCHEMA.name,
        headline=members[0].headline,
        confidence=confidence,
        fields={field.name: values(field.name) for field in SCHEMA.fields},
        records=tuple(sorted(member.id for member in members)),
        articles=tuple(sorted({member.article for member in members})),
    )


def _merged_line(lines: Sequence[Mention]) -> MergedValue:
    first, *others = (mention for mention in lines if mention.value)
    assert first.value
    return MergedValue(
        value=first.value,
        supports=(first.support,),
        alternatives=tuple(
            Alternative(value=other.value, supports=(other.support,), conflict=Conflict.REFINEMENT)
            for other in others
            if other.value
        ),
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
    return PartyValue(name=name, kind=PartyKind.PERSON, role=role)


def count(value: float) -> CountValue:
    return CountValue(value=value)


def place(name: str) -> PlaceValue:
    return PlaceValue(name=name, country=None)


def time(**parts: Any) -> TimeValue:
    return TimeValue.model_validate({"precision": "day", **parts})
