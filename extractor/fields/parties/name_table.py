"""The names that one article uses: full names for short ones, acronyms it defines, aliases it gives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.fields.parties import word_lists as tables
from extractor.fields.parties.names import is_name_like, is_particle, tokens_of, without_possessive, word_of
from extractor.fields.parties.phrases import Party, is_acronym, party_of
from extractor.fields.parties.values import PartyKind
from extractor.records import Article
from extractor.text.fold import fold

_LONGEST_TEXT = 200_000
"""Names are looked for in so many characters of an article; what comes later adds hardly any."""
_LONGEST_NAME = 12
"""Words of the longest name with its titles."""
_LONGEST_WORD = 60
_MOST_ALIASES = 100
_MOST_NAMES = 1000
"""Different names that are kept of an article; no news names so many."""
_CHUNK = re.compile(r"(?P<small>(?:[a-z]++(?!\S)\s*+)++)|\S+")
"""Plain small words in a row, which most words are, or else one word with all that is written to it."""
_TO_LAST_CAPITAL = re.compile(r".*[^\x00-@\[-\x7f]\S*", re.DOTALL)
_CAPITAL = re.compile(r"[^\x00-@\[-\x7f]")
"""A capital, or a letter that is not ASCII and so may be one: every word that can be a name has one."""
_ENDING = frozenset('.,;:!?)]”»"')
_STOPS = frozenset(".!?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
# Every repeat is bounded, so that no text makes a search slow. What stands before a capital is looked at
# after it (`.` is the capital): a search goes from capital to capital, not from letter to letter.
_WORD = r"[A-ZÀ-Þ](?<!\w.)[\w’'&.-]{0,30}+"
_NAME_RUN = rf"{_WORD}(?:\s{{1,3}}(?:of|for|and|the|de|del|la|&|{_WORD})){{1,9}}"
_SHORT = r"[A-Z][\w.&-]{1,8}"
_DEFINED = re.compile(rf"(?P<long>{_NAME_RUN})(?:\s?\(\s?|,?\sor\s|\s?[–—-]\s)(?P<short>{_SHORT})(?=\W|$)")
_DEFINED_BACK = re.compile(
    rf"(?P<short>[A-Z](?<!\w.)[\w.&-]{{1,8}})\s?\(\s?(?:the\s)?(?P<long>{_NAME_RUN})\s?\)"
)
_ALIAS = re.compile(
    rf"(?P<name>{_WORD}(?:\s(?:[a-z]{{1,3}}\s)?{_WORD}){{0,5}})"
    rf"[\s,;(–—-]{{1,4}}(?i:{tables.ALIAS_WORDS}|a\.?k\.?a\.?,?)\s"
    rf"[\"'“‘«]?(?P<alias>{_WORD}(?:\s(?:[a-z]{{1,3}}\s)?{_WORD}){{0,3}})"
)
_ALIAS_WORD = re.compile(rf"\b(?:{tables.ALIAS_WORDS}|a\.?k\.?a)\b")
"""What `_ALIAS` finds nothing without."""
_NICKNAMED = re.compile(
    rf"(?P<first>{_WORD})\s[\"“‘'«](?P<alias>[A-ZÀ-Þ][\w’'\s-]{{1,25}}?)[\"”’'»]\s(?P<last>{_WORD})"
)
# Likewise from one blank before a capital to the next. No match reaches into the article of another: it ends
# where no further name follows.
_ARTICLED = re.compile(
    r" (?P<name>[A-ZÀ-Þ](?:(?<=(?<!\w)[Tt]he .)|(?<=(?<!\w)an .)|(?<=(?<!\w)a .)|(?<=(?<!\w)[12]\d{3} .))"
    r"[\w’'-]{0,30}+(?: [A-ZÀ-Þ][\w’'-]{0,30}+){1,5})(?! [a-z]{0,30}['’]| [A-ZÀ-Þ])"
)


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
    nicknamed = list(_NICKNAMED.finditer(text))
    plain = _NICKNAMED.sub(lambda m: f"{m['first']} {m['last']}", text) if nicknamed else text
    words = frozenset(text.split())
    lines = plain.split("\n")
    prose = [line for line in lines if not _is_headline(line)] or lines
    runs = list(dict.fromkeys(run for line in prose for run in _name_runs(line, words, article.language)))
    parties = [
        party
        for run in runs
        if (party := party_of(run, None, article.language)) and party.kind is PartyKind.PERSON
    ]
    acronyms = _acronyms(text)
    taken = {fold(long) for long in acronyms.values()}
    things = frozenset(fold(without_possessive(m["name"])) for m in _ARTICLED.finditer(plain))
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
        titled=frozenset(p.key for p in parties if " " not in p.key),
    )


def _is_headline(line: str) -> bool:
    """Whether most words of a line are capitalised, so that capitals say nothing of names."""
    if len(_CAPITAL.findall(line)) < 4:  # nine tenths of more than three words are four at least
        return False
    long = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(long) > 3 and sum(word[0].isupper() for word in long) >= 0.9 * len(long)


def _name_runs(text: str, words: frozenset[str], language: str | None) -> Iterator[str]:
    """Runs of capitalised words of running text; the first word of a sentence only when it can be a name.

    That it cannot when the article has it without a capital, among its `words`.
    """
    run: list[str] = []
    starts = True
    # Small words after the last capital are part of no name: a run is finished without those at its end.
    capitalised = _TO_LAST_CAPITAL.match(text)
    for match in _CHUNK.finditer(capitalised.group() if capitalised else ""):
        whole = match.group()
        if match["small"]:
            starts = False
            between = whole.split() if run else []
            if len(run) + len(between) < _LONGEST_NAME and all(map(is_particle, between)):
                run += between
            else:
                yield from _finished(run)
                run = []
            continue
        bare, chunk = whole.strip("\"'“”‘’«»()[],;:!?…–—"), whole
        if len(whole) > _LONGEST_WORD:
            bare, chunk = "", whole[:1] + whole[1:][-_LONGEST_WORD:]
        named = _may_be_named(bare, language)
        if named and starts and (small := bare.lower()) in words and small.islower():
            named = False
        if not named and not run:
            starts = _ends_sentence(chunk)
            continue
        opens = chunk[0] in "\"“‘«'([" and bool(run)
        if (not named or opens) and run and not (bare.islower() and is_particle(bare) and not opens):
            yield from _finished(run)
            run = []
        if named or (run and bare):
            run.append(bare)
        ends = (not bare or chunk[-1] in _ENDING) and not _is_abbreviation(chunk)
        if run and (ends or len(run) >= _LONGEST_NAME or without_possessive(bare) != bare):
            yield from _finished(run)
            run = []
        starts = _ends_sentence(chunk)
    yield from _finished(run)


@lru_cache(maxsize=8192)
def _may_be_named(bare: str, language: str | None) -> bool:
    return bool(bare) and is_name_like(bare) and fold(bare).strip(".") not in tables.not_names(language)


@lru_cache(maxsize=8192)
def _is_abbreviation(chunk: str) -> bool:
    return bool(_INITIALS.fullmatch(chunk)) or (
        chunk.endswith(".") and chunk[:-1].lower() in tables.ABBREVIATIONS
    )


def _ends_sentence(chunk: str) -> bool:
    return chunk.rstrip('"”’)')[-1:] in _STOPS and not _is_abbreviation(chunk)


def _finished(run: list[str]) -> Iterator[str]:
    while run and not is_name_like(run[-1]):
        run = run[:-1]
    while len(run) > 2 and fold(run[0]) in tables.OF_OFFICE:  # "Security and | Civilian Protection Omar …"
        run = run[1:]
    if run:
        yield without_possessive(" ".join(run)).rstrip(".") if len(run[-1]) > 2 else " ".join(run)


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
    for pattern in (_DEFINED, _DEFINED_BACK):
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
            spelt = initials == wanted or _initials_with_small(tokens[start:]) == wanted
            if len(wanted) >= 2 and spelt and is_name_like(tokens[start]):
                return " ".join(tokens[start:])
    return None


def _initials_with_small(tokens: list[str]) -> list[str]:
    return [fold(token)[0] for token in tokens if fold(token) not in {"the", "and", "&"}]


def _aliases(
    text: str, nicknamed: list[re.Match[str]], persons: dict[str, Party], language: str | None
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    pairs = []
    if _ALIAS_WORD.search(text):
        pairs += [(m["name"], m["alias"]) for m in _ALIAS.finditer(text)]
    pairs += [(f"{m['first']} {m['last']}", m["alias"]) for m in nicknamed]
    for name, alias in pairs[:_MOST_ALIASES]:
        party = party_of(name)
        if party is None or word_of(alias) in tables.not_names(language) or fold(alias) == fold(name):
            continue
        owner = [key for key in persons if _within(party.key.split(), key.split())]
        if len(owner) == 1 and alias not in found[owner[0]]:
            found[owner[0]].append(alias)
    return {key: tuple(aliases) for key, aliases in sorted(found.items())}
