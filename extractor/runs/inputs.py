"""What a run reads: its inputs, as far as they are to be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.articles import count_inputs, read_articles
from extractor.errors import ArticleError, UsageError
from extractor.records import Article

_MOST_REASONS = 3
"""Of unreadable articles, that a message repeats."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files, folders, globs, or `-` for standard input."""

    names: tuple[str, ...]
    limit: int | None = None
    """The most articles to read, those that cannot be read not counted; `None` for all."""

    def count(self) -> int | None:
        """How many there are; `None` when that cannot be told before they are read."""
        number = count_inputs(self.names)
        return number if number is None or self.limit is None else min(number, self.limit)

    def articles(self) -> Iterator[Article | ArticleError]:
        """The articles, and what cannot be read as one, each read when it is wanted.

        Raises:
            UsageError: there is nothing to read, or none of it can be read.
        """
        articles = self._up_to_the_limit()
        return itertools.chain(_up_to_the_first_readable(articles), articles)

    def _up_to_the_limit(self) -> Iterator[Article | ArticleError]:
        readable = 0
        for item in read_articles(self.names):
            yield item
            readable += isinstance(item, Article)
            if readable == self.limit:
                return


def _up_to_the_first_readable(articles: Iterator[Article | ArticleError]) -> list[Article | ArticleError]:
    """The first article and the errors before it: no model need start for nothing."""
    first: list[Article | ArticleError] = []
    for item in articles:
        first.append(item)
        if isinstance(item, Article):
            return first
    reasons = [str(error) for error in first[:_MOST_REASONS]]
    more = f"; and {len(first) - _MOST_REASONS} more" if len(first) > _MOST_REASONS else ""
    raise UsageError(f"no article can be read: {'; '.join(reasons)}{more}")
