from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.merging import Alias
from extractor.records import JsonObject
from extractor.runs.results.aliases import aliases_of, followed
from extractor.store.folder import RunFolder
from tests.end_to_end.newsroom import ARTICLES, derived, extractor, lines_of, obliging
from tests.kit.model_server import ModelServer

Capsys = pytest.CaptureFixture[str]


def now(**events: str) -> dict[str, str]:
    """The event of each record, from the records of each event."""
    return {record: name for name, records in events.items() for record in records}


def test_events_that_are_the_same_or_gone_have_no_alias() -> None:
    assert followed([("x", "1"), ("gone", "2")], [], now(x="13")) == []


def test_a_split_and_a_join_are_recorded() -> None:
    assert followed([("x", "123"), ("y", "4")], [], now(x="1", z="234")) == [
        Alias("x", ("z", "x")),
        Alias("y", ("z",)),
    ]


def test_an_alias_of_an_earlier_command_is_followed_on() -> None:
    known = [Alias("a", ("b",))]
    assert followed([("b", "1")], known, now(c="1")) == [Alias("a", ("c",)), Alias("b", ("c",))]


@pytest.mark.parametrize("known", [Alias("a", ("b",)), Alias("a", ("a", "b"))])
def test_a_command_that_changes_nothing_keeps_the_aliases(known: Alias) -> None:
    assert followed([("a", "0"), ("b", "1")], [known], now(a="0", b="1")) == [known]


def test_an_alias_ends_with_its_event_and_with_the_return_of_the_name() -> None:
    known = [Alias("a", ("b",)), Alias("d", ("c",))]
    assert followed([("b", "1"), ("c", "2")], known, now(d="2")) == [Alias("c", ("d",))]


def finished(path: Path, events: str) -> RunFolder:
    folder = RunFolder(path)
    folder.run.write_text("{}", encoding="utf-8")
    folder.events.write_text(events, encoding="utf-8")
    return folder


def test_a_finished_run_is_followed(tmp_path: Path) -> None:
    folder = finished(tmp_path, '{"id": "x", "records": ["1"]}\n')
    folder.aliases.write_text('{"former": "w", "current": ["x"]}\n', encoding="utf-8")
    assert aliases_of(folder, now(y="1")) == [Alias("w", ("y",)), Alias("x", ("y",))]


@pytest.mark.parametrize("content", ["{", '{"id": "x"}\n', '{"id": "x", "records": 1}\n'])
def test_damaged_events_of_before_are_no_error(tmp_path: Path, content: str) -> None:
    good = '{"id": "x", "records": ["1"]}\n'
    assert aliases_of(finished(tmp_path, good + content), now(y="1")) == []


def test_a_folder_without_a_finished_run_has_no_former_names(tmp_path: Path) -> None:
    RunFolder(tmp_path).events.write_text('{"id": "x", "records": ["1"]}\n', encoding="utf-8")
    assert aliases_of(RunFolder(tmp_path), now(y="1")) == []


def test_a_run_that_renames_an_event_says_so(tmp_path: Path, capsys: Capsys, loopback: None) -> None:
    news, run = tmp_path / "news.jsonl", tmp_path / "run"

    def run_on(server: ModelServer, **published: str) -> list[JsonObject]:
        lines = [{"id": name, "text": ARTICLES[name], "published": day} for name, day in published.items()]
        news.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        assert extractor(capsys, "run", news, "-o", run, *where).code == 0
        return lines_of(run / "events.jsonl")

    with ModelServer(obliging) as server:
        before = run_on(server, second="2025-08-13")
        assert not (run / "aliases.jsonl").exists()
        after = run_on(server, first="2025-08-12", second="2025-08-13")
        files = derived(run)
        assert run_on(server, first="2025-08-12", second="2025-08-13") == after
    joined = next(item for item in after if len(item["articles"]) == 2)
    (renamed,) = lines_of(run / "aliases.jsonl")
    assert renamed["current"] == [joined["id"]]
    assert renamed["former"] in {item["id"] for item in before} - {item["id"] for item in after}
    assert derived(run) == files
