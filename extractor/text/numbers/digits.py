"""Numbers written in digits, with the marks of a language."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

_SPACES = " \u00a0\u202f\u2009'’"
_MARKS = {"\u066b": ".", "\u066c": "،"}
_GROUPS = re.compile(r"\d{1,3}(?:(?P<mark>\D)\d{3})(?:(?P=mark)\d{3})*")
_INDIAN_GROUPS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_LONGEST = 18
"""Digits after which a number is a code."""

WRITTEN = (
    r"(?<![\d.,])\d(?:\.\d{1,6}e\d|e\d\d)(?!\w)|"
    r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}){1,5}(?:[.,\u066b]\d{1,6})?(?!\d)"
    r"|\d+(?:[.,'’\u066b\u066c،]\d+)*"
)
"""A regular expression for digits with marks between them."""


def digits_value(written: str, thousands: str, decimal: str, doubtful: str = "") -> Fraction | None:
    """The number that digits stand for; `None` where their marks do not tell.

    Args:
        written: digits of any script, with marks or spaces between them.
        thousands: the mark of the language between groups of three digits.
        decimal: the mark of the language before decimals.
        doubtful: a mark that is used for both, so that a group of three after it tells nothing.
    """
    if "e" in written:
        return Fraction(written)
    plain = "".join(_MARKS.get(char) or _digit(char) for char in written)
    if any(space in plain for space in _SPACES):
        whole, mark, rest = _parted(plain)
        if not _GROUPS.fullmatch(whole):
            return None
        plain = re.sub(rf"[{_SPACES}]", "", whole) + (f".{rest}" if mark else "")
        return _fraction(plain)
    marks = [char for char in plain if not char.isdigit()]
    if not marks:
        return _fraction(plain)
    if len(set(marks)) == 2:
        return _with_both(plain, marks)
    return _with_one_mark(plain, marks, thousands, decimal, doubtful)


def _with_both(plain: str, marks: list[str]) -> Fraction | None:
    """`1,234.5` and `1.234,5`: the last mark is the decimal one, in every country."""
    whole, _, rest = plain.rpartition(marks[-1])
    grouped = _GROUPS.fullmatch(whole) or _INDIAN_GROUPS.fullmatch(whole)
    if marks.count(marks[-1]) > 1 or not grouped:
        return None
    return _fraction(f"{whole.replace(marks[0], '')}.{rest}")


def _with_one_mark(
    plain: str, marks: list[str], thousands: str, decimal: str, doubtful: str
) -> Fraction | None:
    mark = marks[0]
    grouped = bool(_GROUPS.fullmatch(plain) or _INDIAN_GROUPS.fullmatch(plain)) and plain[0] != "0"
    if len(marks) > 1:
        return _fraction(plain.replace(mark, "")) if grouped else None
    if not grouped:
        return _fraction(plain.replace(mark, ".")) if mark != "،" else None
    if mark in doubtful or not (thousands or decimal):
        return None
    return _fraction(plain.replace(mark, "" if mark == thousands else "."))


def _parted(plain: str) -> tuple[str, str, str]:
    """The groups, the decimal mark and the decimals of a number whose groups are parted by spaces."""
    for mark in ".,":
        if mark in plain:
            return plain.partition(mark)
    return plain, "", ""


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _fraction(plain: str) -> Fraction | None:
    return Fraction(plain) if len(plain) <= _LONGEST else None
