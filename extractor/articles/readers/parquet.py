"""Read articles from the rows of a Parquet file, a few at a time; its columns are the keys of JSON Lines.

It needs pyarrow, which comes with `news-event-extractor[tables]`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from extractor.articles.drafts import Draft
from extractor.articles.keys import OWN_KEYS, is_read, values_of
from extractor.articles.limits import Limits
from extractor.articles.readers.json_objects import draft_of_row, too_large
from extractor.errors import ArticleError

_ROWS = 256
"""Read together: some megabytes of articles."""

_BUFFER = 2**20
"""Bytes of a column that are read ahead, so that a row group of any size is never held whole."""


def read_parquet(
    stream: BinaryIO, path: str, limits: Limits, chosen: Mapping[str, str] = OWN_KEYS
) -> Iterator[Draft | ArticleError]:
    """A draft or an error for each row of a stream that can seek; the error names the file and the row.

    Raises:
        ArticleError: the file is no Parquet file, or has no text.
        OSError: it cannot be read.
    """
    arrow, parquet = _library("pyarrow", path), _library("pyarrow.parquet", path)
    try:
        with parquet.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False) as file:
            names = [name for name in file.schema_arrow.names if is_read(name, chosen)]
            if not any(True for _ in values_of(dict.fromkeys(names), "text", chosen)):
                raise ArticleError(
                    path, "has no column `text`; name the column with the articles: --map text=COLUMN"
                )
            before = 0
            for group in range(file.num_row_groups):
                yield from _in_group(file, group, names, before, _Asked(path, limits, chosen))
                before += file.metadata.row_group(group).num_rows
    except arrow.ArrowException as error:
        raise _unreadable(path, "is no Parquet file that can be read", error) from error


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the user asked for."""

    path: str
    limits: Limits
    chosen: Mapping[str, str]


def _in_group(
    file: Any, group: int, names: list[str], before: int, asked: _Asked
) -> Iterator[Draft | ArticleError]:
    """The rows of a group, of which `before` rows stand in earlier ones; an error ends it, and it alone."""
    path = asked.path
    arrow = _library("pyarrow", path)
    number = before
    try:
        for batch in file.iter_batches(_ROWS, row_groups=[group], columns=names, use_threads=False):
            columns = _simple(batch, arrow)
            for index in range(batch.num_rows):
                number += 1
                try:
                    yield _draft(columns, index, number, asked)
                except ArticleError as error:
                    yield error
    except (arrow.ArrowException, OSError) as error:
        yield _unreadable(f"{path}:[{number + 1}]", "cannot be read, nor the rest of its row group", error)


def _unreadable(where: str, what: str, error: Exception) -> ArticleError:
    reason = str(error).partition("\n")[0].rstrip(".")
    return ArticleError(where, f"{what} ({reason}); write the file again")


def count_rows(path: str) -> int | None:
    """The rows a file says it has; `None` when it does not."""
    try:
        arrow, parquet = _library("pyarrow", path), _library("pyarrow.parquet", path)
        return int(parquet.read_metadata(path).num_rows)
    except (ArticleError, OSError):
        return None
    except arrow.ArrowException:
        return None


def _library(name: str, path: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ArticleError(
            path, "needs pyarrow to be read: pip install 'news-event-extractor[tables]'"
        ) from None


def _simple(batch: Any, arrow: Any) -> dict[str, Any]:
    """The columns by name; moments to the microsecond, which is as fine as Python's are."""
    columns = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if arrow.types.is_timestamp(column.type):
            columns[name] = column.cast(arrow.timestamp("us", column.type.tz), safe=False)
        else:
            columns[name] = column
    return columns


def _draft(columns: dict[str, Any], index: int, number: int, asked: _Asked) -> Draft:
    where = f"{asked.path}:[{number}]"
    try:
        row = {name: _plain(column[index].as_py()) for name, column in columns.items()}
    except UnicodeDecodeError:
        raise ArticleError(where, "is not UTF-8; write it as UTF-8 again") from None
    except (ValueError, OverflowError):
        raise ArticleError(where, "has a date that does not exist; correct or remove it") from None
    longest = asked.limits.article_bytes
    texts = (item for item in row.values() if isinstance(item, str))
    if any(len(text.encode("utf-8", "surrogatepass")) > longest for text in texts):
        raise ArticleError(where, too_large("the text", longest, "article_bytes"))
    return draft_of_row(row, asked.path, number, asked.chosen)


def _plain(value: object) -> object:
    """As JSON has it: dates in ISO form, and whole numbers that became fractions because some are missing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value  # noqa: PLR0124
    return value
