"""How many keys and seconds a reviewer of a hundred events needs, by keyboard in Chromium.

    python -m benchmarks.review_by_keyboard [--events N] [--sure-from PERCENT] [--one-by-one] [--json]

The events are made up (`benchmarks/_made_run.py`), and so is how sure the model was of each: a third of them
anything from 50%, the others from 95% on. A confidence is kept: of events with 90% a tenth is wrong. Half of
what is wrong is no event at all, and is rejected; of the other half the first value is wrong, and is rejected
before the event is accepted. The reviewer knows all this at a look, so `seconds` are those of keys, pages and
the disk, and none of reading or thinking. `looked_at` is how many events were read, `let_through` how many
that are wrong were accepted as they stood.

The reviewer goes through *To review*, the least certain first, up to the first event of `--sure-from`; then
accepts all sure events at once (`B`), and goes through what is left. With `--one-by-one` each is looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks._made_run import made_run, write_made_run
from benchmarks._reviewing import chromium_page, reviewing
from extractor.review import Review, Status
from extractor.store.folder import StoredRun

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MOST_KEYS = 10_000
"""From there on the benchmark is at fault, and ends."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.review_by_keyboard", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--sure-from", type=int, default=95, metavar="PERCENT")
    parser.add_argument("--one-by-one", action="store_true", help="accept nothing in bulk")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    run, wrong = _with_confidences(made_run(options.events, options.events))
    with TemporaryDirectory() as scratch:
        folder = write_made_run(Path(scratch) / "run", run)
        with reviewing(folder) as (address, _), chromium_page() as page:
            if page is None:
                return 0
            page.goto(address)
            reviewer = _Reviewer(page, run, wrong, 101 if options.one_by_one else options.sure_from)
            began = time.perf_counter()
            reviewer.review()
            seconds = time.perf_counter() - began
        left = {event.event.id: event for event in Review.open(folder).all()}
    figures = {
        "keys": reviewer.keys,
        "seconds": round(seconds, 1),
        "looked_at": len(reviewer.looked_at),
        "accepted": sum(event.status is Status.ACCEPTED for event in left.values()),
        "rejected": sum(event.status is Status.REJECTED for event in left.values()),
        "wrong": len(wrong),
        "let_through": len(wrong.keys() - reviewer.looked_at),
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{n:12} {f:>8}" for n, f in figures.items()))
    return 0


def _with_confidences(run: StoredRun, seed: int = 0) -> tuple[StoredRun, dict[str, str]]:
    """The run with made-up confidences, and by id what is wrong: the `event`, or its first `value`."""
    random, events, wrong = Random(seed), [], {}
    for event in run.events:
        confidence = random.uniform(0.5 if random.random() < 1 / 3 else 0.95, 1)
        events.append(event.model_copy(update={"confidence": round(confidence, 3)}))
        if random.random() > confidence:
            wrong[event.id] = random.choice(("event", "value"))
    return replace(run, events=tuple(events)), wrong


class _Reviewer:
    """Knows what is right at a look, and presses the keys that say so."""

    def __init__(self, page: Page, run: StoredRun, wrong: dict[str, str], sure_from: int) -> None:
        self.keys = 0
        self.looked_at: set[str] = set()
        self._page = page
        self._confidence = {event.id: event.confidence or 0 for event in run.events}
        self._wrong = wrong
        self._sure_from = sure_from
        self._total = len(run.events)

    def review(self) -> None:
        """Decide on every event of the run."""
        self._press("/", *["Tab"] * self._tabs_to_the_filter(), "Enter")
        self._page.wait_for_url("**filter=to-do")
        self._press("n")
        self._page.wait_for_selector("#event")
        is_bulk_done = self._sure_from > 100
        while self._done() < self._total:
            event = self._page.locator("#event").get_attribute("data-event") or ""
            if not is_bulk_done and round(100 * self._confidence[event]) >= self._sure_from:
                self._accept_sure()
                is_bulk_done = True
            elif self._page.locator("#event .facts .status.accepted").count():
                self._press("n")  # accepted in bulk
            else:
                self._decide(event)

    def _tabs_to_the_filter(self) -> int:
        """How many presses of Tab lead from the search to the filter *To review*."""
        return int(
            self._page.evaluate(
                """() => {
                    const all = [...document.querySelectorAll("a, button, input:not([type=hidden])")];
                    const filter = all.findIndex((each) => each.search === "?filter=to-do");
                    return filter - all.indexOf(document.querySelector("#q"));
                }"""
            )
        )

    def _accept_sure(self) -> None:
        self._press("B", *str(self._sure_from))
        self._page.get_by_text("of this list.").wait_for()
        self._press("Enter")

    def _decide(self, event: str) -> None:
        self.looked_at.add(event)
        what = self._wrong.get(event)
        if what == "value":
            self._press("j", "r")
        self._press("R" if what == "event" else "A")

    def _done(self) -> int:
        return int(self._page.locator("#progress b").inner_text())

    def _press(self, *keys: str) -> None:
        """Press keys one after the other, each when the page has answered the last."""
        for key in keys:
            self._page.wait_for_load_state()
            self._page.keyboard.press(key)
            self._page.locator("main:not([aria-busy=true])").wait_for(state="attached")
            self.keys += 1
            if self.keys > _MOST_KEYS:
                raise RuntimeError("the reviewer does not come to an end")


if __name__ == "__main__":
    sys.exit(main())
