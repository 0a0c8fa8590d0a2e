from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks._synthetic_news import News, synthetic_news
from benchmarks.merge_scale import main, pair_scores
from extractor.schemas import load_schema


@pytest.fixture(scope="module")
def news() -> News:
    return synthetic_news(400, load_schema("news_event"))


def test_a_size_is_measured_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--records", "60", "120", "--json"]) == 0
    small, large = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (small["records"], large["records"]) == (60, 120)
    assert 0 < small["events"] < 60
    assert 0 < small["linked"] <= small["compared"] < 60 * 59 / 2
    assert small["tool"] == "extractor"
    assert small["peak_mb"] > 20
    assert min(small["pair_precision"], small["pair_recall"]) > 50
    assert main(["--records", "60"]) == 0
    assert f"{small['pair_precision']}" in capsys.readouterr().out


def test_copies_are_as_many_events_of_other_persons_on_other_days(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--records", "180", "--copies", "3", "--folder", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["records"] == 180
    assert found["all_mb"] >= found["worker_mb"]
    first, *others = ([json.loads(line) for line in lines] for lines in _by_copy(tmp_path))
    truth = json.loads((tmp_path / "truth-180-0-in-3.json").read_text(encoding="utf-8"))
    assert len(set(truth.values())) == 3 * len({truth[record["id"]] for record in first})
    for other in others:
        assert len(other) == len(first) == 60
        assert not _said(first, "who", "person") & _said(other, "who", "person")
        assert _said(first, "type") == _said(other, "type")
        for a, b in zip(first, other, strict=True):
            assert date.fromisoformat(b["published"]) - date.fromisoformat(a["published"]) >= timedelta(
                days=30
            )
            assert a["fields"].keys() == b["fields"].keys()


def _by_copy(folder: Path) -> list[list[str]]:
    """The lines of each of three copies."""
    lines = (folder / "news-180-0-in-3.jsonl").read_text(encoding="utf-8").splitlines()
    return [lines[number::3] for number in range(3)]


def _said(records: list[dict[str, Any]], field: str, kind: str | None = None) -> set[str]:
    values = (mention["value"] for record in records for mention in record["fields"][field])
    return {value["name"] for value in values if value and value.get("kind") == kind}


def test_the_same_size_gives_the_same_news_and_another_seed_other_news(news: News) -> None:
    schema = load_schema("news_event")
    assert synthetic_news(400, schema) == news
    assert synthetic_news(400, schema, seed=1).truth.keys() != news.truth.keys()


def test_every_record_is_its_own_and_has_a_known_event(news: News) -> None:
    assert len({record.id for record in news.records}) == len(news.records) == 400
    assert {record.id for record in news.records} == news.truth.keys()


def test_every_written_value_is_understood(news: News) -> None:
    mentions = [m for record in news.records for name in record.fields for m in record.fields[name]]
    unread = [mention.support.written for mention in mentions if mention.value is None]
    assert len(unread) < len(mentions) / 100, unread


def test_reports_leave_out_what_real_ones_leave_out_and_some_are_copies(news: News) -> None:
    said = Counter(name for record in news.records for name, found in record.fields.items() if found)
    assert said["type"] == said["what"] == 400
    assert all(0 < said[name] < 400 for name in ("who", "when", "where", "count"))
    texts = Counter(
        tuple(m.support.written for found in record.fields.values() for m in found) for record in news.records
    )
    assert max(texts.values()) > 1


def test_no_event_is_reported_as_two_kinds_that_are_two_events(news: News) -> None:
    kinds: dict[str, set[str]] = {}
    for record in news.records:
        kinds.setdefault(news.truth[record.id], set()).add(record.fields["type"][0].support.written)
    options = {option.name: option for option in load_schema("news_event").field("type").type.options}
    mixed = [names for names in kinds.values() if len(names) > 1]
    assert mixed
    assert not [name for names in mixed for name in names if "type" in options[name].defined_by]


def test_names_grow_with_the_size(news: News) -> None:
    def names(found: News) -> int:
        return len({m.support.written for record in found.records for m in record.fields["who"]})

    assert names(synthetic_news(800, load_schema("news_event"))) > 1.5 * names(news)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("xxxy", (1.0, 1.0)),
        ("xxyz", (1.0, 1 / 3)),
        ("xxxx", (0.5, 1.0)),
        ("1234", (1.0, 0.0)),
    ],
)
def test_pairs_are_counted_as_joined_rightly_wrongly_or_not(
    found: str, expected: tuple[float, float]
) -> None:
    truth = {"1": "a", "2": "a", "3": "a", "4": "b"}
    assert pair_scores(truth, dict(zip("1234", found, strict=True))) == expected


@pytest.mark.parametrize(
    "arguments", [[], ["--records", "0"], ["--records", "many"], ["--records", "5", "--copies", "2"]]
)
def test_a_size_is_needed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "--records" in capsys.readouterr().err
