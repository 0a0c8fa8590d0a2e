"""A run of made-up news with texts, for measuring what reads a whole run: the review pages and the report.

The events are those of `benchmarks/_synthetic_news.py`. Each report is a sentence of an article, between
sentences that report nothing, and every value of its record lies in that sentence. The run has exactly as
many events and articles as are asked for: its records are fused by the event that they are made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks._synthetic_news import Report, reports_by_event
from extractor.fields.base import Context, Written
from extractor.merging.fusing import fuse
from extractor.merging.near_duplicates import near_duplicate_groups
from extractor.records import Article, EventRecord, Grounding, Mention, Sentence, Span, Support
from extractor.schemas import Schema, load_schema
from extractor.store.folder import RunFolder, StoredRun, json_line, write_whole

_SENTENCES = 24
"""Of an article that report nothing; with their words an article has the length that news has."""
_FILLERS = (
    "The mayor of the town said that the weather had been mild for the season and that the shops were open.",
    "Nobody at the ministry wanted to comment on the matter before the end of the week.",
    "Prices at the market have hardly changed since spring, as figures of the chamber show.",
    "“We will look at this in peace and then decide,” said a speaker of the council.",
    "A longer talk with the author of the study is to be printed at the weekend.",
    "The road along the river is closed for works, and buses take the way over the hill.",
)


@dataclass
class _Draft:
    """An article that is being written."""

    name: str
    published: date
    parts: list[tuple[str, str, Report] | str] = field(default_factory=list)
    """A sentence that reports nothing, or the id of a record, its event and what it reports."""


def made_run(events: int, articles: int, seed: int = 0) -> StoredRun:
    """A run of the schema `news_event` with so many events in so many articles."""
    schema, random = load_schema("news_event"), Random(seed)
    drafts = [_draft(number, random) for number in range(articles)]
    records: dict[str, list[EventRecord]] = {}
    number = 0
    for event, reports in enumerate(reports_by_event(events, schema, seed)):
        wanted = min(len(reports), articles)
        around = random.randrange(articles)  # an event is reported in articles of the same days
        for step, report in enumerate(reports[:wanted]):
            draft = drafts[(around + step) % articles]
            place = random.randrange(len(draft.parts) + 1)
            draft.parts.insert(place, (f"r{number:07d}", f"e{event}", report))
            number += 1
    written: dict[str, Article] = {}
    for draft in drafts:
        article, found = _written(draft, schema)
        written[article.id] = article
        for name, record in found:
            records.setdefault(name, []).append(record)
    groups = [(members, {record.article for record in members}) for members in records.values()]
    fused = [fuse(members, schema, near_duplicate_groups(names, {})) for members, names in groups]
    every = sorted((r for found in records.values() for r in found), key=lambda r: (r.article, r.sentences))
    return StoredRun(schema, written, tuple(every), tuple(sorted(fused, key=lambda event: event.id)))


def write_made_run(folder: Path, run: StoredRun) -> Path:
    """Write the run as `extractor run` does; returns the folder."""
    target = RunFolder(folder)
    target.create()
    for path, items in (
        (target.articles, run.articles.values()),
        (target.records, run.records),
        (target.events, run.events),
    ):
        write_whole(path, map(json_line, items))
    for path in (target.relations, target.entities, target.failures):
        write_whole(path, [])
    write_whole(target.run, [json_line({"schema": {"reference": "news_event", "name": run.schema.name}})])
    return folder


def _draft(number: int, random: Random) -> _Draft:
    day = date(2025, 1, 1) + timedelta(days=number // 10)
    return _Draft(f"a{number:05d}", day, [random.choice(_FILLERS) for _ in range(_SENTENCES)])


def _written(draft: _Draft, schema: Schema) -> tuple[Article, list[tuple[str, EventRecord]]]:
    """The article and its records, each with the name of its event."""
    text, sentences, found = "", [], []
    for number, part in enumerate(draft.parts, start=1):
        start = len(text)
        if isinstance(part, str):
            text += part
        else:
            name, event, report = part
            said, spans = _sentence(report, start)
            text += said
            found.append((name, event, number, spans))
        sentences.append(Sentence(number=number, span=Span(start=start, end=len(text))))
        text += "\n\n" if number % 3 == 0 else " "
    article = Article(
        id=draft.name,
        text=text,
        sentences=tuple(sentences),
        title=f"{text.partition('. ')[0][:80]}",
        source=f"Paper {int(draft.name[1:]) % 37}",
        published=draft.published,
        url=f"https://news.example/{draft.name}",
    )
    return article, [
        (event, _record(name, article, number, spans, schema)) for name, event, number, spans in found
    ]


_Spans = list[tuple[str, str | None, Span]]


def _sentence(report: Report, start: int) -> tuple[str, _Spans]:
    """A sentence that says the report, and where each field's words lie in the article."""
    text, spans = "", []

    def say(before: str, name: str, words: str, role: str | None = None) -> None:
        nonlocal text
        if words:
            text += before
            spans.append((name, role, Span(start=start + len(text), end=start + len(text) + len(words))))
            text += words

    say("", "when", report.when)
    say(": " if text else "", "what", report.what)
    say(" with ", "count", report.count)
    say(", by ", "who", report.agent, "agent")
    say(", for ", "who", report.patient, "patient")
    say(", in ", "where", report.where)
    return f"{text}.", spans


def _record(name: str, article: Article, number: int, spans: _Spans, schema: Schema) -> EventRecord:
    fields: dict[str, tuple[Mention, ...]] = {each.name: () for each in schema.fields}
    for said, role, span in spans:
        fields[said] += tuple(_mentions(said, role, span, article, number, schema))
    return EventRecord(
        id=name,
        article=article.id,
        published=article.published,
        source=article.source,
        schema_name=schema.name,
        sentences=(number,),
        fields=fields,
    )


def _mentions(
    name: str, role: str | None, span: Span, article: Article, number: int, schema: Schema
) -> Iterator[Mention]:
    words = span.text_in(article.text)
    value = schema.field(name).type.read(Written(words, role=role), Context(article, (number,), span))
    support = Support(
        article=article.id, sentences=(number,), written=words, span=span, grounding=Grounding.EXACT
    )
    if value is not None:
        yield Mention(value=value, support=support)
