"""Names of events that fit into an address, whatever their ids hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

_FITS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


def address_name(event: str) -> str:
    """The id itself where it is plain, as those of our own runs are; else a hash of it after `~`."""
    if _FITS.fullmatch(event):
        return event
    return "~" + blake2b(event.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def event_named(name: str, events: Iterable[str]) -> str:
    """The id of the event with this name; the name itself when there is none, which no event has then."""
    if not name.startswith("~"):
        return name
    return next((event for event in events if address_name(event) == name), name)
