from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extractor.errors import RunError
from extractor.exporting import datasheet_run
from extractor.reporting import Review, Tally, datasheet
from extractor.reporting.tally import NO_CONFIDENCE
from extractor.schemas import load_schema
from extractor.store.folder import RunFolder, StoredRun
from tests.kit.stored_runs import hostile_run, judged_run, write_run


def of(run: Path, output: Path, review: Review | None = None) -> str:
    datasheet_run(run, output, review=review)
    return output.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The datasheet of a run of two articles and three events."""
    folder = tmp_path_factory.mktemp("judged")
    return of(write_run(folder / "run", judged_run()), folder / "datasheet.md")


def row(sheet: str, name: str) -> list[str]:
    """The cells behind the first of the row that begins with these words."""
    (line,) = (line for line in sheet.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_it_is_the_one_that_the_run_ended_with(seeds_run_folder: Path, tmp_path: Path) -> None:
    again = of(seeds_run_folder, tmp_path / "datasheet.md")
    assert again == RunFolder(seeds_run_folder).datasheet.read_text(encoding="utf-8")


def test_it_is_one_page(seeds_run_folder: Path) -> None:
    text = RunFolder(seeds_run_folder).datasheet.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 70
    assert max(map(len, text.splitlines())) < 250


def test_it_counts_what_the_run_has(seeds_run_folder: Path) -> None:
    text = RunFolder(seeds_run_folder).datasheet.read_text(encoding="utf-8")
    run = StoredRun.read(seeds_run_folder)
    assert f"{len(run.events)} events from {len(run.articles)} articles" in text
    assert f"Records, one for each event of an article: {len(run.records)}\n" in text
    parties = [mention for record in run.records for mention in record.fields["who"]]
    assert row(text, "who")[0] == str(len(parties))
    described = json.loads(RunFolder(seeds_run_folder).run.read_text(encoding="utf-8"))
    model = row(text, "qwen2.5-coder-1.5b")
    assert model[:3] == ["local", "outline", described["prompt"]["fingerprint"]]
    assert model[-2:] == [str(described["totals"]["questions"]), str(len(run.records))]
    assert f"fingerprint {described['schema']['fingerprint']}. " in text
    assert f"news-event-extractor {described['versions']['news-event-extractor']}." in text


def test_what_nobody_says_is_not_stated(judged: str) -> None:
    assert "Licence of the articles: not stated" in judged
    assert row(judged, "small") == ["local", "article", "0123456789abcdef", "not stated", "not stated", "4"]
    assert "written by news-event-extractor not stated" in judged
    assert "failed: not stated" in judged


def test_articles_are_counted_by_language_source_and_day(judged: str) -> None:
    assert "- Articles: 2\n" in judged
    assert "- Published: 2026-03-03\n" in judged
    assert "- Sources: The Gazette 1, The Harbour 1\n" in judged


def test_values_are_counted_by_how_the_article_says_them(judged: str) -> None:
    assert row(judged, "type") == ["4", "", "", "", "100% (4)"]
    total, supported, unsupported, *_ = row(judged, "who")
    assert unsupported == f"{100 // int(total)}% (1)"
    assert supported.endswith(f"({int(total) - 1})")


def test_a_time_without_a_day_is_unresolved() -> None:
    tally = Tally(load_schema())
    run = judged_run()
    record = next(record for record in run.records if record.fields["when"])
    (mention,) = record.fields["when"]
    unknown = {"start": None, "end": None, "phrase": "Monday"}
    vague = mention.model_copy(update={"value": mention.value.model_copy(update=unknown)})  # type: ignore[union-attr]
    tally.add_record(record)
    tally.add_record(record.model_copy(update={"fields": {**record.fields, "when": (vague,)}}))
    assert tally.outcomes["when"] == {"supported": 1, "unresolved": 1}


def test_confidences_are_counted_in_groups() -> None:
    tally = Tally(load_schema())
    for confidence in (1.0, 0.9, 0.89, 0.5, 0.499, 0.0, None):
        tally.add_event(confidence, 1)
    assert tally.confidences == {
        "90% or more": 2,
        "70% to 90%": 1,
        "50% to 70%": 1,
        "below 50%": 2,
        NO_CONFIDENCE: 1,
    }


def test_the_review_is_told_with_how_sure_it_is(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", judged_run())
    sheet = of(run, tmp_path / "a.md", Review(decisions=52, reviewers=2, right=38, wrong=2))
    assert (
        "52 decisions of 2 reviewers in force. Of 40 events reviewed, 38 are right: 95% (83% to 99%" in sheet
    )
    begun = of(run, tmp_path / "b.md", Review(decisions=1, reviewers=1, right=0, wrong=0))
    assert "1 decision of 1 reviewer in force. No event is accepted or rejected yet." in begun
    assert of(run, tmp_path / "c.md").endswith("Nobody has reviewed it yet.\n")


def test_a_schema_that_has_changed_since_the_run_is_noted() -> None:
    schema = load_schema()
    changed = "".join(datasheet(Tally(schema), {"schema": {"fingerprint": "0" * 16}}))
    assert f"fingerprint {'0' * 16}, which has changed since." in changed
    same = "".join(datasheet(Tally(schema), {"schema": {"fingerprint": schema.fingerprint}}))
    assert "changed" not in same


def test_of_several_models_the_questions_are_those_of_all() -> None:
    run = judged_run()
    tally = Tally(load_schema())
    for number, record in enumerate(run.records):
        assert record.origin is not None
        origin = record.origin.model_copy(update={"model": f"model-{number % 2}"})
        tally.add_record(record.model_copy(update={"origin": origin}))
    sheet = "".join(datasheet(tally, {"totals": {"questions": 1_234}}))
    assert "All models together answered 1,234 questions.\n" in sheet
    assert [row(sheet, f"model-{n}")[-2:] for n in (0, 1)] == [["not stated", "2"], ["not stated", "2"]]


def test_hostile_texts_stay_text_and_in_their_cells(tmp_path: Path) -> None:
    sheet = of(write_run(tmp_path / "run", hostile_run()), tmp_path / "datasheet.md")
    assert not re.search(r"(?<!\\)<", sheet)
    assert not re.search("[\x00-\x09\x0b-\x1f\u2028\u202e\ud800-\udfff]", sheet)
    assert len(sheet.splitlines()) < 70
    for table in re.findall(r"(?:^\|.*\n)+", sheet, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_a_folder_without_a_run_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run here"):
        datasheet_run(tmp_path, tmp_path / "datasheet.md")
    assert list(tmp_path.iterdir()) == []
