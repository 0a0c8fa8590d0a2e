"""Runs put together by hand and written as a run writes them, without a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from extractor.extraction.assembly import Assembler
from extractor.extraction.plans.base import RawEvent
from extractor.fields import ChoiceValue, CountValue, LineValue, PartyValue, PlaceValue, TimeValue
from extractor.fields.parties.values import PartyKind
from extractor.fields.times.values import Precision
from extractor.merging import find_entities, merge, relate
from extractor.records import (
    Alternative,
    Article,
    Conflict,
    EventRecord,
    Grounding,
    JsonObject,
    Mention,
    MergedEvent,
    MergedValue,
    Origin,
    Sentence,
    Span,
    Support,
    Value,
)
from extractor.schemas import Schema, load_schema
from extractor.store.folder import RunFolder, StoredRun, json_line, write_whole
from tests.kit.articles import article_of


def write_run(folder: Path, run: StoredRun, schema: str = "news_event") -> Path:
    """Write a run's derived files, as `extractor run` does; returns the folder."""
    target = RunFolder(folder)
    target.create()
    write_whole(target.articles, map(json_line, run.articles.values()))
    write_whole(target.records, map(json_line, run.records))
    write_whole(target.events, map(json_line, run.events))
    write_whole(target.relations, map(json_line, run.relations))
    write_whole(target.entities, map(json_line, find_entities(run.events, run.records, run.schema)))
    write_whole(target.failures, [])
    description = {"schema": {"reference": schema, "name": run.schema.name}, "totals": {}}
    write_whole(target.run, [json.dumps(description)])
    return folder


HARBOUR = (
    "A crane fell on the ferry Aurora in Port Alder on Monday and killed two workers.",
    "Four passengers were hurt, the harbour office said, and the ferry sank in strong wind.",
    "Port Alder will install a new crane on March 20.",
    "In 2019 a crane at the same quay injured a dock worker.",
)
"""The sentences of an invented article, published on 2026-03-03, a Tuesday."""

GAZETTE = (
    "Two workers died when a crane fell on a ferry in Port Alder on Monday.",
    "The mayor spoke of a dark day for the town.",
)
"""Those of another, published on the same day."""


def judged_run(*, with_confidences: bool = True) -> StoredRun:
    """A run whose records are assembled from invented replies, as a plan hands them over.

    The first event has two articles, a headline whose words are spread over two sentences, and everything
    that is judged. The second is said to have happened before its time, so that a note speaks against it. The
    third names a party that no article does, and nobody knows how sure the model was.
    """
    schema = load_schema()
    harbour, gazette = invented_article("harbour", HARBOUR), invented_article("gazette", GAZETTE)
    crane = {
        "type": "disaster",
        "what": "Crane in strong wind fell on the ferry Aurora and killed two workers",
        "whom": [{"name": "two workers", "kind": "group"}],
        "killed": "two workers",
        "injured": "Four passengers",
        "when": "Monday",
        "where": "Port Alder",
        "status": "happened",
        "salience": "main",
    }
    plan = {
        "type": "policy",
        "what": "Port Alder will install a new crane",
        "who": [{"name": "Port Alder", "kind": "government"}],
        "when": "March 20",
        "status": "happened",
        "salience": "background",
    }
    former = {
        "type": "injure",
        "what": "a crane at the same quay injured a dock worker",
        "who": [{"name": "the Blue Line", "kind": "organisation"}],
        "whom": [{"name": "a dock worker", "kind": "person"}],
        "when": "2019",
        "status": "happened",
        "salience": "background",
    }
    again = {
        "type": "disaster",
        "what": "Two workers died when a crane fell on a ferry",
        "whom": [{"name": "Two workers", "kind": "group"}],
        "killed": "Two workers",
        "when": "Monday",
        "where": "Port Alder",
        "status": "happened",
        "salience": "main",
    }
    sure = {"type": 0.91, "status": 0.99, "salience": 0.97}
    unsure = {"type": 0.48, "status": 0.55, "salience": 0.8}
    replies = {
        harbour: [
            RawEvent(crane, (1, 2), 0.96, sure),
            RawEvent(plan, (3,), 0.62, unsure),
            RawEvent(former, (4,)),
        ],
        gazette: [RawEvent(again, (1,), 0.93, sure)],
    }
    records = []
    for article, events in replies.items():
        if not with_confidences:
            events = [RawEvent(event.reply, event.sentences) for event in events]  # noqa: PLW2901
        for found in Assembler(schema, article, Origin(**_ORIGIN)).assemble(events):
            assert isinstance(found, EventRecord)
            records.append(found)
    articles = {article.id: article for article in replies}
    return StoredRun(schema, articles, tuple(records), tuple(merge(records, schema, articles)))


