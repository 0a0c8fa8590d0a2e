"""The work of a run on its articles before and after a model is asked: reading and questions, then records.

    preparer = LocalPreparer(plan, profile, articles)
    while (item := await preparer.next()) is not None:      # an `ArticleError`, or what is `Prepared`
        ...                                                 # ask its questions
        made = await preparer.assemble(item.article, told)

`LocalPreparer` does it where it is called; `preparing_process.ProcessPreparer` has a copy of it do so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from extractor.backends.profiles import Profile
from extractor.errors import ArticleError
from extractor.extraction.plans import Ask, Plan, ToldEvent
from extractor.extraction.rejection import Rejection
from extractor.records import Article, EventRecord, Origin
from extractor.runs.call_keys import CallKeys
from extractor.runs.kept import Kept, KeptArticle


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with all that is asked about it."""

    article: KeptArticle
    asks: tuple[Ask, ...]
    keys: tuple[str, ...]
    """The `CallKeys.key` of each question."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """What came of an article: its records in reading order, and the events that became none."""

    records: tuple[Kept[EventRecord], ...]
    rejections: tuple[Rejection, ...]


class Preparer(Protocol):
    """Reads articles, and turns what was told about them into records."""

    async def next(self) -> Prepared | ArticleError | None:
        """The next input, or the error that says why it cannot be read; `None` after the last."""

    async def assemble(self, article: KeptArticle, told: Sequence[ToldEvent]) -> Assembled:
        """The records of an article that `next` gave, each once, from all that was told about its events."""


class LocalPreparer:
    """Reads and assembles here and now."""

    def __init__(self, plan: Plan, profile: Profile, articles: Iterable[Article | ArticleError]) -> None:
        self._plan = plan
        self._keys = CallKeys(profile)
        self._articles = iter(articles)
        self._origin = Origin(
            backend=profile.name, model=profile.model, plan=plan.name, prompt=plan.fingerprint
        )

    async def next(self) -> Prepared | ArticleError | None:
        """See `Preparer`."""
        return self.prepare()

    async def assemble(self, article: KeptArticle, told: Sequence[ToldEvent]) -> Assembled:
        """See `Preparer`."""
        return self.assembled(article, told)

    def prepare(self) -> Prepared | ArticleError | None:
        """What `next` gives."""
        item = next(self._articles, None)
        if item is None or isinstance(item, ArticleError):
            return item
        asks = tuple(self._plan.asks(item))
        keys = tuple(self._keys.key(ask.messages, ask.reply_type) for ask in asks)
        return Prepared(KeptArticle.of(item), asks, keys)

    def assembled(self, article: KeptArticle, told: Sequence[ToldEvent]) -> Assembled:
        """What `assemble` gives."""
        # Where it is done: a process that only asks need not load it.
        from extractor.extraction.assembly import Assembler

        made = Assembler(self._plan, article.item, self._origin).assemble(told)
        records = {item.id: item for item in made if isinstance(item, EventRecord)}
        rejections = tuple(item for item in made if isinstance(item, Rejection))
        return Assembled(tuple(map(Kept.of, records.values())), rejections)
