"""Writes docs/guides/event-guideline.md from the default schema: one text for models and for people.

python docs/reference/write_guideline.py
"""

from __future__ import annotations

import re
from pathlib import Path

from extractor.schemas import load_schema

DOCUMENT = Path(__file__).resolve().parents[1] / "guides" / "event-guideline.md"

_OPENING = """\
# What is an event

This is the definition that the default schema works with. It stands in the docstring and the descriptions of
[schemas/news_event.py](../../schemas/news_event.py), from where it goes into the prompt of every model, and
people who write [gold](../reference/gold.md) follow the same text. This page is written from it by
`docs/reference/write_guideline.py`.

A schema of your own has its guideline in the same places: what its docstring says of an event, and what a
field's description says of a value, is what a model is asked to do.
"""


def written(_page: str = "") -> str:
    """The page, whatever it holds."""
    schema = load_schema()
    points = re.split(r"\n(?=\d+\. )", re.sub(r"(?<!\n)\n(?!\n|\d+\. )", " ", schema.guideline))
    lines = [_OPENING, *points, "\n## Fields\n", "| key | what a model is asked to write |", "|---|---|"]
    lines.append("| `s` | the numbers of all sentences that tell of it or point back to it |")
    for field in schema.fields:
        questions = field.type.ask(field.name, field.description)
        lines += [f"| `{question.key}` | {question.description} |" for question in questions]
        if field.type.roles:
            keys = ", ".join(f"`{role.key}`" for role in field.type.roles)
            lines.append(f"| {keys} | {field.description} |")
    for field in schema.fields:
        if field.type.options:
            lines += ["", f"## The values of `{field.name}`\n", "| value | meaning |", "|---|---|"]
            lines += [f"| `{option.name}` | {option.definition} |" for option in field.type.options]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
