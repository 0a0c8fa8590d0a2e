"""Reports of local news: look-alikes stay apart, reports of one incident in other words come together."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractor import load_schema, merge, read_articles
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import RawEvent
from extractor.records import Article, EventRecord, Origin

PAIRS: dict[str, list[dict[str, dict[str, Any]]]] = tomllib.loads(
    (Path(__file__).parent / "data" / "local_news.toml").read_text(encoding="utf-8")
)
SCHEMA = load_schema()


@pytest.fixture(scope="module", params=[None, "2026-03-08"])
def joined(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """The articles of each event, named like `apart 3 a`, which is to be kept apart from `apart 3 b`.

    Most papers do not say when an article came out. Where all came out on one day, more of them look alike.
    """
    reports = {
        f"{kind} {number} {side}": pair[side]
        for kind, pairs in PAIRS.items()
        for number, pair in enumerate(pairs)
        for side in ("a", "b")
    }
    path = tmp_path_factory.mktemp("news") / "articles.jsonl"
    day = {} if request.param is None else {"published": request.param}
    lines = [json.dumps({"id": name, "text": report["text"], **day}) for name, report in reports.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    origin = Origin(backend="none", model="by hand", plan="article", prompt="")
    records = []
    for article in read_articles([str(path)]):
        assert isinstance(article, Article)
        reply = {key: value for key, value in reports[article.id].items() if key != "text"}
        raw = RawEvent(reply, sentences=tuple(sentence.number for sentence in article.sentences))
        (record,) = Assembler(SCHEMA, article, origin).assemble([raw])
        assert isinstance(record, EventRecord)
        records.append(record)
    return [event.articles for event in merge(records, SCHEMA) if len(event.articles) > 1]


def test_no_two_incidents_that_look_alike_are_joined(joined: list[tuple[str, ...]]) -> None:
    assert [articles for articles in joined if not articles[0].startswith("one")] == []


def test_reports_of_one_incident_are_joined_with_each_other_alone(joined: list[tuple[str, ...]]) -> None:
    wanted = [(f"one {number} a", f"one {number} b") for number in range(len(PAIRS["one"]))]
    assert sorted(joined) == sorted(wanted)
