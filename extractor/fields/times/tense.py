"""Which way a sentence looks from the day it was published: back, ahead, or it does not tell."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from extractor.text.language_data import language_data


class Tense(StrEnum):
    """Where, seen from the publication date, the time in a sentence lies."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


AT_A_WORD = r"(?=\b\w|['’])"
"""Where a word begins, or what is written to the end of one: nowhere else begins what is looked for."""

FUTURE = re.compile(
    rf"{AT_A_WORD}(?:"
    r"""
      \b(?:will|shall|won['’]t|wo\ n['’]t)\b | ['’]ll\b
    | \b(?:would|must|can|cannot|(?-i:may)|might|should)\b(?!\s+(?:not\s+)?have\b)(?=\s+\w)
    | \b(?:is|are|am|was|were|be|been|['’]s|['’]re)\s+(?:(?:now|still|also|not)\s+)?(?:going\s+)?
      (?:to\b|due\b|expected\b|scheduled\b|slated\b|likely\b|set\s+(?:to|for)\b|about\s+to\b)
    | \b(?:due|expected|scheduled|slated|planned|set|poised|ready|booked)\s+(?:to|for)\b
    | \b(?P<act>plan|hope|aim|intend|want|expect|agree|vow|pledge|promise|propose|threaten|seek|need|prepare
        |decide|choose|refuse|offer|ask|urge|order|tell|told|require|allow|invite)
      (?:s|d|ed|ned|ing|ning)?\s+(?:(?!(?:that|said)\b)[\w’']+\s+){0,2}?to\s+(?!the\b|an?\b)(?=[a-z])
    | \b(?:postponed|delayed|adjourned|rescheduled|moved|put\ off|pushed\ back)\s+(?:until|till|to)\b
    | \b(?:upcoming|forthcoming|ahead\s+of|in\s+time\s+for|no\s+later\s+than|to\s+be|until|till)\b
    | \b(?:by|starting|beginning|effective)\s+(?=on\b|in\b|next\b|from\b|early\b|mid\b|late\b|the\s+end\b
        |(?-i:[A-Z]\w+day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))
    | \b(?:an?|the|its|their|his|her)\s+(?:expected|scheduled|planned|anticipated|proposed)\b
    | \b(?:begins|starts|opens|kicks\s+off|expires|resumes|takes\s+(?:place|effect|office))\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that put what follows them after the day they are written. News tells the past in the past tense, so
the present of "begin" or "open" is a timetable."""

_WORDS = language_data("en", "times")["tense"]
IRREGULAR = "|".join(_WORDS["irregular"])
NO_PAST = "|".join(_WORDS["no_past"])


def by_first_letter(words: str) -> str:
    """A pattern of these words that compares their first letters before it compares the words."""
    groups = groupby(sorted(words.split("|")), key=itemgetter(0))
    return "|".join(f"{first}(?:{'|'.join(word[1:] for word in found)})" for first, found in groups)


PAST = re.compile(
    rf"{AT_A_WORD}(?:\b(?:{by_first_letter(f'has|have|having|{IRREGULAR}')}|(?<!\bis\s)(?<!\bare\s)(?!(?:{NO_PAST})\b)[a-z]{{2,}}ed)\b|['’](?:ve|d)\b)",
    re.IGNORECASE,
)
"""Verbs of the past: regular ones by their ending, the common irregular ones by name."""

_GOVERNED_WORDS = 4
"""How many words after "will" or "expected to" a participle still belongs to it, as in "will not be held"."""


def tense_at(sentence: str, position: int | None = None) -> Tense:
    """The tense at a position of the sentence: of the last verb before it or, when none is, the first after.

    Without a position it is the tense of the sentence's first verb.
    """
    verbs = _verbs(sentence)
    before = [tense for place, tense in verbs if position is not None and place <= position]
    if before:
        return before[-1]
    if verbs:
        return verbs[0][1]
    return Tense.FUTURE if _HEADLINE_AHEAD.search(sentence) else Tense.UNKNOWN


def tense_within(words: str) -> Tense:
    """The tense of the last verb of a few words, such as "will be held on Friday"."""
    verbs = _verbs(words)
    return verbs[-1][1] if verbs else Tense.UNKNOWN


_HEADLINE_AHEAD = re.compile(r"\w\s+to\s+(?!early|mid|late|the|an?\b|next|this|last)[a-z]")
"""A headline without a verb: "Presidents to meet on Friday"."""


def _verbs(sentence: str) -> list[tuple[int, Tense]]:
    """Where each verb stands, in order, and its tense; participles that belong to a future verb are left out.

    What was agreed or promised lies ahead, but the agreeing is reported like any other deed: "agreed on
    Friday to leave on Monday". So such a verb looks ahead only from its "to" on.
    """
    future = list(FUTURE.finditer(sentence))
    verbs = [(match.end(), Tense.FUTURE) for match in future]
    verbs += [
        (match.start(), Tense.PAST)
        for match in PAST.finditer(sentence)
        if not any(_governs(sentence, other, match.start()) for other in future)
    ]
    return sorted(verbs)


def _governs(sentence: str, future: re.Match[str], verb: int) -> bool:
    if future.start() <= verb < future.end():
        return future["act"] is None
    between = sentence[future.end() : verb]
    is_near = verb >= future.end() and len(between.split()) < _GOVERNED_WORDS
    return is_near and not _NEW_CLAUSE.search(between)


_NEW_CLAUSE = re.compile(r"[,;:.“”\"]|\b(?:that|after|when|who|which|said|says|before|because)\b")
