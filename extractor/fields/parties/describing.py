"""How old a person is, and whether a man or a woman, as far as an article's words say it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from extractor.text.language_data import language_data, listed

_OLDEST = 115


def age_in(text: str, name: str, language: str | None) -> int | None:
    """The age that a text gives a person of this name: `Ann Lee, 41,`, `41-year-old Ann Lee`."""
    if len(name) < 3 or name not in text:
        return None
    said = re.escape(name)
    before, after = _either("aged", language), _either("years", language)
    patterns = [rf"\b{said}\s*(?:,|\()\s*(\d{{1,3}})\s*(?=[,;.)])"]
    if before:
        patterns.append(rf"\b(\d{{1,3}})[- ](?:{before})\s+(?:[^\W\d_a-zß-ÿ][\w.'’-]*\s+){{0,3}}?{said}\b")
    if after:
        patterns.append(rf"\b{said}\s*,?\s*(?:\w+\s)?(\d{{1,3}})\s(?:{after})\b")
    found = (int(match[1]) for pattern in patterns if (match := re.search(pattern, text)))
    return next((age for age in found if 0 < age <= _OLDEST), None)


@lru_cache(maxsize=8192)
def age_of(key: str) -> int | None:
    """The age that a folded description gives: 61 of `61 year old man`."""
    match = re.search(rf"(?<!\d)(\d{{1,3}})[- ](?:{_years()})\b", key)
    return int(match[1]) if match else None


@lru_cache(maxsize=8192)
def sex_of(key: str) -> str | None:
    """What a folded description says its person is; `None` where it has words of neither or of both."""
    said = [sex for sex in ("men", "women") if not listed("describing", sex).isdisjoint(key.split())]
    return said[0] if len(said) == 1 else None


def ages_differ(a: int, b: int) -> bool:
    """Whether two ages are not one person's; a year is a mistake, except of a child."""
    return a != b if min(a, b) < 10 else abs(a - b) > 1


class Description(NamedTuple):
    """What is said of a person."""

    age: int | None
    sex: str | None
    """`men`, `women`, or `None` where nothing tells it, as no name does."""


def described_apart(a: Description, b: Description) -> bool:
    """Whether two descriptions are not of one person."""
    if a.age is not None and b.age is not None and ages_differ(a.age, b.age):
        return True
    return a.sex is not None and b.sex is not None and a.sex != b.sex


def _either(table: str, language: str | None) -> str:
    listed = language_data(language or "en", "describing").get(table, "")
    return "|".join(map(re.escape, listed.split())) if table == "aged" else re.escape(listed)


@cache
def _years() -> str:
    """The words behind an age, in all languages."""
    written = listed("describing", "aged") | listed("describing", "years")
    return "|".join(sorted({word.split("-")[0] for word in written}))
