"""Cut a paragraph into sentences: sentencex finds the boundaries, a few rules mend its regular faults.

Every rule takes away a boundary that no sentence of news has, and says so by the words on its two sides. The
words are those of the language, from `data/<language>/sentences.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from extractor.articles.paragraphs import trim
from extractor.text.calendar import WEEKDAYS
from extractor.text.language_data import language_data

_WINDOW = 20_000
"""Characters given to sentencex at once: it takes quadratic time in quotation marks that are never closed."""
_LONGEST_SENTENCE = 40_000
"""Characters after which a text in which no sentence ends may be cut all the same."""
_NOTHING_ENDS = re.compile(r"[\w\s,:()'\"“”‘’«»/&%$#@+*=<>-]*")
"""Characters none of which ends a sentence in any language, so that sentencex need not be asked."""

LINE_BREAKS = str.maketrans(dict.fromkeys("\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""What `str.splitlines` takes for the end of a line."""

_CLOSING = "\"'”’»)]」』"
_TAIL = 60
"""Characters before a boundary that a rule may look at."""
_LONGEST_ATTRIBUTION = 160

CLOCK = re.compile(r"\b[ap]\.\s?m\.$")
INITIALS = re.compile(r"(?:^|[\s(\"“‘])(?:[A-ZÀ-ÖØ-ÞА-ЯЁ]\.\s?){1,3}$")
_ORDINAL = re.compile(r"(?:^|[\s(])(?:[12]?\d|3[01])\.$")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_LOWER_NAME = re.compile(r"(?:al|an|el|ex|de|bin|ibn|von|van)[- ]|[a-z][A-Z]")
_GOES_ON = re.compile(r"[\[,;:º]|-[A-Z]\.")
"""What no sentence begins with: a source in brackets, a comma, the rest of `n.º` and of `J.-C.`"""

LONGEST_ABBREVIATED = 10
"""Characters at most of an abbreviation or three initials, with a blank behind each, and one before."""

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """How sentences of a language end; its patterns are for the end of what stands before."""

    before_name: re.Pattern[str]
    before_number: re.Pattern[str]
    abbreviated: re.Pattern[str]
    """Any of these, a time of day or initials."""
    initialism: re.Pattern[str]
    lettered: re.Pattern[str]
    after_clock: re.Pattern[str]
    """What may follow a time of day in its sentence."""
    attribution: re.Pattern[str]
    """Who said the quotation before."""
    openers: frozenset[str]


@cache
def rules_of(language: str) -> SentenceRules:
    """The rules of one language, from its data."""
    words = language_data(language, "sentences")
    before_name = _ending(r"(?:^|[\s(\"“‘'’-])", words.get("before_name", ()))
    before_number = _ending(r"(?:^|[\s(])", words.get("before_number", ()))
    patterns = [CLOCK, before_name, before_number, INITIALS, *([_ORDINAL] if words.get("ordinals") else [])]
    lettered = words.get("lettered")
    after_clock = words.get("after_clock")
    return SentenceRules(
        before_name=before_name,
        before_number=before_number,
        abbreviated=re.compile("|".join(pattern.pattern for pattern in patterns)),
        initialism=_ending("", words.get("initialisms", ())),
        lettered=re.compile(rf"\b{_any_of(lettered)} [A-Z]\.$") if lettered else _NEVER,
        after_clock=re.compile(rf"{_any_of(after_clock)}(?!\w)") if after_clock else _NEVER,
        attribution=_attribution(language),
        openers=frozenset(words.get("openers", ())),
    )


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


def _ending(before: str, abbreviations: Iterable[str]) -> re.Pattern[str]:
    """A pattern for one of these at the end, also with a capital letter."""
    forms = dict.fromkeys(form for each in abbreviations for form in (each, each[0].upper() + each[1:]))
    return re.compile(rf"{before}{_any_of(forms)}\.$") if forms else _NEVER


