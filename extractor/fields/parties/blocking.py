"""Keys by which records that may share a party find each other."""

from __future__ import annotations

from extractor.fields.parties import word_lists as tables
from extractor.fields.parties.matching import head_noun, initials, stem
from extractor.fields.parties.values import NAMED, PartyKind, PartyValue
from extractor.text.fold import fold, words

_SMALL = tables.PARTICLES | tables.STOPS | tables.DETERMINERS | tables.LINKING


def block_keys(value: PartyValue) -> list[str]:
    """The block keys of one telling party."""
    if value.kind is PartyKind.GOVERNMENT:
        return [f"government:{value.country or value.key.removesuffix(' government')}"]
    if value.kind in NAMED:
        return [f"name:{word}" for word in _telling_words(value)]
    head = head_noun(value.key)
    keys = [] if head in _SMALL else [f"group:{stem(head)}"]
    return [*keys, f"number:{value.number}"] if value.number is not None and value.number > 2 else keys


def _telling_words(value: PartyValue) -> list[str]:
    """The words of a name that can stand for it alone: not a first name, not `department`."""
    parts = value.key.split()
    if value.kind is PartyKind.PERSON:
        found = parts if len(parts) == 1 or len(parts[0]) <= 3 else parts[1:]
    else:
        found = [word for word in parts if word not in tables.GENERIC_ORGANISATION_WORDS]
        found += [" ".join(sorted(parts))] if not found else []
        found += [initials(value.key), initials(fold(value.full or value.name))]
    found += [word for alias in value.aliases for word in words(alias)]
    return [word for word in found if len(word) > 1 and word not in _SMALL] or [value.key]
