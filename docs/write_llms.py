"""Writes llms.txt, the list of all pages for machines (llmstxt.org); to renew it: python docs/write_llms.py

A page's line is its title and its first sentence, or that of the decision it tells.
"""

from __future__ import annotations

import re
from pathlib import Path

from build_site import navigation

_ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = _ROOT / "llms.txt"
_CHOSEN = "**What we chose.**"
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def written() -> str:
    """The text of llms.txt."""
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    summary = " ".join(readme.partition("\n**")[2].partition("**")[0].split())
    parts = [f"# extractor\n\n> {summary}\n"]
    for title, pages in navigation().items():
        lines = "\n".join(map(_line, pages))
        parts.append(f"## {title}\n\n{lines}\n")
    return "\n".join(parts)


def _line(page: str) -> str:
    """The line of a page: its title, and its first sentence."""
    title, _, text = (_ROOT / page).read_text(encoding="utf-8").partition("\n")
    return f"- [{title.removeprefix('# ')}]({page}): {_first_sentence(text)}"


def _first_sentence(text: str) -> str:
    """The first sentence of what a page chose, if it is a decision, or else of its first plain paragraph."""
    text = text.partition(_CHOSEN)[2] or text
    paragraphs = re.split(r"\n\s*\n", text.strip())
    plain = next(part for part in paragraphs if not re.match(r"#|!|\[!|\||```|<!--", part))
    flat = _LINK.sub(r"\1", " ".join(plain.split())).replace("**", "")
    return re.findall(r".{20}.*?[.?](?=\s|$)|.+", re.sub(r"^([-*]|\d\.) ", "", flat))[0].removesuffix(":")


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
