"""Cut a paragraph into sentences: sentencex finds the boundaries, a few rules mend its regular faults.

Every rule takes away a boundary that no sentence of news has, and says so by the words on its two sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.articles.paragraphs import trim
from extractor.text.calendar import MONTHS, WEEKDAYS

_WINDOW = 20_000
"""Characters given to sentencex at once: it takes quadratic time in quotation marks that are never closed."""
_LONGEST_SENTENCE = 40_000
"""Characters after which a text in which no sentence ends may be cut all the same."""
_NOTHING_ENDS = re.compile(r"[\w\s,:()'\"“”‘’«»/&%$#@+*=<>-]*")
"""Characters none of which ends a sentence in any language, so that sentencex need not be asked."""

_LINE_BREAKS = str.maketrans(dict.fromkeys("\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""What `str.splitlines` takes for the end of a line."""

_CLOSING = "\"'”’»)]」』"
_TAIL = 60
"""Characters before a boundary that a rule may look at."""
_LONGEST_ATTRIBUTION = 160

_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_CLOCK = re.compile(r"\b[ap]\.\s?m\.$")
_AFTER_CLOCK = re.compile(
    rf"(?:{_DAY}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\."
    rf"|(?:{'|'.join(MONTHS)}"
    r"|[ECMP][SD]?T|GMT|UTC|BST|CES?T|EES?T|IST|JST|KST|SGT|HKT|AES?T|MSK"
    r"|Eastern|Central|Mountain|Pacific|Greenwich|Moscow|Beijing|London|Paris|Tokyo)\b)"
)

# Abbreviations that a name or a number follows, so that they never end a sentence.
_BEFORE_NAME = re.compile(
    r"(?:^|[\s(\"“‘'-])(?:Adm|Asst|Atty|Brig|Capt|Cmdr|Col|Cpl|Cpt|Det|Dr|Dra|Fr|Gen|Gov|Hon|Insp|Lt|Maj"
    r"|Messrs"
    r"|Mlle|Mme|Mr|Mrs|Ms|Msgr|Pfc|Pres|Prof|Pvt|Rep|Reps|Ret|Rev|Sen|Sens|Sgt|Sra|Srta|Spc|Spec|Supt)\.$"
)
_BEFORE_NUMBER = re.compile(r"(?:^|[\s(])(?:[Aa]pprox|[Cc]a|[Ff]igs?|[Nn]os?|[Pp]p|[Vv]ols?)\.$")

_INITIALS = re.compile(r"(?:^|[\s(\"“‘])(?:[A-Z]\.\s?){1,3}$")
_ABBREVIATED = re.compile("|".join(p.pattern for p in (_CLOCK, _BEFORE_NAME, _BEFORE_NUMBER, _INITIALS)))
_LONGEST_ABBREVIATED = 10
"""Characters at most that `_ABBREVIATED` matches: three initials with a blank behind each, and one before."""
_INITIALISM = re.compile(
    r"(?:U\.S\.A|U\.\s?S|U\.K|U\.N|U\.A\.E|E\.U|D\.C|L\.A|N\.Y|N\.J|B\.C|A\.D|M\.D|[AP]\.M)\.$"
)
_LETTERED = re.compile(
    r"\b(?:Plan|Type|Class|Group|Grade|Vitamin|Hepatitis|Appendix|Exhibit|Section|Line) [A-Z]\.$"
)
_OPENING_WORDS = """
    A About According After All Also Although An And Another As At Authorities Because Before Both But By
    Despite During Each Earlier Even Every For From He Her His How However I If In It Its Last Later Many
    Meanwhile More Most My No Nobody Not Now Of Officials On Once One Only Or Other Others Our Over People
    Police Some Since She So Still Such That The Their Then There These They This Those Though Three
    Through To Two Under Until Was We What When Where Which While Who Why With You Your Yet
"""
_OPENERS = frozenset(_OPENING_WORDS.split())
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_LOWER_NAME = re.compile(r"(?:al|an|el|ex|de|bin|ibn|von|van)[- ]|[a-z][A-Z]")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:\w\.\s?){1,3}$|(?:^|\s)[A-Z]{2}\.$")

