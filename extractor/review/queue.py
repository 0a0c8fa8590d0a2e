"""The list of events to review: in which order, through which filter, and found by which words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.merging import explain_event, relate, stories
from extractor.merging.stories import Story
from extractor.presentation.plain import plain
from extractor.presentation.views import EventView, Weight
from extractor.records import EventRecord, EventRelation, MergedEvent
from extractor.review.precision import Share, precision
from extractor.review.review import Review
from extractor.review.reviewed import Status

DONE = frozenset({Status.ACCEPTED, Status.REJECTED})
_UNKNOWN = 2.0
"""Sorts behind every confidence."""
_MOST_RECORDS_SCORED = 40
"""Events of more records are not looked through for weak links, whose pairs grow with the square."""


class Card(EventView):
    """What the list shows of one event, and what its filters ask."""

    def __init__(self, event: MergedEvent, review: Review) -> None:
        super().__init__(event, review.run.schema)
        self.records: list[EventRecord] = review.grouping.records_of(event)
        self._articles = review.run.articles

    @cached_property
    def text(self) -> str:
        """All that a search looks at, in lower case."""
        articles = [self._articles[name] for name in self.event.articles if name in self._articles]
        said = [
            article.sentence_text(number)
            for record in self.records
            if (article := self._articles.get(record.article))
            for number in record.sentences
            if 1 <= number <= len(article.sentences)
        ]
        names = [part for a in articles for part in (a.id, a.title, a.source) if part]
        values = [text for texts in self.words.values() for text in texts]
        return plain(" ".join([self.event.id, *values, *names, *said])).casefold()

    @cached_property
    def weak(self) -> bool:
        """Whether a link holds the event together that only just reaches the threshold."""
        if not 1 < len(self.records) <= _MOST_RECORDS_SCORED:
            return False
        links = explain_event(self.event, self.records, self.schema).links
        return any(link.alone and link.explanation.total < self.schema.threshold * 1.25 for link in links)

    @cached_property
    def models_differ(self) -> bool:
        """Whether several models read the same article, and some value is not given by all models.

        In a cascade each article is read by one model, so models do not differ.
        """
        models = self.event.models
        if len(models) < 2:
            return False
        readings = {(each.article, each.origin) for each in self.records}
        return len(readings) > len(self.event.articles) and any(
            value.models != models for values in self.event.fields.values() for value in values
        )

    @property
    def badges(self) -> list[tuple[str, str]]:
        """What a reviewer should look at: the class of each badge and its words."""
        shown = [*(self.flags[:1] if self.in_conflict else ()), "unsupported", "doubted"]
        return [
            *((flag, flag) for flag in shown if flag in self.flags),
            *([("low", "low score")] if self.weak else []),
            *([("models", "models differ")] if self.models_differ else []),
        ]

    @property
    def in_conflict(self) -> bool:
        """Whether sources disagree, or a later report changed a value."""
        return not {"disagreement", "update"}.isdisjoint(self.flags)

    @cached_property
    def order(self) -> tuple[float, Weight]:
        """Sorts the least certain first, then by weight those of which nobody knows how certain they are."""
        return (self.lowest_confidence[0] if self.lowest_confidence else _UNKNOWN, self.weight)


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
        lambda card, _: card.in_conflict,
    ),
    Filter(
        "unsupported",
        "Unsupported",
        "a value that no article says",
        lambda card, _: "unsupported" in card.flags,
    ),
    Filter(
        "doubted", "Doubted", "a rule of ours would judge otherwise", lambda card, _: "doubted" in card.flags
    ),
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
        """By id, in order."""
        self._events: dict[str, MergedEvent] = {}
        """The events that these cards are of."""
        self._stories: tuple[list[Story], list[EventRelation]] | None = None

    def cards(self) -> Collection[Card]:
        """Every event, the least certain first."""
        events = self.review.events
        if self._events is not events:
            kept = {name: card for name, card in self._cards.items() if card.event is events.get(name)}
            cards = (kept.get(name) or Card(event, self.review) for name, event in events.items())
            self._cards = {card.id: card for card in sorted(cards, key=lambda card: card.order)}
            self._events, self._stories = events, None
        return self._cards.values()

    def card(self, name: str) -> Card:
        """The card of one event.

        Raises:
            KeyError: there is no such event.
        """
        self.cards()
        return self._cards[name]

    def status(self, card: Card) -> Status:
        """How far this reviewer is with the event."""
        return self.review.event(card.id, self.by).status

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

    def precision(self) -> tuple[Share, Share]:
        """The shares of the events and of the values that this reviewer found right, of those looked at."""
        return precision(self.review.all(self.by))

    def stories(self) -> tuple[list[list[Card]], list[EventRelation]]:
        """The stories, those with the least certain event first, and the relations that make them."""
        self.cards()
        if self._stories is None:
            relations = _relations_now(self.review)
            events = self.review.events.values()
            self._stories = stories(events, relations, self.review.run.schema), relations
        chains = [[self._cards[event.id] for event in chain] for chain in self._stories[0]]
        return sorted(chains, key=lambda chain: min(card.order for card in chain)), self._stories[1]

    def place_in_story(self, name: str) -> tuple[int, int] | None:
        """The number of an event in its story, from 1, and how many the story has; `None` without one."""
        for chain in self.stories()[0]:
            ids = [card.id for card in chain]
            if name in ids:
                return ids.index(name) + 1, len(ids)
        return None

    def similar(self, name: str, search: str, most: int) -> list[Card]:
        """Other events, those with most words of this one first, that hold every word of a search."""
        card = self.card(name)
        own = set(f"{card.headline} {card.parties}".casefold().split())
        found = [card for card in self.narrowed("all", search) if card.id != name]
        return sorted(found, key=lambda card: (-len(own & set(card.text.split())), card.weight))[:most]


def _relations_now(review: Review) -> list[EventRelation]:
    """Those of the run, and anew those of events that reviewers made: they depend on the articles alone."""
    run = review.run
    found = {event.id: event for event in run.events}
    made = {name for name, event in review.events.items() if found.get(name) is not event}
    standing = review.events.keys() - made
    kept = [each for each in run.relations if {each.event, each.other} <= standing]
    if not made:
        return kept
    articles = {name for event in made for name in review.events[event].articles}
    records = (record for record in run.records if record.article in articles)
    anew = relate(review.events, records, run.schema, run.articles)
    return [*kept, *(each for each in anew if not made.isdisjoint({each.event, each.other}))]
