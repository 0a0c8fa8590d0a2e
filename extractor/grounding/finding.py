"""Finds what a model wrote in the article it read, or refuses it and says why.

A model writes a value as the article has it and cites the sentences that say so. `ground` looks for the
value in those sentences and gives it one of the states of `Grounding`:

- *exact*: verbatim, as whole words and whole numbers;
- *normalised*: equal after folding case, accents, quotes, dashes and spaces;
- *fuzzy*: its words in their order in one sentence, with every number, name and negation as it is, and
  nothing passed over that bears on the fact (`matching` has the rules);
- *elsewhere*: exact or normalised, but in another sentence of the article's news;
- *unsupported*: none of these. Its note says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from extractor.grounding.article import Range, prepare
from extractor.grounding.matching import LONGEST_VALUE, near_matches
from extractor.grounding.places import folded_places, stands_alone, verbatim_places
from extractor.grounding.refusal import denial_before, why_refused
from extractor.grounding.words import Word, is_unspaced, words_of
from extractor.records import Article, Grounding, Span, Support
from extractor.text.positions import fold_value

REORDERING = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
"""Characters that make a reader see others in another order; a value that holds one is refused."""

_LONGEST_WRITTEN = 100_000
"""Characters of the longest value that is looked for."""


def ground(
    text: str,
    article: Article,
    sentences: Sequence[int],
    *,
    near: Span | None = None,
    allow_negated: bool = False,
) -> Support:
    """Find a written value in its article.

    Args:
        text: the value as the model wrote it; blanks around it do not count.
        article: the article the model read.
        sentences: the numbers of the sentences it cited; those that do not exist or are no news are ignored.
        near: a place the value belongs to, such as that of the event's own words; among equally good
            places the one nearest to it wins. Without it, the first.
        allow_negated: accept words that the text denies just before them ("seek the death penalty" in
            "would not seek the death penalty"), with a note. For a caller who records the denial itself;
            otherwise they are refused.

    Returns:
        The support; its span is `None` exactly when its grounding is unsupported. Never raises, whatever
        the value or the article holds, and the work is bounded.
    """
    return _Search(text, article, tuple(sentences), near, allow_negated=allow_negated).support()


class _Search:
    """One value looked for in one article, from the best state to the worst."""

    def __init__(
        self,
        text: str,
        article: Article,
        sentences: tuple[int, ...],
        near: Span | None,
        *,
        allow_negated: bool,
    ) -> None:
        self.text = text
        self.written = text.strip()
        self.article = prepare(article)
        self.sentences = sentences
        self.cited = self.article.cited(sentences)
        self.near = near
        self.allow_negated = allow_negated

    def support(self) -> Support:
        # Folding ASCII leaves its letters and digits; it is left until it is looked for.
        readable = self.written[:_LONGEST_WRITTEN] if self.written.isascii() else self.needle
        if not any(character.isalnum() for character in readable):
            return self._refused("nothing was written")
        if len(self.written) > _LONGEST_WRITTEN:
            return self._refused(f"it is longer than {_LONGEST_WRITTEN:,} characters")
        if not REORDERING.isdisjoint(self.written):
            return self._refused("it holds characters that change the order of what is read")
        runs = tuple(self.article.runs(self.cited))
        return (
            self._best(Grounding.EXACT, self._verbatim(runs))
            or self._best(Grounding.NORMALISED, self._folded(runs))
            or self._fuzzy()
            or self._elsewhere()
            or self._refused(self._reason())
        )

    def _verbatim(self, ranges: Iterable[Range]) -> list[Range]:
        return [place for within in ranges for place in verbatim_places(self.article, self.written, within)]

    def _folded(self, ranges: Iterable[Range]) -> list[Range]:
        return [
            place
            for within in ranges
            for place in folded_places(self.article, self.needle, self.written, within)
        ]

    def _best(self, grounding: Grounding, places: Iterable[Range]) -> Support | None:
        """The support of the place nearest to `near`; a denied place only when there is no other."""
        denied: tuple[Range, str] | None = None
        for place in sorted(places, key=lambda place: (self._distance(place), place)):
            denial = denial_before(self.article, lambda: self.value_words, place[0])
            if denial is None:
                return self._found(place, grounding, None)
            denied = denied or (place, denial)
        return self._denied(denied, grounding) if denied else None

    def _denied(self, denied: tuple[Range, str], grounding: Grounding) -> Support:
        place, denial = denied
        if self.allow_negated:
            return self._found(place, grounding, f"the text says “{denial}” just before it")
        return self._refused(f"negation “{denial}” stands just before it in {self.article.name(self.cited)}")

    def _fuzzy(self) -> Support | None:
        if is_unspaced(self.written) or len(self.value_words) > LONGEST_VALUE:
            return None
        found: dict[Range, tuple[str, ...]] = {}
        for number in self.cited:
            words = self.article.words(number)
            for match in near_matches(self.value_words, words, self.article.language):
                if stands_alone(self.article, match.start, match.end):
                    found.setdefault((match.start, match.end), match.dropped)
        fewest = min((len(dropped) for dropped in found.values()), default=0)
        support = self._best(Grounding.FUZZY, [p for p, dropped in found.items() if len(dropped) == fewest])
        if support is None or support.span is None or support.note:
            return support
        left_out = found[support.span.start, support.span.end]
        quoted = ", ".join(f"“{word}”" for word in left_out)
        return support.model_copy(update={"note": f"leaves out {quoted}"}) if quoted else support

    def _elsewhere(self) -> Support | None:
        """The place nearest to the cited sentences in the rest of the news."""
        for places in (
            verbatim_places(self.article, self.written, order=self._remoteness),
            folded_places(self.article, self.needle, self.written, order=self._remoteness),
        ):
            for place in places:
                numbers = self.article.sentences_of(*place)
                if numbers is None or len(numbers) > 1:
                    continue
                if not self.allow_negated and denial_before(self.article, lambda: self.value_words, place[0]):
                    continue
                cited = self.article.name(self.cited) if self.cited else "a cited one"
                note = f"found in sentence {numbers[0]}, not in {cited}"
                return self._found(place, Grounding.ELSEWHERE, note)
        return None

    def _remoteness(self, position: int) -> tuple[int, int, int]:
        """How far a place is from the cited sentences, counted in sentences, and from `near`."""
        number = self.article.number_at(position)
        sentences = min((abs(number - cited) for cited in self.cited), default=0)
        return sentences, self._distance((position, position)), position

    def _reason(self) -> str:
        return why_refused(self.article, self.cited, self.value_words, self.written)

    @cached_property
    def needle(self) -> str:
        """The folded value."""
        return fold_value(self.written[:_LONGEST_WRITTEN])

    @cached_property
    def value_words(self) -> tuple[Word, ...]:
        """The words of the value."""
        return words_of(self.written, self.article.language)

    def _distance(self, place: Range) -> int:
        if self.near is None:
            return 0
        return max(place[0] - self.near.end, self.near.start - place[1], 0)

    def _found(self, place: Range, grounding: Grounding, note: str | None) -> Support:
        return Support(
            article=self.article.article.id,
            sentences=self.sentences,
            written=self.text,
            span=Span(start=place[0], end=place[1]),
            grounding=grounding,
            note=note,
        )

    def _refused(self, note: str) -> Support:
        return Support(
            article=self.article.article.id,
            sentences=self.sentences,
            written=self.text,
            span=None,
            grounding=Grounding.UNSUPPORTED,
            note=note,
        )
