"""Fills the example of run-folder.md; after a change: python docs/reference/write_run_folder.py

The articles and the replies are invented. What follows from them is made by the code that makes a run.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import RawEvent
from extractor.merging import merge
from extractor.records import EventRecord, Origin
from extractor.schemas import load_schema
from tests.kit.articles import article_of

DOCUMENT = Path(__file__).with_name("run-folder.md")

_WIDTH = 160
"""Columns of a line of JSON: what fits into one is one."""


_ARTICLES = (
    article_of(
        "herald",
        "A crane fell on a ferry in Port Alder on Monday.",
        "Strong wind had loosened it, and left two dead.",
        published=date(2026, 3, 3),
        source="The Herald",
    ),
    article_of(
        "gazette",
        "The crane that fell on a ferry in Port Alder on Monday left three dead.",
        published=date(2026, 3, 5),
        source="The Gazette",
    ),
)

_REPLIES = (
    RawEvent(
        {
            "type": "disaster",
            "what": "A crane fell on a ferry in strong wind",
            "whom": [{"name": "a ferry", "kind": "description"}],
            "killed": "two dead",
            "when": "Monday",
            "where": "Port Alder",
            "status": "happened",
            "salience": "main",
        },
        (1, 2),
        confidence=0.96,
        confidences={"type": 0.91, "status": 0.99, "salience": 0.97},
    ),
    RawEvent(
        {
            "type": "disaster",
            "what": "The crane that fell on a ferry left three dead",
            "killed": "three dead",
            "when": "Monday",
            "where": "Port Alder",
            "status": "happened",
        },
        (1,),
        confidence=0.93,
        confidences={"type": 0.88, "status": 0.98},
    ),
)


def example() -> dict[str, Any]:
    """The record of the first article, and the event that both articles report, as in the files of a run."""
    schema = load_schema()
    origin = Origin(backend="local", model="qwen2.5-coder-1.5b", plan="article", prompt="6f1c0d9a3b5e7248")
    records = [
        record
        for article, reply in zip(_ARTICLES, _REPLIES, strict=True)
        for record in Assembler(schema, article, origin).assemble([reply])
        if isinstance(record, EventRecord)
    ]
    (event,) = merge(records, schema, {article.id: article for article in _ARTICLES})
    return {"record": records[0].model_dump(mode="json"), "event": event.model_dump(mode="json")}


def written(text: str) -> str:
    """The text of run-folder.md with the example in it."""
    for name, item in example().items():
        before, opening, rest = text.partition(f"<!-- {name} -->\n")
        _, closing, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}{opening}```json\n{_shown(item)}\n```\n{closing}{after}"
    return text


def _shown(item: Any, indent: int = 0, before: int = 0) -> str:
    """JSON for people: an object or a list in one line where it fits, else its parts below each other."""
    line = json.dumps(item, ensure_ascii=False)
    if not isinstance(item, dict | list) or indent + before + len(line) < _WIDTH:
        return line
    blank = " " * (indent + 2)
    if isinstance(item, list):
        parts = [blank + _shown(each, indent + 2) for each in item]
    else:
        names = [(f"{json.dumps(name)}: ", each) for name, each in item.items()]
        parts = [f"{blank}{name}{_shown(each, indent + 2, len(name))}" for name, each in names]
    opening, closing = "{}" if isinstance(item, dict) else "[]"
    return f"{opening}\n" + ",\n".join(parts) + f"\n{' ' * indent}{closing}"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
