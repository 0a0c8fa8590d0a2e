from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.presentation.plain import plain
from extractor.records import JsonObject
from tests.end_to_end.newsroom import (
    REPLIES,
    Answer,
    asked_about,
    extractor,
    lines_of,
    obliging,
    write_articles,
)
from tests.kit.model_server import ModelServer, answered

Capsys = pytest.CaptureFixture[str]

HOSTILE = "\x1b[31m\x07\x9b2J\u202e\u2066\u200f"
"""Colours, a bell, a cleared screen, and letters in reverse order."""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of finished runs, by name; each is made once."""
    return {}


@pytest.fixture
def run(
    finished: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, capsys: Capsys, loopback: None
) -> Path:
    """A finished run of the newsroom."""
    if "run" not in finished:
        folder = tmp_path_factory.mktemp("finished")
        with ModelServer(obliging) as server:
            where = ("--base-url", server.base_url, "--model", "m", "--plan", "triggers")
            extractor(capsys, "run", write_articles(folder / "news"), "-o", folder / "run", *where)
        finished["run"] = folder / "run"
    return finished["run"]


def run_of(
    folder: Path, capsys: Capsys, texts: Mapping[str, str], replies: Mapping[str, JsonObject]
) -> tuple[Path, Answer]:
    with ModelServer(lambda call: answered({**REPLIES, **replies}[asked_about(call)])) as server:
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "triggers")
        answer = extractor(
            capsys, "run", write_articles(folder / "news", texts), "-o", folder / "run", *where
        )
    return folder / "run", answer


def events_of(run: Path) -> list[JsonObject]:
    return lines_of(run / "events.jsonl")


# The table


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_the_table_fits_its_terminal(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    table = extractor(capsys, "show", run, "--all").out.split("\n\n")[0]
    assert all(len(line) <= width for line in table.splitlines())
    assert all(line == line.rstrip() for line in table.splitlines())
    assert table.split("\n")[0].split() == ["id", "event", "when", "count", "parties", "articles"]


def test_events_of_one_sentence_are_counted_and_shown_when_asked_for(run: Path, capsys: Capsys) -> None:
    few, every = (extractor(capsys, "show", run, *more).out for more in ((), ("--all",)))
    assert "Ana Brandt" not in few
    assert "are not shown: extractor show" in few
    assert "Ana Brandt" in every
    assert "not shown" not in every


def test_json_is_a_line_an_event_the_most_reported_first(run: Path, capsys: Capsys) -> None:
    events = [json.loads(line) for line in extractor(capsys, "show", run, "--json").out.splitlines()]
    assert sorted(event["id"] for event in events) == [event["id"] for event in events_of(run)]
    reported = [len(event["articles"]) for event in events]
    assert reported == sorted(reported, reverse=True)


def test_without_events_the_totals_say_so(tmp_path: Path, capsys: Capsys, loopback: None) -> None:
    run, _ = run_of(tmp_path, capsys, {"calm": "The sea was calm and blue. Nobody minded."}, {})
    assert extractor(capsys, "show", run).out.strip() == "0 events in 1 articles."


# Finding one event


@pytest.mark.parametrize("form", ["{id}", "{short}", "event-{short}"])
def test_an_event_is_found_by_its_id_or_the_start_of_it(run: Path, capsys: Capsys, form: str) -> None:
    for event in events_of(run):
        asked = form.format(id=event["id"], short=event["id"].removeprefix("event-")[:7])
        answer = extractor(capsys, "show", run, asked, "--json")
        assert json.loads(answer.out)["id"] == event["id"]


@pytest.mark.parametrize(
    ("asked", "problem"), [("r", "several events begin with"), ("zz", "no event begins")]
)
def test_a_start_that_does_not_tell_events_apart_is_an_error(
    run: Path, capsys: Capsys, asked: str, problem: str
) -> None:
    answer = extractor(capsys, "show", run, asked)
    assert answer.code == 1
    assert problem in answer.complaint


def test_every_id_of_the_table_finds_its_event(run: Path, capsys: Capsys) -> None:
    rows = extractor(capsys, "show", run, "--all").out.split("\n\n")[0].splitlines()[2:]
    ids = [row.split()[0] for row in rows if not row.startswith(" ")]
    assert len(ids) == len(events_of(run))
    assert all(extractor(capsys, "show", run, each).code == 0 for each in ids)


# The evidence


def test_the_evidence_marks_the_words_in_their_sentence(run: Path, capsys: Capsys) -> None:
    (transfer,) = (event for event in events_of(run) if event["fields"]["count"][:1] and
                   event["fields"]["count"][0]["value"]["value"] == 26)  # fmt: skip
    shown = extractor(capsys, "show", run, transfer["id"]).out
    assert "who: Mexico (agent)" in shown
    assert "first s1  [Mexico] sent 26 prisoners to the United States on Tuesday." in shown
    assert "second s1  On Tuesday, Mexico transferred [26 prisoners] to the United States." in shown
    assert "when: 2025-08-12" in shown


def in_a_terminal(arguments: list[str], **environment: str) -> str:
    """What the command prints where it can print colours."""
    from click.testing import CliRunner

    from extractor.cli import cli

    return CliRunner(env=environment).invoke(cli, arguments, color=True).output


def test_the_evidence_of_each_field_has_its_colour_and_brackets(run: Path) -> None:
    event = events_of(run)[0]["id"]
    shown = in_a_terminal(["show", str(run), event])
    colours = {code for code in ("34", "33", "35") if f"\x1b[{code}m\x1b[1m[" in shown}
    assert colours == {"34", "33", "35"}  # type, what and who
    assert shown.count("\x1b[1m[") == shown.count("]\x1b[0m")


def test_colours_are_left_out_where_nobody_wants_them(run: Path) -> None:
    event = events_of(run)[0]["id"]
    plainly = in_a_terminal(["show", str(run), event], NO_COLOR="1")
    assert "\x1b" not in plainly
    assert click.unstyle(in_a_terminal(["show", str(run), event], NO_COLOR="")) == plainly


def test_alternatives_are_shown_with_the_class_of_the_conflict(
    tmp_path: Path, capsys: Capsys, loopback: None
) -> None:
    texts = {
        "one": "Mexico sent 26 prisoners to the United States on Tuesday.",
        "two": "Mexico transferred about 26 prisoners to the United States on Tuesday.",
    }
    replies = {"transferred": {**REPLIES["transferred"], "whom": ["about 26 prisoners"]}}
    run, _ = run_of(tmp_path, capsys, texts, replies)
    shown = extractor(capsys, "show", run, events_of(run)[0]["id"]).out
    assert "refinement: about 26 prisoners" in shown


def test_what_no_article_says_is_marked(tmp_path: Path, capsys: Capsys, loopback: None) -> None:
    replies = {"sent": {**REPLIES["sent"], "to": ["Atlantis"]}}
    run, _ = run_of(tmp_path, capsys, {"one": "Mexico sent 26 prisoners away on Tuesday."}, replies)
    shown = extractor(capsys, "show", run, events_of(run)[0]["id"]).out
    assert "Atlantis (unsupported)" in shown
    assert "one  unsupported: 'Atlantis'" in shown


# What an article can do to a terminal: nothing


def is_safe(text: str) -> bool:
    return not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text if c != "\n")


def test_nothing_in_an_article_or_a_reply_steers_the_terminal(
    tmp_path: Path, capsys: Capsys, loopback: None
) -> None:
    name = f"on{HOSTILE}\u2028\x85e"
    texts = {name: f"Mexico sent 26 {HOSTILE}prisoners{HOSTILE} to the United States on Tuesday."}
    invented = {"who": ["Mexico", f"Atlantis{HOSTILE}"], "whom": [f"26 {HOSTILE}prisoners"]}
    run, ran = run_of(tmp_path, capsys, texts, {"sent": invented})
    assert (ran.code, ran.err) == (0, "")
    outputs = [ran.out, extractor(capsys, "show", run, "--all").out]
    outputs += [extractor(capsys, "show", run, event["id"]).out for event in events_of(run)]
    assert all(is_safe(output) for output in outputs)
    assert len(outputs) > 2
    assert any("prisoners" in output for output in outputs)


def test_an_error_message_does_not_steer_the_terminal_either(capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "run", f"nothing{HOSTILE}here", "-o", tmp_path / "run")
    assert answer.code == 2
    assert is_safe(answer.complaint)


@given(st.text(st.characters()))
def test_plain_text_is_one_safe_line(text: str) -> None:
    assert is_safe(plain(text))
    assert "\n" not in plain(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["González", "扎根", "مرحبا", "a–b “c” €5", "é"])
def test_plain_text_keeps_what_people_write(text: str) -> None:
    assert plain(text) == text


# What is no finished run


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "show", tmp_path)
    assert answer.code == 1
    assert f"no run here; make one with: extractor run ARTICLES -o {tmp_path}" in answer.complaint


@pytest.mark.parametrize("name", ["run.json", "articles.jsonl", "events.jsonl", "records.jsonl"])
def test_a_damaged_file_is_named(run: Path, capsys: Capsys, tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(run, tmp_path / "copy")
    (copy / name).write_text('{"schema": 1}\n', encoding="utf-8")
    answer = extractor(capsys, "show", copy)
    assert answer.code == 1
    assert f"copy/{name}" in answer.complaint


def test_a_missing_file_is_named(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    copy = shutil.copytree(run, tmp_path / "copy")
    (copy / "events.jsonl").unlink()
    answer = extractor(capsys, "show", copy)
    assert answer.code == 1
    assert "copy/events.jsonl: cannot be read: No such file or directory" in answer.complaint
