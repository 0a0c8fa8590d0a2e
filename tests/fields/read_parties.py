"""Parties as `Who` reads them, for tests."""

from __future__ import annotations

from extractor.fields.base import Context, Written
from extractor.fields.who import PartyKind, PartyValue, Role, Who
from extractor.records import Article

WHO = Who([Role("agent", "by", "who did it"), Role("patient", "whom", "to whom it was done")])
PERSON, ORG, GOV = PartyKind.PERSON, PartyKind.ORGANISATION, PartyKind.GOVERNMENT
GROUP, SAID, UNKNOWN = PartyKind.GROUP, PartyKind.DESCRIPTION, PartyKind.UNKNOWN


def read(
    phrase: str, text: str = "", kind: str | None = None, language: str | None = None
) -> PartyValue | None:
    """The party that a phrase of an article with this text names, if any."""
    article = Article(id="a", text=text, sentences=(), language=language)
    return WHO.read(Written(phrase, role="agent", kind=kind), Context(article, ()))


def party(phrase: str, text: str = "", kind: str | None = None, language: str | None = None) -> PartyValue:
    """The party that a phrase names."""
    value = read(phrase, text, kind, language)
    assert value is not None
    return value
