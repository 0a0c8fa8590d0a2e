"""Read articles from the rows of a CSV or TSV file; its columns are the keys of JSON Lines."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Mapping
from typing import BinaryIO, TextIO

from extractor.articles.drafts import Draft
from extractor.articles.keys import OWN_KEYS, keys_of, values_of
from extractor.articles.limits import Limits
from extractor.articles.readers.json_objects import draft_of_row, too_large
from extractor.errors import ArticleError

_DELIMITERS = ",;\t|"
_UNDECODED = range(0xDC80, 0xDD00)
"""What `surrogateescape` makes of bytes that are not UTF-8."""


def read_csv(
    stream: BinaryIO, path: str, limits: Limits, chosen: Mapping[str, str] = OWN_KEYS
) -> Iterator[Draft | ArticleError]:
    """A draft or an error for each row; the error names the file and the row, the heading not counted.

    Raises:
        ArticleError: no column has a text.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="")
    try:
        yield from _rows(text, path, limits, chosen)
    finally:
        text.detach()  # the stream is the caller's to close


def _rows(
    text: TextIO, path: str, limits: Limits, chosen: Mapping[str, str]
) -> Iterator[Draft | ArticleError]:
    heading = text.readline()
    delimiter = max(_DELIMITERS, key=heading.count)
    csv.field_size_limit(max(csv.field_size_limit(), limits.article_bytes))
    columns = [name.strip() for name in next(csv.reader([heading], delimiter=delimiter), [])]
    if not any(True for _ in values_of(dict.fromkeys(columns), "text", chosen)):
        usual = ", ".join(keys_of("text", chosen)[:3])
        raise ArticleError(
            path,
            f"has no column with the text ({usual}, …) among {', '.join(columns)[:200] or 'none'}; "
            "name it: --map text=COLUMN",
        )
    rows = csv.reader(text, delimiter=delimiter)
    for number in itertools.count(1):
        where = f"{path}:[{number}]"
        try:
            row = next(rows, None)
            if row is None:
                return
            if row:
                fields = _checked(row, columns, where, limits)
                yield draft_of_row(dict(zip(columns, fields, strict=False)), path, number, chosen)
        except csv.Error as error:
            yield ArticleError(where, f"is no row of CSV ({error}); write the file again")
        except ArticleError as error:
            yield error


def _checked(row: list[str], columns: list[str], where: str, limits: Limits) -> list[str]:
    if len(row) > len(columns) and any(field.strip() for field in row[len(columns) :]):
        raise ArticleError(
            where, f"has {len(row)} fields under {len(columns)} headings; put texts into quotation marks"
        )
    for column, field in zip(columns, row, strict=False):
        if any(ord(character) in _UNDECODED for character in field):
            raise ArticleError(where, f"is not UTF-8 in `{column}`; save the table as UTF-8 again")
        if len(field) > limits.article_bytes:
            raise ArticleError(where, too_large("the text", limits.article_bytes, "article_bytes"))
    return row
