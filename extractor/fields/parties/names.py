"""Names of persons: their words, the titles before them, the aliases inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.fields.countries import demonym_code, is_country_name
from extractor.fields.parties.word_lists import either, listed
from extractor.text.fold import fold, joined_letters, words

_EDGES = "\"'“”‘’«»„()[]{}<>,;:!?…*–—_|"
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_POSSESSIVE_ENDS = frozenset("sS'’")
_ALIAS_WORDS = rf"(?:{either('alias_words')}|a\.?k\.?a\.?)"
_ALIAS_AFTER = re.compile(
    rf"[\s,;(–—-]+{_ALIAS_WORDS}\s+(?:by the nickname\s+)?[\"'“‘«]?(?P<alias>[^\"“”‘»(),;–—]{{2,40}}?)"
    r"[\"'”’»]?(?=\s*(?:$|[,;)–—]))",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?:(?<=\s)|^)[\"“‘«'„](?P<alias>[^\"“”‘»]{2,30}?)[\"”’»'“](?=[\s,]|$)")
_LEGAL_PHRASE = re.compile(rf"\b(?:{either('legal_phrases')})\b")
_BRACKETED = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{1,60})[)\]]")


def tokens_of(text: str) -> list[str]:
    """The words of `text` as written, with the punctuation around them off and full stops kept."""
    stripped = (piece.strip(_EDGES) for piece in text.split())
    return [piece for piece in stripped if piece.isalnum() or piece == "&" or any(map(str.isalnum, piece))]


def without_possessive(text: str) -> str:
    """`text` without a possessive at its end."""
    return _POSSESSIVE.sub("", text) if text[-1:] in _POSSESSIVE_ENDS else text


def is_name_like(token: str) -> bool:
    """Whether a word is written as names are: with a capital, or in a script that has none."""
    if token.isascii():
        return token != token.lower()
    return any(c.isupper() or (c.isalpha() and not c.islower()) for c in token)


def is_particle(token: str) -> bool:
    """Whether a word is a particle of a name, such as `van`, `de` or `al`."""
    return fold(token).strip(".") in listed("particles")


def word_of(token: str) -> str:
    """One word folded, without full stops and possessive."""
    return without_possessive(fold(token)).replace(".", "")


def is_title(token: str) -> bool:
    """Whether a word is a title or honorific; `ex-` and `vice-` before it do not matter."""
    word = word_of(token).removesuffix("-elect").removesuffix("-designate")
    return (
        word in listed("titles")
        or (word.endswith(("man", "woman")) and word != "german" and demonym_code(word) is not None)
        or any(
            word.startswith(prefix) and word.removeprefix(prefix) in listed("titles")
            for prefix in ("ex-", "vice-", "co-")
        )
    )


def split_aliases(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the aliases it gives, and these: `Enrique ‘Kiki’ Camarena`, `X, alias El Cuini`."""
    found: list[str] = []

    def keep(match: re.Match[str]) -> str:
        found.append(match["alias"].strip())
        return " "

    rest = _ALIAS_AFTER.sub(keep, text)
    inner = _QUOTED.sub(keep, rest)
    if inner == rest or (any(map(is_name_like, tokens_of(inner))) and without_legal_phrases(fold(inner))):
        rest = inner
    else:  # the whole name stands in quotes, as in `ООО "Ромашка"`
        found = found[: len(found) - len(_QUOTED.findall(rest))]
    return " ".join(rest.split()), tuple(dict.fromkeys(alias for alias in found if is_name_like(alias)))


def without_legal_phrases(key: str) -> str:
    """A folded name without what only says of what legal form its company is."""
    return " ".join(_LEGAL_PHRASE.sub(" ", key).split())


def split_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without what stands in brackets, and this."""
    inside = tuple(match["inside"].strip() for match in _BRACKETED.finditer(text))
    return " ".join(_BRACKETED.sub(" ", text).split()), inside


def name_key(tokens: Sequence[str]) -> str:
    """The folded words of a name: no suffixes, no particles inside it, initials joined."""
    kept = [
        word
        for position, token in enumerate(tokens)
        for part, word in enumerate(words(token))
        if not _is_inner_particle(token, word, position + part)
    ]
    kept = [w for i, w in enumerate(kept) if i == 0 or w not in listed("suffixes") or len(kept) == 1]
    return " ".join(joined_letters(kept or [w for token in tokens for w in words(token)]))


def generation(name: str) -> str | None:
    """The suffix that tells apart two persons of one name: `jr`, `iii`; `None` when there is none."""
    parts = words(name)
    if len(parts) < 2 or parts[-1] not in listed("generations") or (parts[-1] == "v" and len(parts) < 3):
        return None
    return {"jnr": "jr", "snr": "sr"}.get(parts[-1], parts[-1])


def _is_inner_particle(token: str, word: str, position: int) -> bool:
    if word not in listed("particles") or (len(word) == 1 and token.isupper()):
        return False
    return position > 0 or token[0].islower() or "-" in fold(token)


def split_title(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """The titles at the start of `tokens` with all that belongs to them, and the name that follows.

    The name is empty when nothing follows the title, and the titles are empty when there are none.
    """
    last = max((i for i, token in enumerate(tokens[:-1]) if is_title(token)), default=-1)
    if last < 0 or _POSSESSIVE.search(tokens[last]):
        return [], list(tokens)
    start = last + 1
    if fold(tokens[start]) in listed("office_links"):
        start = _after_office(tokens, start + 1)
    return list(tokens[:start]), list(tokens[start:])


def _after_office(tokens: Sequence[str], start: int) -> int:
    """Where the name begins in `Secretary of <office> <name>`; the end when there is no name."""
    position = start
    for end in range(len(tokens), start, -1):
        if is_country_name(" ".join(tokens[start:end])):
            position = end
            break
    while position < len(tokens) and (
        word_of(tokens[position]) in listed("of_office") or demonym_code(tokens[position]) is not None
    ):
        position += 1
    if position == start and len(tokens) - start >= 3:
        return len(tokens) - 2  # an office we do not know: a name has two words most of the time
    return position if position > start else len(tokens)
