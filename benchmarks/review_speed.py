"""How quick the review pages and the report are on a run of made-up news.

    python -m benchmarks.review_speed [--events N] [--articles N] [--rounds N] [--json]

A line each for: opening the run, the first screen, the next event, and each act of a reviewer; in
milliseconds, the median and the worst of all rounds, and what the server itself computed for it (`cpu`, the
mean), which other work on the machine does not change. `server` is from a request to the end of its answer,
decisions on the disk included; `browser` is what a reviewer waits in Chromium from the key to the page drawn.
Then the report: seconds to write, megabytes, and the milliseconds until Chromium has loaded it, shows another
event, and has the list narrowed by a search.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit

import psutil

from benchmarks._made_run import made_run, write_made_run
from benchmarks._reviewing import chromium_page, reviewing
from extractor.decisions.decision import canonical
from extractor.exporting import report_run
from extractor.review.naming import address_name
from extractor.store.folder import StoredRun

_AN_HOUR = 3_600_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.review_speed", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--events", type=int, default=1_000)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=20, help="how often each act is measured")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    run = made_run(options.events, options.articles)
    with TemporaryDirectory() as scratch:
        folder = write_made_run(Path(scratch) / "run", run)
        times = dict(_review_times(folder, run, options.rounds))
        report = _report_figures(folder, Path(scratch) / "report.html")
    if options.json:
        print(json.dumps({"times_ms": times, "report": report}))
    else:
        print(f"{'':32} {'median':>8} {'worst':>8} {'cpu':>8}")
        for name, (middle, worst, cpu) in times.items():
            print(f"{name:32} {middle:8.1f} {worst:8.1f} {'' if cpu is None else f'{cpu:8.1f}'}".rstrip())
        for name, figure in report.items():
            print(f"{name:32} {figure:8.1f}")
    return 0


# The review pages


_Figures = tuple[float, float, float | None]
"""The median, the worst, and the server's processor time where it is known, in milliseconds."""


def _review_times(folder: Path, run: StoredRun, rounds: int) -> Iterator[tuple[str, _Figures]]:
    """What is timed, by name."""
    began = time.perf_counter()
    with reviewing(folder) as (address, server):
        opened = _since(began)
        yield "open", (opened, opened, _processor(server))
        reviewer = _Reviewer(address)
        yield "server: first screen, first time", _timed(lambda _: reviewer.first_screen(), 1, server)
        for name, act in reviewer.acts(run).items():
            yield f"server: {name}", _timed(act, rounds, server)
        reviewer.close()
        yield from _in_browser(address, rounds)


def _timed(act: Callable[[int], object], rounds: int, server: psutil.Process) -> _Figures:
    before = _processor(server)
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        act(number)
        times.append(_since(began))
    return median(times), max(times), (_processor(server) - before) / rounds


def _since(began: float) -> float:
    return 1_000 * (time.perf_counter() - began)


def _processor(process: psutil.Process) -> float:
    """What the process has used so far, in milliseconds."""
    used = process.cpu_times()
    return 1_000 * (used.user + used.system)


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return _since(began)


