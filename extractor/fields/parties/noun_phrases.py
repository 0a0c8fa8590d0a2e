"""The parts of a noun phrase: its number, its determiners, its head, and what is only added to it."""

from __future__ import annotations

import re

from extractor.fields.countries import demonym_code, is_country_name
from extractor.fields.parties.names import is_name_like, is_particle, tokens_of, word_of
from extractor.fields.parties.word_lists import has_capital_nouns, listed, listed_in
from extractor.text.fold import fold
from extractor.text.numbers import may_begin as number_may_begin
from extractor.text.numbers import tokens as number_tokens

_APPOSITION = re.compile(
    r"\s*(?:,\s*+(?=[^\W\d_A-ZÀ-Þ]|an?\s|the\s)|,\s+(?=\d)|\s[–—]\s|\s--\s|;).*$", re.DOTALL
)
_LONGEST_NUMBER = 6
"""Words in which the number of a group is looked for."""
_TO_OF = frozenset({"to", "of"})


def without_apposition(text: str) -> str:
    """`text` up to a comma that begins a description: `Roberto Salazar, who is wanted`, `Bondi, 59`."""
    cut = _APPOSITION.sub("", text)
    head, comma, tail = cut.partition(",")
    if comma and tokens_of(head) and all(is_office_word(t) or fold(t) in _TO_OF for t in tokens_of(head)):
        return cut.replace(",", "", 1)
    if comma and all(is_office_word(token) for token in tokens_of(tail)) and tokens_of(head):
        return head
    if comma and _is_described_by(tokens_of(head), tokens_of(tail)):
        return tail
    return cut if tokens_of(cut) else text


def _is_described_by(description: list[str], name: list[str]) -> bool:
    """Whether a comma parts a description from the name: `One suspect, Roberto Salazar`."""
    return (
        len(description) > 1
        and len(name) > 1
        and not any(is_name_like(token) for token in description[1:])
        and all(is_name_like(token) or is_particle(token) for token in name)
    )


def is_office_word(token: str) -> bool:
    """Whether a word is part of an office: a title, a country, a department."""
    word = word_of(token)
    return (
        word in listed("titles")
        or word in listed("of_office")
        or is_country_name(token)
        or demonym_code(token) is not None
    )


def split_number(tokens: list[str], language: str | None) -> tuple[int | None, list[str]]:
    """The number at the start of a phrase, or after `group of`, and the words after it."""
    start = _start_of_number(tokens)
    if not number_may_begin(tokens[start], language):
        return None, tokens
    rest = " ".join(tokens[start : start + _LONGEST_NUMBER])
    found = next(iter(number_tokens(rest, language)), None)
    read = found.number.reading if found is not None and found.number is not None else None
    if found is None or read is None or found.start or read.share or read.percent or read.plural:
        return None, tokens
    following = rest[found.end : found.end + 1]
    cut = following.isascii() and following.strip()  # "61-year-old"; in 三人 the noun follows at once
    if cut or read.lone_one or read.value.denominator != 1:
        return None, tokens
    after = [*rest[found.end :].split(), *tokens[start + _LONGEST_NUMBER :]]
    if is_year(rest[: found.end]) and (not after or is_name_like(after[0])):
        return None, after or tokens
    if after and read.value == 1 and fold(after[0]) in listed("organisation_of"):  # "one of the men"
        return None, tokens
    return int(read.value), after[1:] if after and fold(after[0]) in listed("organisation_of") else after


def _start_of_number(tokens: list[str]) -> int:
    """Where a number can begin: after `about`, and after words that only say of how many: `a group of`."""
    position = 0
    opening = 1 if fold(tokens[0]) in listed("determiners") else 0
    if [fold(token) for token in tokens[opening + 1 : opening + 2]] == ["of"] and len(tokens) > opening + 2:
        position = opening + 2 if fold(tokens[opening]) in listed("collectives") else 0
    before = listed("hedges") | listed("before_numbers")
    while position < len(tokens) - 1 and fold(tokens[position]) in before:
        position += 1
    return position


def is_year(token: str) -> bool:
    """Whether a word is a year of our time."""
    return token.isascii() and token.isdigit() and 1900 <= int(token[:5]) <= 2100


def without_determiners(tokens: list[str], language: str | None) -> list[str]:
    """The words after the determiners and hedges at the start; at least one word stays."""
    position = 0
    while position < len(tokens) - 1 and _is_determiner(tokens[position], language, first=position == 0):
        position += 1
    return tokens[position:]


def _is_determiner(token: str, language: str | None, *, first: bool) -> bool:
    word = fold(token)
    if word in listed("hedges"):
        return token.islower() or (first and word not in listed("particles") and word != "up")
    has_case = token.islower() or word not in listed("particles") or has_capital_nouns(language)
    return has_case and word in listed_in(language, "determiners")


def head_position(tokens: list[str]) -> int:
    """Where the head of a noun phrase stands: before the first word that only adds to it."""
    end = next((i for i, token in enumerate(tokens) if i and fold(token) in listed("stops")), len(tokens))
    return end - 1


def is_plural(noun: str) -> bool:
    """Whether a folded noun is a plural."""
    if noun in listed("singulars") or noun.endswith(("ss", "us", "is")):
        return False
    return noun in listed("plurals") or (noun.endswith("s") and len(noun) > 3)
