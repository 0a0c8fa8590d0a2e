"""Find the headline and standfirst that only repeat what the first sentence of the story says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, utils

from extractor.articles.publication import ends_sentence
from extractor.records import Span

REPEATED_HEADLINE = "repeated headline"

_HEAD = 12
"""Paragraphs at the head of a text among which a headline is looked for."""
_LONGEST = 600
_LEAST_WORDS = 4
_LEAST_COVERED = 0.8
"""Of a headline's content words, the share that the first sentence must have."""
_VERBATIM = 95.0
"""Score from 0 to 100 above which a line repeats another or a part of it."""

_LEAST_PARTED = 2
"""Content words of a title that is looked for at the head of a line."""
_SITE_BEHIND = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")
"""The name of the site behind a title, as in `Ferry sinks | The Post`."""
_BETWEEN = re.compile(r"\s*(?P<mark>[|:–—.!?]|--|\s-\s)?\s*")

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


def part_headline(text: str, paragraphs: list[Span], title: str | None) -> list[Span]:
    """The paragraphs, with the title cut off from the story where both run on in one line.

    It is cut off where a mark or a missing blank shows it (`Ferry sinks – A …`, `Ferry sinksA …`), or where
    the story says all of it again; a sentence that only begins with the words of the title stays.
    """
    written = _SITE_BEHIND.sub("", title or "").strip()
    if not paragraphs or len(_content_words(written)) < _LEAST_PARTED:
        return paragraphs
    first = paragraphs[0]
    line = first.text_in(text)
    if not line.startswith(written) or len(line) == len(written):
        return paragraphs
    end = len(written)
    mark = _BETWEEN.match(line, end)
    story = line[mark.end() :] if mark else ""
    if (
        not story
        or story[0].islower()
        or not ((mark and mark["mark"]) or _is_glued(line, end) or _is_said_again(written, story))
    ):
        return paragraphs
    return [
        Span(start=first.start, end=first.start + end),
        Span(start=first.start + len(line) - len(story), end=first.end),
        *paragraphs[1:],
    ]


def _is_glued(line: str, end: int) -> bool:
    """Whether a capital letter stands right behind a small one, as in `Port HavenA ferry`."""
    return line[end].isupper() and line[end - 1].islower()


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
