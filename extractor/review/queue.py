"""The list of events to review: in which order, through which filter, and found by which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.fields import Aspect
from extractor.merging import explain_event
from extractor.presentation.plain import plain
from extractor.presentation.words import (
    cell,
    headline_of,
    is_doubted,
    is_supported,
    least_certain,
    main_parties,
    percent,
    words_of_event,
)
from extractor.records import Conflict, EventRecord, MergedEvent
from extractor.review.review import Review
from extractor.review.reviewed import Status

DONE = frozenset({Status.ACCEPTED, Status.REJECTED})
_UNKNOWN = 2.0
"""Sorts behind every confidence."""
_MOST_RECORDS_SCORED = 40
"""Events of more records are not looked through for weak links, whose pairs grow with the square."""


@dataclass(frozen=True)
class Card:
    """What the list shows of one event, and what its filters ask."""

    event: MergedEvent
    records: tuple[EventRecord, ...]
    review: Review

    @cached_property
    def headline(self) -> str:
        """The event in a line."""
        schema = self.review.run.schema
        return headline_of(self.event, schema, self._words) or self.event.id

    @cached_property
    def when(self) -> str:
        """The times that are said of it."""
        return cell(self._words, self.review.run.schema.fields_for(Aspect.WHEN))

    @cached_property
    def count(self) -> str:
        """The counts that are said of it."""
        return cell(self._words, self.review.run.schema.fields_for(Aspect.HOW_MANY))

    @cached_property
    def parties(self) -> str:
        """The parties that most articles name."""
        return main_parties(self.event, self.review.run.schema)

    @cached_property
    def text(self) -> str:
        """All that a search looks at, in lower case."""
        run = self.review.run
        articles = [run.articles[name] for name in self.event.articles if name in run.articles]
        said = [
            article.sentence_text(number)
            for record in self.records
            if (article := run.articles.get(record.article))
            for number in record.sentences
            if 1 <= number <= len(article.sentences)
        ]
        names = [part for a in articles for part in (a.id, a.title, a.source) if part]
        values = [text for texts in self._words.values() for text in texts]
        return plain(" ".join([self.event.id, *values, *names, *said])).casefold()

    @cached_property
    def conflict(self) -> Conflict | None:
        """The gravest conflict of all its values."""
        found = {value.conflict for values in self.event.fields.values() for value in values}
        order = (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)
        return next((conflict for conflict in order if conflict in found), None)

    @cached_property
    def unsupported(self) -> bool:
        """Whether a value stands that no article says."""
        return any(not is_supported(value) for values in self.event.fields.values() for value in values)

    @cached_property
    def doubted(self) -> bool:
        """Whether a rule of ours would judge otherwise of a value that stands."""
        return is_doubted(self.event)

    @property
    def confidence(self) -> str:
        """How sure the models are that it is an event, as in `87%`."""
        return percent(self.event.confidence)

    @property
    def least_certain(self) -> str:
        """The judged value that is less certain than the event itself, as in `type 48%`."""
        known = least_certain(self.event)
        return f"{plain(known[1])} {percent(known[0])}" if known and known[1] else ""

    @cached_property
    def weak(self) -> bool:
        """Whether a link holds the event together that only just reaches the threshold."""
        if not 1 < len(self.records) <= _MOST_RECORDS_SCORED:
            return False
        schema = self.review.run.schema
        links = explain_event(self.event, self.records, schema).links
        return any(link.alone and link.explanation.total < schema.threshold * 1.25 for link in links)

    @cached_property
    def models_differ(self) -> bool:
        """Whether several models read the event and some value is not given by all of them."""
        models = self.event.models
        return len(models) > 1 and any(
            value.models != models for values in self.event.fields.values() for value in values
        )

    @cached_property
    def _words(self) -> dict[str, Sequence[str]]:
        return dict(words_of_event(self.event, self.review.run.schema))

    @cached_property
    def order(self) -> tuple[float, tuple[int, int, str, str, str]]:
        """Sorts the least certain first, then by weight those of which nobody knows how certain they are."""
        known = least_certain(self.event)
        return (_UNKNOWN if known is None else known[0], self.weight)

    @cached_property
    def weight(self) -> tuple[int, int, str, str, str]:
        """Sorts what most sources report first, as `presentation.words.by_weight` does."""
        event = self.event
        return (-event.sources, -len(event.records), self.when, self.headline, event.id)


@dataclass(frozen=True)
class Filter:
    """A way to narrow the list."""

    name: str
    title: str
    meaning: str
    fits: Callable[[Card, Status], bool]


FILTERS = (
    Filter("all", "All", "every event", lambda _card, _status: True),
    Filter("to-do", "To review", "not accepted and not rejected", lambda _, status: status not in DONE),
    Filter(
        "conflict",
        "Conflict",
        "sources disagree, or a later report changed a value",
        lambda card, _: card.conflict in {Conflict.DISAGREEMENT, Conflict.UPDATE},
    ),
    Filter("unsupported", "Unsupported", "a value that no article says", lambda card, _: card.unsupported),
    Filter("doubted", "Doubted", "a rule of ours would judge otherwise", lambda card, _: card.doubted),
    Filter(
        "one-source",
        "One source",
        "reported by a single article, or by copies of one",
        lambda card, _: card.event.sources == 1,
    ),
    Filter("weak", "Low score", "held together by a link that only just counts", lambda card, _: card.weak),
    Filter(
        "models",
        "Models differ",
        "models gave different values",
        lambda card, _: card.models_differ,
    ),
    Filter(
        "changed",
        "Changed",
        "changed since it was reviewed",
        lambda _, status: status is Status.CHANGED,
    ),
)


class Queue:
    """The events of a review as one reviewer sees them; what does not change is worked out once."""

    def __init__(self, review: Review, by: str) -> None:
        self.review = review
        self.by = by
        self._cards: dict[str, Card] = {}
        self._sorted: list[Card] = []
        self._sorted_of: dict[str, MergedEvent] = {}

    def cards(self) -> list[Card]:
        """Every event, the least certain first."""
        events = self.review.events
        if self._sorted_of is not events:
            for name, event in events.items():
                known = self._cards.get(name)
                if known is None or known.event is not event:
                    records = tuple(self.review.grouping.records_of(event))
                    self._cards[name] = Card(event, records, self.review)
            self._sorted = sorted((self._cards[name] for name in events), key=lambda card: card.order)
            self._sorted_of = events
        return self._sorted

    def card(self, name: str) -> Card:
        """The card of one event.

        Raises:
            KeyError: there is no such event.
        """
        self.cards()
        if name not in self.review.events:
            raise KeyError(name)
        return self._cards[name]

    def status(self, card: Card) -> Status:
        """How far this reviewer is with the event."""
        return self.review.event(card.event.id, self.by).status

    def narrowed(self, name: str, search: str) -> list[Card]:
        """The events that fit a filter, by its name, and hold every word of a search."""
        fits = next((item.fits for item in FILTERS if item.name == name), FILTERS[0].fits)
        words = search.casefold().split()
        return [
            card
            for card in self.cards()
            if fits(card, self.status(card)) and all(word in card.text for word in words)
        ]

    def counts(self) -> Iterator[tuple[Filter, int]]:
        """How many events fit each filter."""
        cards = [(card, self.status(card)) for card in self.cards()]
        for item in FILTERS:
            yield item, sum(item.fits(card, status) for card, status in cards)

    def done(self) -> int:
        """How many events this reviewer has accepted or rejected."""
        return sum(self.status(card) in DONE for card in self.cards())

    def similar(self, name: str, search: str, most: int) -> list[Card]:
        """Other events, those with most words of this one first, that hold every word of a search."""
        own = set(self.card(name).headline.casefold().split()) | set(
            self.card(name).parties.casefold().split()
        )
        words = search.casefold().split()
        found = [
            card
            for card in self.cards()
            if card.event.id != name and all(word in card.text for word in words)
        ]
        return sorted(found, key=lambda card: (-len(own & set(card.text.split())), card.weight))[:most]
