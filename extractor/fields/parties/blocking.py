"""Keys by which records that may share a party find each other."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.fields.parties.describing import age_of
from extractor.fields.parties.matching import head_noun, initials, stem
from extractor.fields.parties.values import NAMED, PartyKind, PartyValue
from extractor.fields.parties.word_lists import GENERIC_ORGANISATION_WORDS, listed
from extractor.text.fold import fold, words

_SMALL = listed("particles") | listed("stops") | listed("determiners") | listed("linking")


def block_keys(value: PartyValue) -> list[str]:
    """The block keys of one telling party."""
    if value.kind is PartyKind.GOVERNMENT:
        return [f"government:{value.country or value.key.removesuffix(' government')}"]
    if value.kind in NAMED:
        aged = [] if value.age is None else [f"aged:{value.age}"]
        return [*aged, *(f"name:{spelling_key(word)}" for word in _telling_words(value))]
    head = head_noun(value.key)
    keys = [] if head in _SMALL else [f"group:{stem(head)}"]
    if value.kind is PartyKind.DESCRIPTION and (age := age_of(value.key)) is not None:
        keys.append(f"aged:{age}")
    return [*keys, f"number:{value.number}"] if value.number is not None and value.number > 1 else keys


@lru_cache(maxsize=8192)
def spelling_key(word: str) -> str:
    """A word without what spellings of a name differ in: `mslr` for `mishler` and `mischler`."""
    if not word.isascii() or not word.isalpha() or len(word) < _SPELLED:
        return word
    plain = word.translate(_ALIKE_LETTERS)
    for written, heard in _ALIKE_SOUNDS:
        plain = plain.replace(written, heard)
    found = plain[0] + re.sub(r"[aeiouyhw]", "", plain[1:])
    return re.sub(r"(.)\1+", r"\1", found)


_SPELLED = 4
"""Letters from which a word of a name may be misspelled."""
_ALIKE_LETTERS = str.maketrans("cqzv", "kksf")
_ALIKE_SOUNDS = (("skh", "s"), ("ph", "f"), ("dt", "t"), ("ks", "x"))


def _telling_words(value: PartyValue) -> list[str]:
    """The words of a name that can stand for it alone: not a first name, not `department`."""
    parts = value.key.split()
    if value.kind is PartyKind.PERSON:
        found = parts if len(parts) == 1 or len(parts[0]) <= 3 else parts[1:]
    else:
        found = [word for word in parts if word not in GENERIC_ORGANISATION_WORDS]
        found += [" ".join(sorted(parts))] if not found else []
        found += [initials(value.key), initials(fold(value.full or value.name))]
    found += [word for alias in value.aliases for word in words(alias)]
    return [word for word in found if len(word) > 1 and word not in _SMALL] or [value.key]
