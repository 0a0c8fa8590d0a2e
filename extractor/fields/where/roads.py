"""Roads: which one a name means, however its address is written."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from extractor.fields.where.words import words_of
from extractor.text.fold import fold
from extractor.text.language_data import language_data, languages_with


class Road(NamedTuple):
    """A road: `elm` of `1200 N Elm St.`, `40` of `Interstate 40`."""

    name: str
    called: str
    """What tells it from another of that name: the first letter of 5th Street's or 5th Avenue's kind."""

    @property
    def is_long(self) -> bool:
        """Whether it leads through many towns."""
        return self.called == ""


@lru_cache(maxsize=8192)
def road_of(name: str) -> Road | None:
    """The road that a folded name means; `None` where it is no road's."""
    words = name.split()
    if len(words) == 2 and words[0] in _listed("numbered") and words[1][0].isdigit():
        return Road(words[1], "")
    if len(words) > 1 and words[-1] in _listed("last"):
        own = _without_number(words[:-1])
        return Road(own, words[-1][0] if own[0].isdigit() else "named")
    if len(words) > 1 and words[0] in _listed("first"):
        return Road(" ".join(word for word in words[1:] if not word.isdigit()) or name, "named")
    ended = next((word for word in words if word.endswith(tuple(_listed("endings"))) and len(word) > 6), None)
    return Road(ended, "named") if ended else None


def _without_number(words: list[str]) -> str:
    """The name without the number of a house and without `north`, unless nothing else is left."""
    small = words_of("directions") | {"n", "s", "e", "w"}
    start = next((at for at, word in enumerate(words) if not word.isdigit() and word not in small), None)
    return words[-1] if start is None else " ".join(words[start:])


@cache
def _listed(table: str) -> frozenset[str]:
    tables = (language_data(language, "roads").get(table, "") for language in languages_with("roads"))
    return frozenset(fold(word) for text in tables for word in text.split())
