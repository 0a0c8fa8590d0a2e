"""Whose a name is: a person's, an organisation's, or nobody can tell by the name alone."""

from __future__ import annotations

from extractor.fields.countries import demonym_code, english_code
from extractor.fields.parties.kinds import PartyKind
from extractor.fields.parties.names import (
    is_name_like,
    is_particle,
    without_legal_phrases,
    without_possessive,
    word_of,
)
from extractor.fields.parties.word_lists import is_first_name, listed
from extractor.text.fold import fold, words


def kind_of_name(tokens: list[str]) -> PartyKind:
    """What has a name, by its words alone: a person, an organisation, or `UNKNOWN`."""
    if is_organisation(tokens) or not is_all_name(tokens):
        return PartyKind.ORGANISATION
    if _is_person(tokens):
        return PartyKind.PERSON
    begins = tokens[0]
    is_shouted = all(map(str.isupper, tokens))
    as_acronym = is_acronym(begins) and (len(tokens) == 1 or (len(begins) > 2 and not is_shouted))
    return PartyKind.ORGANISATION if as_acronym else PartyKind.UNKNOWN


def is_organisation(tokens: list[str]) -> bool:
    """Whether words of a name say that it is an organisation's, or that of another thing."""
    if not tokens:
        return False
    found = [word_of(token) for token in tokens]
    if not listed("organisation_heads").isdisjoint(found) or has_legal_phrase(tokens):
        return True
    if len(tokens) == 1:
        return False
    return (
        not listed("organisation_of").isdisjoint(found)
        or any(
            word in listed("organisation_words") and is_name_like(t)
            for word, t in zip(found, tokens, strict=True)
        )
        or _is_legal_form(tokens[-1])
        or found[0] in listed("thing_nouns")
        or (found[0] in listed("ship_prefixes") and tokens[0].isupper())
        or (leading_country(tokens) is not None and not is_first_name(found[0]))
        or (tokens[0] in {"Los", "Las"} and len(found) == 2 and found[1].endswith("s"))
    )


def is_all_name(tokens: list[str]) -> bool:
    """Whether all words can be words of a person's name."""
    return (
        len(tokens) <= 7
        and any(is_name_like(t) for t in tokens)
        and all(
            (is_name_like(t) or is_particle(t)) and not any(c.isdigit() or c in "/&@#" for c in t)
            for t in tokens
        )
    )


def is_acronym(text: str) -> bool:
    """Whether a word is an acronym: two to seven letters, at most one of them small (`DoJ`, `CJNG`)."""
    letters = text.replace(".", "")
    return (
        2 <= len(letters) <= 7 and letters.isalnum() and sum(c.isupper() for c in letters) >= len(letters) - 1
    )


def has_legal_phrase(tokens: list[str]) -> bool:
    """Whether a name says of what legal form its company is, in several words."""
    key = fold(" ".join(tokens))
    return without_legal_phrases(key) not in {"", key}


def leading_country(tokens: list[str]) -> str | None:
    """The country that the first one to three words name: `Mexico's …`, `U.S. …`, `South Korean …`."""
    for length in (3, 2, 1):
        name = without_possessive(" ".join(tokens[:length]))
        if len(tokens) >= length and is_name_like(tokens[0]):
            code = english_code(name) or demonym_code(name)
            if code is not None:
                return code
    return None


def _is_person(tokens: list[str]) -> bool:
    """Whether a name of two words or more begins as those of persons do, or has an initial or `Jr.`."""
    *others, last = tokens
    if not others:
        return False
    written = [words(token)[:1] for token in others]  # the first of `Anne-Marie`
    return (
        any(word and is_first_name(word[0]) for word in written)
        or fold(others[0]) in listed("family_names_first")
        or word_of(last) in listed("generations")
        or any(fold(token) in listed("person_particles") for token in others)
        or any(map(_are_initials, tokens))
    )


def _are_initials(token: str) -> bool:
    """Whether a word is one initial or two: `J.`, `J.K.`, but not `JK`."""
    letters = [part for part in token.split(".") if part]
    return 1 <= len(letters) <= 2 and all(len(part) == 1 and part.isupper() for part in letters)


def _is_legal_form(token: str) -> bool:
    """Whether a last word is a legal form: `Asa` and `Se` are persons, `ASA` and `S.E.` are not."""
    return word_of(token) in listed("legal_forms") and (len(token) > 3 or not token.istitle())
