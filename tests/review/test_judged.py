"""What a model judged, and how sure it was, on the review pages and in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from extractor.decisions import DecisionLog
from extractor.decisions.decision import canonical
from extractor.merging import merge
from extractor.records import Grounding, MergedEvent
from extractor.review import Review
from extractor.review.guard import Guard, Policy
from extractor.review.queue import Queue
from extractor.review.reviewer import Reviewer
from extractor.review.server import application
from tests.kit.accessibility import assert_usable
from tests.kit.stored_runs import judged_run, write_run
from tests.review.asking import ask
from tests.review.browsing import reviewing, watched

Make = Callable[[Review, str], Reviewer]


@pytest.fixture
def review(log: DecisionLog) -> Review:
    return Review(judged_run(), log)


@pytest.fixture
def app(review: Review) -> Guard:
    return application(review, "ada", "harbour", Policy("secret", 8765))


def parsed(page: str) -> Any:
    return html.document_fromstring(page)


def event_of(review: Review, headline: str) -> MergedEvent:
    (found,) = (event for event in review.events.values() if event.headline.startswith(headline))
    return found


# The queue


def test_the_least_certain_come_first_and_those_without_a_confidence_last(review: Review) -> None:
    found = [(card.confidence, card.least_certain) for card in Queue(review, "ada").cards()]
    assert found == [("62%", "type 48%"), ("96%", "type 91%"), ("", "")]


def test_without_confidences_those_that_most_articles_report_come_first(log: DecisionLog) -> None:
    review = Review(judged_run(with_confidences=False), log)
    (first, *others) = Queue(review, "ada").cards()
    assert len(first.event.articles) == 2
    assert all(len(card.event.articles) == 1 for card in others)


def test_doubted_and_unsupported_are_filters_of_their_own(review: Review) -> None:
    queue = Queue(review, "ada")
    found = {name: [c.headline for c in queue.narrowed(name, "")] for name in ("doubted", "unsupported")}
    assert found == {
        "doubted": ["Port Alder will install a new crane"],
        "unsupported": ["a crane at the same quay injured a dock worker"],
    }


# The pages


def test_the_list_has_confidences_and_badges(app: Guard) -> None:
    tree = parsed(ask(app).text)
    assert "Confidence" in tree.xpath("//th/text()")
    rows = [" ".join(row.text_content().split()) for row in tree.xpath("//tbody/tr")]
    assert "62% confidence type 48% doubted" in rows[0]
    assert "unsupported" not in rows[0] + rows[1]
    assert ask(app, "/?filter=doubted").text.count("data-row") == 1


def test_without_confidences_the_list_has_no_column_for_them(log: DecisionLog) -> None:
    review = Review(judged_run(with_confidences=False), log)
    app = application(review, "ada", "harbour", Policy("secret", 8765))
    assert "Confidence" not in ask(app).text


def test_a_judged_value_is_no_red_flag_and_marks_the_sentences_that_were_cited(
    app: Guard, review: Review
) -> None:
    tree = parsed(ask(app, f"/event/{event_of(review, 'Crane').id}").text)
    assert not tree.xpath("//*[contains(@class, 'unsupported')]")
    assert "confidence 96%" in tree.xpath("string(//p[@class='facts'])")
    for name, says in (("type", "2 articles, 3 sentences judged 91%"), ("what", "1 article, 2 sentences")):
        (value, *_) = tree.xpath("//*[@data-item='value'][@data-field=$name]", name=name)
        assert says in " ".join(value.xpath("string(p[@class='support'])").split())
        numbers = [item.get("data-v").split() for item in tree.xpath("//li[@data-v]")]
        assert sum(value.get("data-number") in found for found in numbers) == (3 if name == "type" else 2)


def test_where_a_rule_would_judge_otherwise_the_page_says_so(app: Guard, review: Review) -> None:
    page = ask(app, f"/event/{event_of(review, 'Port Alder').id}").text
    tree = parsed(page)
    (status,) = tree.xpath("//*[@data-item='value'][@data-field='status']")
    assert "doubted its time is after the article was published" in " ".join(status.text_content().split())
    assert page.count('class="badge doubted"') == 1


# Decisions


def test_a_changed_judgement_keeps_its_sentences_and_is_the_reviewers_own(
    review: Review, reviewer_of: Make
) -> None:
    event = event_of(review, "Port Alder")
    ada = reviewer_of(review, "ada")
    before = event.fields["status"][0]
    ada.edit(event.id, "status", canonical("status", before.value), "planned")
    (after,) = review.event(event.id).merged().fields["status"]
    assert [s.sentences for s in after.supports] == [s.sentences for s in before.supports]
    (support,) = after.supports
    assert (support.written, support.grounding) == ("planned", Grounding.JUDGED)
    assert (support.confidence, support.note) == (None, None)


def test_an_added_judgement_rests_on_the_sentences_that_report_the_event(
    review: Review, reviewer_of: Make
) -> None:
    event = event_of(review, "Crane")
    ada = reviewer_of(review, "ada")
    ada.edit(event.id, "type", None, "attack")
    added = review.event(event.id).in_field("type")[-1].value
    assert added is not None
    assert {(s.article, s.sentences) for s in added.supports} == {("harbour", (1, 2)), ("gazette", (1,))}


def test_a_new_headline_is_looked_for_word_by_word(review: Review, reviewer_of: Make) -> None:
    event = event_of(review, "Crane")
    what = event.fields["what"][0].value
    reviewer_of(review, "ada").edit(
        event.id, "what", canonical("what", what), "Ferry sank in Port Alder and killed two workers"
    )
    (after,) = review.event(event.id).merged().fields["what"]
    (support,) = after.supports
    assert support.span is None
    assert support.grounding is Grounding.FUZZY


def test_judgements_that_were_accepted_still_count_after_a_rerun(review: Review, reviewer_of: Make) -> None:
    for event in list(review.events.values()):
        reviewer_of(review, "ada").accept_event(event.id)
    run = review.run
    records = [record.model_copy(update={"id": f"r-new-{record.id}"}) for record in run.records]
    again = replace(run, records=tuple(records), events=tuple(merge(records, run.schema, run.articles)))
    later = Review(again, DecisionLog(review.log.path))
    assert later.gone == ()
    assert {reviewed.status.value for reviewed in later.all()} == {"accepted"}


# In a browser


def test_a_judged_value_that_is_focused_marks_whole_sentences(
    tmp_path: Path, browser: Browser, loopback: None
) -> None:
    run = write_run(tmp_path / "run", judged_run())
    with reviewing(run) as home, watched(browser, home) as at:
        page = at.visit()
        assert_usable(page)
        at.press("j", "j", "Enter")
        page.wait_for_selector("#event")
        page.wait_for_load_state()  # its script has run
        page.locator("[data-item=value][data-field=type]").focus()
        assert page.locator(".sentences li.on").count() == 3
        assert_usable(page)
        page.locator("[data-item=value][data-field=where]").focus()
        assert page.locator(".sentences li.on").count() == 0
