"""How records and events are put into words, in a terminal, on a page and in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.fields import Aspect, Purpose
from extractor.presentation.plain import plain
from extractor.records import (
    Article,
    EventRecord,
    Grounding,
    MergedEvent,
    MergedValue,
    Sentence,
    SourcedValue,
    Support,
    Value,
)
from extractor.schemas import Schema, SchemaField

UNSUPPORTED_MARK = "(unsupported)"
"""Stands behind a value that no article says."""

Words = Mapping[str, Sequence[str]]
"""The values of a record or an event in words, by field."""


def words_of_record(record: EventRecord, schema: Schema) -> Words:
    """The values of a record that its article says."""
    return {
        field.name: [
            plain(field.type.show(mention.value))
            for mention in record.fields[field.name]
            if mention.value is not None and mention.support.grounding is not Grounding.UNSUPPORTED
        ]
        for field in schema.fields
    }


def words_of_event(event: MergedEvent, schema: Schema) -> Words:
    """The values that stand in an event; those that an article says come first."""
    return {
        field.name: [
            show_value(field, value)
            for value in sorted(event.fields[field.name], key=lambda value: not is_supported(value))
        ]
        for field in schema.fields
    }


def is_supported(value: MergedValue) -> bool:
    """Whether any article says the value."""
    return any(support.grounding is not Grounding.UNSUPPORTED for support in value.supports)


def is_judged(value: SourcedValue) -> bool:
    """Whether a model judged the value; cited sentences are its evidence, and no words of theirs."""
    return any(support.grounding is Grounding.JUDGED for support in value.supports)


def second_opinions(value: SourcedValue) -> list[str]:
    """Where a rule of ours would judge otherwise than the model: the notes on a judged value, each once."""
    notes = (s.note for s in value.supports if s.grounding is Grounding.JUDGED and s.note)
    return list(dict.fromkeys(map(plain, notes)))


def is_doubted(event: MergedEvent) -> bool:
    """Whether a rule of ours would judge otherwise of a value that stands in the event."""
    return any(second_opinions(value) for values in event.fields.values() for value in values)


def least_certain(event: MergedEvent) -> tuple[float, str] | None:
    """The lowest confidence of the event and its judged values, with the field; none for the event itself."""
    found = [(event.confidence, "")]
    found += [
        (value.confidence, name)
        for name, values in event.fields.items()
        for value in values
        if is_judged(value)
    ]
    known = [(confidence, name) for confidence, name in found if confidence is not None]
    return min(known, key=lambda each: each[0], default=None)


def percent(confidence: float | None) -> str:
    """A confidence as in `87%`, empty where there is none; only what is certain has 0% or 100%."""
    if confidence is None:
        return ""
    return f"{confidence:.0%}" if confidence in {0, 1} else f"{min(max(round(confidence * 100), 1), 99)}%"


def show_value(field: SchemaField, value: MergedValue) -> str:
    """A merged value in a few words, marked when no article says it."""
    shown = plain(field.type.show(value.value))
    return shown if is_supported(value) else f"{shown} {UNSUPPORTED_MARK}"


def cell(words: Words, fields: Sequence[SchemaField]) -> str:
    """All that is said in these fields."""
    return ", ".join(text for field in fields for text in words[field.name])


def headline(words: Words, schema: Schema) -> str:
    """What happened, in words of its own or by its kind; with its status, if it is not plain fact."""
    line = schema.headline_field
    what = (cell(words, [line]) if line else "") or cell(words, kind_fields(schema))
    status = schema.choice(Purpose.STATUS)
    others = [text for text in words[status[0].name] if text != status[1].options[0].name] if status else []
    return f"{what} ({', '.join(others)})" if others else what


def headline_of(event: MergedEvent, schema: Schema, words: Words | None = None) -> str:
    """As `headline`, of an event; of a schema without lines and kinds, what its first record was called."""
    found = headline(words if words is not None else words_of_event(event, schema), schema)
    return found or plain(event.headline)


def kind_fields(schema: Schema) -> list[SchemaField]:
    """The field of the kind of an event, if the schema has one."""
    found = schema.choice(Purpose.KIND)
    return [found[0]] if found else []


def title_of(article: Article, most: int = 90) -> str:
    """The title of an article, or where nobody gives one the first words of its news."""
    title = plain(article.title or "").strip()
    if title:
        return title
    first = next((s for s in (*article.news, *article.sentences)), None)
    text = plain(first.span.text_in(article.text)).strip() if first else ""
    short = text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
    return short or plain(article.id)


_IN_A_LINE = (Aspect.WHEN, Aspect.WHERE, Aspect.HOW_MANY, Aspect.WHO)


def record_line(record: EventRecord, schema: Schema) -> str:
    """A record in one line: where it stands, what happened, and what else is said of when, where and who."""
    words = words_of_record(record, schema)
    what = headline(words, schema)
    others = {name: [text for text in texts if text not in what] for name, texts in words.items()}
    parts = [what, *(cell(others, schema.fields_for(aspect)) for aspect in _IN_A_LINE)]
    sentence = ",".join(map(str, record.sentences)) or "-"
    return plain(f"{record.article[:12]} s{sentence} {' · '.join(part for part in parts if part)}")


def main_parties(event: MergedEvent, schema: Schema, most: int = 3) -> str:
    """The parties that most articles name, each once, in the schema's order; `+2` for two more."""
    values = [(field, value) for field in schema.fields_for(Aspect.WHO) for value in event.fields[field.name]]
    groups: list[list[tuple[SchemaField, MergedValue]]] = []
    for pair in sorted(values, key=lambda pair: _weight([pair])):
        for group in groups:
            if _alike(group[0][1].value, pair[1].value):
                group.append(pair)
                break
        else:
            groups.append([pair])
    heaviest = sorted(groups, key=_weight)
    chosen = [group[0] for group in heaviest[:most]]
    more = f" +{len(groups) - most}" if len(groups) > most else ""
    return "; ".join(show_value(*pair) for pair in values if pair in chosen) + more


