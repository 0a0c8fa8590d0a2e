"""Reads articles whose events people have annotated, and makes event records of them.

One JSON object a line: `doc_id`, `text`, and `events` with `id`, `cluster` (gold), `trigger`, `type`,
`participants`, `time`, `location`. Two shapes are recognised by what they hold:

- *roles*: participants with `role` and `name`, one time and place each, an `evidence` sentence (X-AMR);
- *sentences*: participants, times and places are those said in the event's sentence, `sents[sent]` (ECB+).

`cluster`, and any `topic`, are never part of a record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel

from benchmarks._events_fields import (
    Counts,
    CountsValue,
    Kind,
    KindValue,
    Names,
    Story,
    StoryValue,
    WordSet,
    WordsValue,
    content_stems,
    counts_of,
    dice,
    kind_of,
    names_and_numbers,
)
from extractor.fields import PartyValue, PlaceValue, Role, TimeValue, When, Where, Who
from extractor.fields.base import Context, FieldType, Written
from extractor.merging.clustering import cluster
from extractor.records import (
    Article,
    EventRecord,
    Grounding,
    JsonObject,
    Mention,
    Sentence,
    Span,
    Support,
    Value,
)
from extractor.schemas import Schema, Weights, schema_of

STORY_PERCENT = 19
"""Names and numbers, in per cent, that articles of one story share on average."""


class RoleEvent(BaseModel):
    """An event with its roles, as in X-AMR."""

    kind: Annotated[KindValue | None, Kind()] = None
    agent: Annotated[list[PartyValue], Who((Role("agent", "who", "who did it"),))] = []
    patient: Annotated[list[PartyValue], Who((Role("patient", "whom", "whom it was done to"),))] = []
    when: Annotated[TimeValue | None, When()] = None
    where: Annotated[PlaceValue | None, Where()] = None
    sentence: Annotated[WordsValue | None, WordSet(same=40, similar=20)] = None
    story: Annotated[StoryValue | None, Story()] = None

    weights: ClassVar[Weights] = {
        "kind": {"same type": 30, "same word": 36, "same family": 27, "sayings": 20, "different": -25},
        "agent": {
            "same person": 18,
            "like group": 8,
            "same organisation": 8,
            "same in another role": 2,
            "same government": 20,
            "only described": -12,
            "nothing shared": -30,
            "described apart": -30,
            "different parties": -40,
        },
        "patient": {
            "same patient": 24,
            "like group": 14,
            "same organisation": 14,
            "same in another role": 3,
            "like description": 0,
            "same government": 6,
            "nothing shared": -8,
            "described apart": -8,
            "different parties": -25,
        },
        "when": {
            "same": 8,
            "same_period": 6,
            "contains": 6,
            "near": 6,
            "compatible": 3,
            "different": -5,
        },
        "where": {
            "same site": 12,
            "same": 10,
            "same area": 6,
            "alike": 5,
            "contains": 4,
            "other address": -5,
            "different": -5,
        },
        "sentence": {"same": 6, "similar": 0},
        "story": {"same": 10, "close": -10, "distant": -15, "other": -20},
    }
    threshold: ClassVar[int] = 55


class SentenceEvent(BaseModel):
    """An event with all that its sentence says, as in ECB+."""

    kind: Annotated[KindValue | None, Kind()] = None
    participants: Annotated[WordsValue | None, WordSet(same=50, similar=20)] = None
    names: Annotated[WordsValue | None, Names()] = None
    when: Annotated[WordsValue | None, WordSet(same=80, similar=40)] = None
    where: Annotated[WordsValue | None, WordSet(same=60, similar=30)] = None
    sentence: Annotated[WordsValue | None, WordSet(same=40, similar=20)] = None
    counts: Annotated[CountsValue | None, Counts()] = None
    story: Annotated[StoryValue | None, Story()] = None

    weights: ClassVar[Weights] = {
        "kind": {"same word": 30, "same family": 15, "sayings": -10, "different": -25},
        "participants": {"same": 12, "similar": 5, "different": -6},
        "names": {"equal": 8, "part": 4, "mixed": -10, "different": -25},
        "when": {"same": 6, "similar": 3, "different": -4},
        "where": {"same": 6, "similar": 3, "different": -3},
        "sentence": {"same": 10, "similar": 5, "different": -3},
        "counts": {"contradict": -30},
        "story": {"same": 14, "close": -15, "distant": -25, "other": -25},
    }
    threshold: ClassVar[int] = 32


@dataclass(frozen=True)
class AnnotatedArticles:
    """Annotated articles as event records, and their gold."""

    schema: Schema
    records: tuple[EventRecord, ...]
    gold: Mapping[str, str]
    """The gold cluster of each record, by record id."""


def read_annotated(paths: Sequence[Path], split: str | None = None) -> AnnotatedArticles:
    """The records of one or more files of one shape.

    Of several files the articles are dealt out in turn, so that each article comes from one of them: the case
    of several writers. `split` keeps the articles that say so of themselves.

    Raises:
        ValueError: a file is empty or of another shape than the first.
    """
    documents = _dealt_out([_read(path, split) for path in paths])
    has_roles = {_has_roles(document) for document in documents if document["events"]}
    if len(has_roles) != 1:
        raise ValueError(f"{paths[0]}: no events, or events of two shapes; see benchmarks/_events_format.py")
    record = _record_with_roles if has_roles == {True} else _record_with_sentence
    schema = schema_of(RoleEvent if has_roles == {True} else SentenceEvent)
    stories = _stories(documents)
    records, gold = [], {}
    for document in documents:
        article = _article(document)
        for event in document["events"]:
            made = record(event, article, stories[article.id], schema)
            records.append(made)
            gold[made.id] = str(event["cluster"])
    return AnnotatedArticles(schema, tuple(records), gold)


def _read(path: Path, split: str | None) -> list[JsonObject]:
    with path.open(encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines if line.strip()]
    return [document for document in documents if split is None or document.get("split") == split]


def _dealt_out(files: Sequence[Sequence[JsonObject]]) -> list[JsonObject]:
    """Each article once: the first from the first file, the second from the second, and so on around."""
    by_id = [{document["doc_id"]: document for document in documents} for documents in files]
    names = sorted({name for documents in by_id for name in documents})
    chosen = []
    for number, name in enumerate(names):
        order = [by_id[(number + turn) % len(by_id)] for turn in range(len(by_id))]
        chosen.append(next(documents[name] for documents in order if name in documents))
    return chosen


def _has_roles(document: JsonObject) -> bool:
    return "sent" not in document["events"][0]


def _article(document: JsonObject) -> Article:
    """The article, one sentence a line."""
    sentences, start = [], 0
    for number, line in enumerate(document["text"].split("\n"), 1):
        sentences.append(Sentence(number=number, span=Span(start=start, end=start + len(line))))
        start += len(line) + 1
    return Article(id=document["doc_id"], text=document["text"], sentences=tuple(sentences))


def _stories(documents: Sequence[JsonObject]) -> dict[str, StoryValue]:
    """For each article its story: articles that share names and numbers, by average linkage."""
    names = {document["doc_id"]: names_and_numbers(document["text"]) for document in documents}
    order = sorted(names)
    sets = [set(names[name]) for name in order]
    share = {(i, j): dice(sets[i], sets[j]) for j in range(len(sets)) for i in range(j)}
    links = {pair: share[pair] for pair in sorted(share) if share[pair] >= STORY_PERCENT}
    groups = cluster(
        links,
        lambda a, b: sum(share[min(i, j), max(i, j)] for i in a for j in b),
        STORY_PERCENT,
        linkage_percent=100,
    )
    linked = {i for members in groups for i in members}
    groups = sorted([*groups, *([i] for i in range(len(order)) if i not in linked)])
    return {
        order[i]: StoryValue(story=number, names=names[order[i]])
        for number, members in enumerate(groups)
        for i in members
    }


# Records


def _record_with_roles(event: JsonObject, article: Article, story: StoryValue, schema: Schema) -> EventRecord:
    evidence = event.get("evidence") or ""
    sentences = tuple(
        s.number for s in article.sentences if evidence and evidence in s.span.text_in(article.text)
    )
    context = Context(article, sentences)
    roleset = str(event.get("type") or "")
    lemma = roleset.partition(".")[0].replace("_", " ")
    people = {
        field: [p["name"] for p in event["participants"] if p["role"] == role]
        for field, role in (("agent", "arg0"), ("patient", "arg1"))
    }
    texts = (event["trigger"], event.get("lemma") or "", lemma)
    kind = kind_of(roleset if "." in roleset else None, texts, (article.id, sentences))
    values: dict[str, Iterable[Value | None]] = {
        "kind": [kind],
        **{field: _values(schema.field(field).type, people[field], context) for field in people},
        "when": _values(schema.field("when").type, [event.get("time")], context),
        "where": _values(schema.field("where").type, [event.get("location")], context),
        "sentence": [_words([evidence], besides=kind.stems)],
        "story": [story],
    }
    return _record(event, article, sentences, values, schema)


def _record_with_sentence(
    event: JsonObject, article: Article, story: StoryValue, schema: Schema
) -> EventRecord:
    sentence = article.sentence_text(event["sent"] + 1)
    people = [p["text"] for p in event["participants"]]
    kind = kind_of(None, (event["trigger"],), (article.id, (event["sent"] + 1,)))
    values: dict[str, Iterable[Value | None]] = {
        "kind": [kind],
        "participants": [_words(people)],
        "names": [_words(token for text in people for token in text.split() if token[:1].isupper())],
        "when": [_words(t["text"] for t in event["time"])],
        "where": [_words(t["text"] for t in event["location"])],
        "sentence": [_words([sentence], besides=kind.stems)],
        "counts": [counts_of(sentence)],
        "story": [story],
    }
    return _record(event, article, (event["sent"] + 1,), values, schema)


def _values(field_type: FieldType[Any], texts: Iterable[str | None], context: Context) -> list[Value | None]:
    role = field_type.roles[0].name if isinstance(field_type, Who) else None
    return [field_type.read(Written(text, role), context) for text in texts if text]


def _words(texts: Iterable[str], besides: Sequence[str] = ()) -> WordsValue | None:
    stems = tuple(stem for stem in content_stems(" ".join(texts)) if stem not in besides)
    return WordsValue(stems=stems) if stems else None


def _record(
    event: JsonObject,
    article: Article,
    sentences: tuple[int, ...],
    values: Mapping[str, Iterable[Value | None]],
    schema: Schema,
) -> EventRecord:
    place = article.sentence(sentences[0]).span if sentences else Span(start=0, end=len(article.text))
    support = Support(
        article=article.id,
        sentences=sentences,
        written=event["trigger"],
        span=place,
        grounding=Grounding.EXACT,  # what people annotated is taken for said
    )
    return EventRecord(
        id=f"{article.id}/{event['id']}",
        article=article.id,
        published=None,
        source=None,
        schema_name=schema.name,
        sentences=sentences,
        fields={
            field.name: tuple(
                Mention(value=value, support=support) for value in values[field.name] if value is not None
            )
            for field in schema.fields
        },
    )
