from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from extractor import read_articles
from extractor.errors import RecordsError
from extractor.evaluation.gold import GoldEvent, days_of, places_of, read_gold
from extractor.evaluation.judging import check_answers
from extractor.fields import Who
from extractor.records import Article
from tests.evaluation.hand_made import ARREST, ARRESTED_A, SCHEMA, article, gold


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
    found = [event.answers[name] for name in ("type", "count", "when")]
    assert found == [("arrest-jail",), (2,), (None, "2025")]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    given = gold(
        "arrest",
        {"a": [ARRESTED_A]},
        who=[{"name": "Ana Paz", "role": ["agent", "patient"]}],
        killed=[1, None],
        salience={"a": "main"},
    )
    path = tmp_path / "gold.jsonl"
    path.write_text(given.model_dump_json() + "\n", encoding="utf-8")
    (event,) = read_gold(path)
    assert event.model_dump() == given.model_dump()


def test_salience_is_known_by_article() -> None:
    event = gold("x", {"a": ["y"]}, salience={"a": "background", "b": "main"}, type="die")
    assert event.is_main
    salience, kind = SCHEMA.field("salience"), SCHEMA.field("type")
    assert event.answers_of(salience) == ("background", "main")
    assert [event.answers_of(salience, name) for name in "abc"] == [("background",), ("main",), ()]
    assert event.answers_of(kind, "c") == event.answers_of(kind) == ("die",)


def test_what_gold_leaves_out_has_no_answers() -> None:
    event = gold("x", {"a": ["y"]})
    assert "salience" not in event.answers
    assert event.answers_of(SCHEMA.field("salience")) == event.answers_of(SCHEMA.field("injured")) == ()
    assert not event.is_main


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reports": {}}, "gold.jsonl:1: not a gold event: reports"),
        ({"what": None}, "not a gold event: what"),
        ({"salience": "main"}, "not a gold event: salience"),
        ({"type": {"a": "die"}}, "not a gold event: type"),
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
    with pytest.raises(RecordsError, match="gold event x: reports: not in a, verbatim: 'three men'"):
        places_of(gold("x", {"a": ["three men"]}), article("a"))


def test_a_fragment_may_be_of_the_title() -> None:
    titled = article("a").model_copy(update={"title": "Three men held"})
    assert places_of(gold("x", {"a": ["Three men"]}), titled) == ()


def test_a_fragment_that_stands_twice_has_two_places() -> None:
    assert len(places_of(gold("x", {"b": ["in"]}), article("b"))) == 2


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


def test_the_gold_of_the_seeds_fits_the_schema(of_the_seeds: tuple[GoldEvent, ...]) -> None:
    assert check_answers(of_the_seeds, SCHEMA) == ()
    who = SCHEMA.field("who").type
    assert isinstance(who, Who)
    roles = {role for event in of_the_seeds for party in event.answers["who"] for role in party.role}
    assert roles <= {role.name for role in who.roles}


# What the reference says of it


@pytest.fixture(scope="module")
def reference() -> str:
    return (Path(__file__).resolve().parents[2] / "docs" / "reference" / "gold.md").read_text("utf-8")


def test_the_example_of_the_reference_can_be_read(reference: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", reference, re.DOTALL)
    (event,) = read_gold(write(tmp_path, json.loads(example)))
    assert event.answers["killed"] == (1, None)
    assert check_answers([event], SCHEMA) == ()


def test_the_reference_names_every_key(reference: str) -> None:
    keys = re.findall(r"^\| `(\w+)` \|", reference, re.MULTILINE)
    assert set(keys) == {*GoldEvent.model_fields, *(field.name for field in SCHEMA.fields)}


def test_the_reference_counts_the_events_of_the_seeds(
    reference: str, of_the_seeds: tuple[GoldEvent, ...]
) -> None:
    optional = sum(1 for event in of_the_seeds if event.optional)
    assert f"{len(of_the_seeds) - optional} events are asked for, {optional} are optional." in reference
