"""How the word that names an event stands in its sentence: who comes before it, and who after.

There is no parser here, only the form of the word and of its nearest neighbours: enough for the one question
that small models get wrong again and again, on which side of a verb those stand it was done to.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from extractor.extraction.plans import PlacedTrigger
from extractor.fields._text import word_set
from extractor.records import Article

CLAUSE = re.compile(
    r",(?!\d)|[;:()—–“”\"]|\s-\s|(?<!\w)(?:who|which|that|as|while|after|before|when|because|although|though|unless|if"
    r"|than|and(?!\s+\d)|but)(?!\w)",
    re.IGNORECASE,
)
"""What parts one clause, or one item, from the next."""

LIGHT = (
    r"(?:(?:the|a|an|this|that|these|those|his|her|its|their|another|about|around|some|nearly|almost|over|up|to"
    r"|at|least|more|than|roughly|approximately|alleged|suspected|former|late|fellow|both)\s+)"
)
"""A word that may stand before the words a model copied and belong to them."""

_ADVERBS = r"(?:(?:not|also|then|later|now|once|still|all|since|already|first|\w+ly)\s+){0,2}"
_BE = re.compile(
    rf"(?<!\w)(?:am|is|are|was|were|be|been|being|gets?|got|getting)\s+{_ADVERBS}$", re.IGNORECASE
)
_HAVE = re.compile(rf"(?<!\w)(?:has|have|had|having)\s+{_ADVERBS}$", re.IGNORECASE)
_JOINED_TO_BE = re.compile(
    rf"(?<!\w)(?:is|are|was|were|been|being)\s+{_ADVERBS}(?:\w+(?:ed|en|nt|ht)|found guilty)\b[^,;:]{{0,60}}"
    r"(?:\band|\bor|,)\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_THOSE = re.compile(
    rf"(?<!\w)(?:those|people|persons|individuals|men|women|children|all|anyone)\s+{_ADVERBS}$", re.IGNORECASE
)
_AFTER_COMMA = re.compile(r",\s+(?:\w+ly\s+)?$")
_FINITE = re.compile(
    r"\s+(?:is|are|was|were|has|have|had|will|would|include[sd]?|said|says)\b", re.IGNORECASE
)
_BY = re.compile(r"\s+by\s", re.IGNORECASE)
_NO_OBJECT = re.compile(r"\s*(?:[,.;:!?)”\"]|$|\s(?:to|in|on|at|from|for|over|with|by|during|after|into)\b)")
_IRREGULAR = word_set(
    """
    sent flown sold bought paid shot hurt held taken brought caught found met lent given stolen beaten driven
    born built made sworn laid sought won struck seen left lost told cut hit set put shut fired
    """
)


class Voice(Enum):
    """On which side of its trigger an event has whom it was done to."""

    ACTIVE = auto()
    """A verb with its doer before it: "Spain extradited two men"."""
    PASSIVE = auto()
    """A verb with those before it whom it was done to: "two men were extradited"."""
    REDUCED = auto()
    """A passive without its auxiliary: "the men extradited", "those handed over to France"."""
    NOUN = auto()
    """A noun: "the extradition of two men"."""


def voice_of(placed: PlacedTrigger, article: Article) -> Voice:
    """The voice of a trigger, by its form and its neighbours."""
    if placed.trigger.is_noun:
        return Voice.NOUN
    words = placed.trigger.text.casefold().split()
    before = article.text[max(placed.passage.start, placed.span.start - 120) : placed.span.start]
    if words[0] in ("was", "were", "been", "is", "are"):
        return Voice.PASSIVE
    if words[0].endswith("ing") or _HAVE.search(before):
        return Voice.ACTIVE
    if _BE.search(before):
        return Voice.PASSIVE
    if not (words[0].endswith("ed") or words[0] in _IRREGULAR):
        return Voice.ACTIVE
    return _of_participle(before, article.text[placed.span.end : placed.passage.end])


def _of_participle(before: str, after: str) -> Voice:
    """The voice of what may be a past tense or a participle: "arrested", "sent"."""
    if _BY.match(after) or _FINITE.match(after):
        return Voice.REDUCED
    if _NO_OBJECT.match(after):
        if _JOINED_TO_BE.search(before):
            return Voice.PASSIVE
        if _THOSE.search(before) or _AFTER_COMMA.search(before):
            return Voice.REDUCED
    return Voice.ACTIVE
