"""`Count`: how many, of what, and how exactly it is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from extractor.fields.base import (
    MISSING,
    Aspect,
    Cell,
    CellKind,
    Column,
    Comparison,
    Context,
    FieldType,
    Question,
    Written,
)
from extractor.fields.claims import Claim, ClaimGroup, gather, merged
from extractor.fields.counts.counting import Counted, counts, numbers_in
from extractor.fields.counts.in_place import LONGEST, in_place
from extractor.fields.counts.words import comparable, is_measure, is_toll, kind_of
from extractor.fields.parties.lists import head_count, listed
from extractor.records import Conflict, MergedValue, Value
from extractor.text.language import find_language

_POINTS = {"same": 25, "compatible": 18, "same few": 8, "update": 0, "different": -30, "other unit": 0}
_TOLL_POINTS = {"same": 12, "compatible": 8, "same few": 4, "update": 0, "different": -12, "other unit": 0}
_FEW = 3
"""Up to here a number is common: it says little that two events have it."""
_ABOUT_PERCENT = 10
"""How far, in per cent, `about` reaches to both sides: `about 26` may be 24 or 28, not 29."""
_ROUND_FROM, _ROUND_PERCENT = 100, 5
"""From this number on an exact count of one or two digits and zeros may be rounded, by this much at most."""
_REACH = 5
"""`At least n` is not said of more than this many times n, nor `at most n` of less than n over this."""
_SCALE = tuple(Fraction(9, 8) ** step for step in range(340))
"""Steps on which counts meet as blocking keys, up to 10 to the 17th."""


class Bound(StrEnum):
    """How a count stands to the number it names."""

    EXACT = "exact"
    BETWEEN = "between"
    """Between `value` and `upper`, both included."""
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"


class CountValue(Value):
    """A number of things, and how exactly it is known."""

    value: int | float
    unit: str | None = None
    """The head noun as written (`cartel members`), an ISO 4217 code, `percent`, or `None` when unsaid."""
    bound: Bound = Bound.EXACT
    upper: int | float | None = None
    """The other end of a range; set exactly when `bound` is `between`."""


class Fate(StrEnum):
    """What happened to the people of a toll."""

    DEAD = "dead"
    HURT = "hurt"

    def is_of(self, unit: str | None) -> bool:
        """Whether a unit names people of this fate, as in `dead` or `officers killed`."""
        return kind_of(unit) == f"people {self}"


class Count(FieldType[CountValue]):
    """How many. Words for persons are one class of units; a count alone never excludes a match."""

    value_type = CountValue
    aspect = Aspect.HOW_MANY
    levels = ("same", "compatible", "same few", "update", "different", "other unit")

    def __init__(
        self, fate: Fate | None = None, *, keys: Sequence[str] = (), apart_from: Sequence[str] = ()
    ) -> None:
        """
        Args:
            fate: for a toll, whom it counts. A number without a noun is of these, and where there is none,
                the people named or described one by one are counted.
            keys: other keys of a reply in which a model may have written the number; the first that has one
                counts where the field's own key has none. A toll takes the numbers of its fate from there,
                and a count without a fate those of other things that the words name.
            apart_from: keys of tolls; a number that stands there is not taken from `keys` once more.
        """
        self.fate = fate
        self.other_keys = tuple(keys)
        self.apart_from = tuple(apart_from)

    def ask(self, name: str, description: str) -> tuple[Question, ...]:
        elsewhere = self.fate is not None and bool(self.other_keys)
        return (Question(name, str | None, description, seldom=True, elsewhere=elsewhere),)

    def written(
        self, name: str, reply: Mapping[str, Any], language: str | None = None
    ) -> tuple[Written, ...]:
        """A value is one count, but "two dead and four injured" is two, each with words of its own."""
        own = reply.get(name)
        if isinstance(own, str) and own.strip():
            found = counts(own[:LONGEST], language)
            loose = [each for each in found if not any(fate.is_of(each.unit) for fate in Fate)]
            kept = [each for each in found if self._is_own(each)] or loose
            if len(kept) == len(found) and (len(found) < 2 or (self.fate and kept == loose)):
                return (Written(own.strip()),)
            return tuple(Written(own[each.bound_start : each.end]) for each in kept)
        taken = {each.value for key in self.apart_from for each in _counts_in(reply, key, language)}
        for key in self.other_keys:
            kept = [each for each in _counts_in(reply, key, language) if each.unit and self._is_own(each)]
            if kept := [each for each in kept if each.value not in taken]:
                return tuple(Written(reply[key][each.bound_start : each.end]) for each in kept)
        return ()

    def _is_own(self, found: Counted) -> bool:
        """Whether a number is of the field's fate, or of none."""
        if self.fate:
            return self.fate.is_of(found.unit)
        return not any(fate.is_of(found.unit) for fate in Fate)

    def parts(self, text: str, language: str | None = None) -> tuple[str, ...]:
        """The first number with its noun: what else was written of it may stand in another sentence."""
        return tuple(text[each.start : each.end] for each in counts(text[:LONGEST], language)[:1])

    def read(self, written: Written, context: Context) -> CountValue | None:
        """The first count in the words; its bound and unit are also looked for around its span.

        `None` for words without a number, for years, dates, ages, ordinals, shares and scores, and for a
        number of which not every word is understood. For a toll in an English article the people of a list
        are added up, also those who are named or described.
        """
        text = written.text[:LONGEST]
        language = context.article.language or find_language(context.article.text)
        found = numbers_in(text, language)
        people = listed(text) if self.fate and language == "en" else []
        if (len(people) > 1 or not found) and (number := head_count(people)):
            return CountValue(value=number)
        if not found or not found[0].is_read:
            return None
        placed = in_place(text, found[0], context, language)
        return _value(placed) if placed else None

    def compare(self, a: Sequence[CountValue], b: Sequence[CountValue]) -> Comparison:
        """The closest of all pairs.

        `compatible`: the same but for `about`, `at least` or rounding. `same few`: the same, but three at
        most, as many events have. `update`: different numbers of what is
        counted again while a story grows, such as the dead. `other unit`: counts of different things.
        """
        if not a or not b:
            return Comparison(MISSING)
        level, first, second = min(
            ((_level(self._sized(x), self._sized(y)), *sorted(map(self.show, (x, y)))) for x in a for y in b),
            key=lambda found: (self.levels.index(found[0]), found[1:]),
        )
        return Comparison(level, f"{first} / {second}")

    def comparison_key(self, values: Sequence[CountValue]) -> tuple[_Sized, ...]:
        """What is counted, and from where to where each count may reach."""
        return tuple(dict.fromkeys(map(self._sized, values)))

    def _sized(self, value: CountValue) -> _Sized:
        found = _sized(value)
        return found._replace(is_toll=True) if self.fate else found

    def level(self, a: Sequence[_Sized], b: Sequence[_Sized]) -> str:
        """The closest of all pairs."""
        return min((_level(x, y) for x in a for y in b), key=self.levels.index, default=MISSING)

    def fuse(self, claims: Sequence[Claim[CountValue]]) -> tuple[MergedValue, ...]:
        """One value for each thing counted: the last of a rising toll, else what most sources agree with.

        An exact count stands over compatible ones that are less exact, which are refinements. A smaller count
        from earlier reports is an update; all else is a disagreement.
        """
        return tuple(_fuse_one(group) for group in _by_kind(claims))

    def default_points(self) -> Mapping[str, int]:
        """Those of a toll are fewer: it grows while a story goes on, and one or two dead are common."""
        return _TOLL_POINTS if self.fate else _POINTS

    def block(self, values: Sequence[CountValue]) -> frozenset[str]:
        """The count as said (`=26 about`), and the steps of a scale, an eighth apart, that it may lie on."""
        said = (f"={Fraction(value.value)} {value.bound} {value.upper or ''}" for value in values)
        return frozenset({*said, *(str(step) for value in values for step in _steps(value))})

    def allows(self, key: str) -> Sequence[str]:
        """Counts that share but a step are said in different words."""
        if not key.startswith("="):
            return ("compatible",)
        return ("same few",) if _is_few(Fraction(key[1:].partition(" ")[0])) else ("same",)

    def show(self, value: CountValue) -> str:
        """As in `about 26 people`, `12 to 15 homes`, `USD 3,000,000`."""
        number = f"{value.value:,}"
        if value.upper is not None:
            number += f" to {value.upper:,}"
        if self.fate and not self.fate.is_of(value.unit):
            value = value.model_copy(
                update={"unit": f"{value.unit} {self.fate}" if value.unit else str(self.fate)}
            )
        if value.unit and value.unit.isupper() and len(value.unit) == 3:
            number = f"{value.unit} {number}"
        elif value.unit:
            number += f" {value.unit}"
        return number if value.bound in (Bound.EXACT, Bound.BETWEEN) else f"{value.bound} {number}"

    def columns(self) -> tuple[Column, ...]:
        """All counts in words, and the parts of the first."""
        return (
            Column("", CellKind.TEXTS, "every count, in words"),
            Column("value", CellKind.NUMBER, "the number of the first"),
            Column("upper", CellKind.NUMBER, "its other end, if it is a range"),
            Column("unit", CellKind.TEXT, "of what: words, an ISO 4217 code or `percent`"),
            Column("qualifier", CellKind.TEXT, "`exact`, `between`, `about`, `at least` or `at most`"),
        )

    def cells(self, values: Sequence[CountValue]) -> tuple[Cell, ...]:
        """The counts of different things in words, and the first in its parts."""
        words = tuple(self.show(value) for value in values)
        if not values:
            return (words, None, None, None, None)
        first = values[0]
        return (words, first.value, first.upper, first.unit, first.bound.value)


