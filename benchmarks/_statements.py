"""Statements out of real articles: clauses as they stand, and light edits that leave them true."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.records import Article, Sentence, Span

FEWEST_WORDS = 5
MOST_WORDS = 30
"""Words of a clause that is used: long enough to state a fact, short enough for a model to write."""


def words(text: str) -> tuple[str, ...]:
    """The words of a string."""
    return tuple(text.split())


_SENTENCE_END = re.compile(r"(?<=[.!?])[”\"’']?\s+(?=[A-Z“\"‘])")
_CLAUSE_END = re.compile(r"\s*[,;:—–]\s+|\s+[-–—]+\s+|[“”\"]+|\s*[()]\s*")
_FULL_STOP = re.compile(r"(?<!\.[A-Za-z])[.!?’']+$")
_AUXILIARY = re.compile(r"(?<=[A-Za-z] )(?:has|have|had) (?=[a-z]+ed\b)")
_DESCRIPTION = re.compile(
    r"(\b(?:the|a|an|their|his|her|its|of|in|with|by|\d+|two|three|several) )"
    r"(?:alleged|suspected|high-ranking|major|latest|notorious|recent|powerful|large|small|big|new|young|old"
    r"|[a-z]{3,}(?:ous|ive|ful))"
    r" (?=[a-z]{3})(?!(?:and|for|but|from|with|about|than|that|when|while|after|before|ones?)\b)"
)
_ADVERB = re.compile(r"([a-z] )[a-z]{3,}ly (?=[a-z])")
_DENIAL = re.compile(r"\b(?:not|never|no|nothing|nobody|none|neither|nor|without)\b|n['’]t\b", re.IGNORECASE)
_MAGNITUDE = re.compile(r"\b(?:dozen|hundred|thousand|million|billion|trillion)\b")
_NOT_DROPPED = words(
    """
    only nearly hardly barely scarcely likely unlikely early reportedly allegedly supposedly apparently
    possibly potentially probably falsely wrongly partly mostly family supply reply anomaly assembly
    daily weekly monthly yearly elderly friendly deadly orderly formerly previously roughly
    approximately exactly mainly largely originally initially temporarily virtually accidentally simply
    merely relative representative executive native detective initiative alternative active inactive
    objective motive olive previous various numerous
    """
)
"""Words that look like an adjective or adverb but are a noun, or bear on the fact."""


WORD_EDITS = frozenset(["auxiliary", "description", "adverb"])
"""The edits of `true_edits` that drop a word."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement about a sentence of an article, and whether the sentence says it."""

    text: str
    article: Article
    sentence: int
    kind: str
    """What was changed: `number`, `name`, `date`, `place` or `negation`; or which edit left it true."""
    true: bool


def order(text: str) -> bytes:
    """A key that shuffles by content, so that choices repeat without a seed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def read_articles(seeds: Path, data: list[Path]) -> Iterator[Article]:
    """The seeds, then the articles of JSON Lines files with `doc_id` and `text`, their tokens rejoined.

    An article that several files have, blanks and punctuation apart, counts once.
    """
    for path in sorted(seeds.glob("*.txt")):
        yield cut(path.stem, path.read_text(encoding="utf-8"))
    seen: set[str] = set()
    for path in data:
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            letters = "".join(re.findall(r"[^\W_]+", item["text"]))
            if letters not in seen:
                seen.add(letters)
                yield cut(item["doc_id"], rejoin(item["text"]))


def rejoin(text: str) -> str:
    """Tokenised text as a newspaper prints it."""
    text = re.sub(r"`` ?", "“", re.sub(r" ?''", "”", text))
    text = re.sub(r" ([,.;:!?%)\]])", r"\1", text)
    text = re.sub(r"([($£#]) ", r"\1", text)
    return re.sub(r" ('(?:s|re|ve|ll|d|m)\b|n't\b|')", r"\1", text)


def cut(name: str, text: str) -> Article:
    """An article with sentences by a plain rule: a line's end, or a full stop before a capital."""
    spans: list[Span] = []
    for line in re.finditer(r"\S[^\n]*", text):
        start = line.start()
        for end in [*(m.start() for m in _SENTENCE_END.finditer(line.group())), len(line.group())]:
            stop = line.start() + end
            start += len(text[start:stop]) - len(text[start:stop].lstrip())
            if stop > start:
                spans.append(Span(start=start, end=stop))
            start = stop
    sentences = tuple(Sentence(number=n, span=span) for n, span in enumerate(spans, start=1))
    return Article(id=name, text=text, sentences=sentences)


def clauses(sentence: str) -> Iterator[str]:
    """The clauses of a sentence that are long enough to state a fact, as they stand in it."""
    for clause in _CLAUSE_END.split(sentence):
        clause = _FULL_STOP.sub("", clause.strip())  # noqa: PLW2901
        if FEWEST_WORDS <= len(clause.split()) <= MOST_WORDS and clause in sentence:
            yield clause


def plain(text: str) -> str:
    """Text without case, accents, quotes and runs of blanks: a rule of its own, not that under test."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[’‘“”\"'`]", "", bare).casefold().split())


def true_edits(clause: str) -> Iterator[tuple[str, str]]:
    """Ways to write a clause differently that leave it true, with their names."""
    yield "verbatim", clause
    yield "blanks", clause.replace(" ", "\u00a0", 2)
    yield "line break", clause.replace(" ", "\n", 1)
    yield from (("short", short) for short in _short(clause))
    yield "capital", clause[0].swapcase() + clause[1:] if clause[0].islower() else clause
    for name, edited in (
        ("quotes", clause.translate(str.maketrans("’‘'", "''’"))),
        ("accents", "".join(c for c in unicodedata.normalize("NFD", clause) if not unicodedata.combining(c))),
        ("dashes", clause.replace("-", "\u2011")),
        ("article", re.sub(r"^(?:The|the|A|a|An|an) ", "", clause)),
        ("auxiliary", _AUXILIARY.sub("", clause, count=1)),
        ("description", _without(_DESCRIPTION, clause)),
        ("adverb", _without(_ADVERB, clause)),
    ):
        if edited != clause:
            yield name, edited


def _short(clause: str) -> Iterator[str]:
    """A few words of a clause, as a model writes them for a short field, from its start and its middle.

    None where they would say something else than the clause: after a denial, or within a number.
    """
    split = clause.split(" ")
    middle = len(split) // 2
    cut_number = any(char.isdigit() for word in (*split[middle - 1 : middle + 4], split[0]) for char in word)
    if not (cut_number or _DENIAL.search(clause) or _MAGNITUDE.search(clause)):
        shorts = (" ".join(split[:2]), " ".join(split[middle : middle + 3]))
        yield from (short for short in shorts if any(char.isalnum() for char in short))


def _without(pattern: re.Pattern[str], clause: str) -> str:
    """The clause without the first word that a pattern finds and that may go."""
    for match in pattern.finditer(clause):
        if match.group().split()[-1].lower() not in _NOT_DROPPED:
            return clause[: match.end(1)] + clause[match.end() :]
    return clause
