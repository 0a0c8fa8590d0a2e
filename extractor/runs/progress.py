"""How far a run is while it goes on: what has ended and was used, how fast it goes, how long it takes."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from extractor.backends.attempts import Attempt
from extractor.backends.usage import Usage
from extractor.records import Article, EventRecord
from extractor.runs.endings import Ended, Failure, Watcher

_OF_LATE = 120.0
"""Seconds over which the rate is measured: what the ledger answers at the start must not count for long."""

_BETWEEN_MARKS = 1.0
"""Seconds."""

_LEAST_SECONDS = 1.0
"""Of work, before which a rate says nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a moment."""

    done: int
    """Inputs that have ended, also what could not be read as an article."""
    expected: int | None
    """Inputs in all; `None` when only reading can show."""
    records: int
    failures: int
    usage: Usage
    """Tokens of every call of this command, of those that failed too."""
    cost: float | None
    """What they cost, in US dollars; `None` when no price is known."""
    rate: float
    """Inputs a second, of late."""
    in_flight: int
    seconds: float
    left: float | None
    """Seconds until the end at the rate of late; `None` when that is unknown."""
    workers: int = 0
    """0 where one process does it all."""

    def __str__(self) -> str:
        """On one line, for people."""
        tokens = self.usage.total
        of_all = "" if self.expected is None else f" of {self.expected:,}"
        parts = [
            f"{self.done:,}{of_all} articles",
            f"{self.records:,} records",
            f"{self.failures:,} failures",
            f"{tokens:,} tokens",
            "" if self.cost is None else f"${self.cost:,.2f}",
            rate_in_words(self.rate),
            f"{self.in_flight} in flight",
            f"{self.workers} {'worker' if self.workers == 1 else 'workers'}" if self.workers else "",
            "" if self.left is None else f"{duration(self.left)} left",
        ]
        return " · ".join(filter(None, parts))


class Progress(Watcher):
    """Counts what happens in a run; any thread may read it."""

    def __init__(self, expected: int | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        """`expected` is how many inputs there are; `now` are seconds since some moment."""
        self.expected = expected
        self.in_flight: Callable[[], int] = lambda: 0
        """Says how many calls are in flight; the run puts it in place."""
        self.workers: Callable[[], int] = lambda: 0
        """Says how many workers are ready; the run puts it in place."""
        self.cost_of: Callable[[Usage], float | None] = lambda _usage: None
        """Says what tokens cost, in US dollars; the run puts it in place."""
        self._now = now
        self._started = now()
        self._done = self._records = self._failures = 0
        self._usage = Usage()
        self._open: dict[str, list[int]] = {}
        """Of each article in work, how many questions it may have, and how many are answered."""
        self._marks = deque([(self._started, 0.0)])
        self._lock = threading.Lock()

    def started(self, article: Article, questions: int) -> None:
        with self._lock:
            self._open[article.id] = [questions, 0]

    def answered(self, article: Article) -> None:
        with self._lock:
            self._open[article.id][1] += 1
            self._mark()

    def attempted(self, attempt: Attempt) -> None:
        with self._lock:
            self._usage += attempt.usage

    def found(self, article: Article, record: EventRecord) -> None:  # noqa: ARG002  # for other watchers
        self._records += 1

    def failed(self, failure: Failure) -> None:
        with self._lock:
            self._failures += 1
            if failure.article not in self._open:  # no question about an article, but an input that is none
                self._done += 1
                self._mark()

    def ended(self, ended: Ended) -> None:
        with self._lock:
            del self._open[ended.article.id]
            self._done += 1
            self._mark()

    def read(self) -> Reading:
        """The figures of now."""
        with self._lock:
            now = self._now()
            since, done_then = self._marks[0]
            done = self._done_in_parts()
            rate = max(0.0, done - done_then) / (now - since) if now - since >= _LEAST_SECONDS else 0.0
            left = (self.expected - done) / rate if self.expected is not None and rate > 0 else None
            return Reading(
                done=self._done,
                expected=self.expected,
                records=self._records,
                failures=self._failures,
                usage=self._usage,
                cost=self.cost_of(self._usage),
                rate=rate,
                in_flight=self.in_flight(),
                seconds=now - self._started,
                left=None if left is None else max(0.0, left),
                workers=self.workers(),
            )

    def share(self) -> float:
        """The part that is done, between 0 and 1, articles in work included; 0 when it is unknown."""
        with self._lock:
            return min(1.0, self._done_in_parts() / self.expected) if self.expected else 0.0

    def _done_in_parts(self) -> float:
        in_work = (min(1.0, answered / asked) for asked, answered in self._open.values() if asked)
        return self._done + sum(in_work)

    def _mark(self) -> None:
        """Note how far the run is now, at most once a second, and forget what is long ago."""
        now = self._now()
        if now - self._marks[-1][0] < _BETWEEN_MARKS:
            return
        self._marks.append((now, self._done_in_parts()))
        while len(self._marks) > 1 and self._marks[1][0] <= now - _OF_LATE:
            self._marks.popleft()


def rate_in_words(rate: float) -> str:
    """A rate a second, or a minute where that is the larger number; nothing for none."""
    if rate <= 0:
        return ""
    return f"{rate:,.1f} articles/s" if rate >= 1 else f"{rate * 60:,.1f} articles/min"


def duration(seconds: float) -> str:
    """Seconds in the two units that matter, such as `1 min 57 s`."""
    whole = round(seconds)
    for size, name, small_size, small_name in (
        (86_400, "d", 3600, "h"),
        (3600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= size:
            return f"{whole // size} {name} {whole % size // small_size} {small_name}"
    return f"{whole} s"
