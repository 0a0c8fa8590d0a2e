"""Every write, fsync and rename of a run fails once, really: below Python, in the calls to the system."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMPILER = shutil.which("cc") or shutil.which("gcc")


@pytest.mark.skipif(
    sys.platform != "linux" or COMPILER is None, reason="the shim wants Linux and a C compiler"
)
@pytest.mark.parametrize("program", ["failing_disk_run", "failing_disk_command"])
def test_whichever_call_fails_the_state_of_before_stays_readable_and_the_message_names_the_folder(
    tmp_path: Path, repository: Path, program: str
) -> None:
    shim = tmp_path / "failing_disk.so"
    source = HERE / "failing_disk.c"
    assert COMPILER is not None
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
    answer = subprocess.run(
        [sys.executable, "-m", f"tests.runs.{program}", tmp_path],
        env={**os.environ, "LD_PRELOAD": str(shim)},
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert result["wrong"] == []
    assert result["counts"]["write"] > 20
    assert result["counts"]["fsync"] > 10
    assert result["counts"]["rename"] > 3
