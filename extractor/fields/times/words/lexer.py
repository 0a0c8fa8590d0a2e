"""From words to items of the grammar: words of the language, and what is written in digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.fields.times.grammar.chart import Edge
from extractor.fields.times.values import Precision
from extractor.fields.times.words.digits import DATES
from extractor.fields.times.words.lexicon import Lexicon, Token, tokens
from extractor.fields.times.words.numerals import numerals

_SHORT = re.compile(r"(?P<a>\d\d?)(?P<sep>[/.-])(?P<b>\d\d?)(?P<point>\.?)(?![\d/:%]|[.,]\d|-\d(?!\d?/))")
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?(?!\d)|\d+[.,]\d+|\d+(?=\s?[%‰€£$¥])")
_HALF_OF_DAY = r"(?:\s*(?:[ap]\.?m\b\.?|hrs?\b))"
_CLOCK_WITH_COLON = re.compile(rf"\d\d?:\d\d(?::\d\d)?{_HALF_OF_DAY}?", re.IGNORECASE)
_CLOCK = re.compile(
    rf"\d\d?[.]\d\d{_HALF_OF_DAY}|\d\d?\s*[ap](?:m\b|\.\s?m\b\.?)|\d\d?\s?h\s?(?:\d\d)?(?![\w-])",
    re.IGNORECASE,
)
_BARE_AM = re.compile(r"\d\d? ?am", re.IGNORECASE)
_ROMAN = re.compile(r"(?P<number>(?=[XVI])X{0,2}(?:IX|IV|V?I{0,3}))(?:e|er|ème)?")
_MONEY = "$€£¥#"


def items(text: str, words: Lexicon, running: bool) -> tuple[list[Token], list[Edge]]:
    """The tokens of a text and their readings; in running text no day and month in doubtful digits."""
    found = tokens(text)
    return found, [*_items(text, found, words, running), *_in_words(text, found, words)]


def _in_words(text: str, found: Sequence[Token], words: Lexicon) -> Iterator[Edge]:
    """The numbers that are written in words."""
    starts = {token.start: n for n, token in enumerate(found)}
    ends = {token.end: n + 1 for n, token in enumerate(found)}
    for numeral in numerals(text, words.language):
        start, end = starts.get(numeral.start), ends.get(numeral.end)
        if start is None or end is None:
            continue
        number, is_counted = int(numeral.value), _is_counted(found, end, words)
        if numeral.value.denominator == 2 and number:
            yield Edge(start, end, frozenset({"NUMHALF"}), number)
        elif numeral.value.denominator != 1:
            yield Edge(start, end, frozenset({"AMOUNT"}), None)
        elif numeral.is_ordinal:
            yield Edge(start, end, frozenset({"ORD"} if is_counted else {"ORD", "BAREORD"}), number)
        else:
            cats = {"NUM"} if is_counted else {"NUM", "BARE"}
            yield Edge(
                start, end, frozenset({*cats, "YEAR"} if 1000 <= number <= _LAST_YEAR else cats), number
            )


_LAST_YEAR = 2999


def _items(text: str, found: Sequence[Token], words: Lexicon, running: bool) -> Iterator[Edge]:
    ends = {token.end: n + 1 for n, token in enumerate(found)}
    position = 0
    while position < len(found):
        token = found[position]
        after = position + 1
        if token.text.isdecimal():  # "¹A" begins with a digit too, and is folded to "1a"
            for edge in _digits(text, found, position, ends, words, running):
                yield edge
                if edge.cats & _WHOLE and "-" not in text[token.start : found[edge.end - 1].end]:
                    after = max(after, edge.end)
        yield from _of_words(found, position, words)
        if match := (token.raw[0] in "XVI" and _ROMAN.fullmatch(token.raw)):
            yield Edge(position, position + 1, frozenset({"ROMAN"}), roman(match["number"]))
        position = after


_WHOLE = frozenset({"FIXED", "FIXEDP", "AMBIGUOUS", "AMOUNT", "CLOCK", "PAIR"})
"""What is written in several digits and signs: no part of it is anything else."""


def _of_words(found: Sequence[Token], position: int, words: Lexicon) -> Iterator[Edge]:
    token = found[position]
    for parts, (category, value) in words.phrases.get(token.text, ()):
        end = position + len(parts)
        if len(parts) > 1 and tuple(t.text for t in found[position:end]) != parts:
            continue
        if words.is_spaced and token.text in words.capitals and token.raw.islower():
            continue
        if category in ("WDAY", "WWDAY") and position and found[position - 1].text in words.no_day:
            continue
        if category == "HOLIDAY" and end < len(found) and found[end].text in words.no_holiday:
            continue
        if category == "ZONE" and not token.raw.isupper():
            continue
        cats = {category}
        if category == "UNIT":
            cats.add(f"{value[0]}{'s' if value[1] else ''}")
        if category in ("NUM", "ORD") and not _is_counted(found, end, words):
            cats.add(f"BARE{category}".removesuffix("NUM"))
        yield Edge(position, end, frozenset(cats), value)
        if _has_point(found, end, category):
            full = {"WMONTH": "MONTH", "WWDAY": "WDAY"}.get(category, category)
            yield Edge(position, end + 1, frozenset(cats - {category} | {full}), value)


def _has_point(found: Sequence[Token], end: int, category: str) -> bool:
    """Whether a full stop ends an abbreviation, and no sentence."""
    is_short = (
        category in ("WMONTH", "WWDAY", "MONTH", "UNIT", "PART") and len(found[end - 1].text) <= _SHORTEST
    )
    return is_short and end < len(found) and found[end].text == "."


_SHORTEST = 5
"""Letters of an abbreviation at most."""


def _digits(
    text: str, found: Sequence[Token], position: int, ends: dict[int, int], words: Lexicon, running: bool
) -> Iterator[Edge]:
    token = found[position]
    before = text[token.start - 1 : token.start]
    if before and (before in _MONEY or before == "_"):
        yield Edge(position, position + 1, frozenset({"AMOUNT"}), None)
        return
    glued = bool(before) and (
        before.isalnum() or (before in ".,/:" and text[token.start - 2 : token.start - 1].isdigit())
    )
    if not glued:
        edge = _written_in_signs(text, found, position, ends, words, running)
        if edge is not None:
            yield edge
            if (
                not edge.cats & {"PAIR", "AMBIGUOUS"}
                or "-" not in text[token.start : found[edge.end - 1].end]
            ):
                return  # "3-5" is the third of May, or the third to the fifth of another month
    yield from _whole_numbers(text, found, position, words)


def _written_in_signs(
    text: str, found: Sequence[Token], position: int, ends: dict[int, int], words: Lexicon, running: bool
) -> Edge | None:
    """The date, hour, day and month, or amount that begins here and is written in digits and signs."""
    start = found[position].start
    for pattern, read in DATES:
        match = pattern.match(text, start)
        if match is None or match.end() not in ends:
            continue
        try:
            value = read(match, words.order)
        except ValueError:
            continue
        is_day = value is not None and value.precision is Precision.DAY
        cats = frozenset({"AMBIGUOUS" if value is None else "FIXED" if is_day else "FIXEDP"})
        return Edge(position, ends[match.end()], cats, value)
    for pattern in (_CLOCK_WITH_COLON, _CLOCK, _SHORT, _AMOUNT):
        match = pattern.match(text, start)
        if match is None or match.end() not in ends:
            continue
        end = ends[match.end()]
        if pattern is not _SHORT:
            is_english_am = _BARE_AM.fullmatch(match[0]) and not words.twelve_hours
            if not is_english_am:
                return Edge(position, end, frozenset({"AMOUNT" if pattern is _AMOUNT else "CLOCK"}), None)
        elif not _is_next_to_a_month(found, position, end, words):
            is_doubtful = running or _is_counted(found, end, words)
            if edge := _day_and_month(match, position, end, words, is_doubtful):
                return edge
    return None


def _is_next_to_a_month(found: Sequence[Token], position: int, end: int, words: Lexicon) -> bool:
    """Whether a month stands next to two numbers, which are days of it then: "Aug. 12-14"."""
    before = position - 2 if position > 1 and found[position - 1].text == "." else position - 1
    texts = [found[n].text for n in (before, end) if 0 <= n < len(found)]
    return any(
        category in ("MONTH", "WMONTH") for text in texts for _, (category, _) in words.phrases.get(text, ())
    )


def _day_and_month(
    match: re.Match[str], position: int, end: int, words: Lexicon, is_doubtful: bool
) -> Edge | None:
    """A day and month in digits; where it could be an amount as well, only with a stroke between them."""
    pair = _pair(match, words.order)
    if is_doubtful and (pair is None or match["sep"] != "/"):
        return None
    if pair is None:
        return Edge(position, end, frozenset({"AMBIGUOUS"}), None) if _is_a_pair(match) else None
    return Edge(position, end, frozenset({"PAIR"}), pair)


def _is_a_pair(match: re.Match[str]) -> bool:
    """Whether two numbers could be a day and a month in one of the two orders."""
    low, high = sorted((int(match["a"]), int(match["b"])))
    return 1 <= low <= 12 and high <= 31


def _pair(match: re.Match[str], order: str) -> tuple[int, int] | None:
    """Month and day of two numbers, in the order of the language or in the only one there is."""
    a, b = int(match["a"]), int(match["b"])
    fits = [(m, d) for m, d in ((a, b), (b, a)) if 1 <= m <= 12 and 1 <= d <= 31]
    if order == "dmy":
        fits = [(b, a)] if (b, a) in fits else []
    elif order in ("mdy", "ymd"):
        fits = [(a, b)] if (a, b) in fits else fits
    return fits[0] if len(set(fits)) == 1 else None


def _whole_numbers(text: str, found: Sequence[Token], position: int, words: Lexicon) -> Iterator[Edge]:
    """What digits are by themselves: a number, a year, an ordinal, a decade."""
    token, end = found[position], position + 1
    after = found[end] if end < len(found) else None
    is_glued = after is not None and after.start == token.end
    before = found[position - 1] if position else None
    if before is not None and before.end == token.start and before.raw[-1].isalpha() and words.is_spaced:
        if before.text in ("q", "t", "h", "cy", "k", "s"):
            yield Edge(position, end, frozenset({"GLUED"}), int(token.text))
        return
    number = int(token.text) if len(token.text) <= 9 else None
    if number is None:
        return
    if is_glued and after and after.raw[0].isalpha() and words.is_spaced:
        yield from _glued(found, position, number, words)
        return
    if is_glued and after and after.text in ("º", "ª", "°", "o", "a"):
        yield Edge(position, end + 1, frozenset({"ORD"} if after.text in "aª" else {"ORD", "ORDD"}), number)
        return
    if is_glued and after and text[after.start : after.end + 1] in (".º", ".ª", ".°"):
        yield Edge(position, end + 2, frozenset({"ORD", "ORDD"}), number)
        return
    if words.ordinal_point and is_glued and after and after.text == "." and number <= 60:
        yield Edge(position, end + 1, frozenset({"ORD", "ORDD"}), number)
    if _is_a_year(text, token, after, words):
        yield Edge(position, end, frozenset({"YEAR"}), number)
    if len(token.text) <= 3 or number > 3000:
        is_counted = _is_counted(found, end, words)
        yield Edge(position, end, frozenset({"NUM", "COUNT"} if is_counted else {"NUM", "BARE"}), number)


def _glued(found: Sequence[Token], position: int, number: int, words: Lexicon) -> Iterator[Edge]:
    """Digits with letters behind them: "12th", "1er", "1990s"."""
    suffix = found[position + 1].text
    end = position + 2
    if end < len(found) and found[end].text in ("º", "ª", "°", "."):
        end += suffix in ("er", "o", "a") and found[end].text != "."
    is_a_code = end < len(found) and found[end].start == found[end - 1].end and found[end].raw[0].isdigit()
    if suffix in _ORDINAL_SUFFIXES and not is_a_code:
        # A feminine ordinal is no day of a month: "6a" is a week or, in Portuguese, a Friday.
        cats = {"ORD"} if suffix == "a" or _is_counted(found, end, words) else {"ORD", "ORDD"}
        yield Edge(position, end, frozenset(cats), number)
    if suffix in ("s", "er", "ers") and number % 10 == 0:
        yield Edge(position, end, frozenset({"TENS"}), number)


_ORDINAL_SUFFIXES = frozenset(
    ["st", "nd", "rd", "th", "e", "er", "ere", "eme", "o", "a", "de", "ste", "ieme", "ᵉ"]
)


def _is_a_year(text: str, token: Token, after: Token | None, words: Lexicon) -> bool:
    number = int(token.text)
    if len(token.text) != 4 or not 1000 <= number <= 2999:
        return False
    rest = text[token.end :]
    if re.match(r"%|[.,:]\d|-\d\d?(?!\d|-[^\W\d])|/\d(?!\d?/[^\W\d])", rest) and not re.match(
        r"-\d\d(?!\d)", rest
    ):
        return False
    return after is None or after.text not in words.counted


def _is_counted(found: Sequence[Token], end: int, words: Lexicon) -> bool:
    """Whether an unknown word follows, which the number counts: "26 people"."""
    if end >= len(found) or not found[end].is_word:
        return False
    if words.is_spaced:
        return not any(
            tuple(t.text for t in found[end : end + len(parts)]) == parts
            for parts, _ in words.phrases.get(found[end].text, ())
        )
    return False


def roman(text: str) -> int:
    """The number of a Roman numeral up to XXIX."""
    values = {"I": 1, "V": 5, "X": 10}
    numbers = [values[letter] for letter in text]
    return sum(-n if n < max(numbers[k:]) else n for k, n in enumerate(numbers))
