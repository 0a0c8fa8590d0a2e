from __future__ import annotations

import json
import re
import shutil
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.presentation.plain import plain
from extractor.records import JsonObject
from extractor.store.folder import StoredRun
from tests.end_to_end.newsroom import extractor, lines_of
from tests.kit.stored_runs import HARBOUR, hostile_run, judged_run, story_run, write_run

Capsys = pytest.CaptureFixture[str]

HOSTILE = "\x1b[31m\x07\x9b2J\u202e\u2066\u200f"
"""Colours, a bell, a cleared screen, and letters in reverse order."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of two articles, with all that can be said of a value."""
    return write_run(tmp_path_factory.mktemp("finished") / "run", judged_run())


def events_of(run: Path) -> list[JsonObject]:
    return lines_of(run / "events.jsonl")


def of_event(run: Path, headline: str) -> JsonObject:
    (found,) = (event for event in events_of(run) if event["headline"].startswith(headline))
    return found


# The table


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_the_table_fits_its_terminal(
    run: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    table = extractor(capsys, "show", run, "--all").out.split("\n\n")[0]
    assert all(len(line) <= width for line in table.splitlines())
    assert all(line == line.rstrip() for line in table.splitlines())
    heads = table.split("\n")[0].split()
    assert heads[:-1] == ["id", "event", "when", "count", "parties", "articles"]
    assert heads[-1] == ("confidence" if width >= 100 else "conf.")


def test_without_confidences_there_is_no_column_for_them(tmp_path: Path, capsys: Capsys) -> None:
    run = write_run(tmp_path / "run", judged_run(with_confidences=False))
    table = extractor(capsys, "show", run, "--all").out.split("\n\n")[0]
    assert "confidence" not in table
    assert "%" not in table


def test_events_of_one_sentence_are_counted_and_shown_when_asked_for(run: Path, capsys: Capsys) -> None:
    few, every = (extractor(capsys, "show", run, *more).out for more in ((), ("--all",)))
    assert "2019" not in few
    assert "are not shown: extractor show" in few
    assert "2019" in every
    assert "not shown" not in every


def test_json_is_a_line_an_event_the_most_reported_first(run: Path, capsys: Capsys) -> None:
    events = [json.loads(line) for line in extractor(capsys, "show", run, "--json").out.splitlines()]
    assert sorted(event["id"] for event in events) == [event["id"] for event in events_of(run)]
    reported = [len(event["articles"]) for event in events]
    assert reported == sorted(reported, reverse=True)


def test_without_events_the_totals_say_so(tmp_path: Path, capsys: Capsys) -> None:
    run = write_run(tmp_path / "run", replace(judged_run(), records=(), events=()))
    assert extractor(capsys, "show", run).out.strip() == "0 events in 2 articles."


# Confidence


def test_events_below_a_confidence_are_left_out_and_counted(run: Path, capsys: Capsys) -> None:
    out = extractor(capsys, "show", run, "--all", "--min-confidence", "0.7").out
    assert "96%" in out
    assert "62%" not in out
    assert "2019" in out  # it has no confidence, and stays
    assert out.endswith("1 event left out: confidence below 70%.\n")


def test_json_lines_stay_json_when_events_are_left_out(run: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "show", run, "--json", "--min-confidence", "0.7")
    assert [json.loads(line).get("confidence") for line in answer.out.splitlines()] == [0.96, None]
    assert answer.err == "1 event left out: confidence below 70%\n"


@pytest.mark.parametrize("command", ["show", "report"])
@pytest.mark.parametrize("given", ["1.5", "-0.1", "much"])
def test_a_confidence_is_a_number_from_0_to_1(run: Path, capsys: Capsys, command: str, given: str) -> None:
    answer = extractor(capsys, command, run, "--min-confidence", given)
    assert answer.code == 2
    assert "Invalid value for '--min-confidence'" in answer.err


def test_an_event_that_is_asked_for_is_shown_whatever_its_confidence(run: Path, capsys: Capsys) -> None:
    event = of_event(run, "Port Alder")
    assert extractor(capsys, "show", run, event["id"], "--min-confidence", "0.99").code == 0


# Finding one event


@pytest.mark.parametrize("form", ["{id}", "{short}", "event-{short}"])
def test_an_event_is_found_by_its_id_or_the_start_of_it(run: Path, capsys: Capsys, form: str) -> None:
    for event in events_of(run):
        asked = form.format(id=event["id"], short=event["id"].removeprefix("event-")[:7])
        answer = extractor(capsys, "show", run, asked, "--json")
        assert json.loads(answer.out) == event
        assert answer.out.startswith('{\n  "id": ')


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
    shown = extractor(capsys, "show", run, of_event(run, "Crane")["id"]).out
    assert "who: Two workers (patient)" in shown
    assert "gazette s1  [Two workers] died when a crane fell on a ferry in Port Alder on Monday." in shown
    assert "injured: 4 passengers hurt" in shown
    assert "when: 2026-03-02" in shown


def test_the_page_of_a_document_stands_next_to_the_sentence(tmp_path: Path, capsys: Capsys) -> None:
    run = judged_run()
    articles = {
        name: article.model_copy(
            update={"sentences": tuple(replace(each, page=2) for each in article.sentences)}
        )
        for name, article in run.articles.items()
    }
    folder = write_run(tmp_path / "run", replace(run, articles=articles))
    shown = extractor(capsys, "show", folder, events_of(folder)[0]["id"]).out
    assert re.search(r" s\d+ p\. 2  ", shown)


def test_judged_values_have_their_confidence_and_the_cited_sentences(run: Path, capsys: Capsys) -> None:
    shown = extractor(capsys, "show", run, of_event(run, "Crane")["id"]).out
    assert " · confidence 96%\n" in shown
    assert "type: disaster · 91%\n    gazette s1  judged\n    harbour s1-2  judged\n" in shown
    assert "salience: main · 97%\n" in shown
    assert "(unsupported)" not in shown
    cited = shown.partition("cited sentences:\n")[2]
    assert f"harbour s1  {HARBOUR[0]}" in cited
    assert f"harbour s2  {HARBOUR[1]}" in cited


def test_a_headline_in_words_of_several_sentences_names_them(run: Path, capsys: Capsys) -> None:
    event = of_event(run, "Crane")
    assert event["fields"]["what"][0]["supports"][0]["span"] is None
    shown = extractor(capsys, "show", run, event["id"]).out
    assert f"what: {event['headline']}\n    harbour s1-2  fuzzy\n" in shown


def test_a_note_says_where_a_rule_would_judge_otherwise(run: Path, capsys: Capsys) -> None:
    shown = extractor(capsys, "show", run, of_event(run, "Port Alder")["id"]).out
    assert (
        "status: happened · 55%\n    harbour s3  judged (its time is after the article was published)"
        in shown
    )


def in_a_terminal(arguments: list[str], **environment: str) -> str:
    """What the command prints where it can print colours."""
    from click.testing import CliRunner

    from extractor.cli import cli

    return CliRunner(env=environment).invoke(cli, arguments, color=True).output


def test_the_evidence_of_each_field_has_its_colour_and_brackets(run: Path) -> None:
    event = of_event(run, "Crane")["id"]
    shown = in_a_terminal(["show", str(run), event])
    colours = {code for code in ("33", "35", "36") if f"\x1b[{code}m\x1b[1m[" in shown}
    assert colours == {"33", "35", "36"}  # what, who and killed
    assert shown.count("\x1b[1m[") == shown.count("]\x1b[0m")


def test_colours_are_left_out_where_nobody_wants_them(run: Path) -> None:
    event = events_of(run)[0]["id"]
    plainly = in_a_terminal(["show", str(run), event], NO_COLOR="1")
    assert "\x1b" not in plainly
    assert click.unstyle(in_a_terminal(["show", str(run), event], NO_COLOR="")) == plainly


def test_alternatives_are_shown_with_the_class_of_the_conflict(run: Path, capsys: Capsys) -> None:
    shown = extractor(capsys, "show", run, of_event(run, "Crane")["id"]).out
    assert "refinement: Two workers died when a crane fell on a ferry" in shown


def test_what_no_article_says_is_marked(run: Path, capsys: Capsys) -> None:
    shown = extractor(capsys, "show", run, of_event(run, "a crane")["id"]).out
    assert "Blue Line (unsupported) (agent)" in shown
    assert "harbour  unsupported: 'the Blue Line'" in shown


# What an article can do to a terminal: nothing


def is_safe(text: str) -> bool:
    return not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text if c != "\n")


