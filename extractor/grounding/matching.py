"""Near matches: a value's words in their order in one sentence, with nothing lost that bears on the fact.

Every word of the value must stand in the sentence, numbers, names, quantities and negations as they are,
plain words in any form of theirs. Of the sentence's own words between them only those may be passed over
that leave the fact as it is: articles, auxiliaries, adverbs, and words that describe the noun they precede.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.grounding.inflection import same_word
from extractor.grounding.vocabulary import Vocabulary
from extractor.grounding.words import Kind, Word

LONGEST_VALUE = 100
"""Words of the longest value that is compared word by word; a longer one must be there verbatim."""

WIDEST_GAP = 6
"""Words of the text that may be passed over between two words of a value."""

OPENING_WORDS = 4
"""Words of the shortest value that is taken for a statement, whose first word has a capital in any case."""

MOST_STEPS = 60_000
"""Comparisons after which a search gives up; a value in a sentence of the news takes a few hundred."""

_DESCRIBING = 3
"""Plain words that may be passed over in one place: "26 [suspected drug cartel] members"."""


@dataclass(frozen=True, slots=True)
class NearMatch:
    """Where a value's words stand in a sentence: positions in the article, and what was passed over."""

    start: int
    end: int
    dropped: tuple[str, ...]
    """Plain words of the text, as it has them, that the value leaves out."""


Path = tuple[int, tuple[str, ...]]
"""Where a match starts, as a position in the sentence's words, and the plain words it passed over."""

Paths = dict[int, Path]
"""The best path to each word that a match may have reached."""


def near_matches(value: Sequence[Word], text: Sequence[Word], language: Vocabulary) -> Iterator[NearMatch]:
    """Every place in a sentence that says the value, at most one for each last word."""
    if not value or len(value) > LONGEST_VALUE or all(w.kind is Kind.FUNCTION for w in value):
        return
    value = _without_small_start(value, text, language)
    opening = len(value) >= OPENING_WORDS
    paths: Paths = {
        p: (p, ()) for p in range(len(text)) if _equal(value[0], text, p, language, opening=opening)
    }
    reach = WIDEST_GAP + 1 if language.allows_gaps else 1
    steps = 0
    for index in range(1, len(value)):
        steps += len(paths) * reach
        if steps > MOST_STEPS:
            return
        paths = _next_paths(value[index], text, paths, reach, language)
    for position in sorted(paths):
        start, dropped = paths[position]
        if len(dropped) <= max(2, len(value)):
            yield NearMatch(text[start].start, text[position].end, dropped)


def _next_paths(value: Word, text: Sequence[Word], paths: Paths, reach: int, language: Vocabulary) -> Paths:
    """The paths that go on with this word of the value."""
    following: Paths = {}
    for position, (start, dropped) in paths.items():
        for target in range(position + 1, min(position + 1 + reach, len(text))):
            if not _equal(value, text, target, language):
                continue
            passed = _passed_over(value, text, position, target, language)
            if passed is not None:
                path = (start, (*dropped, *passed))
                following[target] = min(following.get(target, path), path, key=_losses)
    if value.key in language.addable:
        for position, path in paths.items():
            following.setdefault(position, path)
    return following


def _losses(path: Path) -> tuple[int, int]:
    """What a path costs: the words it passes over, then its length."""
    return len(path[1]), -path[0]


def _without_small_start(value: Sequence[Word], text: Sequence[Word], language: Vocabulary) -> Sequence[Word]:
    """The value without articles at its start, nor auxiliaries there that the text has not at all.

    Where the text has the auxiliary, it must be met: a denial may follow it ("Hasn't that been").
    """
    present = {word.key for word in text}
    droppable = (language.addable - present) | language["articles"]
    first = 0
    while first < len(value) - 1 and value[first].key in droppable:
        first += 1
    return value[first:]


