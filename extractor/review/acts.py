"""From a request of a page to a decision of the reviewer, and what the page shows after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, field_validator

from extractor.decisions import Decision
from extractor.errors import ReviewError
from extractor.presentation.words import many
from extractor.review.bulk import sure, threshold
from extractor.review.queue import Card, Queue
from extractor.review.reviewer import Reviewer


class Act(BaseModel):
    """What a page asks for; whatever is missing or no text is empty."""

    act: str = ""
    event: str = ""
    field: str = ""
    key: str = ""
    """Of the value."""
    other: str = ""
    """The key of an alternative, or the event to join."""
    text: str = ""
    role: str = ""
    article: str = ""
    decision: str = ""
    at: str = ""
    """The confidence from which to accept in bulk, in per cent."""
    why: str = ""
    filter: str = "all"
    q: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _text(cls, value: Any) -> str:
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page shows after an act."""

    event: str | None
    """The event to show; `None` for the list."""
    said: str = ""
    """What was done, in a few words."""
    moved: bool = False
    """Whether it is another event than the one acted on."""


def perform(asked: Act, reviewer: Reviewer, queue: Queue, cards: Sequence[Card]) -> Answer:  # noqa: C901, PLR0911, PLR0912  # a case an act
    """Do what a page asks; `cards` are the list that the reviewer goes through.

    Raises:
        ReviewError: it makes no sense.
        RunError: it cannot be written down.
    """
    event, field, why = asked.event, asked.field, asked.why
    match asked.act:
        case "accept-event":
            reviewer.accept_event(event, why)
            return _next(asked, reviewer, cards, "Accepted")
        case "reject-event":
            reviewer.reject_event(event, why)
            return _next(asked, reviewer, cards, "Rejected")
        case "accept-sure":
            events = [card.id for card in sure(cards, queue, threshold(asked.at))]
            reviewer.accept_events(events)
            said = f"Accepted {many(len(events), 'event')}; undo takes all of it back"
            return Answer(_still(asked, reviewer), said)
        case "accept":
            reviewer.accept(event, field, asked.key, why)
            return Answer(event, f"Accepted {field}")
        case "reject":
            reviewer.reject(event, field, asked.key, why)
            return Answer(event, f"Rejected {field}")
        case "choose":
            reviewer.choose(event, field, asked.key, asked.other, why)
            return Answer(event, f"Chose another {field}")
        case "edit":
            reviewer.edit(event, field, asked.key or None, asked.text, asked.role or None, why)
            return Answer(event, f"Edited {field}" if asked.key else f"Added to {field}")
        case "split":
            _, rest = reviewer.split(event, asked.article, why)
            return Answer(rest, "Split off; the article’s records are an event of their own", moved=True)
        case "join":
            return Answer(reviewer.join(event, asked.other, why), "Joined into one event", moved=True)
        case "accept-identical":
            count = reviewer.accept_identical(event)
            return Answer(event, f"Accepted what all models agree on: {count}")
        case "settle":
            reviewer.settle(event, asked.decision, asked.key)
            return Answer(None, "Settled")
        case "undo":
            return _after_turn(asked, reviewer, reviewer.undo(), "Undone")
        case "redo":
            return _after_turn(asked, reviewer, reviewer.redo(), "Done again")
        case _:
            raise ReviewError("the page asks for something unknown; load it again")


def _next(asked: Act, reviewer: Reviewer, cards: Sequence[Card], done: str) -> Answer:
    """The next event of the list as it was before, or this one at its end."""
    order = [card.id for card in cards]
    after = order[order.index(asked.event) + 1 :] if asked.event in order else order
    name = next((name for name in after if name in reviewer.review.events), None)
    if name is None:
        return Answer(asked.event, f"{done}. That was the last event of this list")
    return Answer(name, done, moved=True)


def _still(asked: Act, reviewer: Reviewer) -> str | None:
    """The event that the page shows, if it shows one."""
    return asked.event if asked.event in reviewer.review.events else None


def _after_turn(asked: Act, reviewer: Reviewer, decision: Decision, done: str) -> Answer:
    if decision.bulk is not None:
        return Answer(_still(asked, reviewer), f"{done}: accept all sure events")
    about = reviewer.review.event_of(decision)
    fields = ", ".join(dict.fromkeys(value.field for value in decision.before))
    is_whole = "event" in decision.kind.value or not fields
    said = f"{done}: {decision.kind.value}{'' if is_whole else f' ({fields})'}"
    return Answer(about, said, moved=about != asked.event)
