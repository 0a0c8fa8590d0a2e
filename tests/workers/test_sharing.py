from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractor.workers.sharing import share, shared


def test_what_is_shared_is_found_again_and_its_large_arrays_are_only_mapped(tmp_path: Path) -> None:
    large, small = np.arange(100_000), np.arange(3)
    share({"large": large, "again": large, "small": small, "name": "x"}, tmp_path / "folder")
    found = shared(tmp_path / "folder")
    assert found["name"] == "x"
    assert [found[name].tolist() for name in ("large", "again", "small")] == [
        large.tolist(),
        large.tolist(),
        small.tolist(),
    ]
    assert len(list((tmp_path / "folder").glob("*.npy"))) == 1
    with pytest.raises(ValueError, match="read-only"):
        found["large"][0] = 1


def test_a_part_of_an_array_is_shared_as_itself(tmp_path: Path) -> None:
    whole = np.arange(200_000)
    share([whole[::2], whole[1::2]], tmp_path / "folder")
    even, odd = shared(tmp_path / "folder")
    assert even[:3].tolist() == [0, 2, 4]
    assert odd[:3].tolist() == [1, 3, 5]
