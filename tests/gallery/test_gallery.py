"""Three domains, each a schema and no more, answered by what the local model really answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractor import MergedEvent, Outcome, Request, extract, load_profile, load_schema
from extractor.backends.cassettes.folder import file_name
from extractor.fields import CountValue
from tests.test_documents import loaded

SCHEMAS = {"news": "news_event", "disasters": "disaster", "courts": "court_step"}
each_domain = pytest.mark.parametrize("domain", SCHEMAS)


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def replayed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Outcome]:
    """What a run of a domain gives, for all that is asserted about it."""
    top = tmp_path_factory.mktemp("gallery")

    @cache
    def replay(domain: str) -> Outcome:
        request = Request(
            inputs=(str(repository / "gold" / "gallery" / domain / "articles.jsonl"),),
            folder=top / domain,
            profile=load_profile("local"),
            schema=SCHEMAS[domain],
            replay=repository / "cassettes" / "gallery" / domain,
        )
        with ThreadPoolExecutor(1) as another:  # a test with an open browser has an event loop in this one
            return another.submit(extract, request).result()

    return replay


@pytest.fixture
def script(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script that fills in the pages, as a module."""
    monkeypatch.setenv("COLUMNS", "100")
    return loaded(repository / "docs" / "write_examples.py")


@each_domain
def test_every_answer_was_recorded_and_every_recorded_one_is_used(
    replayed: Callable[[str], Outcome], repository: Path, domain: str
) -> None:
    articles = lines_of(repository / "gold" / "gallery" / domain / "articles.jsonl")
    cassettes = repository / "cassettes" / "gallery" / domain
    tally = replayed(domain).tally
    assert (tally.articles, tally.failures, tally.unused) == (len(articles), 0, 0)
    assert {path.name for path in cassettes.iterdir()} == {file_name(each["id"]) for each in articles}


@each_domain
def test_the_page_of_a_domain_shows_its_run_and_its_scores(
    replayed: Callable[[str], Outcome], script: Any, domain: str
) -> None:
    runs = {f"runs/{domain}": str(replayed(domain).folder.path)}
    (page,) = [page for page in script.GALLERY if page.stem == domain]
    text = page.read_text(encoding="utf-8")
    assert f"$ extractor evaluate runs/{domain} --gold gold/gallery/{domain}/gold.jsonl" in text
    assert script.written(text, runs) == text, "run: python docs/write_examples.py"


def test_the_overview_has_the_scores_of_each_domain(replayed: Callable[[str], Outcome], script: Any) -> None:
    runs = {f"runs/{domain}": str(replayed(domain).folder.path) for domain in SCHEMAS}
    text = script.GALLERY[0].read_text(encoding="utf-8")
    assert "[disasters](disasters.md)" in text
    assert script.written(text, runs) == text, "run: python docs/write_examples.py"


def test_the_tolls_of_two_days_are_in_one_event(replayed: Callable[[str], Outcome]) -> None:
    def tolls(event: MergedEvent) -> set[float]:
        values = [each for value in event.fields["killed"] for each in (value, *value.alternatives)]
        return {each.value.value for each in values if isinstance(each.value, CountValue)}

    (quake,) = [event for event in replayed("disasters").events if tolls(event) == {170_000, 200_000}]
    assert quake.articles == ("haiti-police", "haiti-resettlement")


def test_what_a_later_article_looks_back_to_is_one_event_with_it(replayed: Callable[[str], Outcome]) -> None:
    (run,) = [event for event in replayed("news").events if event.articles == ("kipchoge", "kosgei")]
    schema = load_schema()
    assert schema.field("when").type.show(run.fields["when"][0].value) == "2019-10-12"
    assert schema.field("where").type.show(run.fields["where"][0].value) == "Vienna, Austria"


@each_domain
def test_every_article_says_where_it_is_from(repository: Path, domain: str) -> None:
    for article in lines_of(repository / "gold" / "gallery" / domain / "articles.jsonl"):
        assert article["url"].startswith("https://en.wikinews.org/wiki/")
        assert article["source"] == "Wikinews"
        assert article["title"]
        assert article["published"]


@pytest.mark.parametrize("name", ["disaster", "court_step"])
def test_a_domain_is_one_class_of_twenty_lines(repository: Path, name: str) -> None:
    code = (repository / "schemas" / f"{name}.py").read_text(encoding="utf-8")
    assert len([line for line in code.partition("class ")[2].splitlines() if line.strip()]) <= 20
    assert load_schema(name).guideline
    assert not (repository / "prompts" / name).exists()
