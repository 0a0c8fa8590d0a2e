"""Runs of capitalised words in running text, which can be names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.fields.parties.names import is_name_like, is_particle, without_possessive
from extractor.fields.parties.word_lists import listed, not_names
from extractor.text.fold import fold

LONGEST_NAME = 12
"""Words of the longest name with its titles."""
LONGEST_WORD = 60
"""Characters of the longest word that can be part of a name."""
_CHUNK = re.compile(r"(?P<small>(?:[a-z]++(?!\S)\s*+)++)|\S+")
"""Plain small words in a row, which most words are, or else one word with all that is written to it."""
_TO_LAST_CAPITAL = re.compile(r".*[^\x00-@\[-\x7f]\S*", re.DOTALL)
_CAPITAL = re.compile(r"[^\x00-@\[-\x7f]")
"""A capital, or a letter that is not ASCII and so may be one: every word that can be a name has one."""
ENDING = frozenset('.,;:!?)]”»"')
"""Marks after a word that end a name."""
_STOPS = frozenset(".!?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")


def is_headline(line: str) -> bool:
    """Whether most words of a line are capitalised, so that capitals say nothing of names."""
    if len(_CAPITAL.findall(line)) < 4:  # nine tenths of more than three words are four at least
        return False
    long = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(long) > 3 and sum(word[0].isupper() for word in long) >= 0.9 * len(long)


def name_runs(text: str, words: frozenset[str], language: str | None) -> Iterator[str]:
    """Runs of capitalised words of running text; the first word of a sentence only when it can be a name.

    That it cannot when the article has it without a capital, among its `words`.
    """
    run: list[str] = []
    starts = True
    # Small words after the last capital are part of no name: a run is finished without those at its end.
    capitalised = _TO_LAST_CAPITAL.match(text)
    for match in _CHUNK.finditer(capitalised.group() if capitalised else ""):
        whole = match.group()
        if match["small"]:
            starts = False
            between = whole.split() if run else []
            if len(run) + len(between) < LONGEST_NAME and all(map(is_particle, between)):
                run += between
            else:
                yield from finished(run)
                run = []
            continue
        bare, chunk = whole.strip("\"'“”‘’«»()[],;:!?…–—"), whole
        if len(whole) > LONGEST_WORD:
            bare, chunk = "", whole[:1] + whole[1:][-LONGEST_WORD:]
        named = may_be_named(bare, language)
        if named and starts and (small := bare.lower()) in words and small.islower():
            named = False
        if not named and not run:
            starts = ends_sentence(chunk)
            continue
        opens = chunk[0] in "\"“‘«'([" and bool(run)
        if (not named or opens) and run and not (bare.islower() and is_particle(bare) and not opens):
            yield from finished(run)
            run = []
        if named or (run and bare):
            run.append(bare)
        ends = (not bare or chunk[-1] in ENDING) and not is_abbreviation(chunk)
        if run and (ends or len(run) >= LONGEST_NAME or without_possessive(bare) != bare):
            yield from finished(run)
            run = []
        starts = ends_sentence(chunk)
    yield from finished(run)


@lru_cache(maxsize=8192)
def may_be_named(bare: str, language: str | None) -> bool:
    """Whether a word without marks can be part of a name."""
    return bool(bare) and is_name_like(bare) and fold(bare).strip(".") not in not_names(language)


@lru_cache(maxsize=8192)
def is_abbreviation(chunk: str) -> bool:
    """Whether a word ends with a full stop that ends no sentence: `Gen.`, `U.S.`"""
    return bool(_INITIALS.fullmatch(chunk)) or (
        chunk.endswith(".") and chunk[:-1].lower() in listed("abbreviations")
    )


def ends_sentence(chunk: str) -> bool:
    """Whether a sentence ends after a word, written with its marks."""
    return chunk.rstrip('"”’)')[-1:] in _STOPS and not is_abbreviation(chunk)


def finished(run: list[str]) -> Iterator[str]:
    """The name in a run of words, without what is no name at its ends; nothing if none is left."""
    while run and not is_name_like(run[-1]):
        run = run[:-1]
    while len(run) > 2 and fold(run[0]) in listed("of_office"):  # "Security and | Civilian Protection Omar …"
        run = run[1:]
    if run:
        yield without_possessive(" ".join(run)).rstrip(".") if len(run[-1]) > 2 else " ".join(run)
