"""Field types for event records that people annotated as text: kinds, sets of words, names, stories.

They compare and block as the field types of the package do. They do not fuse: the benchmark looks at which
records are put together, not at what is then said of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from benchmarks._event_words import families, is_saying
from extractor.fields.base import EXCLUDED, Comparison, Context, FieldType, Written
from extractor.fields.claims import Claim
from extractor.records import MergedValue, Value
from extractor.text.fold import words
from extractor.text.stems import stem

_NUMBER = re.compile(r"\d[\d,.]*")
_COMMON = frozenset(
    words(
        "a an and are as at be been but by for from had has have he her his in into is it its of on or she "
        "so that the their them they this to was we were which who will with would you i not no s t"
    )
)


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words of `text` that are not common ones, each once, sorted."""
    return tuple(sorted({stem(word) for word in words(text) if word not in _COMMON}))


class WordsValue(Value):
    """Stems of words, sorted."""

    stems: tuple[str, ...]


class KindValue(Value):
    """What kind of event some words name."""

    type: str | None
    """The annotators' type, such as a PropBank roleset; `None` when they give none."""
    stems: tuple[str, ...]
    families: tuple[int, ...]
    saying: bool
    """Whether they say that somebody says something."""
    place: tuple[str, tuple[int, ...]]
    """The article, and the sentences that tell it; no sentences when that is not known."""


class CountsValue(Value):
    """The numbers in a sentence, by the word that follows them."""

    counts: tuple[tuple[str, tuple[str, ...]], ...]


class StoryValue(Value):
    """The article a record stands in: its story, and the names and numbers in it."""

    story: int
    names: tuple[str, ...]


ClueT = TypeVar("ClueT", bound=Value)


class _Clue(FieldType[ClueT]):
    """A value that helps to tell events apart and is not shown."""

    points: ClassVar[Mapping[str, int]] = {}
    """The schema gives them."""

    def read(self, written: Written, context: Context) -> ClueT | None:  # noqa: ARG002
        """Nothing: the benchmark makes the values itself."""
        return None

    def fuse(self, claims: Sequence[Claim[ClueT]]) -> tuple[MergedValue, ...]:  # noqa: ARG002
        """Nothing: a clue is no statement about the event."""
        return ()

    def show(self, value: ClueT) -> str:
        """All of the value."""
        return value.model_dump_json()


class Kind(_Clue[KindValue]):
    """The kind of event that its words name.

    A shared word counts for nothing where what both mean with it has nothing in common ("checked in" and
    "checked out"). One sentence that uses two words of a family ("slipped and fell") tells two events. People
    say many things, so two sayings are hardly ever one.
    """

    value_type = KindValue
    levels: ClassVar[tuple[str, ...]] = ("same type", "same word", "same family", "sayings", "different")

    def compare(self, a: Sequence[KindValue], b: Sequence[KindValue]) -> Comparison:
        first, second = a[0], b[0]
        words = " / ".join(sorted((" ".join(first.stems), " ".join(second.stems))))
        if first.saying and second.saying:
            return Comparison("sayings", words)
        if first.type is not None and first.type == second.type:
            return Comparison("same type", first.type)
        shared = set(first.families) & set(second.families)
        if first.families and second.families and not shared:
            return Comparison("different", words)
        if set(first.stems) & set(second.stems):
            return Comparison("same word", " ".join(sorted(set(first.stems) & set(second.stems))))
        if not shared:
            return Comparison("different", words)
        side_by_side = first.place == second.place and bool(first.place[1])
        return Comparison(EXCLUDED if side_by_side else "same family", words)

    def block(self, values: Sequence[KindValue]) -> frozenset[str]:
        """The type, the stems and the families."""
        return frozenset(
            key
            for value in values
            for key in (*value.stems, *map(str, value.families), *((f"={value.type}",) if value.type else ()))
        )


class WordSet(_Clue[WordsValue]):
    """Words that describe something, compared by how many they share (Dice's coefficient)."""

    value_type = WordsValue
    levels: ClassVar[tuple[str, ...]] = ("same", "similar", "different")

    def __init__(self, same: int, similar: int) -> None:
        """`same`, `similar`: the shares, in per cent, from which two sets are called so."""
        self.same = same
        self.similar = similar

    def compare(self, a: Sequence[WordsValue], b: Sequence[WordsValue]) -> Comparison:
        share = dice(set(a[0].stems), set(b[0].stems))
        level = "same" if share >= self.same else "similar" if share >= self.similar else "different"
        return Comparison(level, f"{share} %")

    def block(self, values: Sequence[WordsValue]) -> frozenset[str]:
        """The stems."""
        return frozenset(word for value in values for word in value.stems)


