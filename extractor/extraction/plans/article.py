"""The plan `article`: everything about an article in one question, for models that can."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from extractor.extraction.passages import passages, shown
from extractor.extraction.plans.base import (
    LONGEST_PASSAGE,
    Answer,
    Ask,
    Asker,
    Plan,
    RawEvent,
    published_iso,
)
from extractor.extraction.replies import CITED, event_questions, events_reply
from extractor.fields.base import Evidence, Question
from extractor.prompts import Prompt, prompt_folder
from extractor.records import Article, Span
from extractor.schemas import Schema

_Piece = tuple[int, Span]
"""A sentence's number, and the sentence or a part of it."""


class ArticlePlan(Plan):
    """One question an article; a long article is cut into windows that overlap."""

    name = "article"
    rounds = 1
    window_characters = 24_000
    """About 6,000 tokens: what models with a small context window still take, with room for the reply."""
    overlap_sentences = 2
    """Sentences shown again at the start of the next window, so that no event is cut in two."""

    def __init__(self, schema: Schema, prompt: str | None = None) -> None:
        """`prompt` is a folder of templates in place of the schema's own.

        Raises:
            PromptError: the templates are missing or wrong.
        """
        super().__init__(schema)
        self.prompt = Prompt(prompt_folder(self.name, schema, prompt), self.name, schema, self.questions)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is asked about one event."""
        return event_questions(self.schema)

    @property
    def fingerprint(self) -> str:
        return self.prompt.fingerprint

    @cached_property
    def reply_type(self) -> type[BaseModel]:
        """The type of every reply."""
        return events_reply(self.questions)

    def opening(self, article: Article) -> Iterator[Ask]:
        return (self._ask(article, window) for window in self.windows(self._pieces(article)))

    def likely_questions(self, article: Article) -> int:
        return sum(1 for _ in self.windows(self._pieces(article)))

    async def events(self, article: Article, asker: Asker) -> list[RawEvent]:
        """Each event with the sentences it cites; numbers that were not shown do not count."""
        answers = await asker.ask_all(list(self.opening(article)))
        return [event for window in answers for answer in window for event in self.events_in(answer)]

    def events_in(self, answer: Answer) -> list[RawEvent]:
        """The events of one reply."""
        events = []
        for number, event in enumerate(answer.reply.model_dump(exclude_none=True, warnings=False)["events"]):
            cited = tuple(sorted({n for n in event.pop(CITED, ()) if n in answer.ask.sentences}))
            if event:
                events.append(RawEvent(event, cited, *self._confidence(answer, f"events.{number}.")))
        return events

    def _confidence(self, answer: Answer, path: str) -> tuple[float | None, dict[str, float]]:
        """The probability of an event, that of the usual token of its headline, and of each judged value."""
        judged = {
            field.name: math.exp(answer.logprobs[path + field.name][0])
            for field in self.schema.fields
            if field.type.evidence is Evidence.JUDGED and path + field.name in answer.logprobs
        }
        field = self.schema.headline_field
        known = answer.logprobs.get(path + field.name) if field else None
        return (math.exp(known[0] / known[1]) if known else None), judged

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
        values: dict[str, Any] = {"sentences": lines, "title": title, "published": published_iso(article)}
        numbers = tuple(dict.fromkeys(number for number, _ in window))
        return Ask(self.prompt.messages(values), self.reply_type, 4096, numbers, values=values)

    def windows(self, pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
        """The pieces of an article, cut into those of each question."""
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


def _length(piece: _Piece) -> int:
    return piece[1].end - piece[1].start
