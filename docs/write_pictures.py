"""Takes the pictures of the guide on reviewing; after a change of the pages: python docs/write_pictures.py

Needs Chromium. The run is a replay of the recorded answers about the seeds.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

_ROOT = Path(__file__).resolve().parent.parent
_GUIDES = _ROOT / "docs" / "guides"
_EXTRACTOR = (sys.executable, "-c", "from extractor.cli import main; main()")


def main() -> None:
    """Take both pictures."""
    with tempfile.TemporaryDirectory() as scratch:
        run = str(Path(scratch) / "demo")
        replay = ("run", str(_ROOT / "seeds"), "-o", run, "--replay", str(_ROOT / "cassettes" / "local"))
        subprocess.run([*_EXTRACTOR, *replay], check=True, capture_output=True)  # noqa: S603 - our own program
        command = [*_EXTRACTOR, "review", run, "--port", "0", "--as", "ada"]
        with subprocess.Popen(  # noqa: S603 - our own program
            command, stdout=subprocess.PIPE, text=True
        ) as review:
            line = review.stdout.readline() if review.stdout else ""
            address = re.findall(r"http://\S+/", line)[0]
            _take(address, Path(run) / "report.html")
            review.send_signal(signal.SIGINT)


def _take(address: str, report: Path) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1120, "height": 640})
        page.goto(address)
        page.keyboard.press("n")
        page.wait_for_selector("#event")
        for key in "jaj":
            page.keyboard.press(key)
            page.locator("main:not([aria-busy=true])").wait_for(state="attached")
        page.wait_for_timeout(3_000)  # the last message has faded
        page.screenshot(path=_GUIDES / "reviewing.png")
        page.goto(f"{report.as_uri()}#e1")
        page.screenshot(path=_GUIDES / "report.png")
        chromium.close()


if __name__ == "__main__":
    main()
