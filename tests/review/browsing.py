"""A real Chromium, and the server of `extractor review` in a thread, for tests of the pages."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

from extractor.review import Review
from extractor.review.guard import Policy
from extractor.review.server import application

PATIENCE_MS = 20_000
"""How long to wait for what a machine under load may take; nothing here is timed."""


@contextlib.contextmanager
def reviewing(run: Path, name: str = "ada") -> Iterator[str]:
    """The address of the review of a run; the command that serves it has its tests in tests/cli."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        app = application(Review.open(run), name, run.name, Policy("token", port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
        serving = threading.Thread(target=server.run, args=([listener],), daemon=True)
        serving.start()
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.should_exit = True
            serving.join(60)
        assert not serving.is_alive()


@dataclass
class Watched:
    """A page, and everything that it must not do."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def visit(self, path: str = "") -> Page:
        """Go to an address of the site."""
        self.page.goto(self.home + path)
        return self.page

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as a reviewer does: each when the page has answered the last."""
        for key in keys:
            self.page.wait_for_load_state()  # keys do nothing before the page's script has run
            self.page.keyboard.press(key)
            self.page.locator("main:not([aria-busy=true])").wait_for(state="attached")

    def press_until(self, key: str, selector: str) -> None:
        """Press a key until what is focused is this."""
        for _ in range(200):
            self.press(key)
            if self.page.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"{key} never leads to {selector}")

    def said(self) -> str:
        """The message that the page showed last."""
        return self.page.locator("#said").inner_text()


@contextlib.contextmanager
def watched(
    found: Browser,
    home: str,
    scheme: Literal["light", "dark"] = "light",
    width: int = 1360,
    height: int = 860,
) -> Iterator[Watched]:
    """A fresh page; a dialog, an error on its console and a request to anybody else are faults."""
    context = found.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    seen = Watched(page, home)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            seen.faults.append(f"console: {message.text}")

    def on_dialog(dialog: Dialog) -> None:
        seen.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        if not request.url.startswith(home):
            seen.faults.append(f"request: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: seen.faults.append(f"error: {error}"))
    page.on("dialog", on_dialog)
    page.on("request", on_request)
    yield seen
    context.close()
    assert seen.faults == []
