"""What a run of number words and digits means as a whole, or that it means nothing certain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from extractor.text.numbers.whole import (
    MULTIPLIERS,
    Piece,
    Run,
    is_one,
    multiplier,
    product,
    whole_number,
)
from extractor.text.numbers.words import Kind, NumberWords

_PARTS = (Kind.FRACTION, Kind.ORDINAL, Kind.DENOMINATOR)
_MOST_OF_A_RATIO = 100
"""`One in five` is a share; in `12 in 2019` the second number is a year."""


@dataclass(frozen=True)
class Reading:
    """What a number is, apart from its place in a text."""

    value: Fraction
    vague: bool = False
    """Said in words that do not count one by one, as in `two dozen`."""
    plural: bool = False
    """Said as `dozens` or `hundreds`: at least two of them."""
    scale: int = 1
    """The last scale word in it, a million in `3.5 million`."""
    share: bool = False
    """A part of something, as in `two thirds` or `one in five`."""
    percent: bool = False
    """A share of a hundred that is said before the number: 百分之五."""
    lone_one: bool = False
    """A word that is an article as often as a number, as in `un`."""


def reading(run: Run, words: NumberWords) -> Reading | None:
    """What the words mean if all of them together are one number."""
    kept = [piece for piece in run if Kind.HYPHEN not in piece]
    if any(Kind.UNCLEAR in piece for piece in run):
        return None
    joined = _with_compound_ordinals(run)
    for rule in _RULES:
        found = rule(joined if rule is _with_part else kept, words)
        if found is not None:
            return found
    return None


def _plain(run: Run, words: NumberWords) -> Reading | None:
    value = whole_number(run, words)
    if value is None:
        return None
    last = run[-1]
    lone = len(run) == 1 and Kind.ONE in last
    return Reading(value, vague=Kind.GROUP in last, scale=_last_scale(run), lone_one=lone)


def _last_scale(run: Run) -> int:
    """What the number before the last multipliers is multiplied by: 100,000 in `three hundred thousand`."""
    scale = Fraction(1)
    for piece in reversed(run):
        factor = multiplier(piece)
        if factor is None:
            break
        scale *= factor
    return int(scale)


def _vague(run: Run, words: NumberWords) -> Reading | None:
    """`Several hundred`, `a couple of hundred`, `tens of thousands`, `une centaine`, 几十, 十多万."""
    rest = run[1:] if len(run) > 1 and is_one(run[0]) else run
    first, following = rest[0], _without_of(rest[1:])
    if Kind.SEVERAL in first or Kind.COUPLE in first:
        return _several(first, following, words)
    tens = first.kinds.get(Kind.HUNDRED) or first.kinds.get(Kind.TEEN)
    if len(rest) == 2 and Kind.PLURAL in rest[1] and tens in (10, 100):  # Zehntausende
        return Reading(2 * tens * rest[1].kinds[Kind.PLURAL], plural=True)
    if Kind.PLURAL in first:
        more = product(following, Kind.PLURAL, Kind.SCALE)
        return None if more is None else Reading(2 * first.kinds[Kind.PLURAL] * more, plural=True)
    if any(Kind.COLLECTIVE in piece for piece in run):
        return _collective(run, words)
    return _with_more(run, words)


def _several(first: Piece, following: Run, words: NumberWords) -> Reading | None:
    """Two of what follows; of one thing for `a couple` and `a pair` alone."""
    couple = Kind.COUPLE in first
    if len(following) == 1 and couple and Kind.PLURAL in following[0]:
        value: Fraction | None = following[0].kinds[Kind.PLURAL]
    else:
        value = Fraction(1) if couple and not following else _scales(following, words)
    if value is None:
        return None
    vague = couple and (first.text != "pair" or bool(following))
    return Reading(2 * value, vague=vague, plural=not couple)


def _collective(run: Run, words: NumberWords) -> Reading | None:
    place = next(n for n, piece in enumerate(run) if Kind.COLLECTIVE in piece)
    before, after = run[:place], _without_of(run[place + 1 :])
    count = Fraction(1) if not before else whole_number(before, words)
    more = product(after, Kind.SCALE)
    if count is None or more is None:
        return None
    return Reading(count * run[place].kinds[Kind.COLLECTIVE] * more, vague=True)


def _with_more(run: Run, words: NumberWords) -> Reading | None:
    place = next((n for n, piece in enumerate(run) if Kind.MORE in piece and n), None)
    if place is None:
        return None
    zero = place - (len(run) > 1 and run[place - 1].kinds.get(Kind.UNIT) == 0)  # 一千五百零几万
    value = whole_number([*run[:zero], *run[place + 1 :]], words)
    return None if value is None else Reading(value, plural=True)


def _scales(run: Run, words: NumberWords) -> Fraction | None:
    """A hundred or more without a number before or behind it, as after `several`."""
    if not run or not all(any(kind in piece for kind in MULTIPLIERS) for piece in run):
        return None
    return whole_number(run, words, is_bare=True)


def _ratio(run: Run, words: NumberWords) -> Reading | None:
    """`One in five`, `two out of three`, 百分之五."""
    if Kind.PERCENT_FIRST in run[0]:
        value = _number(run[1:], words)
        return None if value is None else Reading(value, percent=True)
    place = _only(run, Kind.RATIO)
    if place is None:
        return _denominator_first(run, words)
    part, total = (whole_number(side, words) for side in (run[:place], run[place + 1 :]))
    if part is None or total is None or not 0 < part < total:
        return None
    # "12 in 2019" is no share.
    doubtful = run[place].text in words.parting and part > 1 and (total > _MOST_OF_A_RATIO or part > 10)
    return None if doubtful else Reading(part / total, share=True)


def _denominator_first(run: Run, words: NumberWords) -> Reading | None:
    """三分之一, 三又二分之一."""
    place = _only(run, Kind.DENOMINATOR_FIRST)
    if place is None:
        return None
    ands = [n for n, piece in enumerate(run[:place]) if Kind.AND in piece]
    head = whole_number(run[: ands[-1]], words) if ands else Fraction(0)
    below = whole_number(run[ands[-1] + 1 if ands else 0 : place], words)
    above = _number(run[place + 1 :], words)
    if not below or above is None or head is None or (ands and above >= below):
        return None
    return Reading(head + above / below, share=not ands)


def _only(run: Run, kind: Kind) -> int | None:
    places = [n for n, piece in enumerate(run) if kind in piece and 0 < n < len(run) - 1]
    return places[0] if len(places) == 1 else None


def _with_point(run: Run, words: NumberWords) -> Reading | None:
    """`Two point five million`, `point two`, 五点八."""
    value = _number(run, words)
    if value is None or not any(Kind.POINT in piece for piece in run):
        return None
    last = run[-1]
    return Reading(value, scale=int(last.kinds.get(Kind.SCALE, Fraction(1))))


def _number(run: Run, words: NumberWords) -> Fraction | None:
    """A whole number, or one with decimals in words, and the scales after them."""
    place = next((n for n, piece in enumerate(run) if Kind.POINT in piece), None)
    if place is None:
        return whole_number(run, words)
    end = len(run)
    while end > place and any(kind in run[end - 1] for kind in MULTIPLIERS):
        end -= 1
    whole = whole_number(run[:place], words) if place else Fraction(0)
    decimals = _decimals(run[place + 1 : end], words)
    scale = product(run[end:], *MULTIPLIERS)
    if whole is None or decimals is None or scale is None:
        return None
    return (whole + decimals) * scale


def _decimals(run: Run, words: NumberWords) -> Fraction | None:
    digits = "".join(str(piece.kinds[Kind.UNIT]) for piece in run if Kind.UNIT in piece)
    if len(digits) != len(run):
        value = whole_number(run, words)
        if value is None or value >= 1000 or value.denominator != 1:
            return None
        digits = str(value)
    return Fraction(f"0.{digits}") if digits else None


def _with_part(run: Run, words: NumberWords) -> Reading | None:
    """Halves, quarters and other parts: of one, of a scale, or after a whole number."""
    places = [n for n, piece in enumerate(run) if any(kind in piece for kind in _PARTS)]
    if not places:
        return None
    place = places[-1]
    after = [
        piece
        for before, piece in pairwise(run[place:])
        if not (Kind.OF in piece or Kind.ARTICLE in piece or (is_one(piece) and Kind.OF in before))
    ]
    scale = product(after, Kind.SCALE, Kind.GROUP, Kind.COLLECTIVE)
    ands = [n for n, piece in enumerate(run[:place]) if Kind.AND in piece]
    head = run[: ands[-1]] if ands else []
    above = run[ands[-1] + 1 if ands else 0 : place]
    if not ands and len(above) == 1 and _is_sign(run[place]) and Kind.DIGITS in above[0]:
        head, above = above, []  # 2½, 2 1/4
    part = _part(above, run[place], words, has_head=bool(head))
    if scale is None or len(after) > 2 or part is None or (ands and not head):
        return None
    value = _mixed_number(head, part, scale, words) if head else part * scale
    if value is None or _is_doubtful_sum(head, above, run[place], words):
        return None
    group = any(Kind.GROUP in piece or Kind.COLLECTIVE in piece for piece in after)
    return Reading(value, vague=group, scale=int(scale), share=not after and not head)


def _is_doubtful_sum(head: Run, above: Run, part: Piece, words: NumberWords) -> bool:
    """Whether `and` may join the tens to the numerator: `vingt et un cinquièmes`."""
    tens = bool(head) and words.and_after_tens and Kind.TEN in head[-1]
    return tens and bool(above) and above[0].kinds.get(Kind.UNIT) == 1 and Kind.FRACTION not in part


def _mixed_number(head: Run, part: Fraction, scale: Fraction, words: NumberWords) -> Fraction | None:
    """A whole number and a part: of its own last scale, or of the scale after both."""
    count = whole_number(head, words)
    if count is None or part >= 1:
        return None
    own = head[-1].kinds.get(Kind.SCALE) or head[-1].kinds.get(Kind.GROUP)
    if scale != 1:
        if own is None:
            return (count + part) * scale
        return count + part * scale if scale < own else None
    if own is not None:
        return count + part * own
    return None if Kind.HUNDRED in head[-1] else count + part


def _part(above: Run, part: Piece, words: NumberWords, *, has_head: bool) -> Fraction | None:
    """The numerator and the denominator together: `three quarters`, `a fifth`, `½`."""
    one = not above or (len(above) == 1 and (is_one(above[0]) or above[0].kinds.get(Kind.UNIT) == 1))
    if Kind.FRACTION in part:
        value = part.kinds[Kind.FRACTION]
    else:
        value = 1 / part.kinds.get(Kind.DENOMINATOR, part.kinds.get(Kind.ORDINAL, Fraction(1)))
        if (
            value >= Fraction(1, 2)
            or (not above and Kind.DENOMINATOR not in part)
            or (not above and has_head)
        ):
            return None
    if one:
        return value
    if Kind.ORDINAL in part and Kind.DENOMINATOR not in part and Kind.FRACTION not in part:
        return None
    count = whole_number(above, words)
    # "A hundred thirty fifths" is a hundred of one size or a hundred and thirty of another.
    doubtful = Kind.DENOMINATOR in part and multiplier(above[-1]) is not None
    if count is None or doubtful or value == Fraction(1, 2) or count == 0:
        return None
    return count * value


def _is_sign(part: Piece) -> bool:
    """Whether a part is written in signs, as in ½ and 1/4."""
    return Kind.FRACTION in part and not part.text.isalpha()


def _with_compound_ordinals(run: Run) -> Run:
    """The run with `twenty-fifth` as one ordinal; hyphens that join other words are left out."""
    joined: list[Piece] = []
    position = 0
    while position < len(run):
        piece = run[position]
        if Kind.TEN in piece and position + 2 < len(run) and Kind.HYPHEN in run[position + 1]:
            last = run[position + 2]
            for kind in (Kind.ORDINAL, Kind.DENOMINATOR):
                if kind in last:
                    value = piece.kinds[Kind.TEN] + last.kinds[kind]
                    piece = last._replace(start=piece.start, kinds={kind: value})
                    position += 2
                    break
        if Kind.HYPHEN not in piece:
            joined.append(piece)
        position += 1
    return joined


def _without_of(run: Run) -> Run:
    return run[1:] if run and Kind.OF in run[0] else run


_Rule = Callable[[Run, NumberWords], Reading | None]
_RULES: tuple[_Rule, ...] = (_plain, _ratio, _vague, _with_part, _with_point)
