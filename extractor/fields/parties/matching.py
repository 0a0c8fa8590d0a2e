"""Whether two parties can be, must be or cannot be the same one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from extractor.fields.countries import country_code, demonym_code
from extractor.fields.parties.describing import age_of
from extractor.fields.parties.names import generation, tokens_of
from extractor.fields.parties.noun_phrases import is_plural
from extractor.fields.parties.values import NAMED, AnyParty, PartyKind
from extractor.fields.parties.word_lists import GENERIC_ORGANISATION_WORDS, SHORT_FORMS, either, listed
from extractor.text import language_data
from extractor.text.fold import fold, words

FEW = 3
"""So many people are in many events: it says little that two groups are as many."""
_LONG = 8
"""Letters from which a word of a name may have two misspelled."""
_COMMON = frozenset({PartyKind.GROUP, PartyKind.DESCRIPTION})
_HEDGED = re.compile(rf"\b(?:{either('hedged')})\b")
_NEAR = 0.85
"""How near another number must be to a rounded one to be meant by it."""
_SMALL_WORDS = listed("stops") | listed("determiners") | {"and", "or", "former", "senior", "top", "s"}


class Relation(IntEnum):
    """What two parties have in common, the most telling highest."""

    NOTHING = 0
    GOVERNMENT = 1
    DESCRIPTION = 2
    """Descriptions in like words, without a number or of a few; or as many names as a group of a few has."""
    LIKENESS = 3
    """Descriptions that can be of the same people, of as many or of one age; or a title that is described."""
    ORGANISATION = 4
    PERSON = 5


def relation(a: AnyParty, b: AnyParty) -> Relation:  # noqa: PLR0911 - one return for each pair of kinds
    """What two parties have in common, whatever their roles; symmetric."""
    if a.kind in NAMED and b.kind in NAMED:
        if not same_name(a, b):
            return Relation.NOTHING
        return Relation.PERSON if PartyKind.PERSON in {a.kind, b.kind} else Relation.ORGANISATION
    if a.kind is b.kind is PartyKind.GOVERNMENT:
        return Relation.GOVERNMENT if a.key == b.key else Relation.NOTHING
    if a.kind in _COMMON and b.kind in _COMMON:
        if not _alike(a, b):
            return Relation.NOTHING
        counted = min(a.number or 0, b.number or 0) > FEW
        aged = bool(_numbers(a.key) & _numbers(b.key))
        return Relation.LIKENESS if counted or aged else Relation.DESCRIPTION
    if a.kind is PartyKind.DESCRIPTION and b.kind is PartyKind.PERSON:
        return Relation.LIKENESS if _title_says(b, a) or _is_aged(b, a) else Relation.NOTHING
    if b.kind is PartyKind.DESCRIPTION and a.kind is PartyKind.PERSON:
        return Relation.LIKENESS if _title_says(a, b) or _is_aged(a, b) else Relation.NOTHING
    return Relation.NOTHING


def is_telling(party: AnyParty) -> bool:
    """Whether a party can speak for or against anything: pronouns and `officials` cannot.

    A description with a number can, most of the time an age: `a 61-year-old man`.
    """
    return (
        party.kind is not PartyKind.DESCRIPTION
        or bool(_numbers(party.key))
        or (
            party.key not in listed("pronouns")
            and head_noun(party.key) not in listed("vague")
            and party.key != "us"
        )
    )


def same_name(a: AnyParty, b: AnyParty) -> bool:
    """Whether two persons' or organisations' names can be one party's: equal, short for it, or an alias."""
    if _another_team(a.key, b.key) or _countries_differ(a, b):
        return False
    if shared_alias(a, b) is not None:
        return True
    kinds = {a.kind, b.kind}
    if PartyKind.PERSON not in kinds:
        return _same_organisation(a, b)
    if PartyKind.ORGANISATION in kinds and " " in a.key and " " in b.key:
        return False
    return _same_person(a.key, b.key) and not _generations_differ(a, b)


def cannot_be_same_person(a: AnyParty, b: AnyParty) -> bool:
    """Whether two persons have no word and no initial of their names in common, aliases included."""
    if shared_alias(a, b) is not None:
        return False
    mine, theirs = a.key.split(), b.key.split()
    return not any(_same_word(x, y) for x in mine for y in theirs)


@lru_cache(maxsize=8192)
def head_noun(key: str) -> str:
    """The head of a folded noun phrase: `cartel members of sinaloa` gives `members`."""
    parts = key.split()
    end = next((i for i, word in enumerate(parts) if i and word in listed("stops")), len(parts))
    return parts[end - 1] if parts else ""


