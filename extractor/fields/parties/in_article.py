"""From a party as written to its value: what its article says about it."""

from __future__ import annotations

from dataclasses import replace

from extractor.fields.parties.describing import age_in
from extractor.fields.parties.name_table import NameTable, name_table
from extractor.fields.parties.names import name_key, tokens_of
from extractor.fields.parties.phrases import Party, organisation_key
from extractor.fields.parties.values import NAMED, PartyKind, PartyValue
from extractor.records import Article
from extractor.text.fold import fold

_AGED = frozenset({PartyKind.PERSON, PartyKind.UNKNOWN})
"""The kinds of names of which an article may give the age."""


def in_article(party: Party, role: str, article: Article) -> PartyValue:
    """A party's value: in its fullest form in the article, with the aliases and the age that it gives."""
    table = name_table(article)
    meant, full = _resolved(party, table)
    own = {meant.key, fold(full or party.name)}
    age = age_in(article.text, full or party.name, article.language) if meant.kind in _AGED else None
    kind = meant.kind if age is None else PartyKind.PERSON
    return PartyValue(
        name=party.name,
        kind=kind,
        role=role,
        full=full,
        title=meant.title,
        aliases=tuple(dict.fromkeys(alias for alias in meant.aliases if fold(alias) not in own)),
        country=None if kind is PartyKind.PERSON else meant.country,
        number=meant.number,
        age=age,
    )


def _resolved(party: Party, table: NameTable) -> tuple[Party, str | None]:
    """The party with what the article adds, and its full form when the written one is short."""
    person = _person_meant(party, table)
    if person is not None:
        aliases = (*party.aliases, *table.aliases.get(person.key, ()))
        title = party.title or person.title
        known = PartyKind.PERSON in {party.kind, person.kind} or table.is_titled(person.key)
        kind = PartyKind.PERSON if known else PartyKind.UNKNOWN
        meant = replace(party, kind=kind, key=person.key, title=title, aliases=aliases)
        return meant, person.name if person.key != party.key else None
    if party.kind is PartyKind.UNKNOWN and table.is_titled(party.key):
        return replace(party, kind=PartyKind.PERSON), None
    if party.kind not in NAMED:
        return party, None
    long = table.long_form(party.name)
    if long is not None:
        key, aliases = organisation_key(tokens_of(long)), (*party.aliases, party.name)
        return replace(party, kind=PartyKind.ORGANISATION, key=key, aliases=aliases), long
    acronyms = table.acronyms_of(fold(party.name))
    is_thing = not party.judged and (
        bool(acronyms) or (party.title is None and fold(party.name) in table.things)
    )
    kind = PartyKind.ORGANISATION if is_thing else party.kind
    return replace(party, kind=kind, aliases=(*party.aliases, *acronyms)), None


def _person_meant(party: Party, table: NameTable) -> Party | None:
    """The person of the article that the words can only mean."""
    if party.kind in {PartyKind.PERSON, PartyKind.UNKNOWN}:
        return table.person(party.key) or (None if " " in party.key else table.person(fold(party.name)))
    # Michael Jordan, Denzel Washington
    if party.kind is PartyKind.GOVERNMENT and " " not in party.name and not party.judged:
        found = table.person(name_key([party.name]))
        is_last = found is not None and found.key.split()[-1] == name_key([party.name])
        return found if found is not None and found.kind is PartyKind.PERSON and is_last else None
    return None
