"""Articles in the rows of CSV files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import pytest

from extractor.articles.drafts import Draft
from extractor.articles.limits import Limits
from extractor.articles.readers.csv_table import read_csv
from extractor.errors import ArticleError


def rows(
    raw: bytes, chosen: Mapping[str, str] | None = None, limits: Limits | None = None
) -> list[Draft | ArticleError]:
    return list(read_csv(io.BytesIO(raw), "in/t.csv", limits or Limits(), chosen or {}))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_the_keys_of_objects(delimiter: str) -> None:
    heading = delimiter.join(["title", "publication", "date", "content"])
    row = delimiter.join(["Climbers", "Post", "2025-08-13", '"Found, alive;\nsaid ""Roe"" – é."'])
    (draft,) = rows(f"\ufeff{heading}\r\n{row}\r\n\r\n".encode())
    assert isinstance(draft, Draft)
    assert (draft.id, draft.where, draft.title, draft.source) == ("t-1", "in/t.csv:[1]", "Climbers", "Post")
    assert (draft.text, draft.published) == ('Found, alive;\nsaid "Roe" – é.', date(2025, 8, 13))


def test_the_user_names_the_columns() -> None:
    (draft,) = rows(b"words,day\nIt rained.,13 Aug 2025\n", {"text": "words", "published": "day"})
    assert isinstance(draft, Draft)
    assert (draft.text, draft.published) == ("It rained.", date(2025, 8, 13))


def test_a_table_without_a_column_of_texts_is_refused_with_its_columns() -> None:
    with pytest.raises(ArticleError, match=r"among words, day; name it: --map text=COLUMN"):
        rows(b"words,day\nIt rained.,2025\n")


def test_one_bad_row_costs_no_other() -> None:
    raw = b"text,date\nIt rained.,2025-08-13\nIt, too, rained.,2025\ncaf\xe9,\n,2025-08-13\nIt snowed.,\n"
    found = rows(raw)
    assert [item.text if isinstance(item, Draft) else str(item) for item in found] == [
        "It rained.",
        "in/t.csv:[2]: has 4 fields under 2 headings; put texts into quotation marks",
        "in/t.csv:[3]: is not UTF-8 in `text`; save the table as UTF-8 again",
        "in/t.csv:[4]: has no text; give the article's text in the key `text`",
        "It snowed.",
    ]


def test_a_row_above_the_limit_is_refused() -> None:
    long, short = rows(b"text\n" + b"a" * 300 + b"\nIt rained.\n", limits=Limits(article_bytes=200))
    assert "raise the limit `article_bytes`" in str(long)
    assert isinstance(short, Draft)
