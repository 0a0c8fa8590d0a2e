"""Loads what the code knows of a language: words and forms, as data, from `extractor/data/<language>/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.text.fold import fold

_FOLDER = Path(__file__).resolve().parent.parent / "data"


@lru_cache(maxsize=256)
def language_data(language: str | None, name: str) -> Mapping[str, Any]:
    """The tables of `extractor/data/<language>/<name>.toml`; empty where the language has no such file.

    Args:
        language: an ISO 639-1 code; `None` where the language is unknown.
        name: what the tables are about, as in `numbers`.
    """
    path = _FOLDER / (language or "unknown") / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def languages_with(name: str) -> tuple[str, ...]:
    """The codes of the languages that have tables of this name, in the order of the alphabet."""
    return tuple(sorted(path.parent.name for path in _FOLDER.glob(f"*/{name}.toml")))


@lru_cache(maxsize=1024)
def listed(name: str, table: str, language: str | None = None) -> frozenset[str]:
    """The folded words of a table of this name: those of one language, or without one those of all."""
    tables = (
        language_data(code, name).get(table, ())
        for code in ((language,) if language else languages_with(name))
    )
    written = (words.split() if isinstance(words, str) else words for words in tables)
    return frozenset(fold(word) for words in written for word in words)


@lru_cache(maxsize=1)
def served_languages() -> frozenset[str]:
    """The codes of the languages whose dates, numbers or names have tables of their own, and English."""
    of_reading = {"sentences", "notices"}
    found = (path for path in _FOLDER.glob("*/*.toml") if path.stem not in of_reading)
    return frozenset({"en", *(path.parent.name for path in found)})
