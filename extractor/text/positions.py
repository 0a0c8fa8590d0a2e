"""Folds text so that equal words compare equal, and maps every folded position back to the original.

Folded away are case, accents, the shapes of quotes, dashes and spaces, and characters that cannot be seen.
Nothing that changes what a reader sees as the word is folded: a digit stays a digit, and the marks of
scripts in which they are letters (Devanagari, Thai, Japanese) stay.

Values are looked for in an article with this folding. `fold.fold` folds more (`²` becomes `2`, Cyrillic `й`
becomes `и`): good for comparing what was read, too much for proving that an article has a word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.text.fold import APOSTROPHES, QUOTES

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
)
"""Characters without width or direction of their own, as the inside of a regular expression's class.

Embeddings, overrides and isolates (U+202A to U+202E, U+2066 to U+2069) are not among them: they reorder
what a reader sees."""

_SPACE = r"\s\u0085\u200a\u202f\u3000"
_DASHES = r"\-" "\u058a\u05be\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_STEADY = (
    "\u0430-\u0438\u043a-\u044f\u0621-\u063a\u0641-\u064a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
)
"""Letters that fold to themselves, whole runs of them at once: Cyrillic, Arabic, kana, Han, Korean."""

_JOINING = "\u0300-\u036f\u0610-\u065f\u0670\u06d6-\u06ed\u1160-\u11ff\u3099\u309a"
_PIECE = re.compile(
    rf"(?P<blank>[{_SPACE}{INVISIBLE}]+)"
    rf"|(?P<dash>[{_DASHES}]+)"
    r"|(?P<plain>(?:[!-,./-_a-~] (?=[!-,./-_a-~])|[!-,./-_a-~])+(?![^\x00-\x7f]))"
    rf"|(?P<steady>[{_STEADY}]+(?![{_JOINING}]))"
    rf"|(?P<other>[\x00-\x7f]?(?:[^\x00-\x7f{_SPACE}{INVISIBLE}{_DASHES}{_STEADY}][{_JOINING}]*)+|[{_STEADY}][{_JOINING}]*|[\x00-\x7f])"
)

_LETTERS = str.maketrans(
    {
        **dict.fromkeys(f"{APOSTROPHES}ʹ", "'"),
        **dict.fromkeys(f"{QUOTES}「」『』〝〞", '"'),
        **dict(zip("øØłŁđĐıİёЁ", "oollddiiее", strict=True)),
        **dict.fromkeys("æÆ", "ae"),
        **dict.fromkeys("œŒ", "oe"),
        "…": "...",
        "\u0640": "",  # Arabic tatweel stretches a word and says nothing
    }
)

_TRIMMED = " .,;:!?\"'()[]"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, piece by piece, where it came from."""

    text: str
    folded_starts: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    """The original end of a piece that folds as a whole, or -1 where it maps character by character."""

    def start(self, position: int) -> int:
        """The original position at which the folded character at `position` starts."""
        piece = bisect_right(self.folded_starts, position) - 1
        inside = position - self.folded_starts[piece] if self.ends[piece] < 0 else 0
        return self.starts[piece] + inside

    def end(self, position: int) -> int:
        """The original position at which the folded character before `position` ends."""
        piece = bisect_right(self.folded_starts, position - 1) - 1
        if self.ends[piece] >= 0:
            return self.ends[piece]
        return self.starts[piece] + position - self.folded_starts[piece]

    def position(self, original: int) -> int:
        """The first folded position that comes from `original` or later."""
        piece = max(bisect_right(self.starts, original) - 1, 0)
        if not self.starts or original <= self.starts[piece]:
            return self.folded_starts[piece] if self.starts else 0
        following = self.folded_starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        if self.ends[piece] >= 0:
            return following
        return min(self.folded_starts[piece] + original - self.starts[piece], following)


def fold_with_positions(text: str) -> Folded:
    """Fold a text and keep the way back."""
    parts, folded_starts, starts, ends, length = [], [], [], [], 0
    for folded, start, end in _folded_pieces(text):
        if folded:
            parts.append(folded)
            folded_starts.append(length)
            starts.append(start)
            ends.append(end)
            length += len(folded)
    return Folded("".join(parts), tuple(folded_starts), tuple(starts), tuple(ends))


def _folded_pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Each piece folded, where it starts, and where it ends, or -1 where it maps character by character."""
    for match in _PIECE.finditer(text):
        start, end = match.span()
        kind, piece = match.lastgroup, match[0]
        if kind == "plain":
            yield piece.lower(), start, -1
        elif kind == "steady":
            yield piece, start, -1
        elif kind == "blank":
            yield " " if piece == " " or any(c.isspace() for c in piece) else "", start, end
        elif kind == "dash":
            yield "-", start, end
        else:
            yield from _folded_clusters(piece, start)


def _folded_clusters(piece: str, start: int) -> Iterator[tuple[str, int, int]]:
    """A run of letters, each with the marks that belong to it."""
    begin = 0
    for position in range(1, len(piece) + 1):
        if position == len(piece) or not _continues(piece[position]):
            yield _fold_cluster(piece[begin:position]), start + begin, start + position
            begin = position


def _continues(character: str) -> bool:
    """Whether a character belongs to the one before it: a mark, or a vowel or final of a Korean syllable."""
    return "\u1160" <= character <= "\u11ff" or is_mark(character)


@lru_cache(maxsize=4096)
def is_mark(character: str) -> bool:
    """Whether a character is a combining mark."""
    return unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=16384)
def _fold_cluster(cluster: str) -> str:
    cluster = cluster.translate(_LETTERS)
    if any("\uff00" <= c <= "\uffef" or "\ufb00" <= c <= "\ufb06" for c in cluster):
        cluster = unicodedata.normalize("NFKC", cluster)  # full-width forms and ligatures
    marked = unicodedata.normalize("NFD", cluster)
    bare = "".join(c for c in marked if not _is_accent(c)) if _has_accents(marked) else marked
    return unicodedata.normalize("NFC", bare).casefold()


def _has_accents(cluster: str) -> bool:
    first = cluster[:1]
    return first < "\u0400" or "\u0590" <= first < "\u0780" or "\u1e00" <= first < "\u2000"


def _is_accent(character: str) -> bool:
    """An accent of Latin or Greek, a vowel point of Hebrew or Arabic."""
    return (
        "\u0300" <= character <= "\u036f"
        or ("\u0591" <= character <= "\u05c7" and is_mark(character))
        or "\u064b" <= character <= "\u0652"
        or character == "\u0670"
    )


def fold_lightly(text: str) -> str:
    """The folded text, without white space at its ends."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return fold_with_positions(text).text.strip()


def fold_value(text: str) -> str:
    """The folded text without quotes, brackets and final punctuation around it; what grounding looks for."""
    return fold_lightly(text).strip(_TRIMMED)
