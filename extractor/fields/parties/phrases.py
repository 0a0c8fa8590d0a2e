"""Reads a phrase for a party: whom it names, counts or describes. Knows no article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.fields.countries import (
    country_code,
    demonym_code,
    demonym_code_in,
    english_name,
    is_country_name,
    seat_code,
)
from extractor.fields.parties.kind_of_name import (
    has_legal_phrase,
    is_acronym,
    is_all_name,
    is_organisation,
    kind_of_name,
    leading_country,
)
from extractor.fields.parties.kinds import NAMED, PartyKind
from extractor.fields.parties.names import (
    is_name_like,
    is_particle,
    is_title,
    name_key,
    split_aliases,
    split_brackets,
    split_title,
    tokens_of,
    without_legal_phrases,
    without_possessive,
    word_of,
)
from extractor.fields.parties.noun_phrases import (
    head_position,
    is_office_word,
    is_plural,
    is_year,
    split_number,
    without_apposition,
    without_determiners,
)
from extractor.fields.parties.word_lists import SPELLINGS, has_capital_nouns, listed, listed_in
from extractor.text.fold import fold, words

LONGEST = 300
"""Characters of a phrase that are read; no name is longer."""


@dataclass(frozen=True, slots=True)
class Party:
    """What a phrase says of a party by itself."""

    kind: PartyKind
    name: str
    key: str
    title: str | None = None
    country: str | None = None
    number: int | None = None
    aliases: tuple[str, ...] = ()
    judged: bool = False
    """Whether the model said what kind it is; the article's way of writing it then does not count."""


def party_of(phrase: str, kind: str | None = None, language: str | None = None) -> Party | None:
    """The party that a phrase names or describes; `None` when it holds no word.

    `kind` is what the model judged it to be, one of `JUDGED_KINDS`: of a name it decides, whatever the name
    looks like. What is only described, counted or a country stays what it is. `language` is the article's.
    """
    text = " ".join(phrase[: 4 * LONGEST].split())[:LONGEST]
    party = _party_of(text, language)
    return _judged(party, kind) if party is not None and kind in JUDGED_KINDS else party


JUDGED_KINDS = ("person", "organisation", "government", "group", "thing")
"""What a model may judge a party to be; a named thing is kept as an `organisation`."""


@lru_cache(maxsize=16384)
def _judged(party: Party, kind: str) -> Party:
    if party.kind in (PartyKind.DESCRIPTION, PartyKind.GROUP):
        return _judged_description(party, kind)
    if country_code(party.name) is not None:  # `Jordan` may still be a person of the article
        return party if kind == "person" else replace(party, judged=True)
    tokens = tokens_of(party.name)
    if kind == "person":
        made = party if party.kind is PartyKind.PERSON else _person(tokens_of(party.title or ""), tokens)
    elif kind == "government":
        # A ministry or a court is of a government, and is not the state.
        stated = replace(party, kind=PartyKind.GOVERNMENT, country=None)
        named = _organisation(tokens) if is_organisation(tokens) else stated
        made = party if party.kind is PartyKind.GOVERNMENT else named
    elif kind == "group" and party.kind in {PartyKind.PERSON, PartyKind.UNKNOWN}:
        made = Party(PartyKind.GROUP, party.name, organisation_key(tokens), country=party.country)
    else:
        made = party if party.kind is PartyKind.ORGANISATION else _organisation(tokens)
        made = replace(made, country=made.country or party.country)
    return replace(made, aliases=party.aliases, judged=True)


def _judged_description(party: Party, kind: str) -> Party:
    """Of what has no name as English has them: `la policía de Madrid` is an organisation, if judged so."""
    tokens = tokens_of(party.name)
    while len(tokens) > 1 and tokens[0].islower() and fold(tokens[0]) in listed("determiners"):
        tokens = tokens[1:]
    found = {word_of(token) for token in tokens}
    if party.number is not None or found & (listed("vague") | listed("pronouns")):
        return party
    if kind == "group":
        return replace(party, kind=PartyKind.GROUP)
    is_headed = any(map(is_name_like, tokens)) and word_of(tokens[0]) in listed("organisation_heads")
    if kind in ("organisation", "government") and is_headed:
        return _organisation(tokens)
    if kind == "government" and found & listed("government_heads"):
        return replace(party, kind=PartyKind.GOVERNMENT, key=f"{fold(' '.join(tokens))} government")
    return party


@lru_cache(maxsize=16384)
def _party_of(text: str, language: str | None = None) -> Party | None:
    text, aliases = split_aliases(text)
    text, brackets = split_brackets(text)
    acronyms = tuple(inside for inside in brackets if is_acronym(inside))
    text = without_apposition(text)
    tokens = tokens_of(without_possessive(text.strip(" ,;:")))
    if not tokens:
        return None
    party = _classify(tokens, language)
    if acronyms and party.kind is not PartyKind.ORGANISATION and not party.title and is_name_like(tokens[0]):
        party = _organisation(tokens)
    if party.title:  # "Drug Enforcement Administration (DEA) agent": not the agent's
        acronyms = ()
    if brackets and party.country is None and party.kind in NAMED:  # "Acme (France)", "Acme (Spain)"
        party = replace(party, country=next((c for c in map(country_code, brackets) if c), None))
    if aliases or acronyms:
        party = replace(party, aliases=tuple(dict.fromkeys((*aliases, *acronyms))))
    return party


