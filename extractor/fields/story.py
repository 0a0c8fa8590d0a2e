"""What a whole article is about, by the names and numbers in it: evidence for records that say little.

No model writes it and nobody reads it. Every schema has it besides its fields: see `Schema.compared`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import ClassVar

from extractor.fields.base import Comparison, Context, FieldType, Written
from extractor.records import Article, EventRecord, Value
from extractor.text.fold import words

SAME_EVENT = "same main event"
SAME_STORY = "same story"
NEAR_STORY = "near story"
ONE_ARTICLE = "one article"
OTHER_STORY = "other story"

_SAME, _NEAR = 20, 15
"""Shares of common names, in per cent of both articles' (Dice), from which stories are the same or near."""
_FEWEST = 4
"""Common names below which nothing is said: two short notices may share a weekday and a town."""
_MOST_NAMES = 80
"""Names and pairs of names that are kept of an article, the most frequent."""
_KEYS, _SHOWN = 16, 6
"""How many of them are blocking keys, and how many are shown."""


class StoryValue(Value):
    """The names and numbers of an article."""

    article: str
    names: tuple[str, ...]
    """The most frequent first."""
    is_main: bool
    """Whether the article was written for the event."""


class Story(FieldType[StoryValue]):
    """Whether two articles are about one story. It speaks for a match and never against one."""

    value_type = StoryValue
    points: ClassVar[Mapping[str, int]] = {
        SAME_EVENT: 18,
        SAME_STORY: 12,
        NEAR_STORY: 6,
        ONE_ARTICLE: 0,
        OTHER_STORY: 0,
    }
    levels = tuple(points)

    def __init__(self, main: tuple[str, str] | None = None) -> None:
        """`main`: the field and the option that say that an article was written for an event."""
        self.main = main

    def read(self, written: Written, context: Context) -> StoryValue | None:  # noqa: ARG002 - see `implied`
        """Nothing: no model writes it."""
        return None

    def implied(self, record: EventRecord) -> tuple[StoryValue, ...]:
        """The story of the record's article."""
        if not record.story:
            return ()
        field, option = self.main or ("", "")
        is_main = any(getattr(m.value, "name", None) == option for m in record.fields.get(field, ()))
        return (StoryValue(article=record.article, names=record.story, is_main=is_main),)

    def relate(self, a: StoryValue, b: StoryValue) -> str:
        if a.article == b.article:
            return ONE_ARTICLE
        share = _share(a.names, b.names)
        if share < _SAME:
            return NEAR_STORY if share >= _NEAR else OTHER_STORY
        return SAME_EVENT if a.is_main and b.is_main else SAME_STORY

    def compare(self, a: Sequence[StoryValue], b: Sequence[StoryValue]) -> Comparison:
        """With the share of names in common."""
        found = super().compare(a, b)
        if not a or not b or found.level == ONE_ARTICLE:
            return found
        return Comparison(found.level, f"{_share(a[0].names, b[0].names)} % of their names in common")

    def level(self, a: Sequence[StoryValue], b: Sequence[StoryValue]) -> str:
        return self.relate(a[0], b[0])

    def keys(self, value: StoryValue) -> Iterable[str]:
        """Some names, chosen alike in every article: of two that share a fifth, a few are the same."""
        return _chosen(value.names)

    def show(self, value: StoryValue) -> str:
        """The most frequent names."""
        return ", ".join(value.names[:_SHOWN])


@lru_cache(maxsize=4096)
def _chosen(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: blake2b(name.encode(), digest_size=8).digest())[:_KEYS])


@lru_cache(maxsize=65536)
def _share(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    common = len(set(a).intersection(b))
    return 200 * common // (len(a) + len(b)) if common >= _FEWEST else 0


def story_of(article: Article) -> tuple[str, ...]:
    """The names and numbers of an article, and pairs of them that stand together; the most frequent first.

    What is written with a capital where no sentence begins is a name, unless the article has it in small
    letters too.
    """
    return _story(tuple(sentence.span.text_in(article.text) for sentence in article.news))


@lru_cache(maxsize=32)
def _story(sentences: tuple[str, ...]) -> tuple[str, ...]:
    small = {word for sentence in sentences for word in sentence.split() if word.islower()}
    found: list[str] = []
    for sentence in sentences:
        before = ""
        for position, token in enumerate(sentence.split()):
            named = position and (token[0].isdigit() or token[0].isupper())
            own = [word for word in words(token) if len(word) > 1 and word not in small] if named else []
            found += own
            if own and before:
                found.append(f"{before} {own[0]}")
            before = own[-1] if own else ""
    return tuple(name for name, _ in Counter(found).most_common(_MOST_NAMES))
