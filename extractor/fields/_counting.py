"""Counts in text: a number with its bound and what it counts, or the reason it counts nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from extractor.fields import count_words as vocabulary
from extractor.text.fold import fold
from extractor.text.numbers import Number, numbers
from extractor.text.tokens import Token, tokens

_WINDOW = 8
"""How many words after a number may belong to what it counts."""
_LOOK_AHEAD = 30
"""How many characters after a number can make it an age or a time of day."""
_NOUN_WORD = re.compile(r"\s*[\"'“”‘’]?((?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-'’][^\W\d_]+)*)")
_MEASURE = re.compile(r"[-‐‑]([^\W\d_]{2,})\b")
_ADJECTIVE = re.compile(r"(?:ed|ing|ish|al|ic|ive|ous|ful|less|ary|ible|able)$")
_LATER = frozenset({"later", "earlier", "ago", "today", "yesterday", "tomorrow", "so", "far", "altogether"})
_AUXILIARIES = frozenset(
    {"are", "be", "been", "feared", "have", "has", "is", "left", "reported", "was", "were"}
)


@dataclass(frozen=True)
class Counted:
    """A count in a text, and where it stands: from its number to the end of its unit."""

    value: Fraction
    upper: Fraction | None
    bound: str
    unit: str | None
    start: int
    end: int
    bound_start: int
    """Where the words that bound it begin, as in `at least 12`; its start where none stand before it."""


@lru_cache(maxsize=16384)
def counts(text: str) -> tuple[Counted, ...]:
    """The counts in `text`, from left to right; years, dates, ages, ordinals and scores are none."""
    items = tokens(text)
    found: list[Counted] = []
    every = list(numbers(items))
    position = 0
    while position < len(every):
        lower, upper = every[position], None
        following = every[position + 1] if position + 1 < len(every) else None
        joint = _joint(items, lower, following)
        position += 1
        if joint == "score":
            position += 1
            continue
        if joint == "range" and following:
            lower, upper = _widened(lower, following)
            position += 1
        elif joint == "change":
            continue
        counted = _counted(text, items, lower, upper)
        if counted:
            found.append(counted)
    return tuple(found)


def _joint(items: Sequence[Token], lower: Number, upper: Number | None) -> str:
    """What two numbers in a row are: a `range`, a `score`, a `change` from one to the other, or nothing."""
    if upper is None:
        return ""
    between = [item.text for item in items[lower.after : upper.first]]
    before = _word(items, lower.first - 1)
    low, high = _widened(lower, upper)
    rising = low.value < high.value
    if between == ["-"]:
        return "range" if rising else "score"
    if between == ["to"] and before == "from":
        return "change"
    if between in (["to"], ["or"]) or (between == ["and"] and before == "between"):
        return "range" if rising else ""
    return ""


def _widened(lower: Number, upper: Number) -> tuple[Number, Number]:
    """Both numbers, the lower one in the scale of the upper in `3 to 5 million`."""
    scale = upper.scale
    if lower.scale == 1 and scale > 1 and lower.value < upper.value / scale:
        return Number(lower.value * scale, lower.first, lower.after), upper
    return lower, upper


def _counted(text: str, items: Sequence[Token], number: Number, upper: Number | None) -> Counted | None:
    last = upper or number
    if _is_label(items, number) or _is_time(text, items, number, last):
        return None
    money = _money(items, number, last)
    first = money[1] if money else number.first
    bound, before, after = _bound(items, first, last)
    if upper:
        bound = "between"
    elif bound == "exact" and number.plural:
        bound = "at least"
    elif bound == "exact" and number.vague:
        bound = "about"
    unit, end = (money[0], items[last.after - 1].end) if money else _unit(text, items, after)
    if not money and (_is_year(items, number, unit) or _is_distance_in_time(text, unit, end)):
        return None
    start = items[number.first].start
    bound_start = min(start, items[before].start)
    return Counted(number.value, upper.value if upper else None, bound, unit, start, end, bound_start)


def _is_label(items: Sequence[Token], number: Number) -> bool:
    """Whether the number names something or is a pronoun: `article 5`, `aged 45`, `one of`."""
    before, after = _word(items, number.first - 1), _word(items, number.after)
    if before == "of" and _word(items, number.first - 2) == "age":
        return True
    if before == "." and _word(items, number.first - 2) in ("no", "nos"):
        return True
    if number.after - number.first == 1 and _word(items, number.first) == "one":
        return before in vocabulary.LONE_ONE_BEFORE or after in vocabulary.LONE_ONE_AFTER
    return before in vocabulary.LABELS


def _is_time(text: str, items: Sequence[Token], number: Number, last: Number) -> bool:
    """Whether it is a day of a month, a time of day, an age, or a fraction."""
    before, after = _word(items, number.first - 1), _word(items, last.after)
    month_before = before if before != "." else _word(items, number.first - 2)
    after_month = month_before in vocabulary.MONTHS and _capital(
        text, items, number.first - (2 if before == "." else 1)
    )
    before_month = after in vocabulary.MONTHS and _capital(text, items, last.after)
    if number.value <= 31 and (after_month or before_month):
        return True
    end = items[last.after - 1].end
    rest = fold(text[end : end + _LOOK_AHEAD])
    if re.match(r"[- ]?(?:years?|months?|weeks?)[- ]olds?\b", rest) or re.match(r" ?[ap]\.?m\b", rest):
        return True
    named = number.first > 1 and _capital(text, items, number.first - 2)
    if before == "," and (after == "," or (not after and named)) and number.value <= 120:
        return True  # "Ms Reid, 33, who"
    return after in vocabulary.NOT_COUNTED or (
        after == "-" and rest[1:].split(" ")[0] in vocabulary.NOT_COUNTED
    )


def _capital(text: str, items: Sequence[Token], position: int) -> bool:
    return text[items[position].start].isupper()


def _is_year(items: Sequence[Token], number: Number, unit: str | None) -> bool:
    """Whether four digits without a comma are a year: nothing plural is counted, or a word of time leads."""
    digits = items[number.first]
    if number.after - number.first != 1 or not re.fullmatch(r"1[5-9]\d\d|20\d\d|2100", digits.text):
        return False
    head = fold(unit).split()[-1] if unit else ""
    plural = _is_plural(head) or head in ("people", "men", "women", "children", "percent")
    return not plural or _word(items, number.first - 1) in vocabulary.YEAR_BEFORE


def _is_distance_in_time(text: str, unit: str | None, end: int) -> bool:
    """Whether it says when and not how many: `two weeks ago`, `30 years after`."""
    match = _NOUN_WORD.match(text, end)
    following = fold(match[1]) if match else ""
    return (
        unit is not None and fold(unit) in vocabulary.TIME_UNITS and following in vocabulary.TIME_DIRECTIONS
    )


def _bound(items: Sequence[Token], first: int, last: Number) -> tuple[str, int, int]:
    """The bound by the words before or after, and the positions of its first word and after its last."""
    for length in (3, 2, 1):
        following = " ".join(item.text for item in items[last.after : last.after + length])
        if last.after + length <= len(items) and following in vocabulary.AFTER:
            return vocabulary.AFTER[following], first, last.after + length
    for length in (4, 3, 2, 1):
        if first >= length:
            before = " ".join(item.text for item in items[first - length : first])
            if before in vocabulary.BEFORE:
                return vocabulary.BEFORE[before], first - length, last.after
    return "exact", first, last.after


def _money(items: Sequence[Token], number: Number, last: Number) -> tuple[str, int] | None:
    """The unit of an amount of money or a share, and the position where the amount begins."""
    before = _word(items, number.first - 1)
    unit = last.after + (number.plural and _word(items, last.after) == "of")  # "millions of dollars"
    after = _word(items, unit)
    if before in vocabulary.CURRENCY_SIGNS:
        letters = _word(items, number.first - 2)
        if before == "$" and letters in vocabulary.DOLLARS:
            touching = items[number.first - 2].end == items[number.first - 1].start
            return (vocabulary.DOLLARS[letters], number.first - 2) if touching else ("USD", number.first - 1)
        return vocabulary.CURRENCY_SIGNS[before], number.first - 1
    two = f"{after} {_word(items, unit + 1)}"
    if after in ("%", "percent", "pct") or two == "per cent":
        return "percent", number.first
    code = vocabulary.CURRENCY_SIGNS.get(after) or vocabulary.CURRENCY_WORDS.get(two)
    code = code or vocabulary.CURRENCY_WORDS.get(after)
    if code:
        return code, number.first
    return (
        (before.upper(), number.first - 1) if before.upper() in vocabulary.CURRENCY_WORDS.values() else None
    )


def _unit(text: str, items: Sequence[Token], position: int) -> tuple[str | None, int]:
    """The head noun of what is counted, with the noun before it, and where it ends."""
    end = items[position - 1].end
    measure = _MEASURE.match(text, end)
    if measure:
        return measure[1], measure.end()
    phrase = _noun_phrase(text, end)
    head = _head(phrase)
    if head is None:
        return None, end
    unit = phrase[head][0]
    if head and _is_noun(phrase[head - 1][0]):
        unit = f"{phrase[head - 1][0]} {unit}"
    state = _state(text, phrase[head][1]) if vocabulary.is_person(fold(phrase[head][0])) else None
    return (f"{unit} {state[0]}", state[1]) if state else (unit, phrase[head][1])


def _noun_phrase(text: str, start: int) -> list[tuple[str, int]]:
    """The words after a number that may name what it counts, each with its end."""
    phrase: list[tuple[str, int]] = []
    position = start
    while len(phrase) < _WINDOW:
        match = _NOUN_WORD.match(text, position)
        if match is None:
            break
        word, position = match[1], match.end()
        if not phrase and fold(word) in vocabulary.SKIPPED:
            continue
        if fold(word) in vocabulary.STOP and not (word == "US" or "." in word):
            break
        phrase.append((word, position))
    return phrase


def _head(phrase: Sequence[tuple[str, int]]) -> int | None:
    """The position of the head noun: a word for persons, else the first plural, else a lone word."""
    plain = [fold(word) for word, _ in phrase]
    if not plain:
        return None
    if plain[0] in vocabulary.STATES:
        return 0
    for position, word in enumerate(plain):
        if vocabulary.is_person(word) or (_is_plural(word) and phrase[position][0].islower()):
            more = position + 1 < len(plain) and (
                vocabulary.is_person(plain[position + 1]) and plain[position + 1] not in vocabulary.STATES
            )
            return position + 1 if more else position
    # Without a plural, only a lone word is taken for what is counted: `one suspect`, `five aircraft`.
    alone = len(plain) == 1 and not plain[0].endswith(("ed", "ing", "'s", "ly")) and plain[0] not in _LATER
    return 0 if alone else None


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "ous"))


def _is_noun(word: str) -> bool:
    """Whether the word before a head noun may be a noun too, as in `cartel members`."""
    plain = fold(word)
    return (
        word.islower()
        and plain not in vocabulary.NOT_NOUNS
        and not _ADJECTIVE.search(plain)
        and "-" not in plain
    )


def _state(text: str, position: int) -> tuple[str, int] | None:
    """What is said to have happened to the persons, right after them: `killed` in `12 people were killed`."""
    for _ in range(3):
        match = _NOUN_WORD.match(text, position)
        if match is None:
            return None
        word, position = fold(match[1]), match.end()
        if word in vocabulary.STATES:
            return match[1], position
        if word not in _AUXILIARIES:
            return None
    return None


def _word(items: Sequence[Token], position: int) -> str:
    return items[position].text if 0 <= position < len(items) else ""