# Reading


def _counts_in(reply: Mapping[str, Any], key: str, language: str | None) -> tuple[Counted, ...]:
    text = reply.get(key)
    return counts(text[:LONGEST], language) if isinstance(text, str) else ()


def _value(found: Counted) -> CountValue:
    return CountValue(
        value=_plain(found.value),
        unit=found.unit,
        bound=Bound(found.bound),
        upper=None if found.upper is None else _plain(found.upper),
    )


def _plain(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else float(number)


# Comparing


class _Sized(NamedTuple):
    """A count as comparing sees it."""

    said: tuple[int | float, Bound, int | float | None]
    kind: str
    is_toll: bool
    low: Fraction
    high: Fraction


def _sized(value: CountValue) -> _Sized:
    said = (value.value, value.bound, value.upper)
    return _Sized(said, kind_of(value.unit), is_toll(value.unit), *_interval(value))


def _level(a: _Sized, b: _Sized) -> str:
    if not comparable(a.kind, b.kind):
        return "other unit"
    if a.said == b.said:
        return "same few" if _is_few(Fraction(a.said[0])) else "same"
    if a.low <= b.high and b.low <= a.high:
        return "compatible"
    if is_measure(a.kind) and is_measure(b.kind):
        return "other unit"
    return "update" if a.is_toll or b.is_toll else "different"


def _is_few(number: Fraction) -> bool:
    return number.denominator == 1 and number <= _FEW


def _compatible(a: CountValue, b: CountValue) -> bool:
    (low, high), (other_low, other_high) = _interval(a), _interval(b)
    return low <= other_high and other_low <= high


def _interval(value: CountValue) -> tuple[Fraction, Fraction]:
    """The numbers that a count may stand for."""
    number = Fraction(value.value)
    if value.upper is not None:
        return number, Fraction(value.upper)
    if value.bound is Bound.AT_LEAST:
        return number, number * _REACH
    if value.bound is Bound.AT_MOST:
        return number / _REACH, number
    slack = number * _ABOUT_PERCENT / 100 if value.bound is Bound.ABOUT else _rounding(number)
    return number - slack, number + slack


def _rounding(number: Fraction) -> Fraction:
    """How far an exact count may be off by rounding: half of its last digit that is not zero, at most 5 %."""
    if number.denominator != 1 or number < _ROUND_FROM:
        return Fraction(0)
    digits = str(number.numerator)
    zeros = len(digits) - len(digits.rstrip("0"))
    if len(digits) - zeros > 2:
        return Fraction(0)
    return min(Fraction(10**zeros, 2), number * _ROUND_PERCENT / 100)


def _steps(value: CountValue) -> range:
    """The steps of the scale from the least to the most that a count may stand for."""
    low, high = _interval(value)
    return range(_step(low), _step(high) + 1)


def _step(number: Fraction) -> int:
    return bisect_right(_SCALE, number)


# Fusing


def _by_kind(claims: Sequence[Claim[CountValue]]) -> list[list[Claim[CountValue]]]:
    """Claims that count one thing together; people of no stated fate join a count they agree with."""
    groups: dict[str, list[Claim[CountValue]]] = {}
    for claim in claims:
        groups.setdefault(kind_of(claim.value.unit), []).append(claim)
    for loose in ("people", ""):
        _settle(groups, loose)
    return [groups[kind] for kind in sorted(groups, key=lambda kind: (-len(groups[kind]), kind))]


def _settle(groups: dict[str, list[Claim[CountValue]]], loose: str) -> None:
    """Move claims of a kind that fits several into the one they agree with, or into the only one."""
    homes = sorted(kind for kind in groups if kind != loose and comparable(kind, loose))
    if loose not in groups or not homes:
        return
    before = {kind: tuple(claim.value for claim in groups[kind]) for kind in homes}
    staying: list[Claim[CountValue]] = []
    for claim in groups.pop(loose):
        agreeing = [kind for kind in homes if any(_compatible(v, claim.value) for v in before[kind])]
        home = agreeing[0] if agreeing else homes[0] if len(homes) == 1 else None
        (groups[home] if home is not None else staying).append(claim)
    if staying:
        groups[loose] = staying


def _fuse_one(claims: Sequence[Claim[CountValue]]) -> MergedValue:
    groups = gather(claims, lambda value: f"{value.value}|{value.bound}|{value.upper}")
    current = [s for s in groups if not any(_outgrown(s, other) for other in groups)]
    exact = [s for s in current if s.value.bound is Bound.EXACT]
    # What is less exact stands only when it contradicts every exact count.
    candidates = [s for s in current if s in exact or not any(_compatible(s.value, e.value) for e in exact)]
    stands = min(candidates, key=lambda s: _rank(s, groups))
    return merged(stands, [(s, _conflict(stands, s)) for s in groups if s is not stands])


def _outgrown(group: ClaimGroup[CountValue], other: ClaimGroup[CountValue]) -> bool:
    """Whether later reports have a larger number that this one cannot mean."""
    larger = other.value.value > group.value.value
    return larger and not _compatible(group.value, other.value) and group.became(other)


def _rank(
    group: ClaimGroup[CountValue], groups: Sequence[ClaimGroup[CountValue]]
) -> tuple[int, int, int, int, float, str]:
    agreeing = [s.sources for s in groups if _compatible(s.value, group.value)]
    return (
        -len(frozenset[str]().union(*agreeing)),
        list(Bound).index(group.value.bound),
        -len(group.sources),
        -group.latest.toordinal(),
        -group.value.value,
        group.value.model_dump_json(),
    )


def _conflict(stands: ClaimGroup[CountValue], other: ClaimGroup[CountValue]) -> Conflict:
    if _compatible(stands.value, other.value):
        return Conflict.REFINEMENT
    return Conflict.UPDATE if _outgrown(other, stands) else Conflict.DISAGREEMENT
