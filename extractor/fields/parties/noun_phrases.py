"""The parts of a noun phrase: its number, its determiners, its head, and what is only added to it."""

from __future__ import annotations

import re

from extractor.fields.countries import demonym_code, is_country_name
from extractor.fields.parties import word_lists as tables
from extractor.fields.parties.names import is_name_like, is_particle, tokens_of, word_of
from extractor.text.fold import fold

_APPOSITION = re.compile(
    r"\s*(?:,\s*+(?=[^\W\d_A-ZÀ-Þ]|an?\s|the\s)|,\s+(?=\d)|\s[–—]\s|\s--\s|;).*$", re.DOTALL
)
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
        word in tables.TITLES
        or word in tables.OF_OFFICE
        or is_country_name(token)
        or demonym_code(token) is not None
    )


def split_number(tokens: list[str]) -> tuple[int | None, list[str]]:
    """The number at the start of a phrase, or after `group of`, and the words after it."""
    position = 0
    if len(tokens) > 3 and fold(tokens[0]) in tables.DETERMINERS and _is_so_many(tokens[1:]):
        position = 3
    elif _is_so_many(tokens):
        position = 2
    while position < len(tokens) - 1 and fold(tokens[position]) in tables.BEFORE_NUMBERS:
        position += 1
    number: int | None = None
    start = position
    while position < len(tokens):
        word = fold(tokens[position]).replace(",", "")
        value = (
            int(word) if word.isascii() and word.isdigit() and len(word) < 10 else tables.NUMBERS.get(word)
        )
        if value is None:
            break
        number = value if number is None else number * value if value > number else number + value
        position += 1
    if (
        number is not None
        and position == start + 1 < len(tokens)
        and is_year(tokens[start])
        and is_name_like(tokens[position])
    ):
        return None, tokens[position:]
    if number is None or (position == len(tokens) and is_year(tokens[start])):
        return None, tokens
    if position == len(tokens):
        return number, []
    if fold(tokens[start]) == "one" and fold(tokens[position]) == "of":
        return None, tokens
    return number, tokens[position:] if fold(tokens[position]) != "of" else tokens[position + 1 :]


def _is_so_many(tokens: list[str]) -> bool:
    """Whether a phrase says only of how many: `group of 26`, `batch of about 30 prisoners`."""
    return (
        len(tokens) > 2
        and fold(tokens[0]) in tables.COLLECTIVES
        and fold(tokens[1]) == "of"
        and any(c.isdigit() or fold(word) in tables.NUMBERS for word in tokens[2:4] for c in word[:1])
    )


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
    if word in tables.HEDGES:
        return token.islower() or (first and word not in tables.PARTICLES and word != "up")
    has_case = token.islower() or word not in tables.PARTICLES or tables.has_capital_nouns(language)
    return has_case and word in tables.determiners(language)


def head_position(tokens: list[str]) -> int:
    """Where the head of a noun phrase stands: before the first word that only adds to it."""
    end = next((i for i, token in enumerate(tokens) if i and fold(token) in tables.STOPS), len(tokens))
    return end - 1


def is_plural(noun: str) -> bool:
    """Whether a folded noun is a plural."""
    if noun in tables.SINGULARS or noun.endswith(("ss", "us", "is")):
        return False
    return noun in tables.PLURALS or (noun.endswith("s") and len(noun) > 3)
