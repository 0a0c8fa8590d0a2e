"""The names that one article uses: full names for short ones, acronyms it defines, aliases it gives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.fields.parties import name_patterns
from extractor.fields.parties.kind_of_name import is_acronym
from extractor.fields.parties.kinds import may_be_person
from extractor.fields.parties.name_runs import is_headline, name_runs
from extractor.fields.parties.names import is_name_like, tokens_of, without_possessive, word_of
from extractor.fields.parties.phrases import Party, party_of
from extractor.fields.parties.values import PartyKind
from extractor.fields.parties.word_lists import not_names
from extractor.records import Article
from extractor.text.fold import fold

_SMALL_WORDS = frozenset({"the", "and", "&"})
"""Words of a name that have no letter in its acronym."""
_LONGEST_TEXT = 200_000
"""Names are looked for in so many characters of an article; what comes later adds hardly any."""
_MOST_ALIASES = 100
_MOST_NAMES = 1000
"""Different names that are kept of an article; no news names so many."""


@dataclass(frozen=True)
class NameTable:
    """What an article's own words say of the names in it."""

    persons: dict[str, Party] = field(default_factory=dict)
    """Fullest form of every person named with two words or more, by key."""
    _by_word: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The keys of the persons that have a word in their names."""
    acronyms: dict[str, str] = field(default_factory=dict)
    """Long forms by folded acronym."""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The aliases of a person by key."""
    things: frozenset[str] = frozenset()
    """Folded names that the article writes with `the` or `a` before them, as no person's is."""
    titled: frozenset[str] = frozenset()
    """Folded single words that the article uses after a title, as in `Mr. Obama`."""

    def person(self, key: str) -> Party | None:
        """The one person of the article whose name holds all words of `key` in order, or `None`."""
        by_alias = [name for name, aliases in self.aliases.items() if key in map(fold, aliases)]
        if len(by_alias) == 1:
            return self.persons.get(by_alias[0])
        parts = key.split()
        found = (
            [k for k in self._by_word.get(parts[-1], ()) if _is_short_for(parts, k.split())] if parts else []
        )
        return self.persons[found[0]] if len(found) == 1 else None

    def is_titled(self, key: str) -> bool:
        """Whether a person of that last name has a title in the article, as in `Mr. Obama`."""
        return key.rsplit(maxsplit=1)[-1] in self.titled

    def long_form(self, acronym: str) -> str | None:
        """What the article says an acronym stands for."""
        return self.acronyms.get(fold(acronym).replace(".", ""))

    def acronyms_of(self, key: str) -> tuple[str, ...]:
        """The acronyms that the article defines for a name."""
        return tuple(short.upper() for short, long in sorted(self.acronyms.items()) if fold(long) == key)


class _Key:
    """An article as a cache key: the same text with the same sentences, without hashing every sentence."""

    __slots__ = ("article",)

    def __init__(self, article: Article) -> None:
        self.article = article

    def __hash__(self) -> int:
        return hash(self.article.text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Key):
            return NotImplemented
        mine, theirs = self.article, other.article
        same_text = mine.text == theirs.text and mine.language == theirs.language
        return mine is theirs or (same_text and mine.sentences == theirs.sentences)


def name_table(article: Article) -> NameTable:
    """The names of an article; built once for an article and kept for the last 32."""
    return _build(_Key(article))


@lru_cache(maxsize=32)
def _build(key: _Key) -> NameTable:
    article = key.article
    pieces = [s.span.text_in(article.text) for s in article.news] if article.sentences else [article.text]
    text = "\n".join(pieces)[:_LONGEST_TEXT]
    nicknamed = list(name_patterns.NICKNAMED.finditer(text))
    plain = name_patterns.NICKNAMED.sub(lambda m: f"{m['first']} {m['last']}", text) if nicknamed else text
    words = frozenset(text.split())
    lines = plain.split("\n")
    prose = [line for line in lines if not is_headline(line)] or lines
    runs = list(dict.fromkeys(run for line in prose for run in name_runs(line, words, article.language)))
    parties = [
        party
        for run in runs
        if (party := party_of(run, None, article.language)) and may_be_person(party.kind, party.name)
    ]
    acronyms = _acronyms(text)
    taken = {fold(long) for long in acronyms.values()}
    things = frozenset(
        fold(without_possessive(m["name"])) for m in name_patterns.articled(article.language).finditer(plain)
    )
    taken |= things
    persons = _persons(p for p in parties if " " in p.key and (p.title or fold(p.name) not in taken))
    by_word: dict[str, list[str]] = defaultdict(list)
    for person in sorted(persons):
        for word in dict.fromkeys(person.split()):
            by_word[word].append(person)
    return NameTable(
        persons=persons,
        _by_word={word: tuple(keys) for word, keys in by_word.items()},
        acronyms=acronyms,
        aliases=_aliases(text, nicknamed, persons, article.language),
        things=things,
        titled=frozenset(p.key for p in parties if " " not in p.key and p.kind is PartyKind.PERSON),
    )


