from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from socket import socket

import psutil
import pytest

from extractor.errors import RunError
from extractor.processes import Memory, copy_beside, mapped


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


def test_a_copy_beside_has_what_we_had_and_ends_with_the_block() -> None:
    held = {"word": b"here"}

    def answer(connection: socket) -> None:
        while asked := connection.recv(100):
            connection.sendall(held[asked.decode()])

    before = set(psutil.Process().children())
    with copy_beside(answer) as connection:
        connection.sendall(b"word")
        assert connection.recv(100) == b"here"
        (copy,) = set(psutil.Process().children()) - before
    assert not copy.is_running()


def test_a_copy_beside_keeps_no_file_open_that_was_ours(tmp_path: Path) -> None:
    def tell(connection: socket) -> None:
        files = [file.path for file in psutil.Process().open_files()]
        connection.sendall(repr(files).encode())

    with (tmp_path / "lock").open("w"):
        assert psutil.Process().open_files() != []
        with copy_beside(tell) as connection:
            assert connection.recv(10_000) == b"[]"


def test_what_a_copy_beside_prints_is_no_result_of_the_command() -> None:
    program = (
        "from extractor.processes import copy_beside\n"
        "def work(connection): print('aside', flush=True); connection.sendall(b'.')\n"
        "with copy_beside(work) as connection: connection.recv(1); print('result')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("result\n", "aside\n")


def test_a_copy_beside_works_where_standard_output_is_no_file_or_closed() -> None:
    program = (
        "import contextlib, io, os, sys\n"
        "from extractor.processes import copy_beside\n"
        "if sys.argv[1] == 'closed': os.closerange(0, 2)\n"
        "def work(connection): connection.sendall(b'well')\n"
        "with contextlib.redirect_stdout(io.StringIO()), copy_beside(work) as connection:\n"
        "    print(connection.recv(4).decode(), file=sys.stderr)"
    )
    for streams in ("open", "closed"):
        command = [sys.executable, "-c", program, streams]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr == "well\n"


def test_a_process_with_another_thread_is_not_copied() -> None:
    program = (
        "import threading; from extractor.processes import may_be_copied; print(may_be_copied())\n"
        "wait = threading.Event(); other = threading.Thread(target=wait.wait); other.start()\n"
        "print(may_be_copied()); wait.set(); other.join()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True" if sys.platform == "linux" else "False", "False"]