def _equal(
    value: Word, text: Sequence[Word], position: int, language: Vocabulary, *, opening: bool = False
) -> bool:
    """Whether a word of the value is said by the word of the text at `position`."""
    word = text[position]
    kinds = {value.kind, word.kind}
    if kinds & {Kind.NUMBER, Kind.NEGATION, Kind.QUANTITY}:
        return len(kinds) == 1 and value.key == word.key
    if value.key == word.key:
        return same_case(value.shown, word.shown, value.key, language, opening=opening)
    if Kind.NAME in kinds and not (len(kinds) == 1 and language.nouns_capitalised):
        return False
    if Kind.FUNCTION in kinds:
        return value.key in language["be"] and word.key in language["be"]
    before = text[position - 1].key if position else ""
    return same_word(value.key, word.key, language, infinitive=before in language["infinitives_after"])


def same_case(value: str, text: str, key: str, language: Vocabulary, *, opening: bool = False) -> bool:
    """Whether two words that differ in case only are one word: `US` is not *us*, `May` is not *may*.

    The first word of a statement (`opening`) has a capital in any case.
    """
    cased = key in language["cased"]
    if value == text or not (cased or key in language.function) or (opening and value.istitle()):
        return True
    if cased:
        return value[:1].isupper() == text[:1].isupper()
    all_capitals = [len(w) > 1 and w.isupper() for w in (value, text)]
    return all_capitals[0] == all_capitals[1]


def _passed_over(
    value: Word, text: Sequence[Word], last: int, target: int, language: Vocabulary
) -> tuple[str, ...] | None:
    """The plain words between two matched words of the text, or `None` where something else is there."""
    gap = text[last + 1 : target]
    if not _together(value, text[last], text[last + 1 : target + 1], language):
        return None
    if all(word.key in language.droppable and word.kind is Kind.FUNCTION for word in gap):
        return ()
    if _is_part_of_name(text[last], gap, text[target], language):
        return tuple(word.shown for word in gap)
    return _describing(text[last], gap, text[target], language) if language.modifiers_precede else None


def _together(value: Word, last: Word, following: Sequence[Word], language: Vocabulary) -> bool:
    """Whether punctuation allows the step; what stands apart in the text must stand apart in the value."""
    parted = max(word.parted for word in following)
    if parted == value.parted:
        return len(following) == 1 or parted == 0
    dated = all(w.kind is Kind.NUMBER or w.key in language.calendar for w in (last, following[-1]))
    return len(following) == 1 and max(parted, value.parted) == 1 and dated


def _is_part_of_name(last: Word, gap: Sequence[Word], target: Word, language: Vocabulary) -> bool:
    """Whether only middle names were passed over: `Omar [Garcia] Harfuch`."""
    parts = language["name_parts"]
    return (
        len(gap) <= 2
        and not language.nouns_capitalised
        and last.kind is target.kind is Kind.NAME
        and all(w.kind is Kind.NAME and w.key not in parts and w.shown.istitle() for w in gap)
        and not {last.key, target.key} & language.calendar
        and last.key not in parts
    )


def _describing(
    last: Word, gap: Sequence[Word], target: Word, language: Vocabulary
) -> tuple[str, ...] | None:
    """The plain words of a gap, when they only describe the word that follows it."""
    noun_phrase = last.kind in {Kind.NUMBER, Kind.QUANTITY} or last.key in language.before_nouns
    followers = (*gap[1:], target)
    plain: list[Word] = []
    for word, follower in zip(gap, followers, strict=True):
        if word.kind is Kind.FUNCTION and word.key in language.droppable:
            noun_phrase = noun_phrase or word.key in language.determiners
        elif word.kind is not Kind.PLAIN or word.key in language["turning"] or target.hyphenated:
            return None
        elif word.hyphenated or follower.hyphenated or _describes(word, not plain, noun_phrase, language):
            plain.append(word)
        else:
            return None
    if target.kind is Kind.FUNCTION and not all(language.is_adverb(word.key) for word in plain):
        return None
    return tuple(w.shown for w in plain) if len(plain) <= _DESCRIBING else None


def _describes(word: Word, first: bool, noun_phrase: bool, language: Vocabulary) -> bool:
    """Whether a word describes what follows: an adverb or adjective, or any modifier in a noun phrase."""
    key = word.key
    if key in language["heads"] or key in language["irregular_verbs"]:
        return False
    if language.ends(key, "adverb_endings", "adjective_endings") or key in language["adjectives"]:
        return True
    if not noun_phrase or (key.endswith("s") and not key.endswith("ss")):
        return False
    return first or not key.endswith(("ed", "ing"))
