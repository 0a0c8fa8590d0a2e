"""Find the headline and standfirst that only repeat what the first sentence of the story says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractor.articles.publication import ends_sentence
from extractor.text.language_data import language_data

REPEATED_HEADLINE = "repeated headline"

_HEAD = 12
"""Paragraphs at the head of a text among which a headline is looked for."""
_LONGEST = 600
_LEAST_WORDS = 4
_LEAST_COVERED = 0.8
"""Of a headline's content words, the share that the first sentence must have."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that a headline in a language, or in English, has besides those that matter."""

    little: frozenset[str]
    denying: frozenset[str]


@cache
def _words_of(language: str | None) -> _Words:
    tables = [language_data(each, "sentences") for each in ("en", language)]
    return _Words(
        little=frozenset(word for table in tables for word in table.get("little_words", ())),
        denying=frozenset(word for table in tables for word in table.get("denying_words", ())),
    )


def repeated_headlines(lines: Sequence[str | None], title: str | None, language: str | None) -> list[int]:
    """The positions of the lines that repeat the title or the first sentence of the story.

    Args:
        lines: the paragraphs, `None` for those already known to be no news.
        title: from metadata, when there is any.
        language: of the article.
    """
    words = _words_of(language)
    head = [(i, line) for i, line in enumerate(lines[:_HEAD]) if line is not None]
    story = next((i for i, line in head if ends_sentence(line)), None)
    repeats = []
    for i, line in head:
        if story is not None and i >= story:
            break
        repeats_title = title is not None and _plain(line) == _plain(title)
        if repeats_title or (
            story is not None and _is_said_again(line, (lines[story] or "")[:_LONGEST], words)
        ):
            repeats.append(i)
    return repeats


def _is_said_again(line: str, story: str, language: _Words) -> bool:
    """Whether the story's first paragraph says all of the line: verbatim, or nearly every content word of it.

    A number or a negation that only the line has makes it news of its own.
    """
    words, said = _content_words(line, language), _content_words(story, language)
    if len(words) < _LEAST_WORDS or any(word not in said for word in words if _must_recur(word, language)):
        return False
    stems = {_stem(word) for word in said}
    return sum(_stem(word) in stems for word in words) >= _LEAST_COVERED * len(words)


def _content_words(line: str, language: _Words) -> list[str]:
    return [word for word in _WORD.findall(line.lower()) if word not in language.little]


def _must_recur(word: str, language: _Words) -> bool:
    return word in language.denying or any(map(str.isdigit, word))


def _plain(line: str) -> str:
    return " ".join(_WORD.findall(line.lower()))


def _stem(word: str) -> str:
    """The first five letters: `expels` and `expelling` are the same word in a headline."""
    return word[:5]
