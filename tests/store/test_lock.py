from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.errors import RunError
from extractor.store.lock import FolderLock, holder

_HOLD = """
import sys, time
from pathlib import Path
from extractor.store.lock import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_holder_is_known_while_it_holds_and_forgotten_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "ledger.lock"
    assert holder(path) is None
    with FolderLock(path):
        held = holder(path)
        assert held is not None
        assert held.pid == os.getpid()
    assert holder(path) is None


def test_a_second_one_learns_who_has_it_and_a_killed_one_leaves_it_free(tmp_path: Path) -> None:
    path = tmp_path / "ledger.lock"
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(RunError, match=rf"\(process {child.pid} on "), FolderLock(path):
            pytest.fail("held twice")
        child.kill()
        child.wait()
    assert f'"pid": {child.pid}'.encode() in path.read_bytes()  # it had no time to leave
    assert holder(path) is None
    with FolderLock(path):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "ledger.lock"
    with pytest.raises(RunError, match=r"ledger\.lock: cannot be locked: No such file"), FolderLock(path):
        pytest.fail("held")
