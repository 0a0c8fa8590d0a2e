"""What a worker and the driver of a run say to each other; all of it can be pickled.

A worker asks the driver for what there is once in a run: the answers, and the limits. Each such request has
a number, under which it is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from extractor.articles import Unread, Warnings
from extractor.backends.profiles import Profile
from extractor.backends.usage import Usage
from extractor.errors import ExtractorError
from extractor.records import Article, as_json
from extractor.runs.endings import Ended
from extractor.store.entries import Entry


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know of a run before its first article; it holds no key."""

    profile: Profile
    schema: str
    prompt: str | None
    record: Path | None = None
    replay: Path | None = None
    allow_live: bool = False


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a worker is, to be compared with the driver."""

    host: str
    pid: int
    versions: Mapping[str, str]
    fingerprint: str
    """Of the prompt, with the words of the schema."""

    def __str__(self) -> str:
        """For people."""
        return f"{self.host}, process {self.pid}"


# To the driver


@dataclass(frozen=True, slots=True)
class Find:
    """What is known of a question? It is the worker's until it says `Release`."""

    number: int
    key: str


@dataclass(frozen=True, slots=True)
class Release:
    """The question of this number has its answer, or none."""

    number: int


@dataclass(frozen=True, slots=True)
class MayStart:
    """A call waits to start, which can use so much; it is in flight until the worker says `CallEnded`."""

    number: int
    most: Usage


@dataclass(frozen=True, slots=True)
class CallEnded:
    """How the call of this number ended."""

    number: int
    is_reported: bool
    """Whether it came so far that something can be said of it."""
    seconds: float = 0.0
    """Since it started."""
    usage: Usage | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """Entries for the ledger: what is said later of a call or a question holds when they are on disk."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Responded:
    """A server asks to wait."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """What was handed out unread is an article."""

    article: str
    line: str
    """In JSON, which is faster than to pickle it."""
    warnings: Warnings


@dataclass(frozen=True, slots=True)
class ArticleUnreadable:
    """What was handed out unread is none: an `ArticleError`, which cannot be pickled."""

    article: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleStarted:
    """An article is being asked about, in about so many questions."""

    article: str
    questions: int


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A question about an article has its answer."""

    article: str


@dataclass(frozen=True, slots=True)
class ArticleEnded:
    """An article is done."""

    article: str
    records: tuple[str, ...]
    """Each in JSON: the classes of a user's own schema cannot be pickled."""
    ended: Ended
    """All else, without the article, which the driver has."""

    @classmethod
    def of(cls, ended: Ended) -> Self:
        """What is said of an end."""
        bare = replace(ended, article=_NOT_SENT, records=())
        return cls(ended.article.id, tuple(map(as_json, ended.records)), bare)


_NOT_SENT = Article(id="", text="", sentences=())


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run cannot go on."""

    error: ExtractorError


FromWorker = (
    Find
    | Release
    | MayStart
    | CallEnded
    | Keep
    | Responded
    | ArticleRead
    | ArticleUnreadable
    | ArticleStarted
    | QuestionAnswered
    | ArticleEnded
    | Stopped
)


# To the worker


@dataclass(frozen=True, slots=True)
class Work:
    """Ask about this article, once it is read."""

    article: Article | Unread


@dataclass(frozen=True, slots=True)
class Granted:
    """The request of this number has this answer."""

    number: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The request of this number raises this error."""

    number: int
    error: ExtractorError


ToWorker = Work | Granted | Refused
