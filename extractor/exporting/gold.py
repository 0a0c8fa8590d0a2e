"""Gold for `extractor evaluate`, from events that people accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extractor.evaluation.gold import GoldEvent
from extractor.exporting.checked import Checked
from extractor.fields import (
    Aspect,
    ChoiceValue,
    CountValue,
    PartyValue,
    PlaceValue,
    Purpose,
    TimeValue,
)
from extractor.fields.times.values import ends
from extractor.presentation.views import EventView
from extractor.presentation.words import is_supported
from extractor.records import Article, EventRecord, JsonObject, MergedEvent, MergedValue, Span, Value
from extractor.schemas import Schema, SchemaField

_WORD_BEFORE = re.compile(r"\S*\s*\Z")
_WORD_AFTER = re.compile(r"\A\s*\S*")


def gold_events(
    settled: Iterable[Checked],
    records: Iterable[EventRecord],
    articles: Mapping[str, Article],
    schema: Schema,
) -> Iterator[GoldEvent]:
    """A gold event for each event; what nobody decided about is optional, neither right nor wrong.

    The words that report an event are those of its records that say what happened. An event none of whose
    articles is given is left out.
    """
    by_id = {record.id: record for record in records}
    for one in settled:
        members = [by_id[name] for name in one.event.records if name in by_id]
        reports = _reports(members, articles, schema)
        if reports:
            yield GoldEvent.model_validate(
                {
                    **_values(one.event, schema, members),
                    "id": one.event.id,
                    "what": EventView(one.event, schema).headline,
                    "reports": reports,
                    "optional": not one.decided,
                }
            )


# Values


def _values(event: MergedEvent, schema: Schema, records: Iterable[EventRecord]) -> dict[str, Any]:
    """The values of each field of the schema, by its name; the headline and the salience apart."""
    values: dict[str, Any] = {}
    salience = schema.choice(Purpose.SALIENCE)
    for field in schema.fields:
        if field.type.aspect is Aspect.WHO:
            values[field.name] = _parties(event, field)
        elif field is not schema.headline_field and (salience is None or field is not salience[0]):
            values[field.name] = _answers(event.fields[field.name], field)
    if salience is not None:
        values["salience"] = _salience(records, salience[0]) or None
    return values


def _answers(values: Sequence[MergedValue], field: SchemaField) -> list[str | float | None]:
    """Every value that stands, the main one first; `None` among them where silence is right too.

    It is where nobody says anything, and where a reviewer accepted what no article says.
    """
    found = [text for value in values if (text := _answer(value.value, field)) is not None]
    silent = not found or not all(is_supported(value) for value in values)
    return [*dict.fromkeys(found), *([None] if silent else [])]


def _answer(value: Value, field: SchemaField) -> str | float | None:
    """The value as a gold file has it; nothing for a time without a date."""
    match value:
        case CountValue():
            return value.value
        case TimeValue():
            return _days(value)
        case PlaceValue():
            return value.name
        case _:
            return field.type.show(value)


def _salience(records: Iterable[EventRecord], field: SchemaField) -> dict[str, str]:
    """For each article, whether it was written for the event; of several records the first option counts."""
    order = [option.name for option in field.type.options]
    found: dict[str, list[str]] = {}
    for record in records:
        for mention in record.fields[field.name]:
            if isinstance(mention.value, ChoiceValue) and mention.value.name in order:
                found.setdefault(record.article, []).append(mention.value.name)
    return {name: min(options, key=order.index) for name, options in sorted(found.items())}


def _days(value: TimeValue) -> str | None:
    """As `2025-08-12`, `2025-08`, `2025`, or two of them parted by `/`; an open end is the calendar's."""
    return "/".join(dict.fromkeys(ends(value.first, value.last))) if value.resolved else None


def _parties(event: MergedEvent, field: SchemaField) -> list[JsonObject]:
    found = []
    for value in event.fields[field.name]:
        party = value.value
        if isinstance(party, PartyValue):
            names = list(dict.fromkeys((field.type.show(party), party.full or party.name, party.name)))
            found.append({"name": names, "role": party.role, "optional": not is_supported(value)})
    return found


# Words


def _reports(
    records: Sequence[EventRecord], articles: Mapping[str, Article], schema: Schema
) -> dict[str, tuple[str, ...]]:
    """For each article, the words of its records, each with as many as make it differ from other places."""
    found: dict[str, dict[str, None]] = {}
    for record in sorted(records, key=lambda record: (record.article, record.sentences, record.id)):
        article = articles.get(record.article)
        if article is not None:
            fragments = (_fragment(article, span) for span in _evidence(record, article, schema))
            found.setdefault(article.id, {}).update(dict.fromkeys(f for f in fragments if f.strip()))
    return {name: tuple(fragments) for name, fragments in found.items() if fragments}


def _evidence(record: EventRecord, article: Article, schema: Schema) -> list[Span]:
    """The spans that say what happened, else all spans, else the sentences: what `evaluate` looks at."""
    every = [mention for mentions in record.fields.values() for mention in mentions]
    line = schema.headline_field
    lines = [mention for mention in record.fields[line.name] if mention.value is not None] if line else []
    for mentions in (lines, every):
        spans = [m.support.span for m in mentions if m.support.span is not None]
        if spans:
            return list(dict.fromkeys(spans))
    return [article.sentence(n).span for n in record.sentences if 1 <= n <= len(article.sentences)]


def _fragment(article: Article, span: Span) -> str:
    """The words, with as many around them, within their sentence, as make them stand once in the article."""
    text = article.text
    start, end = span.start, span.end
    found = article.sentence_at(start)
    sentence = found.span if found else span
    last = max(sentence.end, span.end)
    while text.count(text[start:end]) > 1 and (start > sentence.start or end < sentence.end):
        start -= len(_WORD_BEFORE.findall(text[sentence.start : start])[0])
        end += len(_WORD_AFTER.findall(text[end:last])[0])
    return text[start:end]
