"""The embedded server: a local model behind OpenAI's protocol, on a free port of this machine.

llama.cpp runs in a process of its own, tied to ours by a pipe: see docs/design/server-in-a-child-process.md.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import IO, Self

from extractor.backends.local.gguf import read_shape
from extractor.backends.local.machine import available_memory, free_cores
from extractor.backends.local.sizing import Size, fitting
from extractor.errors import ModelError, UsageError

_HOST = "127.0.0.1"


class LocalServer:
    """A running local model; a context manager, plain or async, that gives itself.

    Args:
        model: the GGUF file.
        alias: the model's name in replies (never its path).
        context: tokens a slot has for a question and its answer together; `None` for what memory allows.
        slots: questions answered at the same time; `None` for what memory allows, `most_slots` at most.
        most_slots: the limit when `slots` is `None`.
        threads: processor threads; `None` for `EXTRACTOR_THREADS`, or else as many as cores are idle.
        port: where it listens; 0 for any free port.

    Raises:
        ModelError: on entering, when the file is no model or the memory does not suffice.
        UsageError: on entering, when `EXTRACTOR_THREADS` is no number, or something listens at the port.
    """

    def __init__(  # noqa: PLR0913  # one argument a setting, each by name
        self,
        model: Path,
        *,
        alias: str,
        context: int | None = 4096,
        slots: int | None = 1,
        most_slots: int = 2,
        threads: int | None = None,
        port: int = 0,
    ) -> None:
        self.model = model
        self.alias = alias
        self.threads = threads
        self.port = port
        self._fitting = partial(fitting, context=context, slots=slots, most_slots=most_slots)
        self.size: Size | None = None
        """What it was given of the memory, once it was entered."""
        self.base_url = ""
        """`http://127.0.0.1:PORT/v1` while it runs."""
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        self._stopped = False
        shape = read_shape(self.model)
        self.size = self._fitting(shape, available_memory(), alias=self.alias)
        if self.threads is None:
            self.threads = _threads()
        _check_free(self.port)
        try:
            self.base_url = f"{self._start(self.size)}/v1"
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        try:
            return await asyncio.to_thread(self.__enter__)
        except asyncio.CancelledError:
            self.stop()
            raise

    async def __aexit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server now, with what it is doing. Nothing is lost: it keeps no state."""
        self._stopped = True
        self.base_url = ""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def wait(self) -> None:
        """Wait until the server ends by itself, which it does only when something goes wrong.

        Raises:
            ModelError: it has ended.
        """
        if self._process is not None:
            code = self._process.wait()
            raise ModelError(f"the server of {self.alias} ended with {code}: start it again")

    def _start(self, size: Size) -> str:
        settings = {
            "model": str(self.model.resolve()),
            "alias": self.alias,
            "context": size.context,
            "slots": size.slots,
            "threads": self.threads,
            "prompt_cache_mib": size.prompt_cache,
            "host": _HOST,
            "port": self.port,
        }
        program = Path(__file__).with_name("process.py")
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
            process = self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", str(program), json.dumps(settings)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                process_group=0,  # Ctrl-C is ours to handle
            )
            if self._stopped:  # by another thread, which did not know of the process yet
                self.stop()
            answer = {} if self._stopped else _first_line(process)
            if "url" not in answer:
                reason = _first_error(log) or answer.get("error") or f"llama.cpp ended with {process.wait()}"
                raise ModelError(
                    f"{self.model}: cannot be loaded ({reason}): "
                    "fetch the file again, or choose another --model"
                )
            return answer["url"]


def _first_line(process: subprocess.Popen[str]) -> dict[str, str]:
    """What the process answers; nothing when it dies first."""
    line = process.stdout.readline() if process.stdout else ""
    answer: dict[str, str] = json.loads(line) if line.startswith("{") else {}
    return answer


def _first_error(log: IO[str]) -> str:
    """The first error that llama.cpp wrote, `TIME E FUNCTION: MESSAGE`: those after it only repeat it."""
    log.seek(0)
    lines = [line.strip() for line in log if line.strip()]
    first = next((line for line in lines if " E " in line), lines[-1] if lines else "")
    return first.partition(": ")[2] or first


def _threads() -> int:
    chosen = os.environ.get("EXTRACTOR_THREADS", "").strip()
    if not chosen:
        return free_cores()
    if not chosen.isdecimal() or int(chosen) < 1:
        raise UsageError(f"EXTRACTOR_THREADS is {chosen!r}: give a number of threads, 1 or more")
    return int(chosen)


def _check_free(port: int) -> None:
    """Refuse a port that somebody listens at: llama.cpp would share it, and take turns at answering."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
            probe.listen()
        except OSError as error:
            raise UsageError(
                f"{_HOST}:{port}: cannot listen there: {error.strerror}; choose another with --port, "
                "or 0 for any free one"
            ) from error
