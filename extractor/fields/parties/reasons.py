"""Why two names can be one party's, in words."""

from __future__ import annotations

from extractor.fields.parties.matching import name_words, same_name, shared_alias
from extractor.fields.parties.values import PartyValue


def why_same(a: PartyValue, b: PartyValue) -> str | None:
    """How the name of `a` is a name of `b`; `None` when it cannot be."""
    if not same_name(a, b):
        return None
    other = b.full or b.name
    if a.key == b.key:
        return "the same name"
    alias = shared_alias(a, b)
    if alias is not None:
        return f"an article gives “{alias}” as an alias of {other}"
    return _by_words(name_words(a.key), name_words(b.key), other)


def _by_words(mine: frozenset[str], theirs: frozenset[str], other: str) -> str:
    """How words can name whom other words name."""
    if mine == theirs:
        return f"the words of {other}"
    if mine < theirs:
        return f"short for {other}"
    if theirs < mine:
        return f"a longer form of {other}"
    if len(mine) == 1 < len(theirs):
        return f"the initials of {other}"
    return f"spelt out, {other} being its initials" if len(theirs) == 1 < len(mine) else f"spelt like {other}"
