"""Accepting at once what the model was sure of, and taking it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from extractor.decisions import DecisionLog, read_decisions
from extractor.review import Review, Status
from extractor.review.bulk import sure
from extractor.review.guard import Guard, Policy
from extractor.review.queue import Queue
from extractor.review.reviewer import Reviewer
from extractor.review.server import application
from extractor.store.folder import StoredRun
from tests.kit.accessibility import assert_usable
from tests.kit.stored_runs import judged_run, write_run
from tests.review.asking import ask, decide
from tests.review.browsing import reviewing, watched
from tests.review.test_review import key


@pytest.fixture
def review(log: DecisionLog) -> Review:
    return Review(sure_run(), log)


@pytest.fixture
def app(review: Review) -> Guard:
    return application(review, "ada", "harbour", Policy("secret", 8765))


def sure_run() -> StoredRun:
    """The invented run, with an event of which the model is less sure than of one like it."""
    run = judged_run()
    less = next(event for event in run.events if event.confidence == 0.96)
    twin = less.model_copy(update={"id": "event-twin", "confidence": 0.9, "records": ("r-twin",)})
    return StoredRun(run.schema, run.articles, run.records, (*run.events, twin))


def accepted(review: Review) -> set[float | None]:
    """The confidences of the events that are accepted."""
    return {event.event.confidence for event in review.all("ada") if event.status is Status.ACCEPTED}


@pytest.mark.parametrize(
    ("percent", "found"), [(92, set()), (91, {0.96}), (90, {0.96, 0.9}), (1, {0.96, 0.9})]
)
def test_sure_are_events_whose_judged_values_are_too_and_that_nothing_speaks_against(
    review: Review, percent: int, found: set[float]
) -> None:
    queue = Queue(review, "ada")
    assert {card.event.confidence for card in sure(queue.cards(), queue, percent)} == found


def test_all_sure_events_are_accepted_with_their_values_and_taken_back_as_one(
    app: Guard, review: Review
) -> None:
    before = list(review.all())
    assert decide(app, act="accept-sure", at="90").json["said"].startswith("Accepted 2 events")
    after = list(review.all())
    assert accepted(review) == {0.96, 0.9}
    assert all(v.judgement for e in after if e.status is Status.ACCEPTED for v in e.values)
    decisions = read_decisions(review.log.path)
    assert len({decision.bulk for decision in decisions}) == 1
    assert "Undone" in decide(app, act="undo").json["said"]
    assert list(review.all()) == before
    assert "Done again" in decide(app, act="redo").json["said"]
    assert list(review.all()) == after
    assert list(Review(review.run, DecisionLog(review.log.path)).all()) == after


def test_what_was_begun_with_and_what_the_list_leaves_out_stays_as_it_is(app: Guard, review: Review) -> None:
    event = next(event for event in review.run.events if event.confidence == 0.96)
    Reviewer(review, "ada").reject(event.id, "where", key(event, "where"))
    assert decide(app, act="accept-sure", at="90", q="nothing of the kind").status == 409
    decide(app, act="accept-sure", at="90")
    assert accepted(review) == {0.9}


@pytest.mark.parametrize("at", ["", "0", "-5", "1000", "a lot", "92.5", "99"])
def test_a_threshold_that_no_event_reaches_is_refused_in_a_sentence(
    app: Guard, review: Review, at: str
) -> None:
    reply = decide(app, act="accept-sure", at=at)
    assert (reply.status, "lower the threshold" in reply.json["wrong"]) == (409, True)
    assert not review.log.path.exists()


def test_before_accepting_the_page_says_how_right_events_like_them_were(app: Guard, review: Review) -> None:
    assert ask(app, "/sure?at=90").json["says"] == (
        "2 events of this list. You have looked at none like them yet: look at a few first."
    )
    event = next(event for event in review.run.events if event.confidence == 0.96)
    decide(app, act="accept-event", event=event.id)
    says = ask(app, "/sure?at=90").json["says"]
    assert says.startswith("1 event of this list. Of 1 like them that you looked at, 1 right: 21–100%; of ")
    assert "0 events" in ask(app, "/sure?at=90&q=nothing+of+the+kind").json["says"]


def test_without_confidences_there_is_nothing_to_be_sure_of(log: DecisionLog) -> None:
    app = application(Review(judged_run(with_confidences=False), log), "ada", "x", Policy("secret", 8765))
    assert 'data-do="accept-sure"' not in ask(app).text
    assert decide(app, act="accept-sure", at="1").status == 409


def test_it_is_done_and_undone_by_keyboard(tmp_path: Path, browser: Browser, loopback: None) -> None:
    run = write_run(tmp_path / "run", sure_run())
    with reviewing(run) as home, watched(browser, home) as at:
        page = at.visit()
        at.press("B")
        page.get_by_text("0 events of this list.").wait_for()
        page.keyboard.type("90")
        page.get_by_text("2 events of this list.").wait_for()
        assert_usable(page)
        at.press("Enter")
        assert at.said().startswith("Accepted 2 events")
        assert page.locator("tbody .status.accepted").count() == 2
        assert not page.locator("dialog[open]").count()
        at.press("u")
        assert at.said().startswith("Undone")
        assert page.locator("tbody .status.accepted").count() == 0
        at.press("n")
        page.wait_for_selector("#event")
        shown = page.locator("#event").get_attribute("data-event")
        at.press("B", "9", "0", "Enter")
        assert at.said().startswith("Accepted 2 events")
        assert page.locator("#event").get_attribute("data-event") == shown
        assert page.locator("#progress b").inner_text() == "2"
    assert accepted(Review.open(run)) == {0.96, 0.9}
