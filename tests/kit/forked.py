"""Commands in processes of their own that have loaded everything when they start.

They cost a tenth of what a new interpreter costs, and a kill can meet any moment of their work.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import IO

from extractor.cli import main

_LOADED = [
    "anyio._backends._asyncio",
    "babel.dates",
    "extractor.review.server",
    "extractor.runs.batches.desk",
    "extractor.runs.pipeline",
    "httpcore2",
    "instructor.core",
    "jinja2",
    "openai.resources.chat",
    "rich.progress",
    "sentencex",
    "tests.kit.warm",
    "uvicorn",
    __name__,
]
"""What commands load only when they need it."""


def forking() -> ForkServerContext:
    """What starts them; the processes of a session have one parent, which loads everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context


def start(context: ForkServerContext, arguments: Sequence[str | Path]) -> ForkServerProcess:
    """The command line in a process, in this one's working folder; what it prints is not to be seen."""
    child: ForkServerProcess = context.Process(target=_quiet_main, args=([str(a) for a in arguments],))
    child.start()
    return child


class Forked:
    """The command line in a process, with the part of `subprocess.Popen` that tests use."""

    def __init__(self, arguments: Sequence[str | Path], stderr: int | None = None) -> None:
        """It has this process's working folder and environment, and a pipe or this descriptor for errors."""
        context = forking()
        (out, its_out), (err, its_err) = context.Pipe(duplex=False), context.Pipe(duplex=False)
        if stderr is not None:
            its_err.close()
            its_err = Connection(os.dup(stderr))
        given = ([str(a) for a in arguments], dict(os.environ), its_out, its_err)
        self._process: ForkServerProcess = context.Process(target=_piped_main, args=given)
        self._process.start()
        for end in (its_out, its_err):
            end.close()
        self.stdout, self.stderr = _text_of(out), _text_of(err)
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code; of a process that was killed the signal, negative."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self, timeout: float = 120) -> int:
        """Wait until it has ended; its exit code."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("extractor", timeout)
        return self._process.exitcode

    def communicate(self, timeout: float = 120) -> tuple[str, str]:
        """Wait until it has ended; what it printed since, which must fit into a pipe."""
        self.wait(timeout)
        return self.stdout.read(), self.stderr.read()


@contextmanager
def forked(*arguments: str | Path, stderr: int | None = None) -> Iterator[Forked]:
    """Such a process, which ends with the block."""
    child = Forked(arguments, stderr)
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        child.stderr.close()


def _text_of(connection: Connection) -> IO[str]:
    with connection:
        return open(os.dup(connection.fileno()), encoding="utf-8")  # noqa: PTH123  # a descriptor


def _piped_main(
    arguments: list[str], environment: Mapping[str, str], out: Connection, err: Connection
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for end, number in ((out, 1), (err, 2)):
        with end:
            os.dup2(end.fileno(), number)
    # Those that are there were made for files in which one can seek.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    main(arguments)


def _quiet_main(arguments: list[str]) -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    main(arguments)