def test_nothing_in_an_article_or_a_reply_steers_the_terminal(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = write_run(tmp_path / "run", hostile_run())
    monkeypatch.setattr(StoredRun, "read", cache(StoredRun.read))  # once for the fifty commands
    assert is_safe(extractor(capsys, "show", run, "--all").out)
    for event in StoredRun.read(run).events:
        answer = extractor(capsys, "show", run, event.id)
        assert is_safe(answer.out)
        assert (answer.code, answer.err) == (0, "") or "several events begin" in answer.complaint


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


def test_a_file_of_a_run_in_place_of_its_folder_is_named(tmp_path: Path, capsys: Capsys) -> None:
    (tmp_path / "ledger.sqlite").touch()
    (tmp_path / "records.jsonl").touch()
    answer = extractor(capsys, "show", tmp_path / "records.jsonl")
    assert answer.code == 1
    assert answer.complaint.endswith(f"records.jsonl: a file; give the folder of a run: {tmp_path}")


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


# Stories


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of an attack and the trial that follows it."""
    return write_run(tmp_path_factory.mktemp("story") / "run", story_run())


def test_stories_are_listed_in_order_of_time_with_the_ids_to_ask_for(story: Path, capsys: Capsys) -> None:
    shown = extractor(capsys, "show", story).out.partition("A story of 2 events:\n")[2]
    attack, trial = (of_event(story, name) for name in ("Karl Brenner shot", "The trial"))
    assert [line.split()[0] for line in shown.splitlines()[:2]] == [
        found["id"].removeprefix("event-")[:7] for found in (attack, trial)
    ]
    assert "2024-05-02" in shown.splitlines()[0]


def test_stories_fit_their_terminal(story: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = extractor(capsys, "show", story).out.partition("A story of 2 events:\n")[2].splitlines()
    assert len(shown) > 2
    assert all(len(line) <= 40 for line in shown)


def test_a_run_without_relations_has_no_stories(run: Path, capsys: Capsys) -> None:
    assert "A story" not in extractor(capsys, "show", run, "--all").out


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("The trial", "follows: Karl Brenner shot Ines Falk"),
        ("Karl Brenner shot", "followed by: The trial of"),
    ],
)
def test_an_event_shows_what_it_follows_and_what_follows_it(
    story: Path, capsys: Capsys, name: str, line: str
) -> None:
    shown = extractor(capsys, "show", story, of_event(story, name)["id"]).out
    assert line in shown
    assert "s2  The trial of [Karl Brenner]" in shown.partition(line)[2]