@lru_cache(maxsize=65536)
def key_of(name: str, kind: PartyKind) -> str:
    """The key of a party by its name as `Party` has it: without titles, articles and possessive."""
    tokens = tokens_of(name)
    party = _party_of(name)
    if party is not None and party.kind is kind:
        return party.key
    if kind in {PartyKind.PERSON, PartyKind.UNKNOWN}:
        return name_key(tokens)
    if kind is PartyKind.ORGANISATION:
        return _organisation(tokens).key if tokens else fold(name)
    if kind is PartyKind.GOVERNMENT:
        return f"{fold(name)} government"
    return organisation_key(tokens) or fold(name)


def organisation_key(tokens: list[str]) -> str:
    """The folded words of an organisation's name, without articles, legal forms and linking words."""
    parts = [word for token in tokens for word in words(token)]
    named = without_legal_phrases(" ".join(parts)).split() or parts
    kept = [w for w in named if w not in listed("organisation_links")]
    bare = [w for i, w in enumerate(kept) if i == 0 or w not in listed("legal_forms")]
    return " ".join(SPELLINGS.get(w, w) for w in bare or parts)


def _classify(tokens: list[str], language: str | None) -> Party:
    whole = " ".join(tokens)
    is_country = whole == "US" or (whole.istitle() and country_code(whole) is not None)
    if len(tokens) == 1 and not is_country and fold(whole) in listed_in(language, "pronouns") | {"us"}:
        return Party(PartyKind.DESCRIPTION, whole, fold(whole))
    number, rest = split_number(tokens, language)
    rest = without_determiners(rest, language)
    if not rest:
        kind = PartyKind.GROUP if (number or 0) > 1 else PartyKind.DESCRIPTION
        return Party(kind, whole, fold(whole), number=number)
    if number is not None:
        return _by_common_noun(tokens, rest, number, language)
    return _government(rest, language) or _uncounted(tokens, rest, language)


def _uncounted(tokens: list[str], rest: list[str], language: str | None) -> Party:
    """A phrase without a number; `rest` is `tokens` without determiners."""
    if rest[0] is not tokens[0] and is_year(tokens[0]):  # "2013 Toyota Camry"
        return _organisation(rest)
    if is_name_like(rest[0]) and has_legal_phrase(rest):  # "Rohr Gesellschaft mit beschränkter Haftung"
        return _organisation(rest)
    head = rest[head_position(rest)]
    if not is_name_like(head) and not (is_name_like(rest[0]) and head[0].isdigit()):
        return _by_common_noun(tokens, rest, None, language)
    party = _by_name(rest)
    articled = rest[0] is not tokens[0] and fold(tokens[0]) in listed_in(language, "determiners")
    if articled and has_capital_nouns(language) and party.title is None and not is_organisation(rest):
        return _by_common_noun(tokens, rest, None, language)  # "der Fahrer"
    if articled and party.kind in NAMED and party.title is None:
        return _organisation(rest)  # no person's name takes an article
    return party


def _government(tokens: list[str], language: str | None) -> Party | None:
    whole = " ".join(tokens)
    if is_name_like(tokens[0]):
        code = country_code(whole) or seat_code(whole)
        if code is not None:
            return _government_of(code, whole)
        if is_country_name(whole):
            return Party(PartyKind.GOVERNMENT, whole, f"{fold(whole)} government")
    head = head_position(tokens)
    if head == 1 and any(word_of(token) in listed("government_heads") for token in tokens[:2]):
        code = demonym_code_in(language, tokens[0]) or demonym_code_in(language, tokens[1])
        if code is not None:  # "autoridades mexicanas", "deutsche Regierung"
            return _government_of(code, whole)
    return _headed_government(tokens, head) if word_of(tokens[head]) in listed("government_heads") else None


def _headed_government(tokens: list[str], head: int) -> Party | None:
    """`Mexican authorities`, `the Trump administration`, `the government of Mexico`, `NATO officials`."""
    whole = " ".join(tokens)
    before = [t for t in tokens[:head] if is_name_like(t) or is_particle(t)]
    is_of = fold("".join(tokens[head + 1 : head + 2])) in listed("government_of")
    owner = before or without_determiners(tokens[head + 2 :] if is_of else [], None)
    if not owner or not is_name_like(owner[0]):
        return None
    name = without_possessive(" ".join(owner))
    code = country_code(name) or demonym_code(name) or seat_code(name) or leading_country(owner)
    if code is not None and len(owner) <= 3 and not is_organisation(owner[1:]):
        return _government_of(code, whole)
    if is_organisation(owner) or (len(owner) == 1 and is_acronym(owner[0])):
        return _organisation(owner)
    title, person = split_title([*owner[:-1], without_possessive(owner[-1])])
    code = next((c for c in (country_code(t) or demonym_code(t) for t in title) if c), None)
    if code is not None:
        return _government_of(code, whole)
    if is_name_like(tokens[head]):  # "Drug Enforcement Administration"
        return None
    return Party(PartyKind.GOVERNMENT, whole, f"{name_key(person or owner)} government")


