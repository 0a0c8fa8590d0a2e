"""Counts in text: a number with its bound and what it counts, or the reason it counts nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from extractor.fields.counts.units import NOUN_WORD, is_plural, unit_after
from extractor.fields.counts.words import CURRENCY_SIGNS, DOLLARS, CountWords, count_words, kind_of
from extractor.text.fold import fold
from extractor.text.numbers import tokens
from extractor.text.numbers.grammar import Reading

_LOOK_AHEAD = 30
"""How many characters after a number can make it an age or a time of day."""
_RANGE_SIGNS = frozenset("-~～〜")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d|2100")
_PERCENT_SIGNS = frozenset("%％٪")
_WORD = re.compile(r"\s*[^\W\d_]")


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
    number_end: int
    is_read: bool = True
    """False for a share, and for a number that is not understood as a whole; it has no value."""


def counts(text: str, language: str | None = None) -> tuple[Counted, ...]:
    """The counts in `text`, from left to right; years, dates, ages, ordinals and scores are none."""
    return tuple(count for count in numbers_in(text, language) if count.is_read)


@lru_cache(maxsize=16384)
def numbers_in(text: str, language: str | None = None) -> tuple[Counted, ...]:
    """The counts in `text` and, without a value, what is a number but no count that is certain."""
    return tuple(_Counter(text, language).counts())


class _Counter:
    """Looks through the tokens of one text."""

    def __init__(self, text: str, language: str | None) -> None:
        self.text = text
        self.words: CountWords = count_words(language)
        self.items = tokens(text, language)
        self.taken: set[int] = set()
        """The positions of numbers that belong to one before them."""
        self.unspaced = self.words.head == "counter"

    def counts(self) -> list[Counted]:
        found: list[Counted] = []
        # A number word may be a part of a word for per cent: `por ciento`.
        share = self.words["percent"]
        numbers = (n for n, item in enumerate(self.items) if item.number)
        places = [n for n in numbers if self._words_before(n + 1, 2) not in share]
        index = 0
        while index < len(places):
            first = last = places[index]
            following = places[index + 1] if index + 1 < len(places) else None
            joint = "" if following is None else self._joint(first, following)
            index += 1
            if first in self.taken:
                continue
            if joint == "score":
                index += 1
                continue
            if joint == "change":
                continue
            if joint in {"range", "doubtful"} and following is not None:
                last = following
                index += 1
            counted = self._unread(first, last) if joint == "doubtful" else self._counted(first, last)
            if counted:
                found.append(counted)
        return found

    # Two numbers in a row

    def _joint(self, first: int, second: int) -> str:
        """What two numbers in a row are: a `range`, a `score`, a `change` from one to another, or nothing."""
        lower, upper = self._reading(first), self._reading(second)
        between = " ".join(item.text for item in self.items[first + 1 : second])
        words = self.words.range_words
        sign = between in _RANGE_SIGNS
        linked = sign or between in words.get("to", ())
        before = self._word(first - 1)
        two = self._words_before(first, 2)
        if between in words.get("and", ()) and {before, two} & words.get("between", frozenset()):
            linked = True
        if not linked:
            return ""
        if lower is None or upper is None:
            return "doubtful"
        if not sign and before in words.get("from", ()) and self.words.head == "plural":
            return "change"
        low = _widened(lower, upper)
        if low is None:
            return "doubtful"
        return "range" if low < upper.value else "score" if sign else ""

    # One number

    def _counted(self, first: int, last: int) -> Counted | None:
        if self._is_label(first) or self._is_time(first, last):
            return None
        number, upper = self._reading(first), self._reading(last)
        if number is None or upper is None:
            return self._unread(first, last)
        money = self._money(first, last)
        bound, before, after = self._bound(money[1] if money else first, last)
        unit, end = (money[0], self.items[last].end) if money else unit_after(self.text, after, self.words)
        if not money and (self._is_time_span(first, unit, end) or self._is_lone(first, unit)):
            return None
        if not self._is_certain(first, last, unit, is_money=bool(money)) or self._is_share(end):
            return self._unread(first, last)
        low, high = number.value, None
        half = None if money else self._half_after(end, unit)
        if half is not None:
            low, end = low + Fraction(1, 2), self.items[half].end
            self.taken.add(half)
        if last != first:
            low, high = _widened(number, upper) or number.value, upper.value
        start = self.items[first].start
        return Counted(
            value=low,
            upper=high,
            bound=_bound_of(number, bound, is_range=last != first),
            unit=unit,
            start=start,
            end=end,
            bound_start=min(start, before),
            number_end=self.items[last].end,
        )

    def _unread(self, first: int, last: int) -> Counted:
        start, end = self.items[first].start, self.items[last].end
        return Counted(Fraction(0), None, "exact", None, start, end, start, end, is_read=False)

    def _is_certain(self, first: int, last: int, unit: str | None, *, is_money: bool) -> bool:
        """Whether it counts: no share of something, and no letter after it that may be a unit of length."""
        number, found = self.items[last].number, self._reading(first)
        if number and number.doubtful and not is_money and not kind_of(unit).startswith("people"):
            return False
        if found is None or not found.share or is_money:
            return True
        following = self._word(last + 1)
        linked = following in self.words.range_words.get("and", ())
        return linked or not (following and (following[0].isalpha() or following == "-"))

    def _half_after(self, end: int, unit: str | None) -> int | None:
        """The position of a half that is added after what is counted: `dos años y medio`."""
        after = next((n for n, item in enumerate(self.items) if item.start >= end), len(self.items))
        if self._word(after) not in self.words.range_words.get("and", ()) or self._word(after + 2) == "-":
            return None
        half = self._word(after + 1).split()
        added = bool(half) and self.words["halves"].issuperset(half)
        # "Two people and a half" is no number of people in English.
        return after + 1 if added and (self.words.head != "plural" or self._is_of_time(unit)) else None

    def _is_of_time(self, unit: str | None) -> bool:
        return unit is not None and fold(unit) in self.words["time_units"]

    def _is_share(self, end: int) -> bool:
        """Whether what is counted is said to be so many of so many: `une personne sur cinq`."""
        after = [item for item in self.items if item.start >= end][:3]
        phrases = {" ".join(item.text for item in after[:count]): count for count in (1, 2)}
        return any(
            phrase in self.words["share"] and count < len(after) and after[count].number is not None
            for phrase, count in phrases.items()
        )

    def _is_lone(self, first: int, unit: str | None) -> bool:
        """Whether a word that is an article as well, or a numeral without a counter, counts nothing."""
        found, item = self._reading(first), self.items[first]
        if item.start == 0 and item.end == len(self.text.strip()):
            return False
        if self.unspaced and len(item.text) == 1 and not item.text.isdigit():
            return unit is None
        return bool(found and found.lone_one) and not kind_of(unit).startswith("people")

    def _is_label(self, first: int) -> bool:
        """Whether the number names something or is a pronoun: `article 5`, `aged 45`, `one of`."""
        before, after = self._word(first - 1), self._word(first + 1)
        if self.unspaced:
            return any(before.endswith(label) for label in self.words["labels"])
        found = self._reading(first)
        if found and found.value == 1 and self.items[first].text.isalpha():
            return before in self.words["lone_one_before"] or after in self.words["lone_one_after"]
        return any(self._words_before(first, count) in self.words["labels"] for count in (1, 2))

    def _is_time(self, first: int, last: int) -> bool:
        """Whether it is a day of a month, a time of day, an age, or an ordinal."""
        end = self.items[last].end
        rest = self.text[end : end + _LOOK_AHEAD]
        if self.words.age_or_hour.match(fold(f"x{rest}")[1:]):
            return True
        if self.unspaced:
            return any(rest.lstrip().startswith(word) for word in self.words["not_counted"])
        after = self._word(last + 1)
        hyphened = after == "-" and self._word(last + 2) in self.words["not_counted"]
        if after in self.words["not_counted"] or hyphened:
            return True
        dotted = self.words.ordinal_point and rest[:2] == ". " and self.items[first].text[-1].isdigit()
        return (dotted and bool(rest[2:])) or self._next_to_month(first, last) or self._is_age(first, last)

    def _is_age(self, first: int, last: int) -> bool:
        """As in `Ms Reid, 33, who`."""
        found, after = self._reading(first), self._word(last + 1)
        named = first > 1 and self._capital(first - 2)
        between_commas = self._word(first - 1) == "," and (after == "," or (not after and named))
        return between_commas and found is not None and found.value <= 120

    def _next_to_month(self, first: int, last: int) -> bool:
        found, months = self._reading(first), self.words["months"]
        if found is None or found.value > 31:
            return False
        proper = self.words.head == "plural"
        step = 2 if self._word(first - 1) == "." else 1
        if self._word(first - step) in months and (not proper or self._capital(first - step)):
            return True
        one, two = self._word(last + 1), f"{self._word(last + 1)} {self._word(last + 2)}"
        return two in months or (one in months and (not proper or self._capital(last + 1)))

    def _is_year(self, first: int, unit: str | None) -> bool:
        """Whether four digits without a mark are a year: nothing is counted, or a word of time leads."""
        if not _YEAR.fullmatch(self.items[first].text):
            return False
        if self._word(first - 1) in self.words["year_before"] | self.words["months"]:
            return True
        if not unit:
            return True
        head = fold(unit).split()[-1]
        if self.words.head != "plural":
            return unit[0].isupper() and self.words.head == "first"
        return not (is_plural(head) or head in ("people", "men", "women", "children", "percent"))

    def _is_time_span(self, first: int, unit: str | None, end: int) -> bool:
        """Whether it says when and not how many: a year, `two weeks ago`, `hace dos semanas`."""
        if self._is_year(first, unit) or not self._is_of_time(unit):
            return self._is_year(first, unit)
        match = NOUN_WORD.match(self.text, end)
        if match and fold(match[1]) in self.words["time_directions"]:
            return True
        return any(self._words_before(first, n) in self.words["time_before"] for n in (1, 2, 3))

    # Around it

    def _bound(self, first: int, last: int) -> tuple[str, int, int]:
        """The bound by the words before or after, where its first word begins and where its last ends."""
        start, end = self.items[first].start, self.items[last].end
        if self.unspaced:
            return self._unspaced_bound(start, end)
        for length in (3, 2, 1):
            following = " ".join(item.text for item in self.items[last + 1 : last + 1 + length])
            if last + length < len(self.items) and following in self.words.after:
                return self.words.after[following], start, self.items[last + length].end
        for length in (4, 3, 2, 1):
            before = self._words_before(first, length)
            if before in self.words.before:
                return self.words.before[before], self.items[first - length].start, end
        return "exact", start, end

    def _unspaced_bound(self, start: int, end: int) -> tuple[str, int, int]:
        before, after = self.text[:start].rstrip(), self.text[end:]
        for phrase in sorted(self.words.before, key=len, reverse=True):
            if before.endswith(phrase):
                return self.words.before[phrase], len(before) - len(phrase), end
        for phrase in sorted(self.words.after, key=len, reverse=True):
            if after.startswith(phrase):
                return self.words.after[phrase], start, end + len(phrase)
        return "exact", start, end

    def _money(self, first: int, last: int) -> tuple[str, int] | None:
        """The unit of an amount of money or a share, and the position where the amount begins."""
        before, found = self._word(first - 1), self._reading(first)
        if found and found.percent:
            return "percent", first
        if before in CURRENCY_SIGNS:
            return self._with_sign(first)
        position = last + 1
        while self._word(position) in ("of", "de", "di", "von", "d") and self.words.head != "counter":
            position += 1  # "millions of dollars"
        after = self._word(position)
        two = f"{after} {self._word(position + 1)}"
        if after in _PERCENT_SIGNS or after in self.words["percent"] or two in self.words["percent"]:
            return "percent", first
        code = CURRENCY_SIGNS.get(after) or self.words.money.get(two) or self.words.money.get(after)
        code = code or self._unspaced_money(self.items[last].end)
        if code:
            return code, first
        return (before.upper(), first - 1) if before.upper() in self.words.money.values() else None

    def _with_sign(self, first: int) -> tuple[str, int]:
        before, letters = self._word(first - 1), self._word(first - 2)
        if before == "$" and letters in DOLLARS:
            touching = self.items[first - 2].end == self.items[first - 1].start
            return (DOLLARS[letters], first - 2) if touching else ("USD", first - 1)
        return CURRENCY_SIGNS[before], first - 1

    def _unspaced_money(self, end: int) -> str | None:
        if not self.unspaced:
            return None
        rest = self.text[end:].lstrip()
        named: Mapping[str, str] = {**self.words.money, **dict.fromkeys(self.words["percent"], "percent")}
        return next((named[w] for w in sorted(named, key=len, reverse=True) if rest.startswith(w)), None)

    # Tokens

    def _reading(self, position: int) -> Reading | None:
        number = self.items[position].number
        return number.reading if number else None

    def _word(self, position: int) -> str:
        return self.items[position].text if 0 <= position < len(self.items) else ""

    def _words_before(self, position: int, count: int) -> str:
        return " ".join(i.text for i in self.items[position - count : position]) if position >= count else ""

    def _capital(self, position: int) -> bool:
        return self.text[self.items[position].start].isupper()


def _bound_of(number: Reading, bound: str, *, is_range: bool) -> str:
    """The bound by the words around a number, and by the number's own words."""
    if is_range:
        return "between"
    if bound != "exact":
        return bound
    return "at least" if number.plural else "about" if number.vague else "exact"


def _widened(lower: Reading, upper: Reading) -> Fraction | None:
    """The lower number in the scale of the upper: `3 to 5 million`, `20-30,000`; `None` in doubt."""
    scale = upper.scale
    if lower.scale == 1 and scale > 1 and lower.value < upper.value / scale:
        return lower.value * scale
    thousands = upper.value % 1000 == 0 and upper.scale == 1 and lower.value < 1000
    if not thousands or lower.value * 1000 >= upper.value or upper.value < 10_000:
        return lower.value
    return lower.value * 1000 if lower.value * 5_000 >= upper.value else None
