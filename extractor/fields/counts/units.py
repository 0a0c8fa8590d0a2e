"""What a number in a text counts: the head of the noun phrase after it, and what happened to persons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.fields.counts.words import CountWords
from extractor.text.fold import fold

_WINDOW = 8
"""How many words after a number may belong to what it counts."""
NOUN_WORD = re.compile(r"\s*[\"'“”‘’«„]?((?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[-'’][^\W\d_]+)*)")
_MEASURE = re.compile(r"[-‐‑]([^\W\d_]{2,})\b")
_ADJECTIVE = re.compile(r"(?:ed|ing|ish|al|ic|ive|ous|ful|less|ary|ible|able)$")
_ELIDED = re.compile(r"\s*[dl]['’]", re.IGNORECASE)
_SPACES = re.compile(r"\s*")

Unit = tuple[str | None, int]
"""The words for what is counted, and where they end."""

_Phrase = Sequence[tuple[str, int]]


def unit_after(text: str, end: int, words: CountWords) -> Unit:
    """The head noun of what is counted after a number that ends at `end`, with the noun before it."""
    if words.head == "counter":
        return _after_counter(text, end, words)
    measure = _MEASURE.match(text, end)
    if measure:
        return measure[1], measure.end()
    phrase = _noun_phrase(text, end, words)
    head = _head(phrase, words)
    if head is None:
        return _state(text, end, words) or (None, end)
    unit = phrase[head][0]
    if head and words.head == "plural" and _is_noun(phrase[head - 1][0], words):
        unit = f"{phrase[head - 1][0]} {unit}"
    state = _state(text, phrase[head][1], words) if words.is_person(fold(phrase[head][0])) else None
    return (f"{unit} {state[0]}", state[1]) if state else (unit, phrase[head][1])


def is_plural(word: str) -> bool:
    """Whether an English word looks like a plural."""
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "ous"))


def _noun_phrase(text: str, start: int, words: CountWords) -> _Phrase:
    """The words after a number that may name what it counts, each with its end."""
    phrase: list[tuple[str, int]] = []
    position = start
    while len(phrase) < _WINDOW:
        elided = _ELIDED.match(text, position) if words.head == "first" else None
        match = NOUN_WORD.match(text, elided.end() if elided else position)
        if match is None:
            break
        word, position = match[1], match.end()
        if fold(word) in words["skipped"] and not phrase:
            continue
        if fold(word) in words["skipped"] and words.head != "plural":
            break
        if fold(word) in words["stop"] and not (word == "US" or "." in word):
            break
        phrase.append((word, position))
    return phrase


def _head(phrase: _Phrase, words: CountWords) -> int | None:
    """The position of the head noun: a word for persons, else what the language's nouns are known by."""
    plain = [fold(word) for word, _ in phrase]
    if not plain:
        return None
    if plain[0] in words.states:
        return 0
    is_english = words.head == "plural"
    for position, word in enumerate(plain):
        if words.is_person(word) or (is_english and is_plural(word) and phrase[position][0].islower()):
            more = position + 1 < len(plain) and (
                words.is_person(plain[position + 1]) and plain[position + 1] not in words.states
            )
            return position + 1 if more and is_english else position
    if words.head == "first":
        return 0
    if words.head == "capital":
        return next((n for n, (word, _) in enumerate(phrase) if word[0].isupper()), None)
    # Without a plural, only a lone word is taken for what is counted: `one suspect`, `five aircraft`.
    ending = plain[0].endswith(("ed", "ing", "'s", "ly")) if is_english else False
    alone = len(plain) == 1 and not ending and plain[0] not in words["not_counted_alone"]
    return 0 if alone else None


def _is_noun(word: str, words: CountWords) -> bool:
    """Whether the word before a head noun may be a noun too, as in `cartel members`."""
    plain = fold(word)
    return (
        word.islower()
        and plain not in words["not_nouns"]
        and not _ADJECTIVE.search(plain)
        and "-" not in plain
    )


def _state(text: str, position: int, words: CountWords) -> tuple[str, int] | None:
    """What is said to have happened to the persons, right after them: `killed` in `12 people were killed`."""
    for _ in range(3):
        match = NOUN_WORD.match(text, position)
        if match is None:
            return None
        word, position = fold(match[1]), match.end()
        if word in words.states:
            return match[1], position
        if word not in words["auxiliaries"]:
            return None
    return None


# Where no spaces part the words


def _after_counter(text: str, end: int, words: CountWords) -> Unit:
    """What follows a counter word: 人 in 三人, 警察 in 3名警察, 人死亡 in 3人死亡."""
    start = _space(text, end)
    position = _past(text, start, words.counters)
    person = _past(text, start, sorted(words.people, key=len, reverse=True))
    named = _past(text, position, sorted(words.people, key=len, reverse=True))
    after = max(position, person, named)
    state = _past(text, after, sorted(words.states, key=len, reverse=True))
    last = max(after, state)
    return (text[start:last], last) if last > start else (None, end)


def _space(text: str, position: int) -> int:
    match = _SPACES.match(text, position)
    return match.end() if match else position


def _past(text: str, position: int, listed: Sequence[str]) -> int:
    """The position after the first of these words that stands here; here itself if none does."""
    return next((position + len(word) for word in listed if text.startswith(word, position)), position)
