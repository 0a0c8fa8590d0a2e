"""Refuses as a place what the article uses as a party: a name alone does not tell one from the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from extractor.extraction.party_checks import refused
from extractor.fields import PartyValue, PlaceValue
from extractor.fields._text import fold
from extractor.fields.parties.name_table import name_table
from extractor.fields.who import PartyKind
from extractor.records import Article, Mention, Span

_LOCATING = re.compile(
    r"(?<!\w)(?:in|at|near|inside|outside|across|within|around|throughout|off|en|em|bei|à)\s+(?:the\s+|central\s+"
    r"|northern\s+|southern\s+|eastern\s+|western\s+|downtown\s+|nearby\s+)*$",
    re.IGNORECASE,
)
_MOST_PLACES = 50
"""How many times a name is looked at."""
_NAMED = (PartyKind.PERSON, PartyKind.ORGANISATION)


def checked_place(mention: Mention, parties: Sequence[Mention], article: Article) -> Mention:
    """The mention of a place, refused when its words name a party of the event or a person of the article.

    What a word such as "in" leads is a place all the same: a killing by "police in Lyon" was in Lyon.
    """
    span = mention.support.span
    if not isinstance(mention.value, PlaceValue) or span is None:
        return mention
    if _LOCATING.search(article.text[max(0, span.start - 40) : span.start]):
        return mention
    name = mention.value.name
    if any(_is_party(name, span, party) for party in parties) or _is_person(name, article):
        return refused(mention, "the article uses these words for a party, not for a place")
    return mention


def _is_party(name: str, span: Span, party: Mention) -> bool:
    value, place = party.value, party.support.span
    if not isinstance(value, PartyValue) or place is None:
        return False
    if place.start < span.end and span.start < place.end:
        return True
    return value.kind in _NAMED and fold(name) in {fold(value.name), fold(value.full or "")}


def _is_person(name: str, article: Article) -> bool:
    """Whether the article names a person in full by this name, and nothing ever happens in or at it."""
    person = name_table(article).persons.get(fold(name))
    if person is None or " " not in person.key:
        return False
    places = islice(re.finditer(re.escape(name), article.text), _MOST_PLACES)
    return not any(_LOCATING.search(article.text[max(0, m.start() - 40) : m.start()]) for m in places)
