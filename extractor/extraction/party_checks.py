"""Refuses what a model gave as a party and what the sentence does not let be one."""

from __future__ import annotations

import re

from extractor.extraction.plans import PlacedTrigger
from extractor.extraction.voice import LIGHT
from extractor.fields import PartyValue
from extractor.records import Article, Mention, Span

_TAIL = re.compile(
    r"\s+(?:who|which|that|whom|whose|into|onto)\s.*|,?\s+(?:wanted|accused|suspected|convicted|charged|involved)$",
    re.IGNORECASE | re.DOTALL,
)
"""What is said of a party behind its name: no part of who it is."""
_REPORT = re.compile(
    r"(?:\w+\s+){0,2}(?:reports?|claims?|speculation|allegations?|suggestions?|accusations?|rumou?rs?|idea|fears?|calls?"
    r"|warnings?|plans?|demands?)\s+(?:that|of|to)\s",
    re.IGNORECASE,
)
"""A thing said: what is said of it is what it is."""
_TAIL_WITH_EVENT = re.compile(
    r",?\s+(?:wanted|accused|suspected|convicted|guilty|charged|involved)\s+(?:of|with|for|in|over)\s",
    re.IGNORECASE,
)
"""What leads from a party to the event it is said to have a part in: "a woman accused of transporting"."""

_CLAUSE_PARTY = re.compile(r"\w+(?:ed|ing)\s+(?:of|to|with|for|by|in|on)\s.*", re.IGNORECASE | re.DOTALL)
_ONE_PARTICIPLE = re.compile(r"[a-z]+(?<!morn)(?<!even)(?<!build)(?<!k)ing")
_ONLY_SMALL = re.compile(
    r"(?:the|a|an|of|to|in|on|at|by|for|from|with|and|or|this|that|these|those|its|his|her|their|it|there|no|not"
    r"|who|which|what|as|be|is|are|was|were|\W)+",
    re.IGNORECASE,
)
_LED_BY_PREPOSITION = re.compile(
    r"(?:by|in|on|at|from|with|for|of|after|before|during|over|under|into|about)\s.*", re.DOTALL
)
_NOBODY = (_CLAUSE_PARTY, _ONE_PARTICIPLE, _ONLY_SMALL, _LED_BY_PREPOSITION)
_DETERMINER = re.compile(r"(?:the|a|an|this|that|these|those|its|his|her|their|such)\s+", re.IGNORECASE)
_SUBORDINATE = re.compile(r"(?<!\w)(?:as|when|while|because|if|although|though|what|whether|unless)(?!\w)")

_SAYING = r"(?:said|says|say|told|confirmed|confirms|stated|reported|wrote|added)"
_SPEAKS = re.compile(
    rf"(?:\s+and\s+(?:[\w’'.-]+\s+){{1,6}}?)?\s*,?\s*(?:earlier\s+|later\s+|also\s+|\w+ly\s+)?{_SAYING}\b"
)
_SPOKEN_BY = re.compile(rf",\s+{_SAYING}\s+(?:the\s+)?$")
_OWN_DEED = re.compile(r"\b(?:it|they|he|she|we|I)\b")

_OBJECT_GAP = re.compile(rf"\s+[“\"‘']?{LIGHT}{{0,4}}")
_JOINED = re.compile(r"\s*,?\s*(?:and|or|then|and then|and later)\s+")


def without_tail(mention: Mention, placed: PlacedTrigger, article: Article) -> Span | None:
    """The span of a party without what is said of it behind: "29 prisoners", not "29 prisoners wanted"."""
    span = mention.support.span
    if span is None:
        return None
    words = span.text_in(article.text)
    tail = None if _REPORT.match(words) else _TAIL.search(words)
    if tail is None and span.start < placed.span.start < span.end:
        tail = _TAIL_WITH_EVENT.search(words, 0, placed.span.start - span.start)
    return Span(start=span.start, end=span.start + tail.start()) if tail and tail.start() else span


def why_no_party(span: Span, placed: PlacedTrigger, article: Article) -> str | None:
    """Why words of the article cannot be a party to the event, whatever their role; `None` when they can."""
    words = span.text_in(article.text)
    if any(_meets(span, place) for place in (placed.span, *placed.repeats)):
        return "these words name the event, not a party to it"
    bare = _DETERMINER.sub("", f"{words} ", count=1).strip().casefold()
    if any(_meets(span, other.span) and other.trigger.text.casefold() == bare for other in placed.others):
        return "these words name another event, not a party to this one"
    if any(pattern.fullmatch(words) for pattern in _NOBODY):
        return "these words tell what somebody does, how or where, not who"
    if placed.trigger.is_noun and placed.span.end <= span.start:
        between = article.text[placed.span.end : span.start]
        if _SUBORDINATE.search(between):
            return "these words belong to another clause than the event"
    return None


def why_not_agent(span: Span, placed: PlacedTrigger, article: Article) -> str | None:
    """Why a party is not the one who did it: it only tells of it."""
    text, limits = article.text, placed.passage
    if span.end <= placed.span.start:
        speaks = _SPEAKS.match(text, span.end, placed.span.start)
        if speaks and not _OWN_DEED.search(text[speaks.end() : placed.span.start]):
            return "it tells of the event, and is not said to have done it"
    elif _SPOKEN_BY.search(text[limits.start : span.start]):
        return "it tells of the event, and is not said to have done it"
    return None


def why_not_affected(span: Span, placed: PlacedTrigger, article: Article) -> str | None:
    """Why it was not done to a party: it tells of the event, or stands behind the verb of another one."""
    if span.end <= placed.span.start and (reason := why_not_agent(span, placed, article)):
        return reason
    for other in placed.others:
        if other.trigger.is_noun or other.span.end > span.start:
            continue
        gap = article.text[other.span.end : span.start]
        if _OBJECT_GAP.fullmatch(gap) and not _joined(placed.span, other.span, article):
            return f"“{other.trigger.text}” was done to it, not “{placed.trigger.text}”"
    return None


def why_not_reached(span: Span, placed: PlacedTrigger, article: Article) -> str | None:
    """Why an event named by a noun did not reach a party that stands between a verb and that noun."""
    if not placed.trigger.is_noun or span.end > placed.span.start:
        return None
    for other in placed.others:
        between = other.span.end <= span.start and not other.trigger.is_noun
        if between and not re.search(r"[,;:()—–]", article.text[other.span.end : span.start]):
            return f"it belongs to “{other.trigger.text}”, not to “{placed.trigger.text}”"
    return None


def refused(mention: Mention, reason: str) -> Mention:
    """The mention with its words kept, its value gone and the reason told."""
    return Mention(value=None, support=mention.support.model_copy(update={"note": reason}))


def role_of(mention: Mention) -> str | None:
    """The role of a mention's party; `None` when it has no value."""
    return mention.value.role if isinstance(mention.value, PartyValue) else None


def _joined(a: Span, b: Span, article: Article) -> bool:
    first, second = sorted((a, b), key=lambda span: span.start)
    return _JOINED.fullmatch(article.text[first.end : second.start]) is not None


def _meets(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