_SPEAKER = (
    r"(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|The [a-z]+|(?:[Tt]he )?[A-Z][\w’'.-]*(?: (?:[A-Z][\w’'.-]*"
    r"|of|to|for|the|and|in|de|del|la|bin|al|spokes(?:man|woman|person)|minister|president|secretary"
    r"|officials?"
    r"|officers?|chief|director|mayor|lawyer|prosecutor|judge|police|mother|father|brother|sister)){0,11})"
)
_SAY = (
    r"(?:said|says|added|adds|asked|replied|answered|wrote|writes|tweeted|posted|continued|explained|insisted"
    r"|warned|noted|recalled|concluded|declared|stressed|argued|testified|shouted|cried"
    r"|told (?!them|him|her|us)[\w’'. ]{2,40})"
)
_CIRCUMSTANCE = (
    rf"(?:\s+(?>(?:on |late |early |last )*{_DAY}(?: (?:morning|afternoon|evening|night))?|yesterday|today"
    rf"|later"
    r"|afterwards|again|(?:in|at|during|after|via|through) (?:an?|the|his|her|their) [\w’' -]{3,40}"
    r"|in [A-Z]\w+"
    r"|on (?:X|Twitter|Facebook|Instagram|Telegram|Truth Social)|to reporters|of the [\w’' -]{3,40}))*"
)
_ATTRIBUTION = re.compile(
    rf"{_SPEAKER} (?:also |then |later )?{_SAY}{_CIRCUMSTANCE}\.$|.{{1,12}}(?:说|表示|说道|指出|强调|写道)。$"
)


def cut_sentences(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Where one paragraph's sentences are, in order, trimmed; together they hold every visible character."""
    merged: list[tuple[int, int]] = []
    for piece in _boundaries(text, start, end, language):
        if merged and _belongs_together(text, merged[-1], piece):
            merged[-1] = (merged[-1][0], piece[1])
        else:
            merged.append(piece)
    return merged


def _boundaries(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The sentences as sentencex cuts them, trimmed, without empty ones."""
    paragraph = text[start:end]
    if paragraph.splitlines() != [paragraph]:
        # Same length, so that positions hold: a wrapped line's break is a space inside its sentence.
        paragraph = paragraph.translate(_LINE_BREAKS)
    for first, last in _cut_by_windows(paragraph, language):
        low, high = trim(text, start + first, start + last)
        if low < high:
            yield low, high


def _cut_by_windows(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph, cut in windows; the last of a window is cut again with what follows."""
    start, size = 0, _WINDOW
    while start < len(paragraph):
        found = _cut(paragraph[start : start + size], language)
        if start + size < len(paragraph):
            if len(found) > 1:
                found.pop()
            elif size < _LONGEST_SENTENCE:
                size = _LONGEST_SENTENCE
                continue
        size = _WINDOW
        yield from ((start + first, start + last) for first, last in found)
        start += found[-1][1]


def _cut(window: str, language: str) -> list[tuple[int, int]]:
    if _NOTHING_ENDS.fullmatch(window):
        return [(0, len(window))]
    import sentencex

    found = sentencex.get_sentence_boundaries(language, window)
    return [(piece["start_index"], piece["end_index"]) for piece in found]


def _belongs_together(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether a boundary between these two is one of sentencex's regular faults."""
    left = text[max(before[0], before[1] - _TAIL) : before[1]]
    right = text[after[0] : min(after[1], after[0] + _LONGEST_ATTRIBUTION + 1)]
    return (
        not any(map(str.isalnum, right))  # a closing quotation mark, an emoji
        or _is_cut_after_abbreviation(left, right)
        or _is_cut_before_lower_case(left, right)
        or _is_cut_from_attribution(left, right)
    )


def _is_cut_after_abbreviation(left: str, right: str) -> bool:
    """`5 p.m. | Tuesday`, `Dr. | No`, `No. | 5`, `J.D. | Vance`."""
    # Nearly every sentence ends in a plain word: one look at its last characters spares four at all of them.
    if not _ABBREVIATED.search(left, max(0, len(left) - _LONGEST_ABBREVIATED)):
        return False
    if _CLOCK.search(left):
        return _AFTER_CLOCK.match(right) is not None
    if _BEFORE_NAME.search(left):
        return right[0].isupper()
    if _BEFORE_NUMBER.search(left):
        return right[0].isdigit()
    if _INITIALS.search(left) and not _INITIALISM.search(left) and not _LETTERED.search(left):
        word = _WORD.match(right)
        return word is not None and word[0][0].isupper() and word[0] not in _OPENERS
    return False


def _is_cut_before_lower_case(left: str, right: str) -> bool:
    """`Jeopardy! | host`, `p. m. | del martes`, `「…。」 | と言った`; not `al-Qaida` or `eBay`."""
    if left[-1] in "」』":
        return right[0] == "と"
    if not right[0].islower() or _LOWER_NAME.match(right):
        return False
    return left.rstrip(_CLOSING).endswith(("!", "?")) or _ABBREVIATION.search(left) is not None


def _is_cut_from_attribution(left: str, right: str) -> bool:
    """`“We won.” | Smith said Tuesday.`: the quotation and who said it are one sentence."""
    return (
        left[-1] in '"”’»」』'
        and len(right) <= _LONGEST_ATTRIBUTION
        and _ATTRIBUTION.match(right) is not None
    )
