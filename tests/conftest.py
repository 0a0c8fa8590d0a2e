"""What all tests share: the seeds, the loopback network, and when live tests run."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_socket
from hypothesis import settings

from extractor import Outcome, Request, extract, load_profile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
"""Names of the browser's program, by system."""

REPOSITORY = Path(__file__).resolve().parent.parent

# A slow machine is no bug (deadline), and the same commit must give the same verdict (derandomize). Runs of
# developers are many and find other examples each time, so that each needs fewer.
settings.register_profile("developer", deadline=None, max_examples=30)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("ci" if os.environ.get("CI") else "developer")

# A shell starts what runs in its background with Ctrl-C ignored, and every process from there inherits it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # pytest makes a folder of its own in it
_ROOM = 4 * 2**30
"""Free bytes from which the files of tests go into memory; a whole run writes a fraction of that."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep the folders of tests in memory, where there is room: a run waits for the disk at each step."""
    with contextlib.suppress(OSError):
        found = os.statvfs(_IN_MEMORY)
        if found.f_bavail * found.f_frsize >= _ROOM and not found.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


STARTED_ONCE = ("started_ray", "chromium", "processes")
"""Fixtures that take seconds to start, and tests that take longest, longest first."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow modules come first: one worker starts what they share, and at the end all have short tests.

    Live tests are left out, unless they are asked for.
    """
    ranks: dict[Path, int] = {}
    for item in items:
        asked = [name in getattr(item, "fixturenames", ()) for name in STARTED_ONCE]
        ranks[item.path] = min(ranks.get(item.path, len(asked)), [*asked, True].index(True))
    items.sort(key=lambda item: ranks[item.path])
    if os.environ.get("EXTRACTOR_LIVE") == "1" or "live" in config.option.markexpr:
        return
    live = [item for item in items if item.get_closest_marker("live")]
    if live:
        config.hook.pytest_deselected(items=live)
        items[:] = [item for item in items if item not in live]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five articles of the first real case."""
    return REPOSITORY / "seeds"


@pytest.fixture(scope="session")
def seeds_outcome(repository: Path, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What a run of the seeds gives, from what the model answered."""
    folder = tmp_path_factory.mktemp("seeds") / "run"
    cassettes = repository / "cassettes" / "local"
    profile = load_profile("local")
    request = Request(inputs=(str(seeds),), folder=folder, profile=profile, replay=cassettes)
    with ThreadPoolExecutor(1) as another:  # a test with an open browser has an event loop in this one
        return another.submit(extract, request).result()


@pytest.fixture(scope="session")
def seeds_run_folder(seeds_outcome: Outcome) -> Path:
    """The folder of that run; the tests that share it only read it."""
    return seeds_outcome.folder.path


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """A real Chromium, started once, and the event loop in which this thread speaks to it."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("EXTRACTOR_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        missing = "no Chromium: install the system's package `chromium`, or name it in EXTRACTOR_CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        loop = asyncio.get_running_loop()  # as playwright has it between calls
        asyncio._set_running_loop(None)
        yield opened, loop
        asyncio._set_running_loop(loop)
        opened.close()


@pytest.fixture
def browser(chromium: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """That Chromium, for a window of the test's own; this test can run no other event loop."""
    opened, loop = chromium
    asyncio._set_running_loop(loop)
    yield opened
    asyncio._set_running_loop(None)


@pytest.fixture
def loopback() -> None:
    """Opens 127.0.0.1, and nothing else, to the test that asks for it."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _nothing_of_the_user(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own profiles, and the width of their terminal, play no part, unless a test sets some."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("LINES", raising=False)
    monkeypatch.setenv("EXTRACTOR_CONFIG_DIR", str(tmp_path_factory.getbasetemp() / "no-config"))
