"""A plan for tests whose questions follow from answers: is there an event in a sentence, and if so, which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractor.extraction.plans import ArticlePlan, Ask, Asker, RawEvent
from extractor.extraction.replies import Decision
from extractor.prompts import Message
from extractor.records import Article

IS_NEWS = "Does it report an event? A: yes. B: no."


class Stepwise(ArticlePlan):
    """Of each sentence: is there an event, and if so, which."""

    rounds = None  # type: ignore[assignment]  # as its questions follow from answers

    def opening(self, article: Article) -> Iterator[Ask]:
        for ask in self._by_sentence(article):
            closed = (Message("system", IS_NEWS), ask.messages[-1])
            yield Ask(closed, Decision, 1, ask.sentences, options=("A", "B"))

    async def events(self, article: Article, asker: Asker) -> list[RawEvent]:
        decided = await asker.ask_all(list(self.opening(article)))
        chosen = [
            ask
            for ask, answers in zip(self._by_sentence(article), decided, strict=True)
            for answer in answers
            if isinstance(answer.reply, Decision) and answer.reply.most_likely() == "A"
        ]
        replies = await asker.ask_all(chosen)
        return [
            replace(event, confidence=None)
            for answers in replies
            for answer in answers
            for event in self.events_in(answer)
        ]

    def likely_questions(self, article: Article) -> int:
        return 2 * len(article.news)

    def _by_sentence(self, article: Article) -> list[Ask]:
        return [self._ask(article, [piece]) for piece in self._pieces(article)]
