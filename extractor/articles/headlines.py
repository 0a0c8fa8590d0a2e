"""Find the headline and standfirst that only repeat what the first sentence of the story says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, utils

from extractor.articles.publication import ends_sentence

REPEATED_HEADLINE = "repeated headline"

_HEAD = 12
"""Paragraphs at the head of a text among which a headline is looked for."""
_LONGEST = 600
_LEAST_WORDS = 4
_LEAST_COVERED = 0.8
"""Of a headline's content words, the share that the first sentence must have."""
_VERBATIM = 95.0
"""Score from 0 to 100 above which a line repeats another or a part of it."""

_WORD = re.compile(r"\w+")
_LITTLE_WORDS = """
    a an and as at but by for from he her his in is it its of on or says she that the their they this to
    was were with who will be been are has have had after over
"""
_DENYING_WORDS = "deny denies denied no not never without against fails failed refuses refused false"
_FUNCTION_WORDS = frozenset(_LITTLE_WORDS.split())
_NEGATIONS = frozenset(_DENYING_WORDS.split())


def repeated_headlines(lines: Sequence[str | None], title: str | None) -> list[int]:
    """The positions of the lines that repeat the title or the first sentence of the story.

    Args:
        lines: the paragraphs, `None` for those already known to be no news.
        title: from metadata, when there is any.
    """
    head = [(i, line) for i, line in enumerate(lines[:_HEAD]) if line is not None]
    story = next((i for i, line in head if ends_sentence(line)), None)
    repeats = []
    for i, line in head:
        if story is not None and i >= story:
            break
        repeats_title = title is not None and _is_same(line, title)
        if repeats_title or (story is not None and _is_said_again(line, (lines[story] or "")[:_LONGEST])):
            repeats.append(i)
    return repeats


def _is_same(line: str, title: str) -> bool:
    return fuzz.ratio(line, title, processor=utils.default_process) >= _VERBATIM


def _is_said_again(line: str, story: str) -> bool:
    """Whether the story's first paragraph says all of the line: verbatim, or nearly every content word of it.

    A number or a negation that only the line has makes it news of its own.
    """
    words, said = _content_words(line), _content_words(story)
    if len(words) < _LEAST_WORDS or any(word not in said for word in words if _must_recur(word)):
        return False
    stems = {_stem(word) for word in said}
    covered = sum(_stem(word) in stems for word in words)
    if covered >= _LEAST_COVERED * len(words):
        return True
    shorter = story[: len(line) + 20]
    return fuzz.partial_ratio(line, shorter, processor=utils.default_process) >= _VERBATIM


def _content_words(line: str) -> list[str]:
    return [word for word in _WORD.findall(line.lower()) if word not in _FUNCTION_WORDS]


def _must_recur(word: str) -> bool:
    return word in _NEGATIONS or any(map(str.isdigit, word))


def _stem(word: str) -> str:
    """The first five letters: `expels` and `expelling` are the same word in a headline."""
    return word[:5]
