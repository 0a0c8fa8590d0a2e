from __future__ import annotations

import pytest
from pydantic import ValidationError

from extractor.decisions import JudgedValue, Kind
from tests.decisions.made import decision, value


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.ACCEPT_EVENT, "event"),
        (Kind.REJECT_EVENT, "event"),
        (Kind.ACCEPT, "before"),
        (Kind.REJECT, "before"),
        (Kind.CHOOSE, "after"),
        (Kind.EDIT, "after"),
        (Kind.ADD, "after"),
        (Kind.SPLIT, "records"),
        (Kind.JOIN, "records"),
        (Kind.UNDO, "target"),
        (Kind.REDO, "target"),
    ],
)
def test_a_decision_without_what_its_kind_needs_is_refused(kind: Kind, missing: str) -> None:
    empty = {"event": None} if missing == "event" else {"before": () if missing == "before" else (value(),)}
    with pytest.raises(ValidationError, match=f"a decision to {kind.value} needs {missing}"):
        decision("a", kind, **empty)


def test_equal_values_of_a_field_have_one_key_whatever_the_order_of_their_parts() -> None:
    one = JudgedValue(field="count", value={"value": 26, "unit": None}, shown="26")
    two = JudgedValue(field="count", value={"unit": None, "value": 26}, shown="26 of them")
    assert one.key == two.key
    assert one.key != JudgedValue(field="toll", value=one.value, shown="26").key
