"""A model that gives prepared replies to a plan's questions, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import Answer, Ask, Asker, Plan, RawEvent
from extractor.extraction.rejections import Rejection
from extractor.records import Article, EventRecord, JsonObject, Origin

ORIGIN = Origin(backend="local", model="m", plan="p", prompt="p")

Answering = Callable[[Ask], JsonObject | None]
"""The reply to a question; `None` where the model gives no usable one."""


class ScriptedAsker(Asker):
    """Answers each question by a function of it, and keeps the questions."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self.asked: list[Ask] = []

    async def ask(self, question: Ask) -> Sequence[Answer]:
        self.asked.append(question)
        reply = self._answering(question)
        return [] if reply is None else [Answer(question, question.reply_type.model_validate(reply))]


def in_turn(*replies: JsonObject | None) -> Answering:
    """The replies in their order, whatever is asked."""
    left = iter(replies)
    return lambda _question: next(left)


def events_of(plan: Plan, article: Article, answering: Answering) -> list[RawEvent]:
    """What a plan makes of an article with these answers."""
    return asyncio.run(plan.events(article, ScriptedAsker(answering)))


def made_of(plan: Plan, article: Article, answering: Answering) -> list[EventRecord | Rejection]:
    """The records and rejections of an article with these answers."""
    return Assembler(plan.schema, article, ORIGIN).assemble(events_of(plan, article, answering))
