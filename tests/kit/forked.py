"""Commands in processes of their own that have loaded everything when they start, so that a kill can meet any
moment of their work. What such a process prints is not to be seen.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from extractor.cli import main

_LOADED = [
    "anyio._backends._asyncio",
    "babel.dates",
    "extractor.runs.batches.desk",
    "extractor.runs.pipeline",
    "httpcore2",
    "instructor.core",
    "jinja2",
    "openai.resources.chat",
    "rich.progress",
    "sentencex",
    "tests.kit.warm",
    __name__,
]
"""What commands load only when they need it."""


def forking() -> ForkServerContext:
    """What starts them; the processes of a session have one parent, which loads everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context


def start(context: ForkServerContext, arguments: Sequence[str | Path]) -> ForkServerProcess:
    """The command line in a process, in this one's working folder."""
    child: ForkServerProcess = context.Process(target=_quiet_main, args=([str(a) for a in arguments],))
    child.start()
    return child


def _quiet_main(arguments: list[str]) -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    main(arguments)
