from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks._synthetic_articles import synthetic_articles, write_articles
from benchmarks.throughput import main
from extractor.articles import read_articles
from extractor.errors import ArticleError
from extractor.records import Article
from extractor.store.folder import StoredRun

pytestmark = pytest.mark.usefixtures("loopback")


def test_ours_and_the_peers_that_are_there_are_measured_on_the_same_articles(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--articles", "12", "--seconds", "0.01", "--in-flight", "4", "--folder", str(tmp_path)]
    only = ["--only", "ours", "openai", "langextract", "--python", sys.executable]
    assert main([*arguments, *only, "--json"]) == 0
    printed = capfd.readouterr()
    found = {line["tool"]: line for line in map(json.loads, printed.out.splitlines())}
    assert {"ours", "openai"} <= found.keys()
    assert "langextract" in found or "skipped: langextract is not installed" in printed.err
    for line in found.values():
        assert (line["articles"], line["answered"]) == (12, 12)
        assert line["peak_mb"] > 20
        assert line["cpu_ms"] > 0
        assert 0 < line["steady"] < 1.5
    stored = StoredRun.read(tmp_path / "run")
    assert len(stored.articles) == 12
    answers = (tmp_path / "answers-openai.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(answers) == 12


def test_articles_from_parquet_are_the_same(tmp_path: Path) -> None:
    lines, _ = write_articles(tmp_path / "lines", 50)
    parquet, _ = write_articles(tmp_path / "parquet", 50, parquet=True)

    def read(path: Path) -> list[Article | ArticleError]:
        without = {"sha256": "", "path": ""}
        return [a.model_copy(update=without) for a in read_articles([str(path)]) if isinstance(a, Article)]

    assert read(lines) == read(parquet)


def test_every_article_has_a_title_of_its_own_and_an_event(tmp_path: Path) -> None:
    made = list(synthetic_articles(50))
    assert len({article["title"] for article, _ in made}) == 50
    assert all(event["what"] in article["text"] for article, event in made)
    lines, replies = write_articles(tmp_path, 50)
    assert len(lines.read_text(encoding="utf-8").splitlines()) == 50
    assert json.loads(replies.read_text(encoding="utf-8").splitlines()[0]) == {"events": [made[0][1]]}