def story_run() -> StoredRun:
    """A run whose one article tells of an attack and of the trial that follows it."""
    schema = load_schema()
    article = invented_article(
        "trial",
        ("Karl Brenner shot Ines Falk on May 2, 2024.", "The trial of Karl Brenner began on May 10, 2024."),
    )
    attack = {
        "type": "attack",
        "what": "Karl Brenner shot Ines Falk",
        "who": ["Karl Brenner"],
        "when": "May 2, 2024",
    }
    trial = {
        "type": "trial-hearing",
        "what": "The trial of Karl Brenner began",
        "whom": ["Karl Brenner"],
        "when": "May 10, 2024",
    }
    raw = [RawEvent(attack, (1,)), RawEvent(trial, (2,))]
    found = Assembler(schema, article, Origin(**_ORIGIN)).assemble(raw)
    records = [record for record in found if isinstance(record, EventRecord)]
    articles = {article.id: article}
    events = merge(records, schema, articles)
    relations = tuple(relate(events, records, schema, articles))
    return StoredRun(schema, articles, tuple(records), tuple(events), relations)


def run_of(said: Mapping[str, tuple[str, JsonObject]]) -> StoredRun:
    """A run over articles of one sentence, by name, with what a model replied of each."""
    schema = load_schema()
    articles = {name: invented_article(name, (sentence,)) for name, (sentence, _) in said.items()}
    records = []
    for name, (sentence, reply) in said.items():
        parties: JsonObject = {
            key: [{"name": each, "kind": "person"} for each in reply[key]]
            for key in ("who", "whom")
            if key in reply
        }
        event = RawEvent({"type": "arrest-jail", "what": sentence, **reply, **parties}, (1,))
        (record,) = Assembler(schema, articles[name], Origin(**_ORIGIN)).assemble([event])
        assert isinstance(record, EventRecord)
        records.append(record)
    return StoredRun(schema, articles, tuple(records), tuple(merge(records, schema, articles)))


_ORIGIN = {"backend": "local", "model": "small", "plan": "article", "prompt": "0123456789abcdef"}


def invented_article(name: str, sentences: tuple[str, ...]) -> Article:
    """An article of 2026-03-03 made of these sentences."""
    source = f"The {name.title()}"
    return article_of(name, *sentences, published=date(2026, 3, 3), source=source, sha256=name)


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</template><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<!--<script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<img src=x onerror=alert(1)>",
    "<img src=http://example.invalid/pixel.gif>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" autofocus onfocus="alert(1)" x="',
    "' onmouseover='alert(1)' autofocus onfocus='alert(1)' x='",
    "` onmouseover=alert(1) `",
    " onfocus=alert(1) autofocus tabindex=1 ",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/></svg>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=http://example.invalid/x></object>",
    "<embed src=http://example.invalid/x>",
    "<link rel=stylesheet href=http://example.invalid/x.css>",
    "<style>@import 'http://example.invalid/x.css'; *{background:url(http://example.invalid/y)}</style>",
    "<base href=http://example.invalid/>",
    "<meta http-equiv=refresh content='0;url=http://example.invalid/'>",
    "<form action=http://example.invalid/><input name=q autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//example.invalid/x",
    "../../../../etc/passwd",
    "{{ 7*7 }} {% for x in [1] %}{{ x }}{% endfor %}",
    "${alert(1)} #{alert(1)} <%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "\u202e\u2066<script>alert(1)</script>\u2069\u200f",
    "\x00<script>\x08alert(1)\x1b[31m</script>\x7f",
    "\ud800<script>alert(1)</script>\udfff",
    "\u2028<script>alert(1)</script>\u2029\x85\r\n",
    "＜script＞alert(1)＜/script＞ ʼonload=alert(1)",
    '=HYPERLINK("http://example.invalid/";"x")',
    "+cmd|' /C calc'!A0 -1+1 @SUM(1+1)",
    '\t=1+1;=WEBSERVICE("http://example.invalid/")',
    "x" * 400 + "<script>alert(1)</script>",
    "<b>" * 1_000 + "<script>alert(1)</script>",
)
"""Strings that have run scripts, loaded pages or become formulas where somebody forgot to escape them."""