def _weight(pairs: Sequence[tuple[SchemaField, MergedValue]]) -> tuple[bool, int]:
    """Sorts what some article says before what none says, and what many say first."""
    articles = {support.article for _, value in pairs for support in value.supports}
    return not any(is_supported(value) for _, value in pairs), -len(articles)


def _alike(a: Value, b: Value) -> bool:
    """Whether two parties read as one in a short list: the same number, or one's words within the other's."""
    kinds, numbers, keys = ([getattr(v, name, None) for v in (a, b)] for name in ("kind", "number", "key"))
    if kinds[0] != kinds[1]:
        return False
    if None not in numbers:
        return numbers[0] == numbers[1]
    first, second = (frozenset(str(key).split()) for key in keys)
    return first <= second or second <= first


def told_by(event: MergedEvent) -> str:
    """How many articles report an event, how many sources that is, and how many models read it if several."""
    told = f"{len(event.articles)} article" + ("" if len(event.articles) == 1 else "s")
    if event.copies:
        told += f", {event.sources} source" + ("" if event.sources == 1 else "s")
    return f"{told}, read by {len(event.models)} models" if len(event.models) > 1 else told


def given_by(value: SourcedValue, event: MergedEvent) -> str:
    """Of an event that several models read: how many give the value, and which if not all; else nothing."""
    if len(event.models) < 2:
        return ""
    count = f"{len(value.models)} of {len(event.models)} models"
    return count if value.models == event.models else plain(f"{count}: {', '.join(value.models) or 'none'}")


def copies_lines(event: MergedEvent) -> Iterator[str]:
    """A line for each text that several articles of an event are near-identical copies of."""
    for group in event.copies:
        yield f"copies of one text, counted as one source: {', '.join(map(plain, group))}"


Weight = tuple[int, int, str, str, str]
"""What events are sorted by."""


def by_weight(events: Sequence[MergedEvent], schema: Schema) -> list[MergedEvent]:
    """Events in the order people want them: most sources first, then most records, then by date."""
    return sorted(events, key=lambda event: weight_of(event, schema))


def weight_of(event: MergedEvent, schema: Schema) -> Weight:
    """Sorts an event as `by_weight` does; no two events of a run have the same."""
    words = words_of_event(event, schema)
    when = cell(words, schema.fields_for(Aspect.WHEN))
    return (-event.sources, -len(event.records), when, headline(words, schema), event.id)


def sentences_at(article: Article, support: Support) -> tuple[Sentence, ...]:
    """The sentence in which a support's words begin; without a place in the text, all that were cited."""
    if support.span is not None and article.sentences:
        start = support.span.start
        return (next((s for s in article.sentences if start < s.span.end), article.sentences[-1]),)
    return tuple(article.sentence(n) for n in support.sentences if 1 <= n <= len(article.sentences))


def sentence_numbers(numbers: Iterable[int]) -> str:
    """Numbers of sentences in a few characters, as in `s1-4, s6`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"s{run[0]}" if len(run) == 1 else f"s{run[0]}-{run[-1]}" for run in runs)
