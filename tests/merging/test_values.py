from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractor.fields import TimeValue
from extractor.fields.when import Precision
from extractor.merging import values
from extractor.merging.values import StoredValues, pickled

THEN = TimeValue(precision=Precision.DAY, phrase="then")
SOME = ["a", ("b", 1), THEN, ("é", None)]


def stored(path: Path, written: list[bytes]) -> StoredValues:
    sizes = np.array([len(one) for one in written], dtype=np.int64)
    path.write_bytes(b"".join(written))
    return StoredValues([path], np.zeros(len(written), dtype=np.int32), np.cumsum(sizes) - sizes, sizes)


@pytest.mark.parametrize("kept", [1, 100])
def test_values_are_read_again_by_number(tmp_path: Path, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_KEPT", kept)
    found = stored(tmp_path / "values", list(map(pickled, SOME)))
    assert len(found) == len(SOME)
    assert list(found) == SOME
    assert [found[number] for number in (3, 0, 3, 2, 1)] == [SOME[number] for number in (3, 0, 3, 2, 1)]
    assert type(found[2]) is TimeValue


def test_equal_values_have_the_same_bytes_however_they_were_made() -> None:
    other = THEN.model_validate_json(THEN.model_dump_json())
    assert other == THEN
    assert THEN.model_fields_set != other.model_fields_set
    assert pickled((THEN, THEN)) == pickled((THEN, other))
