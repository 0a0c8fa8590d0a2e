"""An article prepared for grounding: folded once, and cut into words where they are looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache

from extractor.grounding.vocabulary import Vocabulary, vocabulary
from extractor.grounding.word_index import WordIndex
from extractor.grounding.words import Word, words_of
from extractor.records import Article
from extractor.text.language import find_language
from extractor.text.positions import Folded, fold_with_positions

_ARTICLES_KEPT = 8
"""Articles kept prepared: a run grounds all values of one article, and works on a few at a time."""

_LONGEST_SENTENCE = 150_000
"""Characters of a sentence that are looked at; only a broken text has longer ones."""

_LONGEST_CITED = 300_000
_MOST_CITED = 200
"""Characters and sentences that a value may cite together; what goes beyond is not looked at."""

_MOST_NAMED = 6
"""Sentences that a note lists one by one."""

Range = tuple[int, int]
"""A half-open range of code points."""


class PreparedArticle:
    """What grounding needs to know of an article, computed when first asked for and then kept."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.text
        self._words: dict[int, tuple[Word, ...]] = {}
        self._cited: dict[tuple[int, ...], tuple[int, ...]] = {}

    @cached_property
    def language(self) -> Vocabulary:
        """The words of the article's language."""
        return vocabulary(self.article.language or find_language(self.text))

    @cached_property
    def folded(self) -> Folded:
        """The whole text, folded."""
        return fold_with_positions(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.span.start for sentence in self.article.sentences]

    @cached_property
    def _ends(self) -> list[int]:
        """Where each sentence ends, or is no longer looked at."""
        spans = (sentence.span for sentence in self.article.sentences)
        return [min(span.end, span.start + _LONGEST_SENTENCE) for span in spans]

    @cached_property
    def has_overrides(self) -> bool:
        """Whether the text holds characters that reverse what a reader sees."""
        return "\u202d" in self.text or "\u202e" in self.text

    def cited(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The cited sentences that exist and are news, in order; the first of them when they are too many."""
        if numbers not in self._cited:  # the values of one event cite the same
            self._cited[numbers] = self._chosen(numbers)
        return self._cited[numbers]

    def _chosen(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        sentences = self.article.sentences
        chosen: list[int] = []
        room = _LONGEST_CITED
        for number in sorted(set(numbers)):
            if 1 <= number <= len(sentences) and sentences[number - 1].boilerplate is None:
                first, last = self._range(number, number)
                room -= last - first
                if chosen and (room < 0 or len(chosen) == _MOST_CITED):
                    break
                chosen.append(number)
        return tuple(chosen)

    def sentences_of(self, start: int, end: int) -> range | None:
        """The numbers of the news sentences that a range lies in, or `None` when it leaves the news."""
        first = bisect_right(self._starts, start)
        last = bisect_right(self._starts, max(end - 1, start))
        if first < 1 or start >= self._ends[first - 1] or end > self._ends[last - 1]:
            return None
        news = all(sentence.boilerplate is None for sentence in self.article.sentences[first - 1 : last])
        return range(first, last + 1) if news else None

    def number_at(self, position: int) -> int:
        """The number of the last sentence that starts at a position or before it; 0 when there is none."""
        return bisect_right(self._starts, position)

    def name(self, numbers: tuple[int, ...]) -> str:
        """What to call these sentences in a note."""
        if not numbers:
            return "the cited sentences, which are none of the article's"
        if len(numbers) == 1:
            return f"sentence {numbers[0]}"
        if len(numbers) > _MOST_NAMED:
            return f"the {len(numbers)} sentences from {numbers[0]} to {numbers[-1]}"
        return f"sentences {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"

    def words(self, number: int) -> tuple[Word, ...]:
        """The words of a sentence, at their places in the article."""
        if number not in self._words:
            start, end = self._range(number, number)
            self._words[number] = words_of(self.text[start:end], self.language, start)
        return self._words[number]

    @cached_property
    def index(self) -> WordIndex:
        """The words of all the news, as far as it is looked at."""
        news = self.cited(tuple(sentence.number for sentence in self.article.news))
        return WordIndex((word for number in news for word in self.words(number)), self.language)

    def word_at(self, number: int, position: int) -> int:
        """Which word of a sentence, counted from 0, is the first to end after a position in the article."""
        return bisect_right(self.words(number), position, key=lambda word: word.end)

    def runs(self, numbers: tuple[int, ...]) -> Iterator[Range]:
        """The ranges that neighbouring sentences among `numbers` cover together, in order."""
        first = previous = None
        for number in numbers:
            if previous is None or number != previous + 1:
                if first is not None and previous is not None:
                    yield self._range(first, previous)
                first = number
            previous = number
        if first is not None and previous is not None:
            yield self._range(first, previous)

    def _range(self, first: int, last: int) -> Range:
        return self._starts[first - 1], self._ends[last - 1]


class _Same:
    """Lets a cache tell articles apart by identity: comparing them would read them whole."""

    __slots__ = ("article",)

    def __init__(self, article: Article) -> None:
        self.article = article

    def __hash__(self) -> int:
        return id(self.article)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.article is self.article


@lru_cache(maxsize=_ARTICLES_KEPT)
def _prepared(key: _Same) -> PreparedArticle:
    return PreparedArticle(key.article)


def prepare(article: Article) -> PreparedArticle:
    """The prepared form of an article; the last few are kept."""
    return _prepared(_Same(article))
