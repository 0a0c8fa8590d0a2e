"""The words of a language that grounding treats in their own way, from `extractor/data/<language>/`.

A word stands there because dropping it, adding it or taking it for another one changes what is said, or
because it changes nothing. Words that stand nowhere are plain: they must be in the text, and may be passed
over there only where they describe the word that follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, product

from babel import Locale

from extractor.text.fold import fold
from extractor.text.language_data import language_data, languages_with
from extractor.text.positions import fold_lightly

_INITIALS = 2
"""Letters of a short form that is too short to be known: German `So.` is also *so*."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of one language. Two are the same only when they are one object, so that they can be keys."""

    language: str | None
    """An ISO 639-1 code; `None` where no tables serve the language."""
    words: Mapping[str, frozenset[str]]
    """The tables of `grounding.toml`, by name."""
    endings: Mapping[str, tuple[str, ...]]
    """What may stand in the place of an ending in other forms of a word."""
    spellings: Mapping[str, str]
    """Endings that have a second spelling, and the first one."""
    contracted: Mapping[str, str]
    """What may be written to the end of a word, and the word that it stands for."""
    cut_verbs: Mapping[str, str]
    """Verbs that are cut short before such an ending, and the whole ones."""
    joined: Mapping[str, str]
    """Two words that are written as one, and both."""
    short_dates: Mapping[str, str]
    """The full names of months and weekdays by their short forms."""
    allows_gaps: bool
    """Whether enough is known of the language to pass over words of the text."""
    modifiers_precede: bool
    """Whether all that stands between a preposition and a noun describes the noun."""
    denies_before: bool
    """Whether a negation at the end of a clause denies the words before it."""
    nouns_capitalised: bool
    """Whether every noun has a capital, so that a capital alone makes no name."""

    def __getitem__(self, table: str) -> frozenset[str]:
        return self.words.get(table, frozenset())

    @cached_property
    def calendar(self) -> frozenset[str]:
        """The names of months and weekdays in full."""
        return frozenset(self.short_dates.values())

    @cached_property
    def addable(self) -> frozenset[str]:
        """Words that a value may have although the text has not."""
        return self["articles"] | self["addable"]

    @cached_property
    def droppable(self) -> frozenset[str]:
        """Words of the text that may be passed over anywhere."""
        return self.addable | self["be"] | self["droppable"]

    @cached_property
    def before_nouns(self) -> frozenset[str]:
        """Words that begin a noun phrase, or stand before one."""
        return self.determiners | self["prepositions"]

    @cached_property
    def determiners(self) -> frozenset[str]:
        """Words that begin a noun phrase."""
        return self["articles"] | self["determiners"]

    @cached_property
    def function(self) -> frozenset[str]:
        """Words that are no names when they are capitalised, as at the start of a sentence."""
        return self.droppable | self.before_nouns | self["linking"]

    def ends(self, word: str, *tables: str) -> bool:
        """Whether a word has one of the endings that these tables list."""
        return any(word.endswith(ending) for table in tables for ending in self[table])

    def is_adverb(self, word: str) -> bool:
        """Whether a word ends as adverbs do."""
        return self.ends(word, "adverb_endings")

    @cached_property
    def other_places(self) -> frozenset[tuple[str, ...]]:
        """Two words of which the second alone names another place."""
        return frozenset(tuple(name.split("-")) for name in self["other_places"])


@lru_cache(maxsize=64)
def vocabulary(language: str | None) -> Vocabulary:
    """The vocabulary of a language; of one without tables, the negations of all languages that have them."""
    data = language_data(language, "grounding")
    words = {name: _folded(text.split()) for name, text in data.items() if isinstance(text, str)}
    if not data:
        every = (
            language_data(code, "grounding").get("negations", "") for code in languages_with("grounding")
        )
        words = {"negations": _folded(chain(*(text.split() for text in every)))}
    written_together = data or language_data("en", "grounding")
    return Vocabulary(
        language=language if data else None,
        contracted=written_together.get("contracted", {}),
        cut_verbs=written_together.get("cut_verbs", {}),
        joined=written_together.get("joined", {}),
        words=words,
        endings={fold(ending): tuple(others) for ending, others in data.get("endings", {}).items()},
        spellings=dict(data.get("spellings", {})),
        short_dates=_short_dates(language, data.get("short_dates", {})) if language and data else {},
        allows_gaps="droppable" in data,
        modifiers_precede=data.get("modifiers_precede", False),
        denies_before=data.get("denies_before", False),
        nouns_capitalised=data.get("nouns_capitalised", False),
    )


def negation_letters() -> frozenset[str]:
    """The letters that deny in Chinese, whose texts are known by their script."""
    return vocabulary("zh")["negation_letters"]


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold_lightly, words))


def _short_dates(language: str, more: Mapping[str, str]) -> dict[str, str]:
    """Months and weekdays as Unicode CLDR has them and `more` of them, by all their forms."""
    locale = Locale(language)
    found = dict(more)
    for names in (locale.months, locale.days):
        for context, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
            for number, name in names[context][width].items():
                full = fold_lightly(names[context]["wide"][number])
                found.setdefault(fold_lightly(name).strip("."), full)
    return {short: full for short, full in found.items() if len(short) > _INITIALS}
