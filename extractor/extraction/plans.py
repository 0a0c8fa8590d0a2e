"""How an article is asked about: in one question, sentence by sentence, or trigger by trigger.

A big model reads an article whole. A small one loses its way in it, but answers a short question about one
word of one sentence well; the words to ask about come from the schema.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

from pydantic import BaseModel

from extractor.errors import UsageError
from extractor.extraction.passages import passages, shown
from extractor.extraction.replies import CITED, event_questions, event_reply, events_reply
from extractor.extraction.triggers import Trigger, find_triggers, one_per_event, trigger_field
from extractor.fields import Choice, Count, Line, When, Who
from extractor.fields.base import FieldType, Question
from extractor.prompts import Message, Prompt, prompt_folder, serves
from extractor.records import Article, JsonObject, Span
from extractor.schemas import Schema, SchemaField

_Piece = tuple[int, Span]
"""A sentence's number, and the sentence or a part of it."""

LONGEST_PASSAGE = 1_500
"""Characters of a sentence that are shown in one question: five times a long sentence of a newspaper."""


@dataclass(frozen=True, slots=True)
class PlacedTrigger:
    """A trigger at its place in an article."""

    trigger: Trigger
    span: Span
    """Its place in the article's text."""
    passage: Span
    """The sentence around it, or the part of a very long one that is asked about."""
    repeats: tuple[Span, ...] = ()
    """The places in the same passage of other words for the same event."""
    others: tuple[PlacedTrigger, ...] = ()
    """The words for other events in the same passage, without theirs."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about an article, ready for a model."""

    messages: tuple[Message, ...]
    reply_type: type[BaseModel]
    max_tokens: int
    sentences: tuple[int, ...]
    """The numbers of the sentences it shows."""
    trigger: PlacedTrigger | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the user template was filled with: the `input` of an example."""


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event as a model wrote it: nothing found in the article yet, nothing read into it."""

    reply: JsonObject
    sentences: tuple[int, ...]
    """The numbers of the sentences cited for it."""
    trigger: PlacedTrigger | None = None


class Plan(ABC):
    """A way of asking about an article; one instance serves all articles of a run."""

    name: ClassVar[str]

    def __init__(self, schema: Schema, prompt: str | None = None) -> None:
        """`prompt` is a folder of templates in place of the schema's own.

        Raises:
            PromptError: the templates are missing or wrong.
        """
        self.schema = schema
        self.prompt = Prompt(prompt_folder(self.name, schema, prompt), self.name, schema, self.questions)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is asked about one event."""
        return event_questions(self.schema, [f.name for f in self.schema.fields if self.leaves_to_code(f)])

    @staticmethod
    def leaves_to_code(field: SchemaField) -> bool:  # noqa: ARG004 - for plans that override it
        """Whether a field is not asked about, because code reads it from the sentence."""
        return False

    @property
    def fingerprint(self) -> str:
        """Changes when any word a model is sent changes, the articles' own aside."""
        return self.prompt.fingerprint

    @property
    @abstractmethod
    def reply_types(self) -> tuple[type[BaseModel], ...]:
        """The types of the replies to its questions; in every process in the same order."""

    @abstractmethod
    def asks(self, article: Article) -> Iterator[Ask]:
        """The questions about an article, in reading order; none when it has no news."""

    def smaller(self, article: Article, ask: Ask) -> tuple[Ask, ...]:  # noqa: ARG002  # for other plans
        """Questions that ask the same about fewer sentences each; none when it cannot be asked in parts."""
        return ()

    def told(self, ask: Ask, reply: BaseModel) -> list[ToldEvent]:
        """The events in the reply to a question."""
        events = reply.model_dump(exclude_none=True).get("events", [])
        return [ToldEvent(event, ask.sentences) for event in events if event]