def _government_of(code: str, name: str) -> Party:
    return Party(PartyKind.GOVERNMENT, name, government_key(code), country=code)


def government_key(code: str) -> str:
    """The key of the government of a country, whatever it is called."""
    return f"{fold(english_name(code))} government"


def _by_common_noun(tokens: list[str], rest: list[str], number: int | None, language: str | None) -> Party:
    """A phrase whose head is a common noun: `26 cartel members`, `Vancouver police`, `the woman`."""
    noun = word_of(rest[head_position(rest)])
    country = leading_country(rest) or next(filter(None, (demonym_code_in(language, t) for t in rest)), None)
    if number is None and is_name_like(rest[0]) and noun in listed("organisation_heads"):
        return _organisation(rest)
    key = " ".join(
        w
        for token in rest
        for w in words(token)
        if token not in listed("hedges") and token not in listed("determiners")
    )
    named = any(is_name_like(token) for token in rest)
    plural = (
        (number is not None and number != 1)
        or is_plural(noun)
        or (demonym_code(noun) is not None and noun[-1] == "s")
    )
    vague = noun in listed("vague") and number is None and not named
    kind = PartyKind.GROUP if plural and not vague else PartyKind.DESCRIPTION
    shown = " ".join(tokens)
    return Party(kind, shown, key or fold(shown), country=country, number=number)


def _by_name(tokens: list[str]) -> Party:
    """A phrase that ends in a name, or is one."""
    bare = _without_suffixes(tokens)  # of "Isiah Major III", "Major" is the name
    title, name = split_title(bare)
    name = [*name, *tokens[len(bare) :]]
    if title and (not name or all(is_title(word) for word in name)):  # "Surgeon General"
        return _description(tokens)
    if title and not is_organisation(name) and is_all_name(name):
        return _person(title, name)
    common = max((i for i, t in enumerate(tokens) if not is_name_like(t) and not is_particle(t)), default=-1)
    if common >= 0:
        prefix, tail = tokens[: common + 1], tokens[common + 1 :]
        noun = fold(prefix[-1])
        described = noun != "&" and not noun[0].isdigit() and noun not in _NOT_OF_PERSONS
        if described and is_all_name(tail) and not is_organisation(tail):
            return _person(prefix, tail)
        return _organisation(tokens)
    return _by_capitalised_words(tokens)


_NOT_OF_PERSONS = (
    listed("linking") | listed("determiners") | listed("organisation_heads") | listed("thing_nouns")
)
"""No description of a person ends with one of these, nor with `&` or a number: `Hart & Lowe`, `7th Fleet`."""


def _without_suffixes(tokens: list[str]) -> list[str]:
    """The words before `Jr.` and the like; at least one word stays."""
    last = len(tokens)
    while last > 1 and word_of(tokens[last - 1]) in listed("suffixes"):
        last -= 1
    return tokens[:last]


def _by_capitalised_words(tokens: list[str]) -> Party:
    whole = " ".join(tokens)
    if all(is_office_word(token) for token in tokens) and word_of(tokens[-1]) in listed("titles"):
        return _description(tokens)  # "Mexican President"
    if len(tokens) == 1 and demonym_code(whole) is not None:  # "Mexicans"
        return Party(PartyKind.GROUP, whole, fold(whole), country=demonym_code(whole))
    kind = kind_of_name(tokens)
    if kind is PartyKind.ORGANISATION:
        return _organisation(tokens)
    if kind is PartyKind.UNKNOWN:
        key = name_key(tokens) if len(tokens) > 1 else organisation_key(tokens)
        return Party(kind, whole, key)
    return _person([], tokens)


def _organisation(tokens: list[str]) -> Party:
    country = leading_country(tokens)
    rest = tokens
    if country is not None:
        length = next(
            n for n in (1, 2, 3) if leading_country([without_possessive(" ".join(tokens[:n]))]) == country
        )
        rest = tokens[length:] or tokens
    name = without_possessive(" ".join(tokens))
    return Party(PartyKind.ORGANISATION, name, organisation_key(rest), country=country)


def _person(title: list[str], name: list[str]) -> Party:
    shown = " ".join(name)
    if title and len(_without_suffixes(name)) == 1 and word_of(title[-1]) in listed("kept_titles"):
        shown = f"{title[-1]} {shown}"  # "Pope Francis"
    written = " ".join(title) or None
    return Party(PartyKind.PERSON, shown, name_key(name), title=written, country=leading_country(title))


def _description(tokens: list[str]) -> Party:
    whole = " ".join(tokens)
    return Party(PartyKind.DESCRIPTION, whole, fold(whole), country=leading_country(tokens))