@lru_cache(maxsize=8192)
def stem(noun: str) -> str:
    """A folded noun without its plural ending."""
    if not is_plural(noun) or noun in listed("plurals"):
        return {"men": "man", "women": "woman", "people": "person", "children": "child"}.get(noun, noun)
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith(("sses", "ches", "shes", "xes")) else noun[:-1]


_PARTS = language_data.listed("comparing", "team") | {
    word for word in listed("generations") if set(word) <= set("iv") and len(word) > 1
}
_GENERIC = frozenset(stem(word) for word in GENERIC_ORGANISATION_WORDS)


@lru_cache(maxsize=8192)
def initials(key: str) -> str:
    """The acronym of a name of three words or more, or of two; empty for one."""
    parts = key.split()
    return "".join(part[0] for part in parts) if len(parts) > 1 else ""


def shared_alias(a: AnyParty, b: AnyParty) -> str | None:
    """The alias by which two are one: one that an article gives for a name or an alias of the other."""
    for giver, other in ((a, b), (b, a)) if a.aliases or b.aliases else ():
        known = {other.key, fold(other.name), *map(fold, other.aliases)}
        last = giver.key.rpartition(" ")[2]  # of `Enrique ‘Kiki’ Camarena`, who is `Kiki Camarena` too
        found = sorted(
            alias for alias in giver.aliases if not {fold(alias), f"{fold(alias)} {last}"}.isdisjoint(known)
        )
        if found:
            return found[0]
    return None


def _generations_differ(a: AnyParty, b: AnyParty) -> bool:
    mine, theirs = generation(a.full or a.name), generation(b.full or b.name)
    return mine is not None and theirs is not None and mine != theirs


@lru_cache(maxsize=8192)
def _same_person(a: str, b: str) -> bool:
    """Whether the longer name has every word of the shorter one, its initial or short form, in any order."""
    short, long = sorted((a.split(), b.split()), key=len)
    if len(short) == len(long) > 1 and _misspelled(short, long):
        return True
    if len(short) == len(long) > 2 and sorted(short) == sorted(long) and not _turned(short, long):
        return False  # a father's name and a son's: "Salman bin Muhammad", "Muhammad bin Salman"
    whole = False
    rest = list(long)
    for word in short:
        found = word if word in rest else next((w for w in rest if _same_word(word, w)), None)
        if found is None and word == short[0] and _is_short_for(word, long[0]):
            found = long[0]
        if found is None or found not in rest:
            return False
        whole = whole or min(len(word), len(found)) > 1
        rest.remove(found)
    if len(short) > 1 and _initial_shift(short, long):
        return False
    return whole or a == b


def _is_short_for(a: str, b: str) -> bool:
    """Whether one first name is a short form of the other: `bill`, `william`."""
    return b in SHORT_FORMS.get(a, ()) or a in SHORT_FORMS.get(b, ())


