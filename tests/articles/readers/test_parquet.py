"""Articles as rows of Parquet."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractor.articles import Limits, count_inputs, find_sources, read_articles
from extractor.articles.drafts import Draft
from extractor.articles.readers.parquet import count_rows, read_parquet
from extractor.errors import ArticleError, UsageError
from extractor.records import Article

TEXT = "Mexico sent 26 people."


def written(folder: Path, columns: dict[str, Any], **options: Any) -> str:
    path = folder / "wire.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return str(path)


def read(path: str, limits: Limits | None = None) -> list[Draft | ArticleError]:
    with Path(path).open("rb") as stream:
        return list(read_parquet(stream, path, limits or Limits()))


def only(path: str) -> Draft:
    (draft,) = read(path)
    assert isinstance(draft, Draft)
    return draft


def reason(path: str, limits: Limits | None = None) -> str:
    (error,) = read_articles([path], limits=limits or Limits())
    assert isinstance(error, ArticleError)
    return str(error)


def test_a_row_gives_what_its_columns_say(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "id": ["a1"],
            "title": [" Mexico "],
            "text": [TEXT],
            "published": ["2025-08-12"],
            "url": ["https://example.org"],
            "source": ["Example"],
            "language": ["en"],
            "more": [[1]],
        },
    )
    draft = only(path)
    assert (draft.id, draft.title, draft.text, draft.published) == ("a1", "Mexico", TEXT, date(2025, 8, 12))
    assert (draft.url, draft.source, draft.language) == ("https://example.org", "Example", "en")
    assert (draft.where, draft.path) == (f"{path}:[1]", path)


PUBLISHED = [
    # a column as tools write it, and the day
    (pa.array([date(2025, 8, 12)]), date(2025, 8, 12)),
    (pa.array([datetime(2025, 8, 12, 23, 0, tzinfo=UTC)]), date(2025, 8, 12)),
    (pa.array([1_755_039_600_000_000_001], pa.timestamp("ns")), date(2025, 8, 12)),
    (pa.array([1_755_039_600], pa.timestamp("s", "America/New_York")), date(2025, 8, 12)),
    (pa.array(["2025-08-12T23:00:00-04:00"], pa.large_string()), date(2025, 8, 12)),
    (pa.array(["2025-08-12"]).dictionary_encode(), date(2025, 8, 12)),
    (pa.array([None], pa.timestamp("ns")), None),
    (pa.nulls(1), None),
]


@pytest.mark.parametrize(("column", "day"), PUBLISHED, ids=[str(column.type) for column, _ in PUBLISHED])
def test_a_publication_date_may_have_any_type_of_moment(
    tmp_path: Path, column: Any, day: date | None
) -> None:
    assert only(written(tmp_path, {"text": [TEXT], "published": column})).published == day


IDS = [
    (pa.array(["a"]), "a"),
    (pa.array([7]), "7"),
    (pa.array([7.0]), "7"),  # whole numbers with a missing one, as pandas writes them
    (pa.array([float("nan")]), "wire-1"),
    (pa.array([None], pa.string()), "wire-1"),
]


@pytest.mark.parametrize(("column", "name"), IDS, ids=[str(column) for column, _ in IDS])
def test_an_id_is_text_or_a_whole_number_else_the_place(tmp_path: Path, column: Any, name: str) -> None:
    assert only(written(tmp_path, {"text": [TEXT], "id": column})).id == name


FAULTS = [
    # columns, and what the error of the row says
    ({"text": pa.nulls(1, pa.string())}, "wire.parquet:[1]: has no text"),
    ({"text": [" "]}, "wire.parquet:[1]: has no text"),
    ({"text": [3]}, "wire.parquet:[1]: has no text"),
    ({"text": [TEXT], "id": [1.5]}, "[1]: has an `id` that is neither text nor a whole number"),
    ({"text": [TEXT], "title": [["a"]]}, "[1]: has a `title` that is not text"),
    ({"text": [TEXT], "published": ["Tuesday"]}, "[1]: has the publication date"),
    (
        {"text": [TEXT], "published": pa.array([2**62], pa.timestamp("us"))},
        "[1]: has a date that does not exist",
    ),
    (
        {"words": [TEXT]},
        "wire.parquet: has no column `text`; name the column with the articles: --map text=COLUMN",
    ),
]


@pytest.mark.parametrize(("columns", "says"), FAULTS, ids=[says for _, says in FAULTS])
def test_what_is_wrong_is_reported_with_its_place(tmp_path: Path, columns: dict[str, Any], says: str) -> None:
    assert says in reason(written(tmp_path, columns))


def test_a_row_that_is_wrong_stops_no_other(tmp_path: Path) -> None:
    half = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff\xfe"]).buffers())
    text = pa.chunked_array([[TEXT], half, [TEXT]])
    good, wrong, after = read(written(tmp_path, {"text": text}))
    assert isinstance(good, Draft)
    assert str(wrong).endswith("wire.parquet:[2]: is not UTF-8; write it as UTF-8 again")
    assert isinstance(after, Draft)
    assert after.id == "wire-3"


def test_a_text_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    says = reason(written(tmp_path, {"text": [TEXT]}), Limits(article_bytes=10))
    assert says.endswith(
        ":[1]: the text has more than 10 bytes; split it, or raise the limit `article_bytes`"
    )


def test_a_file_that_was_cut_short_is_reported_in_one_line(tmp_path: Path) -> None:
    path = Path(written(tmp_path, {"text": [TEXT] * 100}))
    path.write_bytes(path.read_bytes()[:-20])
    says = reason(str(path))
    assert "wire.parquet: is no Parquet file that can be read (" in says
    assert "\n" not in says


def test_a_damaged_row_group_costs_no_other(tmp_path: Path) -> None:
    path = Path(written(tmp_path, {"text": [f"{TEXT} {n}" * 50 for n in range(400)]}, row_group_size=100))
    whole = path.read_bytes()
    start = pq.ParquetFile(path).metadata.row_group(2).column(0).dictionary_page_offset
    assert start is not None
    path.write_bytes(whole[:start] + b"\xff" * 200 + whole[start + 200 :])
    found = list(read_articles([str(path)]))
    errors = [item for item in found if isinstance(item, ArticleError)]
    assert [error.source for error in errors] == [f"{path}:[201]"]
    assert "cannot be read, nor the rest of its row group (" in str(errors[0])
    assert len(found) == 301
    last = found[-1]
    assert isinstance(last, Article)
    assert last.id == "wire-400"


def test_the_same_row_has_the_same_hash_whatever_its_group_and_neighbours(tmp_path: Path) -> None:
    alone = only(written(tmp_path, {"text": [TEXT], "id": ["a"]})).sha256
    columns = {"text": ["Other.", TEXT], "id": ["b", "a"]}
    _, second = read(written(tmp_path, columns, row_group_size=1))
    assert isinstance(second, Draft)
    assert second.sha256 == alone


def test_parquet_and_json_lines_give_the_same_articles(tmp_path: Path) -> None:
    rows = [
        {"id": f"a{n}", "text": f"{TEXT} {n} more came.", "published": "2025-08-12", "source": "Example"}
        for n in range(600)
    ]
    path = written(tmp_path, {key: [row[key] for row in rows] for key in rows[0]}, row_group_size=250)
    lines = tmp_path / "wire.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def contents(name: str) -> list[tuple[object, ...]]:
        found = list(read_articles([name]))
        assert count_inputs(find_sources([name])) == len(found) == 600
        return [(a.id, a.text, a.published, a.source) for a in found if isinstance(a, Article)]

    assert contents(path) == contents(str(lines))


def test_without_pyarrow_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"text": [TEXT]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (error,) = list(read_articles([path]))
    assert str(error).endswith("needs pyarrow to be read: pip install 'news-event-extractor[tables]'")
    assert count_rows(path) is None


def test_a_file_that_is_no_parquet_counts_as_one_input_at_most(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"no parquet")
    assert count_inputs(find_sources([str(tmp_path)])) is None
    (tmp_path / "x.parquet").unlink()
    with pytest.raises(UsageError, match=r"\.parquet"):
        list(read_articles([str(tmp_path)]))
