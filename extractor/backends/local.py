"""The embedded server: a local model behind OpenAI's protocol, on a free port of this machine.

llama.cpp runs in a process of its own, tied to ours by a pipe: when we end, however we end, the pipe closes
and the server goes. In our own process it would stop every thread while a model loads, hang on shutdown
while a request is open, and take us with it when it aborts.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from extractor.backends.gguf import read_shape
from extractor.backends.machine import available_memory, free_cores
from extractor.errors import ModelError, UsageError

PROMPT_CACHE_MIB = 256
"""Memory for the beginnings of earlier prompts, so that questions can alternate."""

WORKING_MEMORY = 400 << 20
"""Bytes that llama.cpp needs beside weights and tokens: see docs/guides/local-models.md."""


class LocalServer:
    """A running local model; a context manager, plain or async, that gives itself.

    Args:
        model: the GGUF file.
        alias: the model's name in replies (never its path).
        context: tokens a slot has for a question and its answer together.
        slots: questions answered at the same time.
        threads: processor threads; `None` for `EXTRACTOR_THREADS`, or else as many as cores are idle.

    Raises:
        ModelError: on entering, when the file is no model or the memory does not suffice.
        UsageError: on entering, when `EXTRACTOR_THREADS` is no number.
    """

    def __init__(
        self, model: Path, *, alias: str, context: int = 4096, slots: int = 1, threads: int | None = None
    ) -> None:
        self.model = model
        self.alias = alias
        self.context = context
        self.slots = slots
        self.threads = threads
        self.base_url = ""
        """`http://127.0.0.1:PORT/v1` while it runs."""
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        self._stopped = False
        self._check_memory()
        if self.threads is None:
            self.threads = _threads()
        try:
            self.base_url = f"{self._start()}/v1"
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        try:
            return await asyncio.to_thread(self.__enter__)
        except asyncio.CancelledError:
            self.stop()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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

    def _check_memory(self) -> None:
        shape = read_shape(self.model)
        tokens = self.context * self.slots
        needed = shape.memory(tokens) + WORKING_MEMORY + (PROMPT_CACHE_MIB << 20)
        available = available_memory()
        if available < needed:
            raise ModelError(
                f"model {self.alias} needs {_gib(needed)} of memory for {tokens} tokens, "
                f"and {_gib(available)} is free: close other programs, or choose a smaller --model"
            )

    def _start(self) -> str:
        settings = {
            "model": str(self.model.resolve()),
            "alias": self.alias,
            "context": self.context,
            "slots": self.slots,
            "threads": self.threads,
            "prompt_cache_mib": PROMPT_CACHE_MIB,
        }
        program = Path(__file__).with_name("local_process.py")
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
            process = self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", str(program), json.dumps(settings)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                process_group=0,  # Ctrl-C is ours to handle
            )
            answer = _first_line(process)
            if self._stopped:  # by another thread, while the model was loading
                self.stop()
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


def _gib(count: int) -> str:
    return f"{count / (1 << 30):.1f} GiB"
