"""Roads: which one a name means, however its address is written."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from extractor.fields.where.words import words_of
from extractor.text.language_data import listed


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
    before = words[-2] if len(words) > 1 else ""
    if words and words[-1][0].isdigit() and before in listed("roads", "numbered") | listed("roads", "last"):
        return Road(words[-1], "")
    while len(words) > 2 and words[-1] in words_of("facilities") and words[-2] in listed("roads", "last"):
        words.pop()  # a house in it: `tompkins street house`
    if len(words) > 1 and words[-1] in listed("roads", "last"):
        own = _without_number(words[:-1])
        return Road(own, words[-1][0] if own[0].isdigit() else "named")
    if len(words) > 1 and words[0] in listed("roads", "first"):
        return Road(" ".join(word for word in words[1:] if not word.isdigit()) or name, "named")
    endings = tuple(listed("roads", "endings"))
    ended = next((word for word in words if word.endswith(endings) and len(word) > 6), None)
    return Road(ended, "named") if ended else None


def _without_number(words: list[str]) -> str:
    """The name without the number of a house and without `north`, unless nothing else is left."""
    small = words_of("directions") | {"n", "s", "e", "w"}
    start = next((at for at, word in enumerate(words) if not word.isdigit() and word not in small), None)
    return words[-1] if start is None else " ".join(words[start:])