class ArticlePlan(Plan):
    """One question an article; a long article is cut into windows that overlap."""

    name = "article"
    window_characters = 24_000
    """About 6,000 tokens: what models with a small context window still take, with room for the reply."""
    overlap_sentences = 2
    """Sentences shown again at the start of the next window, so that no event is cut in two."""

    @cached_property
    def _reply(self) -> type[BaseModel]:
        return events_reply(self.questions, cited=True)

    @property
    def reply_types(self) -> tuple[type[BaseModel], ...]:
        """The one of all windows."""
        return (self._reply,)

    def asks(self, article: Article) -> Iterator[Ask]:
        return (self._ask(article, window) for window in self._windows(self._pieces(article)))

    def smaller(self, article: Article, ask: Ask) -> tuple[Ask, ...]:
        """The question in two halves, of whole sentences."""
        pieces = [piece for piece in self._pieces(article) if piece[0] in ask.sentences]
        half = (len(ask.sentences) + 1) // 2
        halves = (ask.sentences[:half], ask.sentences[half:])
        if not halves[1]:
            return ()
        return tuple(self._ask(article, [p for p in pieces if p[0] in numbers]) for numbers in halves)

    def _pieces(self, article: Article) -> list[_Piece]:
        return [
            (sentence.number, passage)
            for sentence in article.news
            for passage in passages(sentence, article, self.window_characters // 2)
        ]

    def _ask(self, article: Article, window: Sequence[_Piece]) -> Ask:
        lines = [{"number": number, "text": shown(span.text_in(article.text))} for number, span in window]
        title = shown(article.title[:LONGEST_PASSAGE]) if article.title else None
        values = {"sentences": lines, "title": title, "published": _iso(article)}
        numbers = tuple(dict.fromkeys(number for number, _ in window))
        return Ask(self.prompt.messages(values), self._reply, 4096, numbers, values=values)

    def told(self, ask: Ask, reply: BaseModel) -> list[ToldEvent]:
        """Each event with the sentences it cites; numbers that were not shown do not count."""
        told = []
        for event in reply.model_dump(exclude_none=True).get("events", []):
            cited = tuple(sorted({number for number in event.pop(CITED, ()) if number in ask.sentences}))
            if event:
                told.append(ToldEvent(event, cited))
        return told

    def _windows(self, pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
        start = 0
        while start < len(pieces):
            end, size = start, 0
            while end < len(pieces) and (
                end == start or size + _length(pieces[end]) <= self.window_characters
            ):
                size += _length(pieces[end])
                end += 1
            yield pieces[start:end]
            if end == len(pieces):
                return
            start = max(end - self.overlap_sentences, start + 1)


class SentencePlan(Plan):
    """One open question a sentence; a template may show `before`, the sentence before it, as well."""

    name = "sentence"
    most_events = 3

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """As a sentence says it: who, then what and the rest; what must be judged, not copied, comes last.

        A small model that begins with a judgement leaves the parties out.
        """
        ordered = sorted(self.schema.fields, key=lambda field: _order_of_asking(field.type))
        return event_questions(replace(self.schema, fields=tuple(ordered)))

    @cached_property
    def _reply(self) -> type[BaseModel]:
        return events_reply(self.questions, cited=False, most=self.most_events)

    @property
    def reply_types(self) -> tuple[type[BaseModel], ...]:
        """The one of all sentences."""
        return (self._reply,)

    def asks(self, article: Article) -> Iterator[Ask]:
        for number, passage, before in _passages(article):
            values = {"sentence": shown(passage.text_in(article.text)), "before": before}
            yield Ask(self.prompt.messages(values), self._reply, 512, (number,), values=values)


class TriggerPlan(Plan):
    """One short question for each word of a sentence that names an event of the schema.

    What the event is, when, how many and whether it is fact are read from the sentence by code: a small model
    does that badly. Articles in which no trigger is found are asked about sentence by sentence.
    """

    name = "triggers"

    @staticmethod
    def leaves_to_code(field: SchemaField) -> bool:
        """Lines, numbers and times; of choices the kind of the event, and what cue words announce."""
        if isinstance(field.type, Choice):
            named = any(option.verbs or option.nouns for option in field.type.options)
            return named or field.type.has_cues
        return isinstance(field.type, Line | Count | When)

    @cached_property
    def _reply(self) -> type[BaseModel]:
        return event_reply(self.questions)

    @property
    def reply_types(self) -> tuple[type[BaseModel], ...]:
        """Of questions about a trigger, and of those about articles without any."""
        return (self._reply, *self._open.reply_types)

    @cached_property
    def _choice(self) -> Choice:
        field = trigger_field(self.schema)
        if field is None or not isinstance(field.type, Choice):
            raise UsageError(
                f"schema {self.schema.name}: the plan `triggers` needs a Choice whose options list verbs and"
                " nouns; add them, or choose --plan sentence"
            )
        return field.type

    @cached_property
    def _open(self) -> SentencePlan:
        return SentencePlan(self.schema)

    @property
    def fingerprint(self) -> str:
        """As for every plan; the questions about articles without triggers count as well."""
        return hashlib.sha256(f"{self.prompt.fingerprint} {self._open.fingerprint}".encode()).hexdigest()[:16]

    def asks(self, article: Article) -> Iterator[Ask]:
        found = False
        for number, passage, before in _passages(article):
            for placed in placed_triggers(article, passage, self._choice):
                found = True
                values = {
                    "sentence": shown(passage.text_in(article.text)),
                    "trigger": shown(placed.trigger.text),
                    "before": before,
                }
                yield Ask(self.prompt.messages(values), self._reply, 256, (number,), placed, values)
        if not found:
            yield from self._open.asks(article)

    def told(self, ask: Ask, reply: BaseModel) -> list[ToldEvent]:
        """The event that the trigger names."""
        if ask.trigger is None:
            return self._open.told(ask, reply)
        return [ToldEvent(reply.model_dump(exclude_none=True), ask.sentences, ask.trigger)]


def placed_triggers(article: Article, passage: Span, choice: Choice) -> list[PlacedTrigger]:
    """The triggers of a passage that stand for an event each, in order, with the other words beside them."""
    text = passage.text_in(article.text)
    stands_for = one_per_event(find_triggers(text, choice), text)
    alone = {t: PlacedTrigger(t, _span(t, passage.start), passage) for t in stands_for}
    asked = sorted((t for t, stands in stands_for.items() if stands is t), key=lambda t: t.start)
    return [
        replace(
            alone[trigger],
            repeats=tuple(alone[t].span for t, s in stands_for.items() if s is trigger and t is not trigger),
            others=tuple(alone[t] for t, s in stands_for.items() if s is not trigger),
        )
        for trigger in asked
    ]


def _order_of_asking(kind: FieldType[Any]) -> int:
    return 0 if isinstance(kind, Who) else 2 if isinstance(kind, Choice) else 1


def _length(piece: _Piece) -> int:
    return piece[1].end - piece[1].start


def _passages(article: Article) -> Iterator[tuple[int, Span, str]]:
    """What is asked about one at a time: the sentence's number, the passage, and the sentence before it."""
    before = ""
    for sentence in article.news:
        for passage in passages(sentence, article, LONGEST_PASSAGE):
            yield sentence.number, passage, before
        before = shown(article.sentence_text(sentence.number)[-LONGEST_PASSAGE:])


def _span(trigger: Trigger, offset: int) -> Span:
    return Span(start=trigger.start + offset, end=trigger.end + offset)


def _iso(article: Article) -> str | None:
    return article.published.isoformat() if article.published else None


PLANS: dict[str, type[Plan]] = {plan.name: plan for plan in (ArticlePlan, SentencePlan, TriggerPlan)}
"""Every plan by its name."""


def _has_triggers(schema: Schema, prompt: str | None) -> bool:
    if trigger_field(schema) is None or all(TriggerPlan.leaves_to_code(field) for field in schema.fields):
        return False
    return prompt is not None or serves(prompt_folder(TriggerPlan.name, schema), TriggerPlan.name)


def load_plan(name: str, schema: Schema, prompt: str | None = None) -> Plan:
    """The plan with this name.

    `triggers` becomes `sentence` for a schema that lists no verbs or nouns, or leaves nothing to ask.

    Raises:
        UsageError: there is no such plan, or its templates are missing or wrong.
    """
    if name not in PLANS:
        raise UsageError(f"no plan {name!r}: choose one of {', '.join(sorted(PLANS))}")
    if name == TriggerPlan.name and not _has_triggers(schema, prompt):
        name = SentencePlan.name
    return PLANS[name](schema, prompt)
