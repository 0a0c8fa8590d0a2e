"""Under which keys an object of a corpus keeps its text, date and so on.

The names are those of our own JSON Lines, of CC-News (news-please, Hugging Face), Fundus, GDELT, Media
Cloud, NewsAPI, GNews, Webz.io (webhose), Event Registry, the Guardian, the New York Times, trafilatura,
newspaper and WordPress. Capitals, `_` and `-` make no difference; a dot leads into an object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from extractor.articles.dates import parse_date
from extractor.errors import UsageError

OWN_KEYS: Mapping[str, str] = MappingProxyType({})
"""Nothing chosen: every field is looked for under its usual keys."""

_NAMES = {
    "id": "id uuid articleid storiesid storyid docid",
    "text": """
        text plaintext maintext body content articletext storytext fulltext articlebody bodytext article
        document fields.bodytext content.rendered rawtext
    """,
    "title": "title headline webtitle titlepage headline.main title.rendered",
    "published": """
        published datepublish publishdate publishingdate publisheddate publishedat datepublished
        publicationdate pubdate webpublicationdate datetimepub publishedtime dateutc date datetime seendate
    """,
    "url": "url link weburl articleurl requestedurl respondedurl html.requestedurl sourceurl",
    "source": """
        source publisher medianame sourcehostname sitename outletname sourcedomain publication thread.site
        domain hostname cleanurl website site
    """,
    "language": "language lang languagecode",
}
"""Under which keys a field is looked for, in this order; the first is our own."""

FIELDS = tuple(_NAMES)
"""What can be read of an object."""

_KEYS = {field: tuple(names.split()) for field, names in _NAMES.items()}
_READ = frozenset(name.partition(".")[0] for names in _KEYS.values() for name in names)

_DATE_NAME = re.compile(r"date|time|publi|posted|created|issued|^day$|^when$")
_WRITTEN_DATE = re.compile(
    r"(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d"
    r"|(?:\w{3,9}\.?,? )?(?:\d{1,2}\.?,? (?:de )?\w{3,10}\.?|\w{3,10}\.? \d{1,2}),? (?:de )?\d{4}"
)
_NOT_PUBLISHED = re.compile(r"crawl|download|modif|updat|index|scrap|collect|fetch|retriev|expir|lastseen")
_LONG_TEXT = 400
"""Characters of a value that may well be an article."""


def parse_mapping(pairs: Iterator[str] | tuple[str, ...]) -> dict[str, str]:
    """The keys that a user names, as in `published=date_publish`.

    Raises:
        UsageError: a pair has no `=`, or names a field that is not read.
    """
    chosen = {}
    for pair in pairs:
        field, _, key = (part.strip() for part in pair.partition("="))
        if field not in FIELDS or not key:
            raise UsageError(f"--map {pair}: write FIELD=KEY, with a field of {', '.join(FIELDS)}")
        chosen[field] = key
    return chosen


def keys_of(field: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """The keys under which a field is looked for: the one that the user chose, or the usual ones."""
    return (chosen[field],) if field in chosen else _KEYS[field]


def values_of(
    value: Mapping[str, object], field: str, chosen: Mapping[str, str]
) -> Iterator[tuple[str, object]]:
    """What an object has under the keys of a field, with the key as it is written, in their order."""
    names = _names_of(value)
    for key in keys_of(field, chosen):
        if key in value:
            yield key, value[key]
            continue
        head, _, rest = key.partition(".")
        written = names.get(_plain(head))
        found = None if written is None else value[written]
        if not rest and written is not None:
            yield written, found
        elif rest and isinstance(found, Mapping):
            for inner in found:
                if _plain(inner) == _plain(rest):
                    yield f"{written}.{inner}", found[inner]


def is_read(column: str, chosen: Mapping[str, str]) -> bool:
    """Whether anything under this key of an object may be read, or looks as if it should be."""
    heads = {key.partition(".")[0] for key in chosen.values()}
    plain = _plain(column)
    return column in heads or column in chosen.values() or plain in _READ or bool(_DATE_NAME.search(plain))


def date_not_read(value: Mapping[str, object]) -> str | None:
    """A key that seems to hold the day of publication and is none of those that are looked at."""
    for key, item in value.items():
        plain = _plain(key)
        if plain in _KEYS["published"] or _NOT_PUBLISHED.search(plain):
            continue
        looks_so = _DATE_NAME.search(plain) or (isinstance(item, str) and _WRITTEN_DATE.match(item.strip()))
        if looks_so and isinstance(item, str | int | float) and parse_date(item) is not None:
            return key
    return None


def text_not_read(value: Mapping[str, object], text: str) -> str | None:
    """A key with a text that is longer than the one that is read, and long enough for an article."""
    key, length = max(
        ((key, len(item)) for key, item in value.items() if isinstance(item, str)),
        key=lambda pair: pair[1],
        default=("", 0),
    )
    return key if length > max(_LONG_TEXT, len(text)) and value[key] != text else None


def _names_of(value: Mapping[str, object]) -> dict[str, str]:
    """The keys of an object by their plain form; the first of two that are alike."""
    names: dict[str, str] = {}
    for key in value:
        names.setdefault(_plain(key), key)
    return names


@lru_cache(maxsize=4_096)
def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
