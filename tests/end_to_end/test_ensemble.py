"""Two models read the same articles: what a merge of their runs says of who found what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.store.folder import StoredRun
from tests.end_to_end.newsroom import (
    ARTICLES,
    REPLIES,
    extractor,
    lines_of,
    obliging,
    reply_to,
    write_articles,
)
from tests.kit.model_server import Call, ModelServer, Step, answered

Capsys = pytest.CaptureFixture[str]

FIRST, SECOND = "compatible (first)", "compatible (second)"


def otherwise(call: Call) -> Step:
    """Another model: it never says where prisoners are sent to, whom Chile elected, and who was wounded."""
    left_out = {"elected": "whom"}
    replies = {
        word: {key: value for key, value in event.items() if key != left_out.get(word, "to")}
        for word, event in REPLIES.items()
    }
    return answered(reply_to(call, {**replies, "wounded": {}}))


@pytest.fixture
def runs(tmp_path: Path, capsys: Capsys, loopback: None) -> list[Path]:
    """The runs of two models over three articles."""
    news = write_articles(tmp_path / "news")
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder, script in zip(folders, (obliging, otherwise), strict=True):
        with ModelServer(script) as server:
            where = ("--base-url", server.base_url, "--model", folder.name, "--plan", "article")
            assert extractor(capsys, "run", news, "-o", folder, *where).code == 0
    return folders


def test_agreement_of_models_is_shown_and_is_no_further_source(
    runs: list[Path], tmp_path: Path, capsys: Capsys
) -> None:
    folder = tmp_path / "both"
    counts = json.loads(extractor(capsys, "merge", *runs, "-o", folder, "--json").out)
    alone, both = StoredRun.read(runs[0]), StoredRun.read(folder)
    assert set(counts["models"]) == {FIRST, SECOND}
    assert sum(counts["events_by_models"].values()) == len(both.events)
    assert set(both.articles) == set(ARTICLES)
    sources = {event.articles: event.sources for event in alone.events}
    transfer = next(event for event in both.events if event.articles == ("first", "second"))
    assert transfer.models == (FIRST, SECOND)
    assert transfer.sources == sources["first", "second"] == 2
    by_name = {value.value.model_dump()["name"]: value.models for value in transfer.fields["who"]}
    assert by_name["Mexico"] == (FIRST, SECOND)
    assert by_name["United States"] == (FIRST,)
    election = next(event for event in both.events if "Brandt" in event.model_dump_json())
    by_name = {value.value.model_dump()["name"]: value.models for value in election.fields["who"]}
    assert by_name == {"Chile": (FIRST, SECOND), "Ana Brandt": (FIRST,)}
    assert election.sources == 1


def test_a_merged_folder_is_shown_exported_compared_and_merged_again(
    runs: list[Path], tmp_path: Path, capsys: Capsys
) -> None:
    folder = tmp_path / "both"
    said = extractor(capsys, "merge", *runs, "-o", folder).out
    assert f"2 models ({FIRST}, {SECOND}); events found: " in said
    assert "models" in extractor(capsys, "show", folder, "--all").out.splitlines()[0]
    events = lines_of(folder / "events.jsonl")
    transfer = next(event["id"] for event in events if event["articles"] == ["first", "second"])
    shown = extractor(capsys, "show", folder, transfer).out
    assert "2 articles, read by 2 models" in shown
    assert "Mexico (agent) · 2 of 2 models\n" in shown
    assert "United States (" in shown
    assert f") · 1 of 2 models: {FIRST}\n" in shown
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "<small>2 of 2 models</small>" in report
    assert f"<small>1 of 2 models: {FIRST}</small>" in report
    assert extractor(capsys, "export", folder, "-o", tmp_path / "out.jsonl").code == 0
    assert {tuple(row["models"]) for row in lines_of(tmp_path / "out.jsonl")} >= {(FIRST, SECOND)}
    supports = [row for row in lines_of(tmp_path / "out.supports.jsonl") if row["value"] == "United States"]
    assert {tuple(row["models"]) for row in supports} == {(FIRST,)}
    assert extractor(capsys, "compare", *runs, folder).code == 0
    again = tmp_path / "again.jsonl"
    assert extractor(capsys, "merge", folder, runs[0], "-o", again).code == 0
    assert again.read_bytes() == (folder / "events.jsonl").read_bytes()


def test_a_run_is_never_overwritten_by_a_merge_and_a_merge_is(
    runs: list[Path], tmp_path: Path, capsys: Capsys
) -> None:
    answer = extractor(capsys, "merge", runs[0], "-o", runs[1])
    assert (answer.code, "holds a run of its own, which stays" in answer.complaint) == (1, True)
    answer = extractor(capsys, "merge", *runs, "-o", runs[1])
    assert (answer.code, "is merged itself" in answer.complaint) == (1, True)
    folder = tmp_path / "both"
    for sources in (runs, runs[:1]):
        assert extractor(capsys, "merge", *sources, "-o", folder).code == 0
    for name in ("articles", "records", "events", "relations", "entities"):
        file = f"{name}.jsonl"
        assert (folder / file).read_bytes() == (runs[0] / file).read_bytes()
    assert "<!doctype html>" in (folder / "report.html").read_text(encoding="utf-8").lower()
    now = {event["id"] for event in lines_of(folder / "events.jsonl")}
    for alias in lines_of(folder / "aliases.jsonl") if (folder / "aliases.jsonl").exists() else []:
        assert now.issuperset(alias["current"])


def test_articles_that_share_an_id_and_not_their_text_are_named(
    runs: list[Path], tmp_path: Path, capsys: Capsys
) -> None:
    articles = runs[1] / "articles.jsonl"
    articles.write_text(
        articles.read_text(encoding="utf-8").replace("Per Dahl", "Ann Dahl"), encoding="utf-8"
    )
    answer = extractor(capsys, "merge", *runs, "-o", tmp_path / "both")
    assert answer.code == 1
    assert "article first has another text than in" in answer.complaint
    assert not (tmp_path / "both" / "run.json").exists()
