"""Times that are counted: from the publication, or from another time that the text names."""

from __future__ import annotations

import re
from datetime import date

from extractor.fields.times.rules import (
    AHEAD,
    BACK,
    COUNT,
    NUMBERS,
    PART_OF_DAY,
    UNIT,
    WHICH,
    Frame,
    Rules,
    counted_from,
    day_in,
    unresolved,
    which_of,
)
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import (
    DAY,
    UNITS,
    Precision,
    TimeValue,
    Unit,
    interval,
    one_day,
    shift,
    unit_around,
)

RULES = Rules()

_LARGER = {
    "day": "week",
    "week": "month",
    "month": "year",
    "quarter": "year",
    "year": "decade",
    "decade": "century",
}
"""The unit that bounds an uncounted number of another: "months ago" is within a year."""


@RULES.add(
    r"\b(?P<word>today|tonight|this\s+(?:morning|afternoon|evening|lunchtime)|yesterday|tomorrow|last\s+night"
    r"|(?:the\s+)?day\s+before\s+yesterday|(?:the\s+)?day\s+after\s+tomorrow)\b" + PART_OF_DAY
)
@RULES.add(r"^\s*(?:right\s+)?(?P<word>now|currently|at\s+present)\s*$")
def _named_day(match: re.Match[str], frame: Frame) -> TimeValue | None:
    word = " ".join(match["word"].lower().split())
    if frame.published is None:
        return unresolved(match, Precision.DAY)
    step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    step = -2 if "before" in word else 2 if "after tomorrow" in word else step
    return one_day(frame.published + step * DAY)


@RULES.add(r"\bovernight\b")
def _overnight(match: re.Match[str], frame: Frame) -> TimeValue | None:
    if frame.published is None:
        return unresolved(match, Precision.RANGE)
    return interval(frame.published - DAY, frame.published)


@RULES.add(rf"\b{WHICH}{UNIT}(?!\s+of\s+(?!last|this|next))")
def _unit_beside_this_one(match: re.Match[str], frame: Frame) -> TimeValue | None:
    which, unit = which_of(match) or "", match["unit"].lower()
    if match["plural"] or which == "recent":
        # "It may last months" is no time, "the last months" are.
        return (
            None
            if which == "last" and "the" not in match[0].lower().split()
            else _stretch(match, frame, None)
        )
    if unit == "day" and which not in ("this", "past"):
        return None  # "the next day" is counted from another time, "the last day" is of something
    if unit in ("second", "minute", "hour"):
        return _unit_around_the_publication(match, frame, UNITS["day"])
    if which == "past":
        return _stretch(match, frame, 1)
    step = -1 if which in BACK else 1 if which in AHEAD else 0
    anchor = counted_from(frame, which, UNITS[unit])
    if anchor is None:
        return unresolved(match, UNITS[unit].precision)
    return unit_around(shift(anchor, step, UNITS[unit]), UNITS[unit])


@RULES.add(rf"\b{WHICH}{COUNT}{UNIT}")
def _counted_stretch(match: re.Match[str], frame: Frame) -> TimeValue | None:
    return _stretch(match, frame, _count(match["count"]))


@RULES.add(
    r"(?:\b(?P<earlier>earlier)|\b(?P<later>later))\s+(?:on\s+)?in\s+the\s+(?P<unit>week|month|year|decade)\b"
)
def _earlier_in_the_unit(match: re.Match[str], frame: Frame) -> TimeValue | None:
    unit = UNITS[match["unit"].lower()]
    if frame.published is None:
        return unresolved(match, Precision.RANGE)
    whole = unit_around(frame.published, unit)
    return (
        interval(whole.start, frame.published) if match["earlier"] else interval(frame.published, whole.end)
    )


def _unit_around_the_publication(match: re.Match[str], frame: Frame, unit: Unit) -> TimeValue:
    return unit_around(frame.published, unit) if frame.published else unresolved(match, unit.precision)


def _stretch(match: re.Match[str], frame: Frame, count: int | None) -> TimeValue | None:
    """So many units up to the publication or on from it; uncounted, about one of the next larger unit."""
    which, word = which_of(match), match["unit"].lower()
    if which in ("this", "current", "same"):
        return None
    anchor = counted_from(frame, which)
    if anchor is None:
        return unresolved(match, Precision.RANGE)
    far = _far_end(anchor, word, count, 1 if which in AHEAD else -1)
    return interval(min(far, anchor), max(far, anchor), approximate=count is None)


