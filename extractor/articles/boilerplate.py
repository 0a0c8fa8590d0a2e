"""Mark the paragraphs that are no news, each with its reason; nothing is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from extractor.articles.dates import find_date, month_pattern
from extractor.articles.headlines import REPEATED_HEADLINE, repeated_headlines
from extractor.articles.notices import (
    BYLINE,
    NAMES,
    PHOTO_CREDIT,
    begins_byline,
    is_closing_credit,
    why_no_news,
)
from extractor.articles.publication import ends_sentence, published_by_stamp, stamps_of

HEADER = "header"
DATELINE = "dateline"
TIMESTAMP = "timestamp"

_AGENCY = r"\((?!R-|D-|born|aged)[A-Z][\w.&' /-]{1,30}\)"
_PLACE = r"[A-Z][\w.'’ -]{1,30}(?:, [A-Z][\w.'’ -]{1,25}){0,2}"
_DASH = r"\s*(?:--|[—–―]|\s-\s?)\s*"
_CAPITALS = r"(?!AN? |THE )[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][\w.'’ -]{1,25})?"
_ANY_DASH = re.compile(r"--|[—–―]|\s-\s")
_DATELINE_HEAD = 12
"""Paragraphs at the head of a text in which a dateline may open the story."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of each paragraph, and what the head of the text states."""

    reasons: tuple[str | None, ...]
    """One for each paragraph; `None` for news."""
    dateline: tuple[int, int] | None
    """The paragraph that opens with a dateline, and the dateline's length in characters."""
    published: date | None
    title: str | None
    """The headline, where the story repeats it."""


def mark_paragraphs(paragraphs: Sequence[str], title: str | None, language: str | None = "en") -> Marks:
    """Why each paragraph is no news, and the date and headline found on the way."""
    reasons = [why_no_news(line, language) for line in paragraphs]
    stamps = stamps_of(paragraphs)
    for i in stamps:
        reasons[i] = TIMESTAMP
    _mark_captions(paragraphs, reasons)
    _mark_names(paragraphs, reasons, language)
    _mark_closing_credit(paragraphs, reasons, language)
    news = [line if reason is None else None for line, reason in zip(paragraphs, reasons, strict=True)]
    repeats = repeated_headlines(news, title, language)
    for i in repeats:
        reasons[i] = REPEATED_HEADLINE
    dateline = _find_dateline(paragraphs, reasons)
    return Marks(
        reasons=tuple(reasons),
        dateline=dateline,
        published=published_by_stamp(
            stamps, find_date(paragraphs[dateline[0]][: dateline[1]]) if dateline else None
        ),
        title=title or (paragraphs[repeats[0]] if repeats else None),
    )


def _mark_names(paragraphs: Sequence[str], reasons: list[str | None], language: str | None) -> None:
    """Names alone on the line above or under a timestamp, or under a lonely `By`, are a byline.

    The first line of news is left alone: a short headline in capitals looks like a name.
    """
    first = next((i for i, reason in enumerate(reasons) if reason is None), 0)
    for i, line in enumerate(paragraphs):
        if i <= first or reasons[i] is not None or len(line) > 200:
            continue
        next_to_stamp = TIMESTAMP in reasons[max(i - 1, 0) : i + 2]
        under_by = begins_byline(paragraphs[i - 1], language)
        if (next_to_stamp or under_by) and NAMES.fullmatch(line):
            reasons[i] = BYLINE
            if under_by:
                reasons[i - 1] = BYLINE


def _mark_captions(paragraphs: Sequence[str], reasons: list[str | None]) -> None:
    """A caption stands twice: alone, and again with its credit."""
    for i, (line, following) in enumerate(pairwise(paragraphs)):
        if reasons[i] is None and reasons[i + 1] == PHOTO_CREDIT and following.startswith(line):
            reasons[i] = PHOTO_CREDIT


def _mark_closing_credit(paragraphs: Sequence[str], reasons: list[str | None], language: str | None) -> None:
    """`Verza reported from Mexico City` closes an article; nothing but notices comes after it."""
    for i in range(len(paragraphs) - 1, -1, -1):
        if reasons[i] is None:
            if i == 0 or len(paragraphs[i]) > 300 or not is_closing_credit(paragraphs[i], language):
                return
            reasons[i] = BYLINE


def _find_dateline(paragraphs: Sequence[str], reasons: Sequence[str | None]) -> tuple[int, int] | None:
    """The dateline that opens the story, if its first paragraphs have one.

    A further dash in the paragraph's first words makes a parenthesis of it: `NATO — the alliance — said`.
    """
    for i, line in enumerate(paragraphs[:_DATELINE_HEAD]):
        if reasons[i] is not None:
            continue
        match = _dateline_pattern().match(line)
        if match and match.end() < len(line) and not _is_parenthesis(line, match):
            return i, match.end()
        if ends_sentence(line):
            return None
    return None


@cache
def _dateline_pattern() -> re.Pattern[str]:
    month = month_pattern()
    day = rf"(?i:{month} ?\d{{1,2}}(?:, ?\d{{4}})?|\d{{1,2}} {month}(?: \d{{4}})?)"
    return re.compile(
        rf"(?:(?:{_PLACE},? )?(?:{day},? )?{_AGENCY}{_DASH}"  # Aug. 12 (UPI) --, MEXICO CITY (AP) —
        rf"|{_CAPITALS}(?:,? {day})?{_DASH}(?=[A-Z\d\"“‘]))"  # LONDON, Aug 12 -
    )


def _is_parenthesis(line: str, dateline: re.Match[str]) -> bool:
    return "(" not in dateline[0] and _ANY_DASH.search(line, dateline.end(), dateline.end() + 80) is not None
