"""When an article was published: from metadata, a header, or a stamp at the head of the text.

What counts, in this order: metadata (JSON `published`, an HTML page's meta tags), the ` date 2025-08-12 `
header, a stamp labelled as publication, a stamp without a label, a full date in the dateline, a stamp
labelled as update. Where they disagree the earlier in this list stands: a header is the collector's record
of the publication, while a stamp on the page may have moved with an update.

A date inside the story is not the publication date. Placeholders such as 1 January 1970, and what lies far
in the future, are taken for unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache

from extractor.articles.dates import date_pattern, find_date, parse_date, weekday_pattern
from extractor.text.language_data import language_data, languages_with

_HEADER = re.compile(r"\s*date[ \t]+(\d{4}-\d{2}-\d{2})(?=\s|$)[ \t]*")

_TIME = re.compile(
    r"\bT?\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?\s?m\b\.?)?(?:Z\b|[+-]\d{2}:?\d{2}\b)?"
    r"|\b\d{1,2}\s*[ap]\.?\s?m\b\.?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\b(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|EES?T|IST|JST|KST|SGT|HKT|AES?T|MSK|WES?T)\b(?:\s*[+-]\d{1,2}(?::?\d{2})?\b)?"
)
_AGO = re.compile(r"\b\d+ (?:minute|min|hour|hr|day|week|month)s? ago\b", re.IGNORECASE)
_LONGEST_STAMP = 120
_HEAD = 12
"""Paragraphs at the head of a text in which a stamp is looked for."""


class _Label(IntEnum):
    """What a stamp says of itself; the lower is believed first."""

    PUBLISHED = 0
    NONE = 1
    UPDATED = 2


@dataclass(frozen=True, slots=True)
class Stamp:
    """A line that says when the article was published or updated, and nothing else."""

    label: _Label
    date: date | None
    """`None` for an impossible or ambiguous date, and for a time alone."""
    bare: bool
    """Only a date, as also stands above the entries of a chronicle: no label and no time of day."""


def read_header(text: str) -> tuple[int, date | None] | None:
    """Where the leading ` date 2025-08-12 ` ends and what it says; `None` when the text has none."""
    match = _HEADER.match(text)
    return (match.end(), parse_date(match[1])) if match else None


@dataclass(frozen=True, slots=True)
class _Words:
    """What stamps say besides dates and times, in every language that has data."""

    published: re.Pattern[str]
    updated: re.Pattern[str]
    weekday: re.Pattern[str]
    around: re.Pattern[str]


@cache
def _words() -> _Words:
    tables = [language_data(each, "notices").get("stamps", {}) for each in languages_with("notices")]

    def pattern(key: str, more: str = "") -> re.Pattern[str]:
        words = sorted(
            {word for table in tables for word in table.get(key, ())}, key=lambda word: (-len(word), word)
        )
        # Chinese and Japanese have no spaces between words.
        bounded = "|".join(re.escape(word) for word in words if word[0] < _FIRST_WITHOUT_SPACES)
        unbounded = "".join(f"|{re.escape(word)}" for word in words if word[0] >= _FIRST_WITHOUT_SPACES)
        return re.compile(rf"(?<!\w)(?:{bounded})(?!\w){unbounded}{more}", re.IGNORECASE)

    return _Words(
        published=pattern("published"),
        updated=pattern("updated"),
        weekday=re.compile(
            rf"(?<!\w){weekday_pattern()}(?!\w)\.?|(?:星期|周)[一二三四五六日天]", re.IGNORECASE
        ),
        around=pattern("around", r"|[\s,.:;|()\[\]·•–—/，：。、-]+"),
    )


_FIRST_WITHOUT_SPACES = "\u3000"
"""The first character of the scripts of East Asia."""


def read_stamp(line: str) -> Stamp | None:
    """The line as a stamp, or `None` when it says anything besides date, time and label."""
    if len(line) > _LONGEST_STAMP or not any(map(str.isdigit, line)):
        return None
    words = _words()
    published, updated = words.published.search(line), words.updated.search(line)
    rest, dates = date_pattern().subn(" ", line)
    rest, times = _TIME.subn(" ", rest)
    rest, agos = _AGO.subn(" ", rest)
    for pattern in (_ZONE, words.published, words.updated, words.weekday, words.around):
        rest = pattern.sub(" ", rest)
    labelled = published is not None or updated is not None
    if rest.strip() or not (dates or agos or (times and labelled)):
        return None
    label = _Label.PUBLISHED if published else _Label.UPDATED if updated else _Label.NONE
    return Stamp(label, find_date(_after_label(line, published)), bare=not (labelled or times or agos))


def _after_label(line: str, label: re.Match[str] | None) -> str:
    """From the label on, because a line may state an update before the publication."""
    return line[label.start() :] if label and date_pattern().search(line, label.start()) else line


def stamps_of(paragraphs: Sequence[str]) -> dict[int, Stamp]:
    """The paragraphs that are stamps, by position.

    A bare date is a stamp only at the head of the text, under at most one full sentence, and when it is the
    only one: a chronicle has many, and they belong to the story. A date under an embedded post is the post's.
    """
    stamps = {i: stamp for i, line in enumerate(paragraphs) if (stamp := read_stamp(line)) is not None}
    bare = [i for i, stamp in stamps.items() if stamp.bare]
    for i in bare:
        if len(bare) > 1 or not _may_date_the_article(paragraphs, i):
            del stamps[i]
    return stamps


def _may_date_the_article(paragraphs: Sequence[str], i: int) -> bool:
    of_a_post = i > 0 and "(@" in paragraphs[i - 1]
    return i < _HEAD and not of_a_post and sum(map(ends_sentence, paragraphs[:i])) <= 1


def published_by_stamp(stamps: dict[int, Stamp], dateline: date | None) -> date | None:
    """The publication date that the stamps at the head and the dateline state, or `None`."""
    dated = [(stamp.label, i, stamp.date) for i, stamp in stamps.items() if stamp.date and i < _HEAD]
    if dateline is not None:
        dated.append((_Label.NONE, _HEAD, dateline))
    return min(dated)[2] if dated else None


def ends_sentence(paragraph: str) -> bool:
    """Whether the paragraph ends as a sentence does: headlines, names and stamps do not."""
    return paragraph.rstrip("\"'”’»)]」』 ").endswith((".", "!", "?", "…", "。", "！", "？", "؟", "।", "۔"))