def _far_end(day: date, word: str, count: int | None, direction: int) -> date:
    if word in ("second", "minute", "hour"):
        word, count = "day", (count or 0) // 24 if word == "hour" else 0
    if count is None:
        word, count = _LARGER[word], 1
    return shift(day, direction * count, UNITS[word])


def _count(text: str | None) -> int | None:
    """The number that words give; `None` when it is left open, as in "a few"."""
    words = (text or "").lower().split()
    if not words or words[-1] in ("few", "several"):
        return None
    if words[0].isdigit():
        return int(words[0])
    return next((NUMBERS[w] for w in reversed(words) if w in NUMBERS and w not in ("a", "an")), 1)


@RULES.add(rf"(?:\b{COUNT})?(?:\band\s+a\s+half\s+)?\b{UNIT}\s+(?P<way>ago|from\s+now|hence)\b")
def _ago(match: re.Match[str], frame: Frame) -> TimeValue | None:
    word, way = match["unit"].lower(), -1 if match["way"].lower() == "ago" else 1
    count = _count(match["count"])
    precision = UNITS[word].precision if word in UNITS else Precision.DAY
    published = frame.published
    if published is None:
        return unresolved(match, precision)
    if count is None and word in _LARGER:
        near, far = shift(published, way, UNITS[word]), _far_end(published, word, None, way)
        return interval(min(near, far), max(near, far), approximate=True)
    found = unit_around(_far_end(published, word, count, way), UNITS.get(word, UNITS["day"]))
    return found.model_copy(update={"approximate": precision is not Precision.DAY})


@RULES.add(
    rf"\b(?P<within>in|within)\s+(?:the\s+space\s+of\s+)?(?:{COUNT})?{UNIT}(?!['’])(?!\s+(?:ago|after|before|since|later|earlier))"
)
def _in_so_long(match: re.Match[str], frame: Frame) -> TimeValue | None:
    """Ahead, "in two weeks" is a point; behind, "the first in two weeks" is a stretch."""
    count, word, published = _count(match["count"]), match["unit"].lower(), frame.published
    if count is None and not match["plural"]:
        return None
    if published is None:
        return unresolved(match, Precision.RANGE)
    ahead = frame.tense is Tense.FUTURE
    far = _far_end(published, word, count, 1 if ahead else -1)
    if not ahead or count is None or match["within"].lower() == "within" or word not in UNITS:
        return interval(min(far, published), max(far, published), approximate=count is None)
    return unit_around(far, UNITS[word]).model_copy(update={"approximate": word != "day"})


# Times counted from another time that the text names


@RULES.add(
    rf"(?:\b{COUNT}|\bthe\s+|^\s*|\b(?=\w+s\s)){UNIT}\s+(?P<way>later|earlier|after(?:wards?)?|before|prior|previously)\b(?P<count2>)"
)
@RULES.add(
    r"(?:\b(?:later|earlier)\s+)?\b(?:that\s+same|that|(?:later|earlier)\s+in\s+the|(?:on\s+)?the\s+same)\s+"
    r"(?P<unit>day|week|month|year|morning|afternoon|evening|night|weekend)\b(?P<count>)(?P<plural>)(?P<way>)"
)
@RULES.add(
    r"(?:\bthe\s+)?\b(?P<way>next|following|previous)\s+(?P<unit>day|morning|afternoon|evening|night)\b(?P<count>)(?P<plural>)"
)
def _counted_from_another(match: re.Match[str], frame: Frame) -> TimeValue | None:
    word, way = match["unit"].lower(), match["way"].lower()
    unit = UNITS.get(word, UNITS["day"])
    count = _count(match["count"]) if match["plural"] or match["count"] else 1
    rest = (match.string[match.end() :] + frame.rest).lstrip()
    says_what_follows = way in ("after", "before", "prior") and rest[:1].isalnum()
    anchor = day_in(frame.named_after if says_what_follows else reversed(frame.named_before), unit)
    if anchor is None or count is None:
        return unresolved(match, unit.precision)
    direction = 0 if not way else -1 if way in ("earlier", "before", "prior", "previously", "previous") else 1
    found = unit_around(shift(anchor, direction * count, unit), unit)
    return found.model_copy(update={"approximate": bool(direction) and unit.precision is not Precision.DAY})
