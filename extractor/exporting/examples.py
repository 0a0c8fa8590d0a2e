"""Questions about articles with the right answers: examples for prompts, and chats for fine-tuning."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from pydantic import ValidationError

from extractor.exporting.checked import SettledRun
from extractor.extraction.passages import shown as shown_words
from extractor.extraction.plans import ArticlePlan, Ask
from extractor.extraction.replies import CITED
from extractor.fields.base import Evidence, Written
from extractor.records import (
    Article,
    EventRecord,
    Grounding,
    JsonObject,
    Mention,
    MergedEvent,
    Span,
    Support,
    Value,
)
from extractor.schemas import SchemaField


@dataclass(frozen=True, slots=True)
class Example:
    """A question as a plan asks it, and the answer that reviewed events give."""

    ask: Ask
    reply: JsonObject
    kind: str
    """Examples of one kind are alike: how many events there are."""


def examples(plan: ArticlePlan, run: SettledRun) -> Iterator[Example]:
    """An example for each question that the plan asks about the articles, and whose answer is known.

    To ask about the records of a rejected event gives nothing. An article no record of which is decided about
    is left out, as are questions that touch on an event that nobody decided about.
    """
    event_of = {name: one for one in run.events for name in one.event.records}
    by_article: dict[str, list[EventRecord]] = defaultdict(list)
    for record in run.records:
        by_article[record.article].append(record)

    def is_decided(record: EventRecord) -> bool:
        one = event_of.get(record.id)
        return one.decided if one else record.id in run.rejected

    answers = _Answers(run)
    for article in run.articles.values():
        records = by_article[article.id]
        if not any(map(is_decided, records)):
            continue
        for ask in plan.opening(article):
            concerned = [record for record in records if set(record.sentences) & set(ask.sentences)]
            if all(map(is_decided, concerned)):
                reporting = [
                    (record, event_of[record.id].event) for record in concerned if record.id in event_of
                ]
                events = [answers.to(ask, record, event, article, plan) for record, event in reporting]
                example = Example(ask, {"events": events}, str(len(events)))
                if _can_be_said(example):
                    yield example


class _Answers:
    """What a model should have answered."""

    def __init__(self, run: SettledRun) -> None:
        self._schema = run.schema
        mentions = (m for record in run.records for found in record.fields.values() for m in found)
        self._from_model = {mention.support for mention in mentions}

    def to(
        self, ask: Ask, record: EventRecord, event: MergedEvent, article: Article, plan: ArticlePlan
    ) -> JsonObject:
        """The event of a record as the answer to a question."""
        keys = {question.key for question in plan.questions}
        shown = [article.sentence(number).span for number in ask.sentences]
        answer = self._answer(record, event, article, shown)
        cited = sorted(set(record.sentences) & set(ask.sentences))
        return {CITED: cited, **{key: given for key, given in answer.items() if key in keys}}

    def _answer(
        self, record: EventRecord, event: MergedEvent, article: Article, shown: Sequence[Span]
    ) -> JsonObject:
        """What the sentences shown say of the event: the right part of the record, and what was added."""
        answer: JsonObject = {}
        for field in self._schema.fields:
            supports = _supports(event, field.name)
            own = [m for m in record.fields.get(field.name, ()) if m.support in supports]
            added = [
                Mention(value=value, support=support)
                for support, value in supports.items()
                if support not in self._from_model
                and support.article == record.article
                and set(support.sentences) & set(record.sentences)
            ]
            right = [m for m in (*own, *added) if _is_said_in(m.support, shown)]
            said = (_written(m, article, field) for m in right)
            answer |= field.type.reply(field.name, [one for one in said if one is not None])
        return answer


def _can_be_said(example: Example) -> bool:
    """Whether the form of the answer has room for it: a plan may ask for three events and no more."""
    try:
        example.ask.reply_type.model_validate(example.reply)
    except ValidationError:
        return False
    return True


def _supports(event: MergedEvent, field: str) -> dict[Support, Value]:
    """Where articles say a value of the event that stands, or an alternative to one."""
    return {
        support: said.value
        for value in event.fields[field]
        for said in (value, *value.alternatives)
        for support in said.supports
    }


def _written(mention: Mention, article: Article, field: SchemaField) -> Written | None:
    """What the model should have written: the article's words, a headline, or a judgement."""
    if mention.value is None:
        return None
    if field.type.evidence is not Evidence.FOUND:
        return Written(field.type.show(mention.value))
    span = mention.support.span
    if span is None:
        return None
    return Written(shown_words(span.text_in(article.text)), getattr(mention.value, "role", None))


def _is_said_in(support: Support, places: Iterable[Span]) -> bool:
    """Whether its words lie in one of the places, or the sentences as a whole say it, as a judgement."""
    span = support.span
    if span is None:
        return support.grounding is not Grounding.UNSUPPORTED
    return any(place.start <= span.start and span.end <= place.end for place in places)


# Files


def few_shot(found: Iterable[Example], most: int) -> list[JsonObject]:
    """Examples for a prompt folder's `<plan>.examples.jsonl`: short ones, of as many kinds as there are.

    One in four, or one, is of a question whose answer is that there is nothing.
    """
    by_kind: dict[str, list[Example]] = defaultdict(list)
    for example in found:
        by_kind[example.kind].append(example)
    for alike in by_kind.values():
        alike.sort(key=lambda example: (len(_json(example.ask.values)), _json(example.ask.values)))
    empty = [*by_kind.pop("", []), *by_kind.pop("0", [])]
    kinds = sorted(by_kind.values(), key=lambda alike: (-len(alike), alike[0].kind))
    rounds = (example for step in zip_longest(*kinds) for example in step if example is not None)
    chosen = list(islice(rounds, most - min(len(empty), max(1, most // 4))))
    chosen += empty[: most - len(chosen)]
    return [{"input": dict(example.ask.values), "reply": example.reply} for example in chosen]


def chats(found: Iterable[Example]) -> Iterator[JsonObject]:
    """A conversation for each example, in the form that providers take for fine-tuning.

    It is what a run would send, and what the model should have answered.
    """
    for example in found:
        messages = [{"role": m.role, "content": m.content} for m in example.ask.messages]
        yield {"messages": [*messages, {"role": "assistant", "content": _json(example.reply)}]}


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
