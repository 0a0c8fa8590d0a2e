"""From a request of a page to an act of the reviewer, and what the page shows after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.decisions import Decision
from extractor.errors import ReviewError, SchemaError
from extractor.presentation.plain import plain
from extractor.review.queue import Queue
from extractor.review.reviewer import Reviewer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page shows after an act."""

    event: str | None
    """The event to show; `None` for the list."""
    said: str = ""
    """What was done, in a few words."""
    moved: bool = False
    """Whether it is another event than the one acted on."""


class Acts:
    """The acts that pages can ask for, by name."""

    def __init__(self, reviewer: Reviewer, queue: Queue) -> None:
        self._reviewer = reviewer
        self._queue = queue
        self._by_name: dict[str, Callable[[_Wish], Answer]] = {
            "accept-event": self._accept_event,
            "reject-event": self._reject_event,
            "accept": self._accept,
            "reject": self._reject,
            "choose": self._choose,
            "edit": self._edit,
            "split": self._split,
            "join": self._join,
            "accept-identical": self._accept_identical,
            "settle": self._settle,
            "undo": self._undo,
            "redo": self._redo,
        }

    def act(self, data: Mapping[str, Any], order: Sequence[str]) -> Answer:
        """Do what a page asks; `order` is the list that the reviewer goes through.

        Raises:
            ReviewError: it makes no sense.
            RunError: it cannot be written down.
        """
        wish = _Wish(data, order)
        act = self._by_name.get(wish.text("act"))
        if act is None:
            raise ReviewError("the page asks for something unknown; load it again")
        try:
            return act(wish)
        except SchemaError as error:
            raise ReviewError(str(error)) from error

    def _accept_event(self, wish: _Wish) -> Answer:
        self._reviewer.accept_event(wish.event, wish.why)
        return self._next(wish, "Accepted")

    def _reject_event(self, wish: _Wish) -> Answer:
        self._reviewer.reject_event(wish.event, wish.why)
        return self._next(wish, "Rejected")

    def _accept(self, wish: _Wish) -> Answer:
        self._reviewer.accept(wish.event, wish.field, wish.text("key"), wish.why)
        return Answer(wish.event, f"Accepted {wish.field}")

    def _reject(self, wish: _Wish) -> Answer:
        self._reviewer.reject(wish.event, wish.field, wish.text("key"), wish.why)
        return Answer(wish.event, f"Rejected {wish.field}")

    def _choose(self, wish: _Wish) -> Answer:
        self._reviewer.choose(wish.event, wish.field, wish.text("key"), wish.text("other"), wish.why)
        return Answer(wish.event, f"Chose another {wish.field}")

    def _edit(self, wish: _Wish) -> Answer:
        key, role = wish.text("key") or None, wish.text("role") or None
        self._reviewer.edit(wish.event, wish.field, key, wish.text("text"), role, wish.why)
        return Answer(wish.event, f"Edited {wish.field}" if key else f"Added to {wish.field}")

    def _split(self, wish: _Wish) -> Answer:
        records = self._reviewer.review.events[wish.event].records if self._knows(wish) else ()
        made = self._reviewer.split(wish.event, wish.text("article"), wish.why)
        split_off = self._reviewer.review.events[made].records
        rest = next((record for record in records if record not in split_off), None)
        left = self._reviewer.holder_of(rest) if rest else made
        return Answer(left, "Split off; the article’s records are an event of their own", moved=True)

    def _join(self, wish: _Wish) -> Answer:
        return Answer(
            self._reviewer.join(wish.event, wish.text("other"), wish.why), "Joined into one event", moved=True
        )

    def _accept_identical(self, wish: _Wish) -> Answer:
        count = self._reviewer.accept_identical(wish.event)
        return Answer(wish.event, f"Accepted what all models agree on: {count}")

    def _settle(self, wish: _Wish) -> Answer:
        self._reviewer.settle(wish.event, wish.text("decision"), wish.text("key"))
        return Answer(None, "Settled")

    def _undo(self, wish: _Wish) -> Answer:
        return self._after_turn(wish, self._reviewer.undo(), "Undone")

    def _redo(self, wish: _Wish) -> Answer:
        return self._after_turn(wish, self._reviewer.redo(), "Done again")

    def _after_turn(self, wish: _Wish, decision: Decision, done: str) -> Answer:
        about = self._reviewer.review.event_of(decision)
        what = ", ".join(dict.fromkeys(value.field for value in decision.before)) if decision.before else ""
        is_whole = "event" in decision.kind.value or not what
        said = plain(f"{done}: {decision.kind.value}{'' if is_whole else f' ({what})'}")
        return Answer(about, said, moved=about != wish.text("event"))

    def _next(self, wish: _Wish, done: str) -> Answer:
        """The next event of the list as it was before, or this one at its end."""
        after = wish.order[wish.order.index(wish.event) + 1 :] if wish.event in wish.order else wish.order
        name = next((name for name in after if name in self._reviewer.review.events), None)
        if name is None:
            return Answer(wish.event, f"{done}. That was the last event of this list")
        return Answer(name, done, moved=True)

    def _knows(self, wish: _Wish) -> bool:
        return wish.event in self._reviewer.review.events


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a page asked for; whatever is missing or no text is empty."""

    data: Mapping[str, Any]
    order: Sequence[str]

    def text(self, name: str) -> str:
        value = self.data.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def event(self) -> str:
        return self.text("event")

    @property
    def field(self) -> str:
        return self.text("field")

    @property
    def why(self) -> str:
        return self.text("why")
