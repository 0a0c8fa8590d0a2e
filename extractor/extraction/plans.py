"""How an article is asked about: in one question, sentence by sentence, or trigger by trigger.

A big model reads an article whole. A small one loses its way in it, but answers a short question about one
word of one sentence well; the words to ask about come from the schema.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from pydantic import BaseModel

from extractor.errors import UsageError
from extractor.extraction.replies import CITED, event_questions, event_reply, events_reply
from extractor.extraction.triggers import Trigger, find_triggers, one_per_event, trigger_field
from extractor.fields import Choice, Count, Line, When
from extractor.fields.base import Question
from extractor.prompts import Message, Prompt, prompt_folder
from extractor.records import Article, JsonObject, Sentence, Span
from extractor.schemas import Schema


@dataclass(frozen=True, slots=True)
class PlacedTrigger:
    """A trigger at its place in an article."""

    trigger: Trigger
    span: Span
    """Its place in the article's text."""
    repeats: tuple[Span, ...] = ()
    """The places in the same sentence of other words for the same event."""
    others: tuple[Span, ...] = ()
    """The places in the same sentence of words for other events."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about an article, ready for a model."""

    messages: tuple[Message, ...]
    reply_type: type[BaseModel]
    max_tokens: int
    sentences: tuple[int, ...]
    """The numbers of the sentences it shows."""
    trigger: PlacedTrigger | None = None


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
    leaves_out: ClassVar[tuple[type[Any], ...]] = ()
    """Field types that are not asked about, because code reads them from the sentence."""

    def __init__(self, schema: Schema, prompt: str | None = None) -> None:
        """`prompt` is a folder of templates in place of the schema's own.

        Raises:
            PromptError: the templates are missing or wrong.
        """
        self.schema = schema
        self._reference = prompt
        self.prompt = Prompt(prompt_folder(self.name, schema, prompt), self.name, schema, self.questions)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is asked about one event."""
        left_out = [f.name for f in self.schema.fields if isinstance(f.type, self.leaves_out)]
        return event_questions(self.schema, left_out)

    @property
    def fingerprint(self) -> str:
        """Changes when any word a model is sent changes, the articles' own aside."""
        return self.prompt.fingerprint

    @abstractmethod
    def asks(self, article: Article) -> Iterator[Ask]:
        """The questions about an article, in reading order; none when it has no news."""

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

    def asks(self, article: Article) -> Iterator[Ask]:
        for window in self._windows(article.news):
            lines = [{"number": s.number, "text": article.sentence_text(s.number)} for s in window]
            values = {"sentences": lines, "title": article.title, "published": _iso(article)}
            numbers = tuple(s.number for s in window)
            yield Ask(self.prompt.messages(values), self._reply, 4096, numbers)

    def told(self, ask: Ask, reply: BaseModel) -> list[ToldEvent]:
        """Each event with the sentences it cites; numbers that were not shown do not count."""
        events = reply.model_dump(exclude_none=True).get("events", [])
        return [
            ToldEvent(
                {key: value for key, value in event.items() if key != CITED},
                tuple(sorted({n for n in event.get(CITED, ()) if n in ask.sentences})),
            )
            for event in events
        ]

    def _windows(self, news: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
        start = 0
        while start < len(news):
            end, size = start, 0
            while end < len(news) and (end == start or size < self.window_characters):
                size += news[end].span.end - news[end].span.start
                end += 1
            yield news[start:end]
            if end == len(news):
                return
            start = max(end - self.overlap_sentences, start + 1)


class SentencePlan(Plan):
    """One open question a sentence, with the sentence before it for its pronouns."""

    name = "sentence"
    most_events = 3

    @cached_property
    def _reply(self) -> type[BaseModel]:
        return events_reply(self.questions, cited=False, most=self.most_events)

    def asks(self, article: Article) -> Iterator[Ask]:
        for sentence in article.news:
            values = {"sentence": article.sentence_text(sentence.number)}
            yield Ask(self.prompt.messages(values), self._reply, 512, (sentence.number,))


class TriggerPlan(Plan):
    """One short question for each word of a sentence that names an event of the schema.

    What the event is, when, how many and whether it is fact are read from the sentence by code: a small model
    does that badly. Articles in which no trigger is found are asked about sentence by sentence.
    """

    name = "triggers"
    leaves_out = (Choice, Line, Count, When)

    @cached_property
    def _reply(self) -> type[BaseModel]:
        return event_reply(self.questions)

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

    def asks(self, article: Article) -> Iterator[Ask]:
        found = False
        for sentence in article.news:
            text = article.sentence_text(sentence.number)
            for placed in self._placed(text, sentence.span.start):
                found = True
                values = {"sentence": text, "trigger": placed.trigger.text}
                yield Ask(self.prompt.messages(values), self._reply, 256, (sentence.number,), placed)
        if not found:
            yield from self._open.asks(article)

    def told(self, ask: Ask, reply: BaseModel) -> list[ToldEvent]:
        """The event that the trigger names."""
        if ask.trigger is None:
            return self._open.told(ask, reply)
        return [ToldEvent(reply.model_dump(exclude_none=True), ask.sentences, ask.trigger)]

    def _placed(self, text: str, offset: int) -> list[PlacedTrigger]:
        stands_for = one_per_event(find_triggers(text, self._choice))
        asked = sorted((t for t, stands in stands_for.items() if stands is t), key=lambda t: t.start)
        return [
            PlacedTrigger(
                trigger,
                _span(trigger, offset),
                tuple(_span(t, offset) for t, s in stands_for.items() if s is trigger and t is not trigger),
                tuple(_span(t, offset) for t, s in stands_for.items() if s is not trigger),
            )
            for trigger in asked
        ]


def _span(trigger: Trigger, offset: int) -> Span:
    return Span(start=trigger.start + offset, end=trigger.end + offset)


def _iso(article: Article) -> str | None:
    return article.published.isoformat() if article.published else None


PLANS: dict[str, type[Plan]] = {plan.name: plan for plan in (ArticlePlan, SentencePlan, TriggerPlan)}
"""Every plan by its name."""


def load_plan(name: str, schema: Schema, prompt: str | None = None) -> Plan:
    """The plan with this name; `triggers` becomes `sentence` for a schema that lists no verbs or nouns.

    Raises:
        UsageError: there is no such plan, or its templates are missing or wrong.
    """
    if name not in PLANS:
        raise UsageError(f"no plan {name!r}: choose one of {', '.join(sorted(PLANS))}")
    if name == TriggerPlan.name and trigger_field(schema) is None:
        name = SentencePlan.name
    return PLANS[name](schema, prompt)