class _Reviewer:
    """Asks the server as the page's script does."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(str(urlsplit(address).netloc))
        self._origin = address.rstrip("/")
        self._token = ""

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def first_screen(self) -> None:
        """The list, as a browser asks for it."""
        page = self._ask("GET", "/")
        found = re.search(rb'name="token" content="([^"]+)"', page)
        assert found
        self._token = found.group(1).decode()

    def acts(self, run: StoredRun) -> dict[str, Callable[[int], object]]:
        """By name, what can be done to the event with a number; each undo takes back the act before it."""
        events = sorted(run.events, key=lambda event: -len(event.articles))
        counted = [event for event in events if event.fields["count"]]
        disputed = [
            (event, name, value)
            for event in events
            for name, values in event.fields.items()
            for value in values
            if value.alternatives
        ]

        def on_value(act: str, **details: Any) -> Callable[[int], object]:
            def do(number: int) -> object:
                event = counted[number % len(counted)]
                key = canonical("count", event.fields["count"][0].value)
                return self._decide(act, event=event.id, field="count", key=key, **details)

            return do

        def choose(number: int) -> object:
            event, name, value = disputed[number % len(disputed)]
            other = canonical(name, value.alternatives[0].value)
            return self._decide(
                "choose", event=event.id, field=name, key=canonical(name, value.value), other=other
            )

        def regroup(act: str) -> Callable[[int], object]:
            def do(number: int) -> object:
                event = events[100 + number]
                other = {"join": events[-1 - number].id, "split": ""}[act]
                return self._decide(act, event=event.id, other=other, article=event.articles[0])

            return do

        return {
            "first screen": lambda _number: self.first_screen(),
            "search": lambda number: self._ask("GET", f"/?q=gar{'abc'[number % 3]}"),
            "timeline": lambda _number: self._ask("GET", "/timeline"),
            "map": lambda _number: self._ask("GET", "/map"),
            "next event": lambda number: self._ask(
                "GET", f"/event/{quote(address_name(events[number].id))}", {"X-Part": "1"}
            ),
            "accept value": on_value("accept"),
            "reject value": on_value("reject"),
            "edit value": on_value("edit", text="27"),
            "choose": choose,
            "accept event": lambda number: self._decide("accept-event", event=events[number].id),
            "reject event": lambda number: self._decide("reject-event", event=events[number].id),
            "undo": lambda _number: self._decide("undo"),
            "redo": lambda _number: self._decide("redo"),
            "split": regroup("split"),
            "undo of a split": lambda _number: self._decide("undo"),
            "join": regroup("join"),
        }

    def _decide(self, act: str, **details: Any) -> None:
        headers = {
            "Content-Type": "application/json",
            "X-Token": self._token,
            "Origin": self._origin,
            "Sec-Fetch-Site": "same-origin",
        }
        self._ask("POST", "/decide", headers, json.dumps({"act": act, **details}))

    def _ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: str = "") -> bytes:
        self._connection.request(method, path, body or None, headers or {})
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (method, path, content[:200])
        return content


# The browser


_PRESSED = """async (key) => {
    const before = document.querySelector("#event")?.dataset.event;
    const began = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    while (document.querySelector("#event")?.dataset.event === before) {
        await new Promise(requestAnimationFrame);
    }
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
}"""
"""Presses a key and waits until another event has been drawn."""


def _in_browser(address: str, rounds: int) -> Iterator[tuple[str, _Figures]]:
    with chromium_page() as page:
        if page is None:
            return
        times = [_milliseconds(lambda: page.goto(address)) for _ in range(3)]
        yield "browser: first screen", (median(times), max(times), None)
        page.keyboard.press("n")
        page.wait_for_selector("#event")
        for name, key in (("next event", "n"), ("accept event", "A")):
            times = [float(page.evaluate(_PRESSED, key)) for _ in range(rounds)]
            yield f"browser: {name}", (median(times), max(times), None)


# The report


def _report_figures(folder: Path, output: Path) -> dict[str, float]:
    began = time.perf_counter()
    report_run(folder, output)
    figures = {
        "report: seconds to write": time.perf_counter() - began,
        "report: megabytes": output.stat().st_size / 1_000_000,
    }
    with chromium_page() as page:
        if page is not None:
            page.set_default_timeout(_AN_HOUR)
            figures["report: load"] = _milliseconds(lambda: page.goto(output.as_uri()))

            def other() -> None:
                page.evaluate("location.hash = '#e2'")
                page.locator("#e2 h1").wait_for()

            figures["report: another event"] = _milliseconds(other)
            figures["report: filter"] = _milliseconds(
                lambda: (
                    page.evaluate("location.hash = '#events'"),
                    page.get_by_role("searchbox").fill("gar"),
                )
            )
    return figures


if __name__ == "__main__":
    sys.exit(main())
