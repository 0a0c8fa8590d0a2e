"""The keys of the review pages, as the help shows them; `static/review.js` acts on them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One or more keys, and what they do."""

    names: tuple[str, ...]
    does: str


KEYS: dict[str, tuple[Key, ...]] = {
    "Move": (
        Key(("j", "↓"), "next value"),
        Key(("k", "↑"), "previous value"),
        Key(("n", "→"), "next event"),
        Key(("p", "←"), "previous event"),
        Key(("l",), "list of events"),
        Key(("/",), "search"),
    ),
    "Decide on a value": (
        Key(("a",), "accept"),
        Key(("r",), "reject"),
        Key(("e",), "edit"),
        Key(("i",), "add one to the field"),
        Key(("c",), "choose this alternative"),
        Key(("1", "…", "9"), "choose that alternative"),
    ),
    "Decide on the event": (
        Key(("A",), "accept all of it, go on"),
        Key(("R",), "reject it, go on"),
        Key(("s",), "split off an article"),
        Key(("m",), "join with another event"),
        Key(("I",), "accept what models agree on"),
    ),
    "Everything": (
        Key(("u",), "undo"),
        Key(("U",), "redo"),
        Key(("?",), "these keys"),
        Key(("Esc",), "close"),
    ),
}
