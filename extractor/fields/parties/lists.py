"""Lists of parties: their items, the persons that they name, and how many people they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.fields.counts.counting import counts
from extractor.fields.counts.words import kind_of
from extractor.fields.parties import word_lists
from extractor.fields.parties.kinds import PartyKind, may_be_person
from extractor.fields.parties.names import tokens_of, without_possessive, word_of
from extractor.fields.parties.noun_phrases import head_position, is_plural
from extractor.fields.parties.phrases import LONGEST, Party, party_of
from extractor.text.fold import fold

_BETWEEN = re.compile(rf"\s*,?\s+(?:{word_lists.either('joining')}|&)\s+|\s*[,/;]\s*")


def split_persons(phrase: str) -> list[str]:
    """The names of a list of persons (`Craig Zadan and Neil Meron`), or the phrase; a blank gives none."""
    if len(phrase) > LONGEST:
        return [phrase.strip()]
    parts = [item.text for item in listed(phrase)]
    if len(parts) > 1 and all(_is_whole_name(part) for part in parts):
        return parts
    return [phrase.strip()] if phrase.strip() else []


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a list."""

    text: str
    by_comma: bool
    """Whether only a comma stands before it, so that it may be an apposition: `Ann Lee, a guard`."""


def listed(phrase: str) -> list[Listed]:
    """The items of a list; `Jr.` and the like stay with the name before them."""
    items: list[Listed] = []
    end = 0
    for match in [*_BETWEEN.finditer(phrase), None]:
        text = phrase[end : match.start() if match else None].strip()
        between = phrase[:end].rstrip()
        end = match.end() if match else end
        if items and word_of(text) in word_lists.listed("suffixes"):
            items[-1] = replace(items[-1], text=f"{items[-1].text}, {text}")
        elif text:
            items.append(Listed(text, by_comma=bool(items) and between.endswith(",")))
    return items


def one_person(text: str) -> Party | None:
    """The person that words name or describe; nobody for `officials`, `they`, `no one` and `the family`."""
    party = party_of(text)
    if party is None or may_be_person(party.kind, party.name):
        return party
    tokens = tokens_of(text)
    noun = word_of(tokens[head_position(tokens)])
    owned = any(without_possessive(token) != token for token in tokens[:-1])
    is_bare = len(tokens) > 1 and fold(tokens[0]) not in word_lists.listed("determiners") | {"no"}
    is_singular = owned or is_bare or fold(tokens[0]) in word_lists.listed_in("en", "singular_determiners")
    several = (word_lists.listed(table) for table in ("pronouns", "collectives", "several"))
    is_several = is_plural(noun) or any(noun in words for words in several)
    return party if party.kind is PartyKind.DESCRIPTION and is_singular and not is_several else None


def head_count(items: Sequence[Listed]) -> int:
    """The people of a list, those who are counted, named and described; 0 when unsure."""
    total, kinds = 0, []
    for item in items:
        found = counts(item.text)
        is_age = item.text.isdigit() or (item.text[0].isdigit() and not found)
        if total and item.by_comma and is_age:  # that of the one before
            continue
        person = None if found else one_person(item.text)
        if person is not None:
            kinds.append((person.kind, item.by_comma))
            total += 1
        elif len(found) == 1 and found[0].bound == "exact" and kind_of(found[0].unit).startswith("people"):
            total += int(found[0].value)
        else:
            return 0
    if any(a[0] is not b[0] and b[1] for a, b in pairwise(kinds)):  # "Ann Lee, a guard" may be one
        return 1 if total == len(kinds) == 2 else 0
    return total


def _is_whole_name(text: str) -> bool:
    party = party_of(text)
    return party is not None and " " in party.key and may_be_person(party.kind, party.name)
