"""Writes the table of retries.md; after a change of the rules: python docs/reference/write_retries.py"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from extractor.backends.retries import LONGEST_WAIT, FailureKind

DOCUMENT = Path(__file__).with_name("retries.md")
_TABLE = re.compile(r"(<!-- retries -->\n).*?(<!-- /retries -->)", re.DOTALL)

_AGAIN = {
    FailureKind.INVALID: "the question, the wrong answer's beginning, and what is wrong",
    FailureKind.TRUNCATED: "the same question with twice the room",
    FailureKind.TOO_LONG: "the same question with as much room as is left",
}
"""What is asked the next time, where it is not the same question."""

_STOPS = "the run stops; the same command goes on"
_AT_LAST = {
    FailureKind.UNREACHABLE: _STOPS,
    FailureKind.TRUNCATED: "as `no room`",
    FailureKind.TOO_LONG: "as `no room`",
    FailureKind.NO_ROOM: (
        "two questions about half the sentences each; a row of failures.jsonl for a single one"
    ),
    FailureKind.NO_ACCESS: _STOPS,
    FailureKind.NO_QUOTA: _STOPS,
    FailureKind.BATCH_PENDING: "handed in with a batch",
    FailureKind.NOT_RECORDED: "the replay stops",
}
"""What becomes of it after the last attempt, where that is not a row of failures.jsonl."""


def rows() -> Iterator[str]:
    """The rules as the lines of a Markdown table."""
    yield "| failure | attempts | wait before the next | asked again | after the last |"
    yield "|---|---|---|---|---|"
    for kind in FailureKind:
        again = _AGAIN.get(kind, "the same question") if kind.attempts > 1 else "–"
        at_last = _AT_LAST.get(kind, "a row of failures.jsonl")
        yield f"| {kind} | {kind.attempts} | {waits(kind)} | {again} | {at_last} |"


def waits(kind: FailureKind) -> str:
    """The waits between the attempts."""
    seconds = [min(kind.first_wait * 2.0**number, LONGEST_WAIT) for number in range(kind.attempts - 1)]
    if not any(seconds):
        return "none" if seconds else "–"
    return ", ".join(f"{wait:g}" for wait in seconds) + " s, or what the server asks for"


def written(text: str) -> str:
    """The text of the document with the table of the rules."""
    return _TABLE.sub(lambda place: place.group(1) + "\n".join(rows()) + "\n" + place.group(2), text)


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
