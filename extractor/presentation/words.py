"""How values and records are put into words, in a terminal, on a page and in a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractor.fields import Aspect, Purpose
from extractor.presentation.plain import plain
from extractor.records import (
    Article,
    EventRecord,
    Grounding,
    MergedValue,
    Sentence,
    SourcedValue,
    Support,
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


def is_supported(value: SourcedValue) -> bool:
    """Whether any article says the value."""
    return any(support.grounding is not Grounding.UNSUPPORTED for support in value.supports)


def is_judged(value: SourcedValue) -> bool:
    """Whether a model judged the value; cited sentences are its evidence, and no words of theirs."""
    return any(support.grounding is Grounding.JUDGED for support in value.supports)


def second_opinions(value: SourcedValue) -> list[str]:
    """Where a rule of ours would judge otherwise than the model: the notes on a judged value, each once."""
    notes = (s.note for s in value.supports if s.grounding is Grounding.JUDGED and s.note)
    return list(dict.fromkeys(map(plain, notes)))


def percent(confidence: float | None) -> str:
    """A confidence as in `87%`, empty where there is none; only what is certain has 0% or 100%."""
    if confidence is None:
        return ""
    return f"{confidence:.0%}" if confidence in {0, 1} else f"{min(max(round(confidence * 100), 1), 99)}%"


def many(number: int, thing: str) -> str:
    """A number of things, as in `1 article` and `1,200 articles`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


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


def kind_fields(schema: Schema) -> list[SchemaField]:
    """The field of the kind of an event, if the schema has one."""
    found = schema.choice(Purpose.KIND)
    return [found[0]] if found else []


def title_of(article: Article, most: int = 90) -> str:
    """The title of an article, or where nobody gives one the first words of its news."""
    title = plain(article.title or "")
    if title:
        return title
    first = next((s for s in (*article.news, *article.sentences)), None)
    text = plain(first.span.text_in(article.text)) if first else ""
    short = text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
    return short or plain(article.id)


def by_date(article: Article) -> tuple[bool, str, str]:
    """Sorts articles: the first published first, those without a date last."""
    return (article.published is None, str(article.published), article.id)


_IN_A_LINE = (Aspect.WHEN, Aspect.WHERE, Aspect.HOW_MANY, Aspect.WHO)


def record_line(record: EventRecord, schema: Schema) -> str:
    """A record in one line: where it stands, what happened, and what else is said of when, where and who."""
    words = words_of_record(record, schema)
    what = headline(words, schema)
    others = {name: [text for text in texts if text not in what] for name, texts in words.items()}
    parts = [what, *(cell(others, schema.fields_for(aspect)) for aspect in _IN_A_LINE)]
    sentence = ",".join(map(str, record.sentences)) or "-"
    return plain(f"{record.article[:12]} s{sentence} {' · '.join(part for part in parts if part)}")


def sentences_at(article: Article, support: Support) -> tuple[Sentence, ...]:
    """The sentence in which a support's words begin; without a place in the text, all that were cited."""
    if support.span is not None and (found := article.sentence_at(support.span.start)):
        return (found,)
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