def hostile_run(schema: Schema | None = None) -> StoredRun:
    """A run in which every text of an article, a record and an event is hostile: an event and article each.

    Ids are hostile too. Neighbouring events share an article, so that marks cross.
    """
    schema = schema or load_schema()
    articles = [_article(number, text) for number, text in enumerate(HOSTILE)]
    events, records = [], []
    for number, text in enumerate(HOSTILE):
        reported_in = (articles[number], articles[(number + 1) % len(articles)])
        events.append(_event(number, text, reported_in, schema))
        records.append(_record(number, text, reported_in[0], schema))
    return StoredRun(
        schema=schema,
        articles={article.id: article for article in articles},
        records=tuple(records),
        events=tuple(events),
    )


def _article(number: int, text: str) -> Article:
    whole = f"{text} was said by {text}. {text} replied."
    middle = whole.index(". ", len(text)) + 2
    return Article(
        id=f"article {number} {text}",
        text=whole,
        sentences=(
            Sentence(number=1, span=Span(start=0, end=middle), boilerplate=None),
            Sentence(number=2, span=Span(start=middle, end=len(whole)), boilerplate=text),
        ),
        title=text,
        url=text,
        source=text,
        path=text,
        sha256=text,
    )


def values_saying(text: str) -> dict[str, Value]:
    """A value of each field of `news_event` with this text wherever it takes one."""
    return {
        "type": ChoiceValue(name=text),
        "what": LineValue(text=text),
        "who": PartyValue(
            name=text,
            kind=PartyKind.PERSON,
            role=text,
            full=text,
            title=text,
            aliases=(text,),
            country=text,
        ),
        "killed": CountValue(value=2, unit=text),
        "injured": CountValue(value=4, unit=text),
        "count": CountValue(value=7, unit=text),
        "when": TimeValue(precision=Precision.DAY, phrase=text),
        "where": PlaceValue(name=text, country=text),
        "status": ChoiceValue(name=text),
        "salience": ChoiceValue(name=text),
    }


def _support(article: Article, text: str, start: int, grounding: Grounding = Grounding.EXACT) -> Support:
    found = grounding not in {Grounding.UNSUPPORTED, Grounding.JUDGED}
    return Support(
        article=article.id,
        sentences=(1,),
        written=text,
        span=Span(start=start, end=start + len(text)) if found else None,
        grounding=grounding,
        note=text,
        confidence=0.5 if grounding is Grounding.JUDGED else None,
    )


def _grounding(value: Value) -> Grounding:
    return Grounding.JUDGED if isinstance(value, ChoiceValue) else Grounding.EXACT


def _event(number: int, text: str, reported_in: tuple[Article, Article], schema: Schema) -> MergedEvent:
    first, second = reported_in
    fields: dict[str, tuple[MergedValue, ...]] = {field.name: () for field in schema.fields}
    for place, (name, value) in enumerate(values_saying(text).items()):
        supports = (
            _support(first, text, place, _grounding(value)),  # each a character later, so that marks cross
            _support(second, text, 0, _grounding(value)),
            _support(second, text, 0, Grounding.UNSUPPORTED),
        )
        others = tuple(
            Alternative(value=value, supports=supports[:1], conflict=conflict) for conflict in Conflict
        )
        fields[name] = (MergedValue(value=value, supports=supports, alternatives=others),)
    return MergedEvent(
        id=f"event-{number} {text}",
        schema_name=schema.name,
        headline=text,
        confidence=0.5,
        fields=fields,
        records=(f"record {number} {text}",),
        articles=tuple(sorted(article.id for article in reported_in)),
    )


def _record(number: int, text: str, article: Article, schema: Schema) -> EventRecord:
    mentions = {
        name: (Mention(value=value, support=_support(article, text, 0, _grounding(value))),)
        for name, value in values_saying(text).items()
    }
    return EventRecord(
        id=f"record {number} {text}",
        article=article.id,
        published=None,
        source=text,
        schema_name=schema.name,
        headline=text,
        sentences=(1,),
        fields={field.name: mentions.get(field.name, ()) for field in schema.fields},
    )
