"""Stories under review: what they are after splits and joins, and the page on which they are decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from extractor.decisions import DecisionLog
from extractor.merging import merge, relate
from extractor.review import Review, Status
from extractor.review.guard import Guard, Policy
from extractor.review.queue import Queue
from extractor.review.reviewer import Reviewer
from extractor.review.server import application
from extractor.store.folder import StoredRun
from tests.kit.accessibility import assert_usable
from tests.kit.stored_runs import judged_run, story_run, write_run
from tests.review.asking import ask
from tests.review.browsing import reviewing, watched


@pytest.fixture
def review(log: DecisionLog) -> Review:
    return Review(twice_told_run(), log)


@pytest.fixture
def app(review: Review) -> Guard:
    return application(review, "ada", "trial", Policy("secret", 8765))


def twice_told_run() -> StoredRun:
    """A run whose two articles tell of the same attack and trial, and one that tells of no story."""
    run, other = story_run(), judged_run()
    (article,) = run.articles.values()
    second = article.model_copy(update={"id": "gazette-2", "source": "The Second Gazette"})
    again = [
        record.model_copy(
            update={
                "id": f"{record.id}-again",
                "article": second.id,
                "fields": {
                    name: tuple(
                        mention.model_copy(
                            update={"support": mention.support.model_copy(update={"article": second.id})}
                        )
                        for mention in mentions
                    )
                    for name, mentions in record.fields.items()
                },
            }
        )
        for record in run.records
    ]
    records = (*run.records, *again, *other.records)
    articles = {**run.articles, second.id: second, **other.articles}
    events = merge(records, run.schema, articles)
    relations = tuple(relate(events, records, run.schema, articles))
    return StoredRun(run.schema, articles, records, tuple(events), relations)


def stories(review: Review) -> list[list[tuple[str, tuple[str, ...]]]]:
    """What happened in each story, and in which articles."""
    chains, _ = Queue(review, "ada").stories()
    return [
        [(card.event.fields["type"][0].value.model_dump()["name"], card.event.articles) for card in chain]
        for chain in chains
    ]


BOTH = ("gazette-2", "trial")


def test_a_story_has_its_events_in_order_of_time(review: Review) -> None:
    assert stories(review) == [[("attack", BOTH), ("trial-hearing", BOTH)]]


def test_what_reviewers_split_off_stays_in_the_story_of_its_article(review: Review, ada: Reviewer) -> None:
    trial = Queue(review, "ada").stories()[0][0][1]
    ada.split(trial.id, "gazette-2")
    ((first, *others),) = stories(review)
    assert first == ("attack", BOTH)
    assert sorted(others) == [("trial-hearing", ("gazette-2",)), ("trial-hearing", ("trial",))]
    ada.undo()
    assert stories(review) == [[("attack", BOTH), ("trial-hearing", BOTH)]]


def test_events_that_reviewers_join_are_no_story_any_more(review: Review, ada: Reviewer) -> None:
    attack, trial = Queue(review, "ada").stories()[0][0]
    ada.join(attack.id, trial.id)
    assert stories(review) == []


def test_the_page_shows_each_event_with_what_its_article_says(app: Guard) -> None:
    page = ask(app, "/stories").text
    assert page.count("data-row") == 2
    assert page.index("Karl Brenner shot Ines Falk on May 2, 2024.") < page.index("began on May 10, 2024.")
    assert "follows: Karl Brenner shot Ines Falk" in page


def test_an_event_says_where_in_its_story_it_stands(app: Guard, review: Review) -> None:
    trial = Queue(review, "ada").stories()[0][0][1]
    assert f'href="/stories#{trial.id}"' in (page := ask(app, f"/event/{trial.id}").text)
    assert "2 of 2 in a story" in page
    alone = next(name for name, event in review.events.items() if "harbour" in event.articles)
    assert "in a story" not in ask(app, f"/event/{alone}").text


def test_a_run_without_stories_says_so(log: DecisionLog) -> None:
    app = application(Review(judged_run(), log), "ada", "harbour", Policy("secret", 8765))
    assert "No stories" in ask(app, "/stories").text


def test_a_story_is_decided_on_its_page_by_keyboard(tmp_path: Path, browser: Browser, loopback: None) -> None:
    run = write_run(tmp_path / "run", twice_told_run())
    with reviewing(run) as home, watched(browser, home) as at:
        page = at.visit("stories")
        at.press("A")
        assert at.said() == "open an event first: n"
        at.press("j", "A")
        assert at.said() == "Accepted"
        assert_usable(page)
        at.press("R")
        assert at.said().startswith("Rejected")
        assert page.locator(".step .status").all_inner_texts() == ["accepted", "rejected"]
        assert "1 of 2 right: 9–91%" in page.locator("#progress").inner_text()
        at.press("u")
        assert page.locator(".step .status").all_inner_texts() == ["accepted", "not reviewed"]
        at.press("k", "j", "Enter")
        page.wait_for_selector("#event")
        trial = page.locator("#event").get_attribute("data-event")
        at.press("t")
        page.wait_for_url(f"**/stories#{trial}")
        at.press("R")  # the row of the event that it came from
        assert page.locator(".step .status").all_inner_texts() == ["accepted", "rejected"]
    statuses = [event.status for event in Review.open(run).all() if "trial" in event.event.articles]
    assert sorted(statuses) == [Status.ACCEPTED, Status.REJECTED]
