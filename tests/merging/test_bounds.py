from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Annotated, Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.fields import TimeValue, When
from extractor.fields.when import Precision
from extractor.merging import blocking, bounds, sums
from extractor.merging.blocking import Keys, Search
from extractor.merging.bounds import Bounds
from extractor.merging.scoring import Scorer
from extractor.merging.sums import Sums
from extractor.merging.table import table_of
from extractor.records import EventRecord, Grounding, Mention, Span, Support
from extractor.schemas import Schema, Weights, schema_of
from tests.merging.small_schema import SCHEMA, records_strategy

DAY = date(2025, 1, 1)


class Dated(BaseModel):
    """An event of which only the time is known."""

    when: Annotated[TimeValue | None, When()] = None

    weights: ClassVar[Weights] = {"when": {"same": 9, "near": 5, "reported apart": -3, "different": -6}}
    threshold: ClassVar[int] = 5


DATED: Schema = schema_of(Dated, name="dated")


@pytest.mark.parametrize("few", [0, 4000])
@given(records=records_strategy())
def test_only_pairs_that_cannot_be_linked_are_given_up(few: int, records: list[EventRecord]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_FEW", few)
        patch.setattr(sums, "_SOON_KNOWN", few)
        given_up_are_hopeless(records, SCHEMA)


def given_up_are_hopeless(records: list[EventRecord], schema: Schema) -> None:
    rows = table_of(records, schema, records.__getitem__)
    i, j = np.array(list(combinations(range(len(rows)), 2)), dtype=np.int64).reshape(-1, 2).T
    keys, together = Keys.of(rows.columns), Sums(rows, schema)
    possible = Bounds(keys, together, schema.threshold).possible((i, j))
    linked = together.links((i, j), keys.shared((i, j))[0])
    assert {*zip(*(ends.tolist() for ends in linked[:2]), strict=True)} <= {
        *zip(*(ends.tolist() for ends in possible), strict=True)
    }


@given(records=records_strategy(), at_once=st.integers(1, 9))
def test_how_much_is_looked_at_at_a_time_changes_nothing(records: list[EventRecord], at_once: int) -> None:
    rows = table_of(records, SCHEMA, records.__getitem__)
    i, j = np.array(list(combinations(range(len(rows)), 2)), dtype=np.int64).reshape(-1, 2).T

    def possible_pairs() -> list[list[int]]:
        keys = Keys.of(rows.columns)
        possible = Bounds(keys, Sums(rows, SCHEMA), SCHEMA.threshold).possible((i, j))
        search = Search(keys, SCHEMA.threshold)
        shared = (ends.tolist() for ends in keys.shared((i, j)))
        return [*(ends.tolist() for ends in possible), search.tail.tolist(), search.index.tolist(), *shared]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_SOON_KNOWN", 0)
        whole = possible_pairs()
        patch.setattr(blocking, "ROWS_AT_ONCE", at_once)
        patch.setattr(bounds, "_AT_ONCE", at_once)
        assert possible_pairs() == whole


def dated(day: int | None, published: int | None) -> EventRecord:
    """A record of an event on so many days after `DAY`, or of no known day."""
    when = () if day is None else (_mention(DAY + timedelta(days=day)),)
    return EventRecord(
        id=f"{day} {published}",
        article="a",
        published=None if published is None else DAY + timedelta(days=published),
        source=None,
        schema_name=DATED.name,
        sentences=(1,),
        fields={"when": when},
    )


def _mention(day: date) -> Mention:
    support = Support(
        article="a", sentences=(1,), written="x", span=Span(start=0, end=1), grounding=Grounding.EXACT
    )
    return Mention(value=TimeValue(start=day, end=day, precision=Precision.DAY), support=support)


def _days(values: Sequence[int]) -> Any:
    return st.one_of(st.none(), st.sampled_from(values))


SOME_DAYS = _days((0, 1, 5, 14, 15, 60, 91, 400))


@pytest.mark.parametrize("few", [0, 4000])
@given(records=st.lists(st.builds(dated, SOME_DAYS, SOME_DAYS), max_size=8))
def test_times_far_apart_have_the_points_of_one_pair_after_the_other(
    few: int, records: list[EventRecord]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_FEW", few)
        patch.setattr(sums, "_SOON_KNOWN", few)
        given_up_are_hopeless(records, DATED)
        rows = table_of(records, DATED, records.__getitem__)
        together = Sums(rows, DATED)
        scorer = Scorer(DATED)
        by_id = {record.id: scorer.reading(record) for record in records}
        for a, b in combinations(range(len(rows)), 2):
            expected = scorer.score(by_id[rows.ids[a]], by_id[rows.ids[b]])
            pair = (np.array([a]), np.array([b]))
            points = int(together.fields[0].points(*pair)[0])
            # What speaks against a match excludes it here: all cite one sentence of one article.
            assert expected == (None if points < 0 else points)
