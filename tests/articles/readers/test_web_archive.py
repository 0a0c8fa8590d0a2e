"""Pages in WARC files."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.articles import read_articles
from extractor.records import Article
from tests.kit.documents import warc_of

STORY = (
    "Two climbers were found alive on Mount Orla on Monday, rescuers said. They had waited for three days."
)
PAGE = f"<html><body><article><h1>Found</h1><p>{STORY} “€5”</p></article></body></html>"


def written(path: Path, *answers: tuple[str, str, str, bytes], packed: bool = True) -> Path:
    path.write_bytes(warc_of(*answers, packed=packed))
    return path


def read(path: Path) -> list[str]:
    return [item.id if isinstance(item, Article) else str(item) for item in read_articles([str(path)])]


@pytest.mark.parametrize("packed", [True, False])
def test_each_page_that_was_answered_well_is_an_article(tmp_path: Path, packed: bool) -> None:
    path = written(
        tmp_path / ("crawl.warc.gz" if packed else "crawl.warc"),
        ("https://post.example/2025/08/13/climbers.html", "200", "text/html", PAGE.encode()),
        ("https://post.example/logo.png", "200", "image/png", b"\x89PNG"),
        ("https://post.example/old", "301", "text/html", b"moved"),
        ("https://post.example/", "200", "text/html; charset=windows-1252", PAGE.encode("cp1252")),
        packed=packed,
    )
    first, second = read_articles([str(path)])
    assert isinstance(first, Article)
    assert (first.id, first.url, str(first.published)) == (
        "climbers",
        "https://post.example/2025/08/13/climbers.html",
        "2025-08-13",
    )
    assert isinstance(second, Article)
    assert (second.id, second.published) == ("crawl-4", None)
    assert "“€5”" in second.text


def test_a_page_without_an_article_costs_no_other(tmp_path: Path) -> None:
    path = written(
        tmp_path / "crawl.warc.gz",
        ("https://post.example/empty", "200", "text/html", b"<html><body></body></html>"),
        ("https://post.example/climbers", "200", "text/html", PAGE.encode()),
    )
    bad, good = read(path)
    assert bad.startswith(f"{path}:[1] https://post.example/empty: has no article")
    assert good == "climbers"


def test_a_file_that_is_no_warc_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"no records here\r\n\r\n")
    (found,) = read(tmp_path / "a.warc")
    assert f"{tmp_path / 'a.warc'}: is damaged after 0 records" in found
