"""The command `extractor review` at work on a run, and Chromium, for measuring the review pages."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PROGRAM = "from extractor.cli import main; main()"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def reviewing(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The address of the pages, and the process that serves them."""
    command = [sys.executable, "-c", _PROGRAM, "review", str(folder), "--port", "0", "--as", "benchmark"]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            found = re.search(r"http://\S+/", process.stdout.readline())
            assert found
            yield found.group(), psutil.Process(process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


@contextmanager
def chromium_page() -> Iterator[Page | None]:
    """A page of Chromium; `None`, with a message, without playwright or Chromium."""
    program = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        print("skipped: playwright or Chromium is not installed", file=sys.stderr)
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1360, "height": 860})
        browser.close()
