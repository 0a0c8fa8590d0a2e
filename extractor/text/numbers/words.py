"""Number words of a language, and the marks in its digits, as `data/<language>/numbers.toml` has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from fractions import Fraction
from functools import cached_property, lru_cache

from extractor.text.fold import fold
from extractor.text.language_data import language_data

DEFAULT_LANGUAGE = "en"
"""How an article is read whose language nobody knows."""


class Kind(StrEnum):
    """What a word is within a number."""

    DIGITS = auto()
    UNIT = auto()
    """0 to 9."""
    TEEN = auto()
    """10 to 19, and what else is one word below 100 and takes nothing after it."""
    TEN = auto()
    """20, 30 … 90."""
    ELIDED_TEN = auto()
    """A ten before a vowel: `vent` in `ventuno`."""
    HUNDREDS = auto()
    """200, 300 … 900 in one word: `doscientos`."""
    HUNDRED = auto()
    SCALE = auto()
    """A thousand and more; it multiplies all that stands before it."""
    GROUP = auto()
    """A dozen."""
    COLLECTIVE = auto()
    """About so many: `une centaine`."""
    PLURAL = auto()
    """Several of it where no number stands before it: `thousands`."""
    SEVERAL = auto()
    COUPLE = auto()
    FRACTION = auto()
    """A part by a word of its own: `half`."""
    ORDINAL = auto()
    """A place in a row, and a part after `one` or an article: `a fifth`."""
    DENOMINATOR = auto()
    """A part, never a place: `fifths`."""
    MIXED = auto()
    """One and a half in one word: `anderthalb`."""
    HALF_MORE = auto()
    """And a half, joined to the number before it: `zweieinhalb`."""
    TWICE = auto()
    """Two of a scale in one word."""
    UNCLEAR = auto()
    """A number word that means several things, so that nothing with it is read."""
    MORE = auto()
    """Somewhat more than the number before it: 多."""
    ARTICLE = auto()
    """One before a scale or a part only: `a million`."""
    ONE = auto()
    """One, and as often an article: `un`."""
    AND = auto()
    OF = auto()
    POINT = auto()
    RATIO = auto()
    """One in five."""
    DENOMINATOR_FIRST = auto()
    """Between denominator and numerator, in this order: 分之."""
    PERCENT_FIRST = auto()
    """Before a share of a hundred: 百分之."""
    HYPHEN = auto()
    LETTER = auto()
    """A letter that is a scale or a unit of length: `m`."""


NUMERIC = frozenset(Kind) - {
    Kind.MORE, Kind.ARTICLE, Kind.ONE, Kind.AND, Kind.OF, Kind.POINT, Kind.RATIO,
    Kind.DENOMINATOR_FIRST, Kind.PERCENT_FIRST, Kind.HYPHEN, Kind.HALF_MORE, Kind.LETTER,
}  # fmt: skip
"""Words that are a number, or a part of one that is not to be left out."""

Meanings = Mapping[Kind, Fraction]
"""What a word can be within a number, each with its value."""

_TABLES = {kind.value: kind for kind in Kind}
_COMPOUND_SEGMENTS = 16
"""Parts of the longest number that is one word."""


@dataclass(frozen=True, eq=False)
class NumberWords:
    """The number words of a language."""

    words: Mapping[str, Meanings] = field(default_factory=dict)
    """By the folded word; some are several words with a space between."""
    glued_scales: Mapping[str, Fraction] = field(default_factory=dict)
    """Scales by the letters that touch digits."""
    thousands: str = ""
    decimal: str = ""
    doubtful: str = ""
    """A mark that some countries of the language use for thousands and others for decimals."""
    bare: frozenset[str] = frozenset()
    """Words that multiply, and mean one of it where nothing stands before them."""
    compounds: bool = False
    """Whether a number is written as one word."""
    units_first: bool = False
    """Whether units stand before tens: `sechsundzwanzig`."""
    and_after_tens: bool = True
    """Whether `and` may stand between tens and units."""
    last_is_next_power: bool = False
    """Whether a last unit is of the next smaller power: 一万三 is 13,000."""
    unspaced: bool = False
    """Whether no spaces part the words."""
    elision: bool = False
    """Whether an apostrophe parts two words: `d'un`."""
    twenty_step: frozenset[int] = frozenset()
    """Tens after which ten to nineteen may follow."""
    parting: frozenset[str] = frozenset()
    """Words within a number that may stand between two numbers as well."""
    after_article: frozenset[str] = frozenset()
    """Parts that are other words as well, unless an article or a number stands before them."""
    plural_before_of: frozenset[str] = frozenset()
    """Plurals that are other words as well, unless `of` follows."""
    and_prefix: str = ""
    prefixes: tuple[str, ...] = ()
    """Letters that are written together with the word after them: *and*, and those that bear on no number."""

    @cached_property
    def longest(self) -> int:
        """The most words of an entry, or the most letters where no spaces part the words."""
        return max((len(word) if self.unspaced else word.count(" ") + 1 for word in self.words), default=1)

    @cached_property
    def first_of_several(self) -> frozenset[str]:
        """The words with which entries of several words begin."""
        return frozenset(word.split()[0] for word in self.words if " " in word)

    @cached_property
    def openings(self) -> frozenset[str]:
        """Words that may begin a number by what stands after them."""
        return self.after_article | self.plural_before_of

    def segments(self, word: str) -> Iterator[tuple[str, ...]]:
        """The ways to cut a word wholly into number words, those with the longest first words first."""
        if self.compounds and word.isalpha():
            yield from (parts for parts in self._cut(word, ()) if len(parts) > 1)

    def _cut(self, rest: str, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if not rest:
            yield before
        elif len(before) < _COMPOUND_SEGMENTS:
            for length in range(len(rest), 1, -1):
                if rest[:length] in self.words:
                    yield from self._cut(rest[length:], (*before, rest[:length]))


@lru_cache(maxsize=64)
def number_words(language: str | None) -> NumberWords:
    """The number words of a language; of English where the language is unknown, none where nobody has any."""
    data = language_data(language or DEFAULT_LANGUAGE, "numbers")
    if not data:
        return NumberWords()
    words: dict[str, dict[Kind, Fraction]] = {}
    for name, table in data.items():
        if kind := _TABLES.get(name):
            for word, value in table.items():
                words.setdefault(fold(word), {})[kind] = Fraction(value)
    for name, listed in data["words"].items():
        for word in listed if name != "parting" else ():
            words.setdefault(fold(word), {})[_TABLES[name]] = Fraction(1)
    marks, grammar = data["marks"], data.get("grammar", {})
    return NumberWords(
        words=words,
        glued_scales={word: Fraction(value) for word, value in data.get("glued_scale", {}).items()},
        thousands=marks["thousands"],
        decimal=marks["decimal"],
        doubtful=marks.get("doubtful", ""),
        bare=frozenset(map(fold, grammar.get("bare", ()))),
        compounds=grammar.get("compounds", False),
        units_first=grammar.get("units_first", False),
        and_after_tens=grammar.get("and_after_tens", True),
        last_is_next_power=grammar.get("last_is_next_power", False),
        unspaced=grammar.get("unspaced", False),
        elision=grammar.get("elision", False),
        twenty_step=frozenset(grammar.get("twenty_step", ())),
        parting=frozenset(map(fold, data["words"].get("parting", ()))),
        after_article=frozenset(grammar.get("after_article", ())),
        plural_before_of=frozenset(grammar.get("plural_before_of", ())),
        and_prefix=grammar.get("and_prefix", ""),
        prefixes=tuple(map(fold, grammar.get("prefixes", ()))),
    )


def values(language: str, *kinds: Kind) -> dict[str, int]:
    """The whole numbers of these kinds in a language, by word."""
    words = number_words(language).words
    return {
        word: meanings[kind].numerator
        for word, meanings in words.items()
        for kind in kinds
        if kind in meanings
    }
