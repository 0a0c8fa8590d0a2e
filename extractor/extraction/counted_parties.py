"""Finds the number of people or things an event was done to, where a model left them out.

"In May, Chile handed over to the Peruvian authorities 29 men": the object stands behind another phrase, and
small models stop at that. Only a number with a noun in the same clause is taken, so that what code finds is
as sure as what a model copies.
"""

from __future__ import annotations

import re

from extractor.extraction.plans import PlacedTrigger
from extractor.extraction.voice import CLAUSE, Voice
from extractor.fields._count_words import is_person
from extractor.fields._counting import Counted, counts
from extractor.fields._text import fold, word_set
from extractor.records import Article, Span

_HEDGE = re.compile(
    r"(?:about|around|some|nearly|almost|over|roughly|approximately|at\s+least|at\s+most|more\s+than|fewer\s+than"
    r"|less\s+than|up\s+to|as\s+many\s+as|another|the|these|those|all|its|his|her|their)\s+$",
    re.IGNORECASE,
)
_BEHIND_VERB = re.compile(
    r"\s+(?:(?:back\s+)?(?:to|from|in|on|into)\s+(?:(?:the|a|an|its|his|her|their)\s|(?=[A-Z]))\s*(?:[^\s\d]+\s+){1,4}){0,2}"
)
_BEHIND_NOUN = re.compile(r"\s+of\s+", re.IGNORECASE)
_BEFORE_PASSIVE = re.compile(
    r"\s+(?:(?:\w+(?:ed|ing)|from|in|of|with|at|on)\s+(?:[^\s]+\s+){0,5}?(?=(?:is|are|was|were|has|have|had|will)\s))?"
    r"(?:(?:is|are|was|were|be|been|being|get|gets|got|has|have|had|will|not|also|later|\w+ly)\s+){0,4}",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"^,?\s+(?:who|which|that)\b", re.IGNORECASE)
_NO_PARTIES = word_set(
    "year years month months week weeks day days hour hours minute minutes percent time times"
)
_BEGINS_CLAUSE = re.compile(r"(?:^|[,;:.–—(]|(?<!\w)(?:and|or|but|while|with))\s*$", re.IGNORECASE)
_STATES = word_set("dead injured wounded missing")
_AROUND = 200
"""Characters on each side of a trigger in which a party of its clause is looked for."""


def counted_patient(placed: PlacedTrigger, voice: Voice, article: Article) -> Span | None:
    """The words of the counted people or things that the event was done to; `None` when none are certain."""
    behind = voice in (Voice.ACTIVE, Voice.NOUN)
    start = placed.span.end if behind else max(placed.passage.start, placed.span.start - _AROUND)
    end = min(placed.passage.end, placed.span.end + _AROUND) if behind else placed.span.start
    text = article.text[start:end]
    for count in counts(text):
        if not _counts_parties(count):
            continue
        begin, stop = _hedged(text, count.start), _noun_end(text, count)
        gap = text[:begin] if behind else text[stop:]
        if any(start <= other.span.start < start + begin for other in placed.others) and behind:
            return None  # "agreed to return 14 men": the men are returned, not agreed
        if _is_object(gap, voice) if behind else _is_subject(gap):
            return Span(start=start + begin, end=start + stop)
    return None


def number_before(placed: PlacedTrigger, article: Article) -> Span | None:
    """The number alone before an event, with its hedge: "about 50" in "10 died and about 50 fled".

    It counts those it was done to, whoever else is counted in the sentence. What begins no clause is left
    ("shot two dead"), and so is a noun: "two killings" counts events.
    """
    if placed.trigger.is_noun and fold(placed.trigger.text) not in _STATES:
        return None
    start = max(placed.passage.start, placed.span.start - _AROUND)
    text = article.text[start : placed.span.end]
    name = fold(placed.trigger.text)
    for count in counts(text):
        counted = count.unit or text[count.end :].strip()
        if fold(counted) == name and count.end in (len(text), len(text) - len(name) - 1):
            first = _hedged(text, count.start)
            number = article.text[start + first : placed.span.start].rstrip()
            begins = _BEGINS_CLAUSE.search(text[:first])
            return Span(start=start + first, end=start + first + len(number)) if begins else None
    return None


def _counts_parties(count: Counted) -> bool:
    if count.unit is None or count.unit.isupper():  # of nothing, or money
        return False
    head = fold(count.unit).split()[-1]
    plural = is_person(head) or (len(head) > 3 and head.endswith("s") and not head.endswith(("ss", "'s")))
    return plural and head not in _NO_PARTIES


def _hedged(text: str, start: int) -> int:
    """Where the count starts with the words before it that belong to it."""
    while match := _HEDGE.search(text, max(0, start - 20), start):
        start = match.start()
    return start


def _noun_end(text: str, count: Counted) -> int:
    """Where the noun group ends: a count's own end may take in a state, as in `26 people were killed`."""
    auxiliary = re.search(
        r"\s+(?:is|are|was|were|be|been|being|has|have|had)\s", text[count.start : count.end]
    )
    return count.start + auxiliary.start() if auxiliary else count.end


def _is_object(gap: str, voice: Voice) -> bool:
    pattern = _BEHIND_NOUN if voice is Voice.NOUN else _BEHIND_VERB
    return pattern.fullmatch(gap) is not None and CLAUSE.search(gap) is None


def _is_subject(gap: str) -> bool:
    inside = _RELATIVE.sub("", gap)
    return _BEFORE_PASSIVE.fullmatch(inside) is not None and CLAUSE.search(inside) is None
