"""How inputs end: every article ends exactly once, with records, without, or failed; progress callbacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractor.backends.attempts import Attempt
from extractor.backends.usage import Usage
from extractor.errors import BatchPending, LimitReached
from extractor.extraction.rejections import Rejection
from extractor.records import Article, EventRecord

if TYPE_CHECKING:
    from extractor.runs.progress import Progress

OUTCOMES = ("records", "no events", "failed")
"""The ways an input can end."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read, or a question about one that got no usable answer."""

    article: str
    sentences: tuple[int, ...]
    """The sentences the question showed; empty when the whole article failed."""
    error: str
    """The class of the error, such as `ReplyTruncated`."""
    message: str
    attempts: int = 0
    """Calls made for the question."""


@dataclass(frozen=True)
class Ended:
    """How one article ended: with records, with none, or with failures; every article ends exactly once."""

    article: Article
    records: tuple[EventRecord, ...]
    rejections: tuple[Rejection, ...]
    failures: tuple[Failure, ...]
    questions: int
    usage: Usage
    seconds: float
    unused: tuple[str, ...] = ()
    """In a replay, what was recorded for the article and not asked."""
    escalated: bool = False
    """Whether a better model was asked too; the records say of which they are."""

    @property
    def outcome(self) -> str:
        """`records`, `no events` or `failed`; what failed in part has failed, and its records stand."""
        if self.failures:
            return "failed"
        return "records" if self.records else "no events"


@dataclass
class Tally:
    """The counts of a run so far; of any run they are few."""

    articles: int = 0
    """Articles that ended, however they did."""
    unreadable: int = 0
    """Inputs that could not be read as an article."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """Inputs by how they ended: `records`, `no events` and `failed`; together all that were read or not."""
    questions: int = 0
    records: int = 0
    rejections: int = 0
    failures: int = 0
    """Articles that could not be read, and questions without a usable answer."""
    not_asked: int = 0
    """Of the failures, questions that were not asked because they might have passed a limit of cost."""
    awaited: int = 0
    """Of the failures, questions that are asked in batches which have not answered yet."""
    unused: int = 0
    """In a replay: recorded answers that nobody asked for."""
    escalated: int = 0
    """Of the articles, those that a better model was asked about too."""
    usage: Usage = field(default_factory=Usage)
    """Tokens of the answers that stand, also of those that the ledger gave."""

    def count(self, ended: Ended) -> None:
        """Add an article."""
        self.articles += 1
        self.outcomes[ended.outcome] += 1
        self.questions += ended.questions
        self.records += len(ended.records)
        self.rejections += len(ended.rejections)
        self.failures += len(ended.failures)
        errors = [failure.error for failure in ended.failures]
        self.not_asked += errors.count(LimitReached.__name__)
        self.awaited += errors.count(BatchPending.__name__)
        self.unused += len(ended.unused)
        self.escalated += ended.escalated
        self.usage += ended.usage

    def count_unreadable(self) -> None:
        """Add an input that is no article."""
        self.unreadable += 1
        self.failures += 1
        self.outcomes["failed"] += 1


class Watcher:
    """Progress callbacks; override those you need."""

    def began(self, progress: Progress) -> None:
        """The run starts; `progress` is kept up to date while it goes on."""

    def warned(self, warning: str) -> None:
        """Something should be known of how the inputs are read."""

    def started(self, article: Article, questions: int) -> None:
        """An article is being asked about, in about so many questions."""

    def attempted(self, attempt: Attempt) -> None:
        """A call has ended, well or not, and its account is in the ledger."""

    def answered(self, article: Article) -> None:
        """A question about an article has its answer."""

    def found(self, article: Article, record: EventRecord) -> None:
        """A record was made from an article."""

    def failed(self, failure: Failure) -> None:
        """An article could not be read, or a question got no usable answer."""

    def ended(self, ended: Ended) -> None:
        """An article is done."""
