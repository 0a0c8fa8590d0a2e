from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from extractor.errors import RunError
from extractor.processes import Memory, mapped


@pytest.mark.parametrize("processes", [1, 2])
def test_what_each_item_gives_comes_in_the_order_of_the_items(processes: int) -> None:
    factor = 3
    assert list(mapped(lambda item: factor * item, range(50), processes)) == [3 * n for n in range(50)]


def test_helpers_are_other_processes_and_say_what_they_hold() -> None:
    assert os.getpid() not in set(mapped(lambda _: os.getpid(), range(8), 2))
    assert Memory.most > 0


def test_what_goes_wrong_in_a_helper_goes_wrong_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(mapped(lambda item: 1 // item, range(3), 2))


def test_a_helper_that_is_killed_is_told_in_words() -> None:
    def killed(item: int) -> int:
        if item == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    with pytest.raises(RunError, match=r"ended before it was done.*start the same command again"):
        list(mapped(killed, range(4), 2))


def test_a_process_with_another_thread_is_not_copied() -> None:
    program = (
        "import threading; from extractor.processes import may_be_copied; print(may_be_copied())\n"
        "wait = threading.Event(); other = threading.Thread(target=wait.wait); other.start()\n"
        "print(may_be_copied()); wait.set(); other.join()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True" if sys.platform == "linux" else "False", "False"]
