from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from extractor import read_articles
from extractor.errors import RecordsError
from extractor.evaluation.gold import GoldEvent, days_of, places_of, read_gold
from extractor.fields import Choice, Who
from extractor.records import Article
from tests.evaluation.hand_made import ARREST, SCHEMA, article, gold


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2025-08-12", date(2025, 8, 12), date(2025, 8, 12)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2008", date(2008, 1, 1), date(2008, 12, 31)),
        ("2016/2017", date(2016, 1, 1), date(2017, 12, 31)),
        ("2025-08-04/2025-08-10", date(2025, 8, 4), date(2025, 8, 10)),
    ],
)
def test_a_time_is_a_day_a_month_a_year_or_from_one_to_another(when: str, first: date, last: date) -> None:
    assert days_of(when) == (first, last)


@pytest.mark.parametrize("when", ["", "Tuesday", "2025-8-1", "2025-13", "2025-02-30", "2025/2024", "2025/"])
def test_what_is_no_time_is_refused(when: str) -> None:
    with pytest.raises(ValueError):
        days_of(when)


def write(folder: Path, *lines: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_one_answer_may_stand_without_a_list(tmp_path: Path) -> None:
    line = ARREST.model_dump(mode="json") | {"type": "arrest-jail", "count": 2, "when": [None, "2025"]}
    (event,) = read_gold(write(tmp_path, line))
    assert (event.type, event.count, event.when) == (("arrest-jail",), (2,), (None, "2025"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"when": "Tuesday"}, "gold.jsonl:1: not a gold event: when.0.*'Tuesday' is no year"),
        ({"type": []}, "not a gold event: type"),
        ({"kind": "x"}, "not a gold event: kind"),
        ({"who": [{"name": "Mexico"}]}, "not a gold event: who.0.role"),
    ],
)
def test_what_is_wrong_in_a_line_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(RecordsError, match=said):
        read_gold(write(tmp_path, ARREST.model_dump(mode="json") | change))


def test_two_events_of_one_id_and_a_file_without_events_are_refused(tmp_path: Path) -> None:
    line = ARREST.model_dump(mode="json")
    with pytest.raises(RecordsError, match=r"gold.jsonl:2: a second event with the id 'arrest'"):
        read_gold(write(tmp_path, line, line))
    with pytest.raises(RecordsError, match="no gold events"):
        read_gold(write(tmp_path))


def test_a_fragment_that_the_article_does_not_say_is_refused() -> None:
    with pytest.raises(RecordsError, match="gold event x: not in the text of a, verbatim: 'three men'"):
        places_of(gold("x", {"a": ["three men"]}), article("a"))


# The gold of the seeds


@pytest.fixture(scope="module")
def of_the_seeds() -> tuple[GoldEvent, ...]:
    return read_gold(Path(__file__).resolve().parents[2] / "gold" / "seeds.jsonl")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    seeds = Path(__file__).resolve().parents[2] / "seeds"
    found = {each.id: each for each in read_articles([str(seeds)]) if isinstance(each, Article)}
    assert len(found) == 5
    return found


def test_every_fragment_stands_in_its_article(
    of_the_seeds: tuple[GoldEvent, ...], articles: dict[str, Article]
) -> None:
    for event in of_the_seeds:
        assert event.reports
        for name in event.reports:
            assert places_of(event, articles[name])


def test_the_gold_of_the_seeds_speaks_the_words_of_the_schema(of_the_seeds: tuple[GoldEvent, ...]) -> None:
    types, statuses, who = (SCHEMA.field(name).type for name in ("type", "status", "who"))
    assert isinstance(types, Choice)
    assert isinstance(statuses, Choice)
    assert isinstance(who, Who)
    for event in of_the_seeds:
        assert set(event.type) <= {option.name for option in types.options}, event.id
        assert set(event.status) <= {option.name for option in statuses.options}, event.id
        assert {role for party in event.who for role in party.role} <= {role.name for role in who.roles}


# What the reference says of it


@pytest.fixture(scope="module")
def reference() -> str:
    return (Path(__file__).resolve().parents[2] / "docs" / "reference" / "gold.md").read_text("utf-8")


def test_the_example_of_the_reference_can_be_read(reference: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", reference, re.DOTALL)
    (event,) = read_gold(write(tmp_path, json.loads(example)))
    assert event.count == (None, 1)


def test_the_reference_names_every_key(reference: str) -> None:
    assert re.findall(r"^\| `(\w+)` \|", reference, re.MULTILINE) == list(GoldEvent.model_fields)


def test_the_reference_counts_the_events_of_the_seeds(
    reference: str, of_the_seeds: tuple[GoldEvent, ...]
) -> None:
    optional = sum(1 for event in of_the_seeds if event.optional)
    assert f"{len(of_the_seeds) - optional} events are asked for, {optional} are optional." in reference