def _persons(parties: Iterator[Party]) -> dict[str, Party]:
    """One entry for a person: names that are part of one other name only are that person's."""
    best: dict[str, Party] = {}
    for party in parties:
        known = best.get(party.key)
        if known is None or (known.title is None and party.title is not None):
            best[party.key] = party
        if len(best) == _MOST_NAMES:
            break
    keys = sorted(best, key=lambda k: (-len(k.split()), k))
    kept: dict[str, Party] = {}
    holders: dict[str, list[str]] = defaultdict(list)
    for key in _without_strangers(keys):
        parts = key.split()
        longer = [other for other in holders[parts[-1]] if _within(parts, other.split())]
        if len(longer) != 1:
            kept[key] = best[key]
            for word in dict.fromkeys(parts):
                holders[word].append(key)
    return kept


def _without_strangers(keys: list[str]) -> list[str]:
    """`keys` without those that put a word of other names before a whole name: `Chargers Jamal Williams`."""
    whole = set(keys)
    holders: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        for word in key.split():
            holders[word].add(key.split()[-1])

    def is_strange(key: str) -> bool:
        parts = key.split()
        return any(
            " ".join(parts[n:]) in whole and any(len(holders[word]) > 1 for word in parts[:n])
            for n in range(1, len(parts) - 1)
        )

    return [key for key in keys if not is_strange(key)]


def _is_short_for(short: list[str], long: list[str]) -> bool:
    """Whether a name can be short for another; one of two words and more only for one with one word more."""
    if len(short) > 1 and not (len(long) - len(short) <= 1 and short[-1] == long[-1]):
        return False
    return _within(short, long)


def _within(short: list[str], long: list[str]) -> bool:
    """Whether all words of `short` are in `long`, in order."""
    rest = iter(long)
    return all(word in rest for word in short)


def _acronyms(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pattern in (name_patterns.DEFINED, name_patterns.DEFINED_BACK):
        for match in pattern.finditer(text):
            short = match["short"].rstrip(".")
            long = _fitting(short, tokens_of(match["long"])) if is_acronym(short) else None
            if long is not None:
                found.setdefault(fold(short).replace(".", ""), long)
    return found


def _fitting(short: str, tokens: list[str]) -> str | None:
    """The end of `tokens` that an acronym can stand for, or `None`.

    The acronym's first letter may belong to a word in another language (CJNG: Cartel Jalisco …).
    """
    letters = [c for c in fold(short) if c.isalpha()]
    for wanted in (letters, letters[1:]):
        for start in range(len(tokens) - 1, -1, -1):
            initials = [fold(token)[0] for token in tokens[start:] if is_name_like(token)]
            all_initials = [fold(token)[0] for token in tokens[start:] if fold(token) not in _SMALL_WORDS]
            spelt = wanted in (initials, all_initials)
            if len(wanted) >= 2 and spelt and is_name_like(tokens[start]):
                return " ".join(tokens[start:])
    return None


def _aliases(
    text: str, nicknamed: list[re.Match[str]], persons: dict[str, Party], language: str | None
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    pairs = []
    if name_patterns.ALIAS_WORD.search(text):
        pairs += [(m["name"], m["alias"]) for m in name_patterns.ALIAS.finditer(text)]
    pairs += [(f"{m['first']} {m['last']}", m["alias"]) for m in nicknamed]
    for name, alias in pairs[:_MOST_ALIASES]:
        party = party_of(name)
        if party is None or word_of(alias) in not_names(language) or fold(alias) == fold(name):
            continue
        owner = [key for key in persons if _within(party.key.split(), key.split())]
        if len(owner) == 1 and alias not in found[owner[0]]:
            found[owner[0]].append(alias)
    return {key: tuple(aliases) for key, aliases in sorted(found.items())}