def _misspelled(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two names of as many words differ in letters of one word, but not in its first."""
    apart = [(position, x, y) for position, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(apart) != 1:
        return False
    position, x, y = apart[0]
    middle = 0 < position < len(a) - 1  # counts less
    edits = 2 if middle or min(len(x), len(y)) >= _LONG else 1
    near = Levenshtein.distance(x, y, score_cutoff=edits) <= edits
    return near and min(len(x), len(y)) >= 4 and x[0] == y[0]


def _turned(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether the second begins with words that the first ends with: a family name put before the others."""
    return any([*a[n:], *a[:n]] == list(b) for n in range(len(a)))


def _initial_shift(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether neither the first nor the last word of the short name is in the long one."""
    return not any(_same_word(x, y) for x in (short[0], short[-1]) for y in (long[0], long[-1], *long[1:-1]))


def _same_word(a: str, b: str) -> bool:
    """Equal, an initial of it, or one letter apart in a long word (`Gonzales`, `González`)."""
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return min(len(a), len(b)) >= 6 and a[0] == b[0] and Levenshtein.distance(a, b, score_cutoff=1) <= 1


def _same_organisation(a: AnyParty, b: AnyParty) -> bool:
    if a.country is not None and b.country is not None and a.country != b.country:
        return False
    if _is_acronym_of(a, b) or _is_acronym_of(b, a):
        return True
    mine, theirs = name_words(a.key), name_words(b.key)
    if mine == theirs:
        return True
    (short, written), (long, _) = sorted(
        ((mine, a.full or a.name), (theirs, b.full or b.name)), key=lambda it: len(it[0])
    )
    if not short < long or _has_legal_form(written):
        return False
    if all(word[0].isdigit() for word in long - short):  # "86th Academy Awards"
        return True
    telling = short - _GENERIC
    return bool(telling) or (a.country is not None and a.country == b.country)


@lru_cache(maxsize=8192)
def _has_legal_form(name: str) -> bool:
    """Whether a name is the whole one of a company, and so short for no other: `Acme Solutions, Ltd.`"""
    return not listed("legal_forms").isdisjoint(fold(word).replace(".", "") for word in tokens_of(name)[1:])


@lru_cache(maxsize=8192)
def _another_team(a: str, b: str) -> bool:
    """Whether a word of one name alone makes another team or unit of it: `Arsenal Women`, `Solutions II`."""
    apart = set(a.split()) ^ set(b.split())
    return not _PARTS.isdisjoint(apart)


def _countries_differ(a: AnyParty, b: AnyParty) -> bool:
    """Whether two bodies name countries that are not the same: `Solutions (France)`, `Solutions (Spain)`."""
    if PartyKind.PERSON in {a.kind, b.kind}:
        return False
    mine, theirs = _countries(a), _countries(b)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _countries(party: AnyParty) -> frozenset[str]:
    own = _countries_in(party.full or party.name)
    return own if party.country is None else own | {party.country}


@lru_cache(maxsize=8192)
def _countries_in(name: str) -> frozenset[str]:
    return frozenset(code for word in words(name) if (code := country_code(word) or demonym_code(word)))


@lru_cache(maxsize=8192)
def name_words(key: str) -> frozenset[str]:
    """The words of a folded name, without plural endings."""
    return frozenset(stem(word) for word in key.split())


@lru_cache(maxsize=8192)
def _spelt_initials(name: str) -> str:
    """The acronym of a name with its small words, `doj`, without its legal form: not `bp` of `Bo p.l.c.`"""
    forms = listed("legal_forms")
    return initials(" ".join(w for w in fold(name).split() if w.replace(".", "") not in forms))


def _is_acronym_of(short: AnyParty, long: AnyParty) -> bool:
    if " " in short.key or len(short.key) < 2:
        return False
    country = (long.country or "").lower()
    whole = _spelt_initials(long.full or long.name)
    return any(
        spelt and short.key in {spelt, f"{country[:1]}{spelt}", f"{country}{spelt}"}
        for spelt in (initials(long.key), whole, whole[1:] if country else "")
    )


@lru_cache(maxsize=8192)
def _numbers(key: str) -> frozenset[str]:
    """The numbers in a folded phrase, without what is written to them: 61 of `61-year-old`."""
    return frozenset(re.findall(r"\d+", key))


@lru_cache(maxsize=8192)
def _content(key: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(key) if w not in _SMALL_WORDS)


def _alike(a: AnyParty, b: AnyParty) -> bool:
    if not is_telling(a) or not is_telling(b) or _numbers_differ(a, b):
        return False
    if a.country is not None and b.country is not None and a.country != b.country:
        return False
    if (ages := (_numbers(a.key), _numbers(b.key)))[0] and ages[1] and not ages[0] & ages[1]:
        return False
    mine, theirs = stem(head_noun(a.key)), stem(head_noun(b.key))
    counted = a.number is not None and b.number is not None and min(a.number, b.number) > 2
    if mine == theirs or (counted and mine in listed("people") and theirs in listed("people")):
        return True
    shared, everything = _content(a.key) & _content(b.key), _content(a.key) | _content(b.key)
    return (counted and bool(shared)) or (2 * len(shared) >= len(everything) > 0)


def _numbers_differ(a: AnyParty, b: AnyParty) -> bool:
    kinds = {a.kind, b.kind}
    if a.number is None or b.number is None:
        return kinds == _COMMON and max(a.number or 0, b.number or 0) > 1  # "a vessel", "two vessels"
    if a.number == b.number:
        return False
    near = min(a.number, b.number) >= _NEAR * max(a.number, b.number)
    return not (near and (_is_rounded(a) or _is_rounded(b)))


def _is_rounded(party: AnyParty) -> bool:
    """Whether a number stands for those near it: `about 30`, `over two dozen`, but not `about 26`."""
    number = party.number or 0
    return (number % 5 == 0 or number % 12 == 0) and _HEDGED.search(fold(party.name)) is not None


def _is_aged(person: AnyParty, description: AnyParty) -> bool:
    """Whether a person is as old as somebody described: `Ann Lee, 41`, `a 41-year-old woman`."""
    return person.age is not None and person.age == age_of(description.key)


def _title_says(person: AnyParty, description: AnyParty) -> bool:
    """Whether a person's title is what a description says: `Deputy Juan Escalante`, `a sheriff's deputy`."""
    if person.title is None or not is_telling(description):
        return False
    title, said = _content(fold(person.title)), _content(description.key)
    return stem(head_noun(description.key)) in title and 2 * len(title & said) >= min(len(title), len(said))
