from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.backends.attempts import ANSWERED, Attempt
from extractor.backends.usage import Usage
from extractor.records import Article
from extractor.runs.endings import Ended, Failure
from extractor.runs.progress import Progress, duration, rate_in_words


class Hand:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def article(name: str) -> Article:
    return Article(id=name, text="Chile voted.", sentences=())


def end(progress: Progress, name: str, questions: int = 1) -> None:
    progress.started(article(name), questions)
    for _ in range(questions):
        progress.attempted(Attempt(0.0, 1.0, ANSWERED, Usage(10, 5)))
        progress.answered(article(name))
    progress.ended(Ended(article(name), (), (), (), questions, Usage(10, 5), 1.0))


def test_the_figures_are_counted_as_the_run_tells_them() -> None:
    clock = Hand()
    progress = Progress(10, now=clock)
    progress.in_flight = lambda: 3
    for second in range(1, 5):
        clock.now = float(second)
        end(progress, f"a{second}")
    progress.failed(Failure("broken.jsonl:1", (), "ArticleError", "is not JSON"))
    reading = progress.read()
    assert (reading.done, reading.records, reading.failures) == (5, 0, 1)
    assert reading.usage == Usage(40, 20)
    assert reading.rate == pytest.approx(5 / 4)
    assert reading.left == pytest.approx(5 / (5 / 4))
    assert str(reading) == (
        "5 of 10 articles · 0 records · 1 failures · 60 tokens · 1.2 articles/s · 3 in flight · 4 s left"
    )


def test_a_failed_question_is_no_input_that_has_ended() -> None:
    progress = Progress(2)
    progress.started(article("a"), 2)
    progress.failed(Failure("a", (1,), "ReplyInvalid", "no", 2))
    progress.answered(article("a"))
    assert (progress.read().done, progress.read().failures) == (0, 1)
    assert progress.share() == pytest.approx(0.25)


def test_the_rate_is_that_of_late_so_that_what_the_ledger_answers_at_once_counts_for_little() -> None:
    clock = Hand()
    progress = Progress(1000, now=clock)
    for number in range(500):
        end(progress, f"known{number}")
    for second in range(1, 400):
        clock.now = float(second)
        end(progress, f"asked{second}")
    reading = progress.read()
    assert reading.rate == pytest.approx(1.0, rel=0.05)
    assert reading.left == pytest.approx(101, rel=0.05)


def test_a_run_that_stands_still_slows_down() -> None:
    clock = Hand()
    progress = Progress(100, now=clock)
    clock.now = 10.0
    end(progress, "a")
    early = progress.read().rate
    clock.now = 100.0
    assert progress.read().rate < early / 5


def test_without_a_number_of_inputs_no_time_is_left_and_without_a_price_no_cost_is_shown() -> None:
    clock = Hand()
    progress = Progress(None, now=clock)
    clock.now = 2.0
    end(progress, "a")
    reading = progress.read()
    assert (reading.left, reading.cost, progress.share()) == (None, None, 0.0)
    assert str(reading) == "1 articles · 0 records · 0 failures · 15 tokens · 30.0 articles/min · 0 in flight"


def test_a_price_gives_the_cost() -> None:
    progress = Progress()
    progress.cost_of = lambda usage: usage.prompt_tokens / 8
    end(progress, "a")
    assert progress.read().cost == 1.25
    assert " · $1.25 · " in str(replace(progress.read(), rate=1.0))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (59, "59 s"),
        (117, "1 min 57 s"),
        (3600, "1 h 0 min"),
        (7500, "2 h 5 min"),
        (273_600, "3 d 4 h"),
    ],
)
def test_a_duration_is_shown_in_two_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0.0, ""), (0.01, "0.6 articles/min"), (1.0, "1.0 articles/s"), (1234.5, "1,234.5 articles/s")],
)
def test_a_slow_rate_is_shown_by_the_minute(rate: float, words: str) -> None:
    assert rate_in_words(rate) == words
