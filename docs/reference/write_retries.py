"""Writes the table of retries.md; after a change of the rules: python docs/reference/write_retries.py"""

from __future__ import annotations

import re
from pathlib import Path

from extractor.backends.retries import retry_table

DOCUMENT = Path(__file__).with_name("retries.md")
_TABLE = re.compile(r"(<!-- retries -->\n).*?(<!-- /retries -->)", re.DOTALL)


def written(text: str) -> str:
    """The text of the document with the table of the rules."""
    return _TABLE.sub(lambda place: place.group(1) + "\n".join(retry_table()) + "\n" + place.group(2), text)


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
