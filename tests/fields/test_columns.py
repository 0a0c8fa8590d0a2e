"""What each field type puts into the cells of a table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from extractor.fields import (
    Cell,
    Choice,
    ChoiceValue,
    Count,
    CountValue,
    FieldType,
    Line,
    LineValue,
    Option,
    PartyValue,
    PlaceValue,
    Role,
    TimeValue,
    When,
    Where,
    Who,
)
from extractor.fields.count import Bound
from extractor.fields.parties.values import PartyKind
from extractor.fields.times.values import Precision
from extractor.schemas import load_schema


def party(name: str, role: str) -> PartyValue:
    return PartyValue(name=name, kind=PartyKind.PERSON, role=role)


CHOICE = Choice((Option("fire", "it can burn"),))
WHO = Who(roles=(Role("agent", "who", "who did it"), Role("patient", "whom", "whom")))
MONTH = TimeValue(start=date(2025, 2, 1), end=date(2025, 2, 28), precision=Precision.MONTH)
TUESDAY = TimeValue(precision=Precision.DAY, weekdays=(1,), phrase="tuesday")
RANGE = CountValue(value=12, upper=15, unit="homes", bound=Bound.BETWEEN)


@pytest.mark.parametrize(
    ("type_", "values", "expected"),
    [
        (CHOICE, [ChoiceValue(name="fire")], {"": "fire"}),
        (CHOICE, [], {"": None}),
        (Line(), [LineValue(text="a bridge fell")], {"": "a bridge fell"}),
        (
            When(),
            [MONTH],
            {
                "": "2025-02",
                "start": date(2025, 2, 1),
                "end": date(2025, 2, 28),
                "precision": "month",
                "approximate": False,
            },
        ),
        (
            When(),
            [TUESDAY],
            {
                "": "Tuesday (date unknown)",
                "start": None,
                "end": None,
                "precision": "day",
                "approximate": False,
            },
        ),
        (
            Count(),
            [RANGE, CountValue(value=2, unit="dead")],
            {
                "": ("12 to 15 homes", "2 dead"),
                "value": 12,
                "upper": 15,
                "unit": "homes",
                "qualifier": "between",
            },
        ),
        (Count(), [], {"": (), "value": None, "upper": None, "unit": None, "qualifier": None}),
        (Where(), [PlaceValue(name="Lyon", country="FR")], {"": "Lyon", "country": "FR"}),
        (
            WHO,
            [party("Ana Paz", "agent"), party("Luis Rey", "patient"), party("Ana Paz", "patient")],
            {
                "": ("Ana Paz", "Luis Rey"),
                "agent": ("Ana Paz",),
                "patient": ("Luis Rey", "Ana Paz"),
            },
        ),
    ],
)
def test_values_are_laid_out_in_typed_cells(
    type_: FieldType[Any], values: list[Any], expected: dict[str, Cell]
) -> None:
    names = [column.name for column in type_.columns()]
    assert dict(zip(names, type_.cells(values), strict=True)) == expected


def test_every_column_of_the_default_schema_has_a_cell_also_when_nothing_is_said() -> None:
    for field in load_schema().fields:
        cells = field.type.cells([])
        assert len(cells) == len(field.type.columns())
        assert all(cell in {None, ()} for cell in cells)
