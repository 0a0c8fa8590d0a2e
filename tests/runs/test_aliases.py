from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.merging import Alias
from extractor.records import JsonObject, MergedEvent
from extractor.runs.aliases import FormerNames
from extractor.runs.folder import RunFolder
from tests.end_to_end.newsroom import ARTICLES, derived, extractor, lines_of, obliging
from tests.kit.model_server import ModelServer

Capsys = pytest.CaptureFixture[str]


def event(name: str, *records: str) -> MergedEvent:
    return MergedEvent(id=name, schema_name="small", fields={}, records=records, articles=())


def test_events_that_are_the_same_or_gone_have_no_alias() -> None:
    former = FormerNames((event("x", "1"), event("gone", "2")))
    assert former.aliases([event("x", "1", "3")]) == []


def test_a_split_and_a_join_are_told() -> None:
    former = FormerNames((event("x", "1", "2", "3"), event("y", "4")))
    assert former.aliases([event("x", "1"), event("z", "2", "3", "4")]) == [
        Alias("x", ("z", "x")),
        Alias("y", ("z",)),
    ]


def test_an_alias_of_an_earlier_command_is_followed_on() -> None:
    former = FormerNames((event("b", "1"),), known=(Alias("a", ("b",)),))
    assert former.aliases([event("c", "1")]) == [Alias("a", ("c",)), Alias("b", ("c",))]


@pytest.mark.parametrize("known", [Alias("a", ("b",)), Alias("a", ("a", "b"))])
def test_a_command_that_changes_nothing_keeps_the_aliases(known: Alias) -> None:
    events = (event("a", "0"), event("b", "1"))
    assert FormerNames(events, known=(known,)).aliases(events) == [known]


def test_an_alias_ends_with_its_event_and_with_the_return_of_the_name() -> None:
    former = FormerNames((event("b", "1"), event("c", "2")), known=(Alias("a", ("b",)), Alias("d", ("c",))))
    assert former.aliases([event("d", "2")]) == [Alias("c", ("d",))]


@pytest.mark.parametrize("content", ["{", '{"id": "x"}\n', '{"id": "x", "records": 1}\n'])
def test_damaged_events_of_before_are_no_error(tmp_path: Path, content: str) -> None:
    folder = RunFolder(tmp_path)
    folder.run.write_text("{}", encoding="utf-8")
    folder.events.write_text(content, encoding="utf-8")
    assert FormerNames.of(folder) == FormerNames()


def test_a_folder_without_a_finished_run_has_no_former_names(tmp_path: Path) -> None:
    RunFolder(tmp_path).events.write_text('{"id": "x", "records": ["1"]}\n', encoding="utf-8")
    assert FormerNames.of(RunFolder(tmp_path)) == FormerNames()


def test_a_run_that_renames_an_event_says_so(tmp_path: Path, capsys: Capsys, loopback: None) -> None:
    news, run = tmp_path / "news.jsonl", tmp_path / "run"

    def run_on(server: ModelServer, **published: str) -> list[JsonObject]:
        lines = [{"id": name, "text": ARTICLES[name], "published": day} for name, day in published.items()]
        news.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "triggers")
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
