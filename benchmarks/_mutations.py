"""Statements made false by one changed number, name, date, place, negation or verb.

Every choice is made by the content, so the same articles give the same list. A changed statement is used
only when it is really false: the new value stands nowhere in the sentence, nor the statement in the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from babel import Locale

from benchmarks._statements import WORD_EDITS, Statement, clauses, order, plain, true_edits, words
from extractor.records import Article
from extractor.text.stems import stem

KINDS = ("number", "name", "date", "place", "negation")

VERB = "verb"
"""The kind of a changed verb: a headline may have words of its own, so it is counted apart."""

Change = tuple[int, int, str]
"""Where a clause is changed, and what stands there instead."""

_DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTHS = words("January February March April May June July August September October November December")
_NUMBERS = words("two three four five six seven eight nine ten eleven twelve thirteen twenty thirty hundred")
_DIGITS_OF = {word: str(value) for value, word in enumerate(_NUMBERS[:12], start=2)} | {
    "twenty": "20",
    "thirty": "30",
    "hundred": "100",
}
_MORE_PLACES = words(
    """
    London Paris Berlin Madrid Rome Moscow Beijing Tokyo Cairo Baghdad Kabul Tehran Jerusalem Washington
    Chicago Boston Houston Dallas Seattle Miami Toronto Sydney Mumbai Delhi Karachi Lagos Nairobi Texas
    Florida Ohio Arizona Oregon Nevada Utah California Michigan Virginia
    """
)
_PLACES = tuple(
    sorted(
        {
            name
            for code, name in Locale("en").territories.items()
            if len(code) == 2 and code.isalpha() and name.isalpha()
        }
        | set(_MORE_PLACES)
    )
)
_CALENDAR = frozenset({*_DAYS, *_MONTHS})
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_DIGITS = re.compile(r"(?<![\w.,/:-])\d+(?:[.,]\d+)*(?![\w/:-])(?![.,]\d)")
_CAPITALISED = re.compile(r"(?<=[a-z,’'] )[A-ZÀ-Þ][a-zà-ÿ]{2,}\b|\b(?<=[A-Z][a-z]{2} )[A-ZÀ-Þ][a-zà-ÿ]{2,}\b")


def _one_of(choices: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(choices)})\b")


_PATTERNS: dict[str, tuple[tuple[re.Pattern[str], Sequence[str]], ...]] = {
    "number": ((_DIGITS, ()), (_one_of(_NUMBERS), _NUMBERS)),
    "date": ((_YEAR, ()), (_one_of(_DAYS), _DAYS), (_one_of(_MONTHS), _MONTHS)),
    "place": ((_one_of(_PLACES), _PLACES),),
    "name": ((_CAPITALISED, ()),),
}
"""By kind, what is looked for and what takes its place; nothing where that depends on what is found."""

_VERBS = words(
    """
    killed wounded arrested charged convicted acquitted released freed attacked rescued signed rejected
    announced denied bought sold hired dismissed won lost approved cancelled opened closed elected met
    moved returned found left joined shot
    """
)

_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|could|should|can|must)\b(?= [a-z])")
_DENIAL = re.compile(r"\b(?:not|never|no)\b (?!only\b)|(?<=[a-z])n['’]t\b")


def false_statements(article: Article, names: Sequence[str], variants: int) -> Iterator[Statement]:
    """All changed statements of an article, up to `variants` new values for each thing changed.

    Changed are clauses as they stand, clauses with a word dropped that may be dropped, and, with each
    changed clause, the new value alone with the word after it: what a model writes for a short field.
    """
    whole = plain(article.text)
    for sentence in article.sentences:
        text = article.sentence_text(sentence.number)
        present = _said(text)
        seen: set[str] = set()
        for clause in _edited(text):
            for kind in KINDS:
                for start, end, new in _changes(kind, clause, names, variants):
                    absent = kind == "negation" or not present & _said(new)
                    for changed in _written(clause, start, end, new, short=kind != "negation"):
                        if absent and changed not in seen and plain(changed) not in whole:
                            seen.add(changed)
                            yield Statement(changed, article, sentence.number, kind, true=False)


def changed_verbs(article: Article, variants: int) -> Iterator[Statement]:
    """The clauses of an article with one verb exchanged for another that the sentence has in no form."""
    for sentence in article.sentences:
        text = article.sentence_text(sentence.number)
        present = {stem(word) for word in _said(text)}
        pool = [verb for verb in _VERBS if stem(verb) not in present]
        for clause in clauses(text):
            for match in _one_of(_VERBS).finditer(clause):
                for new in _chosen(pool, match.group(), clause, variants):
                    changed = clause[: match.start()] + new + clause[match.end() :]
                    yield Statement(changed, article, sentence.number, VERB, true=False)


def _edited(sentence: str) -> Iterator[str]:
    for clause in clauses(sentence):
        yield clause
        yield from (text for kind, text in true_edits(clause) if kind in WORD_EDITS)


def _written(clause: str, start: int, end: int, new: str, *, short: bool) -> Iterator[str]:
    following = [word for word in clause[end:].split()[:1] if word[0].isalnum()]
    yield " ".join((clause[:start] + new + clause[end:]).split())
    if short:
        yield " ".join([new, *following])


def names_of(articles: Sequence[Article]) -> tuple[str, ...]:
    """Words that stand with a capital inside sentences: what a name is exchanged for."""
    found: set[str] = set()
    small: set[str] = set()
    for article in articles:
        found.update(m.group() for m in _CAPITALISED.finditer(article.text))
        small.update(re.findall(r"\b[a-z]+\b", article.text))
    return tuple(sorted(name for name in found - _CALENDAR - set(_PLACES) if name.lower() not in small))


def _changes(kind: str, clause: str, names: Sequence[str], variants: int) -> Iterator[Change]:
    if kind == "negation":
        yield from ((m.end(), m.end(), " not") for m in _AUXILIARY.finditer(clause) if not _denied(clause, m))
        yield from ((m.start(), m.end(), "") for m in _DENIAL.finditer(clause))
        return
    for start, end, pool in _spots(kind, clause, names):
        old = clause[start:end]
        yield from ((start, end, new) for new in _chosen(pool, old, clause, variants))


def _chosen(pool: Sequence[str], old: str, clause: str, count: int) -> Iterator[str]:
    """So many new values, taken from the pool at a place that the clause decides."""
    first = int.from_bytes(order(clause + old)[:4], "big")
    turned = (pool[(first + step) % len(pool)] for step in range(len(pool)))
    yield from islice((new for new in turned if plain(new) != plain(old)), count)


def _denied(clause: str, auxiliary: re.Match[str]) -> bool:
    return clause[auxiliary.end() :].lstrip().startswith(("not ", "never ", "no "))


def _spots(kind: str, clause: str, names: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
    """The places of a clause that can be changed in one way, and what could stand there."""
    for pattern, pool in _PATTERNS[kind]:
        for match in pattern.finditer(clause):
            old = match.group()
            if kind == "number" and _YEAR.fullmatch(old):
                continue
            if kind == "name" and (old in _CALENDAR or old in _PLACES):
                continue
            yield match.start(), match.end(), names if kind == "name" else pool or _others(old)


def _others(number: str) -> list[str]:
    return _other_years(number) if _YEAR.fullmatch(number) else _other_digits(number)


def _said(text: str) -> set[str]:
    """The words of a text, number words in digits as well: `eleven` is no change of 11."""
    found = set(re.findall(r"\w+", plain(text)))
    return found | {digits for word, digits in _DIGITS_OF.items() if word in found}


def _other_years(year: str) -> list[str]:
    return [str(int(year) + step) for step in (-10, -1, 1, 2, 10)]


def _other_digits(number: str) -> list[str]:
    """Numbers that a careless reader takes for this one: a digit more, less, changed or moved."""
    last = str((int(number[-1]) + 1) % 10)
    others = {
        number[:-1] + last,
        "1" + number,
        number + "0",
        "9" + number[1:] if number[0] != "9" else "8" + number[1:],
    }
    if number.isdigit():
        others |= {str(int(number) * 2), number + ",000", number[::-1]}
    return sorted(other for other in others - {number} if not other.startswith("0"))