class Names(_Clue[WordsValue]):
    """The names said in a sentence: a record with none in common is likely about somebody else."""

    value_type = WordsValue
    levels: ClassVar[tuple[str, ...]] = ("equal", "part", "mixed", "different")

    def compare(self, a: Sequence[WordsValue], b: Sequence[WordsValue]) -> Comparison:
        first, second = set(a[0].stems), set(b[0].stems)
        shared = first & second
        if not shared:
            return Comparison("different")
        level = "equal" if first == second else "part" if shared in (first, second) else "mixed"
        return Comparison(level, " ".join(sorted(shared)))

    def block(self, values: Sequence[WordsValue]) -> frozenset[str]:
        """The words of the names."""
        return frozenset(word for value in values for word in value.stems)


class Counts(_Clue[CountsValue]):
    """The numbers said in a sentence: "36 years" and "32 years" are two people's."""

    value_type = CountsValue
    levels: ClassVar[tuple[str, ...]] = ("shared", "contradict", "of other things")

    def compare(self, a: Sequence[CountsValue], b: Sequence[CountsValue]) -> Comparison:
        first, second = dict(a[0].counts), dict(b[0].counts)
        things = sorted(first.keys() & second.keys())
        if not things:
            return Comparison("of other things")
        apart = [thing for thing in things if not set(first[thing]) & set(second[thing])]
        return Comparison("contradict" if apart else "shared", " ".join(apart or things))

    def block(self, values: Sequence[CountsValue]) -> frozenset[str]:
        """Each number with its word."""
        return frozenset(f"{number} {thing}" for v in values for thing, own in v.counts for number in own)


class Story(_Clue[StoryValue]):
    """What the whole article is about."""

    value_type = StoryValue
    levels: ClassVar[tuple[str, ...]] = ("same", "close", "distant", "other")

    def compare(self, a: Sequence[StoryValue], b: Sequence[StoryValue]) -> Comparison:
        if a[0].story == b[0].story:
            return Comparison("same")
        share = dice(set(a[0].names), set(b[0].names))
        return Comparison("close" if share >= 28 else "distant" if share >= 18 else "other", f"{share} %")

    def block(self, values: Sequence[StoryValue]) -> frozenset[str]:
        """The story."""
        return frozenset(str(value.story) for value in values)


def dice(a: set[str], b: set[str]) -> int:
    """How much two sets share, in per cent of both; 0 when both are empty."""
    return 200 * len(a & b) // (len(a) + len(b)) if a or b else 0


def names_and_numbers(text: str) -> tuple[str, ...]:
    """The capitalised words, numbers, and pairs of them, that do not begin a line; folded and sorted."""
    found: set[str] = set()
    for line in text.splitlines():
        before = None
        for position, token in enumerate(line.split()):
            candidates = words(token) if position and (token[:1].isdigit() or token[:1].isupper()) else ()
            own = [word for word in candidates if word not in _COMMON and (len(token) > 1 or word.isdigit())]
            if own:
                found.update(own)
                found.update([f"{before} {own[0]}"] if before else [])
            before = own[-1] if own else None
    return tuple(sorted(found))


def counts_of(sentence: str) -> CountsValue | None:
    """The numbers of a sentence by the stem of the word that follows; `None` when there are none."""
    tokens = sentence.casefold().split()
    found: dict[str, set[str]] = {}
    for position, token in enumerate(tokens):
        if _NUMBER.fullmatch(token):
            thing = next((word for word in tokens[position + 1 : position + 4] if word.isalpha()), None)
            if thing is not None:
                found.setdefault(stem(thing), set()).add(token.replace(",", ""))
    counts = tuple((thing, tuple(sorted(found[thing]))) for thing in sorted(found))
    return CountsValue(counts=counts) if counts else None


def kind_of(event_type: str | None, texts: Sequence[str], place: tuple[str, tuple[int, ...]]) -> KindValue:
    """The kind that the words of `texts`, the event's word first, name in these sentences of an article."""
    joined = " ".join(texts)
    return KindValue(
        type=event_type,
        stems=content_stems(joined),
        families=tuple(sorted(frozenset().union(*(families(text) for text in texts)))),
        saying=any(is_saying(text) for text in texts),
        place=place,
    )
