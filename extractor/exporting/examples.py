"""Questions about articles with the right answers: examples for prompts, and chats for fine-tuning."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from pydantic import ValidationError

from extractor.exporting.settled import SettledEvent
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
from extractor.schemas import Schema, SchemaField


@dataclass(frozen=True, slots=True)
class Example:
    """A question as a plan asks it, and the answer that reviewed events give."""

    ask: Ask
    reply: JsonObject
    kind: str
    """Examples of one kind are alike: how many events there are."""


def examples(
    plan: ArticlePlan,
    settled: Iterable[SettledEvent],
    records: Iterable[EventRecord],
    articles: Iterable[Article],
    rejected: frozenset[str] = frozenset(),
) -> Iterator[Example]:
    """An example for each question that the plan asks about these articles, and whose answer is known.

    `rejected` has the ids of records of which somebody said that they report no event: to ask about them
    gives nothing. An article no record of which is decided about is left out, as are questions that touch on
    an event that nobody decided about.
    """
    known = _Known(plan.schema, settled, records, rejected)
    for article in articles:
        if known.touches(article):
            for ask in plan.opening(article):
                found = known.example(ask, article, plan)
                if found is not None and _can_be_said(found):
                    yield found


@dataclass(frozen=True, slots=True)
class _Told:
    """A record with what is right of it, or of which nobody knows whether it is."""

    record: EventRecord
    event: MergedEvent | None
    """`None` for a record that reports no event."""
    decided: bool


class _Known:
    """What is known of each article's records."""

    def __init__(
        self,
        schema: Schema,
        settled: Iterable[SettledEvent],
        records: Iterable[EventRecord],
        rejected: frozenset[str],
    ) -> None:
        self._schema = schema
        records = tuple(records)
        self._from_model = {
            mention.support
            for record in records
            for mentions in record.fields.values()
            for mention in mentions
        }
        event_of = {name: one for one in settled for name in one.event.records}
        self._told: dict[str, list[_Told]] = defaultdict(list)
        for record in records:
            one = event_of.get(record.id)
            if one is not None:
                self._told[record.article].append(_Told(record, one.event, one.decided))
            else:
                self._told[record.article].append(_Told(record, None, record.id in rejected))

    def touches(self, article: Article) -> bool:
        return any(told.decided for told in self._told[article.id])

    def example(self, ask: Ask, article: Article, plan: ArticlePlan) -> Example | None:
        """The question with its answer; `None` when the answer is not known, or cannot be put into words."""
        concerned = [told for told in self._told[article.id] if self._concerns(told.record, ask)]
        if not all(told.decided for told in concerned):
            return None
        keys = {question.key for question in plan.questions}
        shown = [article.sentence(number).span for number in ask.sentences]
        events = [
            {
                key: given
                for key, given in self._answer(told.record, told.event, article, shown).items()
                if key in keys
            }
            for told in concerned
            if told.event is not None
        ]
        numbers = [sorted(set(t.record.sentences) & set(ask.sentences)) for t in concerned if t.event]
        events = [{CITED: cited, **event} for cited, event in zip(numbers, events, strict=True)]
        return Example(ask, {"events": events}, str(len(events)))

    def _concerns(self, record: EventRecord, ask: Ask) -> bool:
        """Whether the record answers the question: by its sentences."""
        return bool(set(record.sentences) & set(ask.sentences))

    def _answer(
        self, told: EventRecord, event: MergedEvent, article: Article, shown: Sequence[Span]
    ) -> JsonObject:
        """What the sentences shown say of the event: the right part of the record, and what was added."""
        answer: JsonObject = {}
        for field in self._schema.fields:
            supports = _supports(event, field.name)
            own = [m for m in told.fields.get(field.name, ()) if m.support in supports]
            added = [
                Mention(value=value, support=support)
                for support, value in supports.items()
                if support not in self._from_model and _is_of(support, told)
            ]
            right = [m for m in (*own, *added) if _is_placeless(m) or _lies_in(m.support.span, shown)]
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
    """Where articles say a value of the event that stands, or one beside it."""
    return {
        support: said.value
        for value in event.fields[field]
        for said in (value, *value.alternatives)
        for support in said.supports
    }


def _is_of(support: Support, record: EventRecord) -> bool:
    return support.article == record.article and bool(set(support.sentences) & set(record.sentences))


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


def _is_placeless(mention: Mention) -> bool:
    """Whether the cited sentences as a whole say it: a judgement, or a headline in words of theirs."""
    return mention.support.span is None and mention.support.grounding is not Grounding.UNSUPPORTED


def _lies_in(span: Span | None, places: Iterable[Span]) -> bool:
    return span is not None and any(place.start <= span.start and span.end <= place.end for place in places)


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
