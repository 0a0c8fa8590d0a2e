"""What a plan is: a way of asking about an article, in one question or in several that follow each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel

from extractor.prompts import Message
from extractor.records import Article, JsonObject
from extractor.schemas import Schema

LONGEST_PASSAGE = 1_500
"""Characters of a sentence that are shown in one question: five times a long sentence of a newspaper."""

_TOKENS_A_SENTENCE = 40
"""Of an answer, for each sentence that was shown: a 1.5B model wrote 650 to 850 about 20."""

Logprobs = Mapping[str, tuple[float, int]]
"""Of a value in a reply, by its path as in `events.0.type`: the sum of its tokens' log-probabilities, and how
many tokens it has."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about an article, ready for a model."""

    messages: tuple[Message, ...]
    reply_type: type[BaseModel]
    max_tokens: int
    sentences: tuple[int, ...]
    """The numbers of the sentences it shows."""
    options: tuple[str, ...] = ()
    """Of a closed question: the one-token answers to choose from. Its reply is a `Decision`."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the user template was filled with: the `input` of an example."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question, or to a part of it that was asked apart because it was too long."""

    ask: Ask
    reply: BaseModel
    logprobs: Logprobs = field(default_factory=dict)


class Asker(ABC):
    """Asks a model on behalf of a plan, and keeps the account."""

    @abstractmethod
    async def ask(self, question: Ask) -> Sequence[Answer]:
        """The answers to one question; none where no usable one came, which the asker notes."""

    async def ask_all(self, questions: Sequence[Ask]) -> Sequence[Sequence[Answer]]:
        """The answers to questions that do not depend on each other; some ask them at the same time."""
        return [await self.ask(question) for question in questions]


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as a model wrote it: nothing found in the article yet, nothing read into it."""

    reply: JsonObject
    sentences: tuple[int, ...]
    """The numbers of the sentences cited for it."""
    confidence: float | None = None
    """The probability that the model gave for this being an event; `None` where the backend gives none."""
    confidences: Mapping[str, float] = field(default_factory=dict)
    """The probability of each value that the model judged, by its key in the reply."""


class Plan(ABC):
    """A way of asking about an article; one instance serves all articles of a run."""

    name: ClassVar[str]
    rounds: ClassVar[int | None] = None
    """How many questions follow each other; `None` where that depends on the answers."""
    later_tokens: ClassVar[int] = 40
    """About how many tokens the answer to a question has that depends on other answers."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Changes when any word that a model is sent changes, except those of articles."""

    @abstractmethod
    def opening(self, article: Article) -> Iterator[Ask]:
        """The questions that can be asked before any is answered; none when the article has no news."""

    @abstractmethod
    async def events(self, article: Article, asker: Asker) -> list[RawEvent]:
        """The events of an article, in reading order."""

    def likely_questions(self, article: Article) -> int:
        """About how many questions an article takes; exact where none depends on an answer."""
        return sum(1 for _ in self.opening(article))

    def likely_tokens(self, ask: Ask) -> int:
        """About how many tokens the answer to a question has."""
        return 1 if ask.options else _TOKENS_A_SENTENCE * len(ask.sentences)

    def smaller(self, article: Article, ask: Ask) -> tuple[Ask, ...]:  # noqa: ARG002 - for other plans
        """Questions that ask the same about fewer sentences each; none when it cannot be asked in parts."""
        return ()


def published_iso(article: Article) -> str | None:
    """The day of publication for a template, as in `2025-08-12`."""
    return article.published.isoformat() if article.published else None
