"""Read what a page says of its article in JSON-LD, also where the JSON is broken."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.articles.dates import parse_date

_POSTINGS = frozenset(
    {"blogposting", "liveblogposting", "socialmediaposting", "discussionforumposting", "report"}
)
"""Types of schema.org that are articles, besides those whose names end in Article."""
_PAGES = frozenset({"webpage", "itempage", "creativework", ""})
"""Types that may stand for the article where nothing better is said; the last is for no type at all."""
_PARTS = ("@graph", "mainEntity", "mainEntityOfPage")
"""Keys under which a thing keeps what the page is about; what it cites or embeds stands under others."""
_MOST_DEEP = 8


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """What one thing of JSON-LD states of an article."""

    published: date | None
    headline: str
    addresses: frozenset[str]
    is_article: bool
    """Whether its type is one of articles, and not of pages in general."""


def linked_articles(tree: Any) -> list[LinkedArticle]:
    """The articles that a page describes in JSON-LD, in order; never its videos, pictures or its site."""
    return [
        _article(thing, kinds)
        for script in tree.iter("script")
        if (script.get("type") or "").split(";")[0].strip().lower() == "application/ld+json"
        for thing in _things(_parse(script.text or ""))
        if (kinds := _kinds(thing)) and any(_is_article(kind) or kind in _PAGES for kind in kinds)
    ]


def _article(thing: Mapping[str, Any], kinds: list[str]) -> LinkedArticle:
    return LinkedArticle(
        published=parse_date(_plain(thing.get("datePublished")))
        or parse_date(_plain(thing.get("dateCreated"))),
        headline=str(thing.get("headline") or thing.get("name") or ""),
        addresses=frozenset(
            address
            for key in ("url", "@id", "mainEntityOfPage")
            if isinstance(address := _address(thing.get(key)), str)
        ),
        is_article=any(map(_is_article, kinds)),
    )


def _parse(text: str) -> object:
    """What a script says; broken JSON is repaired, and what cannot be is nothing."""
    if "&quot;" in text:
        text = html.unescape(text)
    try:
        return json.loads(text, strict=False)  # a line break in a string does no harm
    except (ValueError, RecursionError):
        pass
    import json_repair

    try:
        return json_repair.loads(text)
    except (ValueError, RecursionError, IndexError):
        return None


def _things(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > _MOST_DEEP:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _PARTS:
            yield from _things(value.get(key), depth + 1)


def _kinds(thing: Mapping[str, Any]) -> list[str]:
    """The types of a thing in small letters, without the address of their vocabulary."""
    stated = thing.get("@type")
    names = stated if isinstance(stated, list) else [stated or ""]
    return [str(name).replace(":", "/").rstrip("/").rsplit("/", 1)[-1].lower() for name in names]


def _is_article(kind: str) -> bool:
    return kind.endswith("article") or kind in _POSTINGS


def _address(value: object) -> object:
    return value.get("@id") or value.get("url") if isinstance(value, dict) else value


def _plain(value: object) -> object:
    """`{"@value": "2025-08-12"}` and a list of one are as good as the value itself."""
    if isinstance(value, list):
        return _plain(value[0]) if value else None
    return value.get("@value") if isinstance(value, dict) else value
