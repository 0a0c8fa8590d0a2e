"""Events that may be accepted without a look at each: the model was sure, and nothing speaks against them."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.presentation.words import many
from extractor.review.precision import precision
from extractor.review.queue import Card, Queue
from extractor.review.reviewed import Status


def sure(cards: Iterable[Card], queue: Queue, percent: int) -> list[Card]:
    """Those of the cards that the reviewer has not begun with and that are as certain as this."""
    return [card for card in cards if is_sure(card, percent) and queue.status(card) is Status.OPEN]


def is_sure(card: Card, percent: int) -> bool:
    """Whether the event and its judged values have this confidence, as it is shown, and it has no badge."""
    lowest = card.lowest_confidence
    return lowest is not None and round(100 * lowest[0]) >= percent and not card.badges


def threshold(text: str) -> int:
    """The per cent that a page asks for; what makes no sense is more than any event has."""
    return int(text) if text.isdecimal() and len(text) < 4 and int(text) else 101


def preview(cards: Iterable[Card], queue: Queue, percent: int) -> str:
    """How many events this would accept, and how right those like them were that the reviewer looked at."""
    found = f"{many(len(sure(cards, queue, percent)), 'event')} of this list"
    alike = (queue.review.event(card.id, queue.by) for card in queue.cards() if is_sure(card, percent))
    events, values = precision(alike)
    if not events.of:
        return f"{found}. You have looked at none like them yet: look at a few first."
    looked = f"Of {events.of} like them that you looked at, {events.right} right: {events.shown}"
    of_values = f"; of {many(values.of, 'value')} {values.right}: {values.shown}" if values.of else ""
    return f"{found}. {looked}{of_values}."
