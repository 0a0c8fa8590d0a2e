"""Checks on who did what to whom that small models get wrong in the same ways again and again.

The order of words tells: what stands right after an active verb, or after "of" behind a noun, had the event
done to it; so had what stands before a passive. And the words that name the event are no party to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.extraction.plans import PlacedTrigger
from extractor.fields import PartyValue, Who
from extractor.records import Article, Mention, Span

_RIGHT_AFTER_VERB = re.compile(r"\s+(?:(?:the|a|an|his|her|its|their)\s+)?")
_RIGHT_AFTER_NOUN = re.compile(r"\s+of\s+(?:(?:the|a|an|his|her|its|their)\s+)?")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|get|gets|got|those|people|persons|individuals|men|women)\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_BY = re.compile(r"\s+(?:\w+\s+){0,3}by\s", re.IGNORECASE)


def checked_parties(
    who: Who, parties: Sequence[Mention], placed: PlacedTrigger, article: Article
) -> tuple[Mention, ...]:
    """The parties in roles that the order of words allows; first the one it was done to, then the doer.

    A schema lists the role of the one who does first, and that of the one it is done to second.
    """
    named = [_not_the_event(mention, placed) for mention in parties]
    if len(who.roles) < 2:
        return tuple(named)
    agent, patient = who.roles[0].name, who.roles[1].name
    if _is_passive(placed, article):
        corrected = _as_passive(named, placed, agent, patient)
    else:
        corrected = _as_active(named, placed, article, agent, patient)
    return tuple(sorted(corrected, key=lambda m: _rank(m, agent, patient)))


def _not_the_event(mention: Mention, placed: PlacedTrigger) -> Mention:
    span = mention.support.span
    if span is None or not any(_meets(span, place) for place in (placed.span, *placed.repeats)):
        return mention
    support = mention.support.model_copy(update={"note": "these words name the event, not a party to it"})
    return Mention(value=None, support=support)


def _meets(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _is_passive(placed: PlacedTrigger, article: Article) -> bool:
    if placed.trigger.is_noun or not placed.trigger.text.endswith(
        ("ed", "n", "t", "ought", "d over", "de", "et")
    ):
        return False
    before = article.text[max(0, placed.span.start - 40) : placed.span.start]
    return bool(_PASSIVE.search(before)) and not _BY.match(article.text, placed.span.end)


def _as_passive(parties: Sequence[Mention], placed: PlacedTrigger, agent: str, patient: str) -> list[Mention]:
    """With nobody said to have had it done to them, the one before the verb has."""
    if any(_role(m) == patient for m in parties):
        return list(parties)
    return [_in_role(m, patient) if _role(m) == agent and _stands_before(m, placed) else m for m in parties]


def _as_active(
    parties: Sequence[Mention], placed: PlacedTrigger, article: Article, agent: str, patient: str
) -> list[Mention]:
    """The one named as doer right after the verb had it done to them, and the one before the verb did it."""
    if not any(_role(m) == agent and _stands_right_after(m, placed, article) for m in parties):
        return list(parties)
    corrected = []
    for mention in parties:
        if _role(mention) == agent and _stands_right_after(mention, placed, article):
            corrected.append(_in_role(mention, patient))
        elif _role(mention) == patient and _stands_before(mention, placed):
            corrected.append(_in_role(mention, agent))
        else:
            corrected.append(mention)
    return corrected


def _stands_before(mention: Mention, placed: PlacedTrigger) -> bool:
    span = mention.support.span
    return span is not None and span.end <= placed.span.start


def _stands_right_after(mention: Mention, placed: PlacedTrigger, article: Article) -> bool:
    span = mention.support.span
    if span is None or span.start < placed.span.end:
        return False
    gap = article.text[placed.span.end : span.start]
    return bool((_RIGHT_AFTER_NOUN if placed.trigger.is_noun else _RIGHT_AFTER_VERB).fullmatch(gap))


def _role(mention: Mention) -> str | None:
    return mention.value.role if isinstance(mention.value, PartyValue) else None


def _in_role(mention: Mention, role: str) -> Mention:
    if mention.value is None:
        return mention
    return Mention(value=mention.value.model_copy(update={"role": role}), support=mention.support)


def _rank(mention: Mention, agent: str, patient: str) -> int:
    return {patient: 0, agent: 1}.get(_role(mention) or "", 2)
