from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.stored_runs import hostile_run, write_run


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run in which every text is hostile."""
    return write_run(tmp_path_factory.mktemp("hostile") / "run", hostile_run())