def _attribution(language: str) -> re.Pattern[str]:
    words = language_data(language, "sentences")
    if at_the_end := words.get("say_at_the_end"):
        return re.compile(rf".{{1,12}}{_any_of(at_the_end)}。$")
    if "say" not in words:
        return _NEVER
    day = _any_of(WEEKDAYS)
    speaker = (
        r"(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|The [a-z]+|(?:[Tt]he )?[A-Z][\w’'.-]*(?: (?:[A-Z][\w’'.-]*"
        rf"|{_any_of(words['speakers'])})){{0,11}})"
    )
    say = rf"(?:{_any_of(words['say'])}|told (?!them|him|her|us)[\w’'. ]{{2,40}})"
    circumstance = (
        rf"(?:\s+(?>(?:on |late |early |last )*{day}(?: (?:morning|afternoon|evening|night))?|yesterday|today"
        r"|later|afterwards|again|(?:in|at|during|after|via|through) (?:an?|the|his|her|their) [\w’' -]{3,40}"
        rf"|in [A-Z]\w+|on {_any_of(words['networks'])}|to reporters|of the [\w’' -]{{3,40}}))*"
    )
    return re.compile(rf"{speaker} (?:also |then |later )?{say}{circumstance}\.$")


def cut_sentences(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Where one paragraph's sentences are, in order, trimmed; together they hold every visible character."""
    merged: list[tuple[int, int]] = []
    rules = rules_of(language)
    for piece in _boundaries(text, start, end, language):
        if merged and _belongs_together(text, merged[-1], piece, rules):
            merged[-1] = (merged[-1][0], piece[1])
        else:
            merged.append(piece)
    return merged


def _boundaries(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The sentences as sentencex cuts them, trimmed, without empty ones."""
    paragraph = text[start:end]
    if paragraph.splitlines() != [paragraph]:
        # Same length, so that positions hold: a wrapped line's break is a space inside its sentence.
        paragraph = paragraph.translate(LINE_BREAKS)
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


def _belongs_together(
    text: str, before: tuple[int, int], after: tuple[int, int], rules: SentenceRules
) -> bool:
    """Whether a boundary between these two is one of sentencex's regular faults."""
    left = text[max(before[0], before[1] - _TAIL) : before[1]]
    right = text[after[0] : min(after[1], after[0] + _LONGEST_ATTRIBUTION + 1)]
    return (
        not any(map(str.isalnum, right))  # a closing quotation mark, an emoji
        or _GOES_ON.match(right) is not None
        or _is_cut_after_abbreviation(left, right, rules)
        or _is_cut_before_lower_case(text[before[0]], left, right)
        or _is_cut_from_attribution(left, right, rules)
    )


def _is_cut_after_abbreviation(left: str, right: str, rules: SentenceRules) -> bool:
    """`5 p.m. | Tuesday`, `Dr. | No`, `No. | 5`, `J.D. | Vance`, `2. | Weltkrieg`."""
    # Nearly every sentence ends in a plain word: one look at its last characters spares four at all of them.
    if not rules.abbreviated.search(left, max(0, len(left) - LONGEST_ABBREVIATED)):
        return False
    if CLOCK.search(left):
        return rules.after_clock.match(right) is not None
    if rules.before_name.search(left):
        return right[0].isalpha() and not right[0].islower()
    if rules.before_number.search(left):
        return right[0].isdigit() or right[0] in "(["
    if _ORDINAL.search(left) or (
        INITIALS.search(left) and not rules.initialism.search(left) and not rules.lettered.search(left)
    ):
        word = _WORD.match(right)
        return word is not None and word[0][0].isupper() and word[0] not in rules.openers
    return False


def _is_cut_before_lower_case(first: str, left: str, right: str) -> bool:
    """`Jeopardy! | host`, `p. m. | del martes`, `「…。」 | と言った`; not `al-Qaida` or `eBay`.

    Where sentences begin with small letters, as the one before does, it shows nothing.
    """
    if left[-1] in "」』":
        return right[0] == "と"
    if not right[0].islower() or _LOWER_NAME.match(right):
        return False
    return not first.islower()


def _is_cut_from_attribution(left: str, right: str, rules: SentenceRules) -> bool:
    """`“We won.” | Smith said Tuesday.`: the quotation and who said it are one sentence."""
    return (
        left[-1] in '"”’»」』'
        and len(right) <= _LONGEST_ATTRIBUTION
        and rules.attribution.match(right) is not None
    )
