from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from extractor.decisions.decision import canonical
from extractor.records import MergedEvent
from extractor.review import Review, Status
from extractor.review.guard import Guard, Policy
from extractor.review.reviewer import Reviewer
from extractor.review.server import application
from tests.review.asking import CHANGE, OWN, ask, decide


@pytest.fixture
def app(review: Review) -> Guard:
    return application(review, "ada", "seeds", Policy("secret", 8765))


def key(event: MergedEvent, field: str) -> str:
    return canonical(field, event.fields[field][0].value)


def test_the_list_shows_every_event_and_can_be_narrowed(app: Guard, review: Review) -> None:
    assert ask(app).text.count("data-row") == len(review.events)
    found = ask(app, "/?q=deputy+2008").text
    assert 0 < found.count("data-row") < len(review.events)
    assert ask(app, "/?q=nothing+of+the+kind").text.count("data-row") == 0
    one_source = sum(len(event.articles) == 1 for event in review.events.values())
    assert ask(app, "/?filter=one-source").text.count("data-row") == one_source
    assert ask(app, "/?filter=unheard-of").text.count("data-row") == len(review.events)


def test_an_event_is_shown_whole_or_as_a_part(app: Guard, transfer: MergedEvent) -> None:
    whole = ask(app, f"/event/{transfer.id}").text
    assert whole.count("<html") == 1
    part = ask(app, f"/event/{transfer.id}", headers={**OWN, "x-part": "1"}).json
    assert part["html"].strip().startswith('<div class="event"')
    assert part["html"].strip() in whole
    for article in transfer.articles:
        assert article in whole


def test_the_sentences_are_the_articles_character_by_character(
    app: Guard, review: Review, transfer: MergedEvent
) -> None:
    texts: list[str] = []

    class Reader(HTMLParser):
        inside = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "bdi":
                self.inside = 1
                texts.append("")
            elif tag == "span" and self.inside:
                self.inside = 2

        def handle_endtag(self, tag: str) -> None:
            if tag == "bdi":
                self.inside = 0
            elif tag == "span" and self.inside:
                self.inside = 1

        def handle_data(self, data: str) -> None:
            if self.inside == 1:
                texts[-1] += data

    Reader().feed(ask(app, f"/event/{transfer.id}").text)
    articles = [review.run.articles[name] for name in transfer.articles]
    sentences = [a.sentence_text(n + 1) for a in articles for n in range(len(a.sentences))]
    assert sorted(" ".join(t.split()) for t in texts) == sorted(" ".join(s.split()) for s in sentences)


def test_accepting_goes_on_to_the_next_event_of_the_list(
    app: Guard, review: Review, transfer: MergedEvent
) -> None:
    answer = decide(app, act="accept-event", event=transfer.id, filter="to-do").json
    assert answer["moved"]
    assert transfer.id not in answer["url"]
    assert "filter=to-do" in answer["url"]
    assert "<b>1</b> of" in answer["progress"]
    assert review.event(transfer.id, "ada").status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("act", "details", "says"),
    [
        ("accept", {"field": "count"}, "Accepted count"),
        ("reject", {"field": "count"}, "Rejected count"),
        ("edit", {"field": "count", "text": "28"}, "Edited count"),
        ("edit", {"field": "count", "text": "28", "key": ""}, "Added to count"),
        ("choose", {"field": "count"}, "Chose another count"),
        ("split", {}, "Split off"),
        ("join", {}, "Joined into one event"),
    ],
)
def test_every_act_is_done_and_undone_and_done_again(
    app: Guard, review: Review, transfer: MergedEvent, act: str, details: dict[str, Any], says: str
) -> None:
    before = list(review.all())
    other = next(name for name in review.events if name != transfer.id)
    if act == "choose":
        other = canonical("count", transfer.fields["count"][0].alternatives[0].value)
    request: dict[str, Any] = {
        "key": key(transfer, "count"),
        "article": transfer.articles[0],
        "other": other,
        **details,
    }
    answer = decide(app, act=act, event=transfer.id, **request)
    assert (answer.status, says in answer.text) == (200, True)
    after = list(review.all())
    assert after != before
    assert "Undone" in decide(app, act="undo", event=transfer.id).json["said"]
    assert list(review.all()) == before
    assert "Done again" in decide(app, act="redo", event=transfer.id).json["said"]
    assert list(review.all()) == after


@pytest.mark.parametrize(
    ("request_data", "status", "says"),
    [
        ({"act": "nonsense"}, 409, "unknown"),
        ({"act": "accept-event", "event": "../../etc/passwd"}, 409, "no such event"),
        ({"act": "accept-event", "event": {"a": 1}}, 409, "no such event"),
        ({"act": "undo"}, 409, "nothing to undo"),
        ({"act": "settle", "decision": "d1"}, 409, "taken back"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    app: Guard, review: Review, request_data: dict[str, Any], status: int, says: str
) -> None:
    reply = decide(app, **request_data)
    assert (reply.status, says in reply.json["wrong"]) == (status, True)
    assert not review.log.path.exists()


def test_an_unknown_field_is_refused_in_a_sentence(app: Guard, transfer: MergedEvent) -> None:
    reply = decide(app, act="edit", event=transfer.id, field="nothing", text="x")
    assert (reply.status, "no field 'nothing'" in reply.json["wrong"]) == (409, True)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"x" * 100_000])
def test_a_request_that_is_no_json_object_is_refused(app: Guard, body: bytes) -> None:
    assert ask(app, "/decide", "POST", CHANGE, body).status == 400


def test_a_form_is_no_way_to_change_anything(app: Guard, transfer: MergedEvent) -> None:
    headers = {**CHANGE, "content-type": "text/plain"}
    assert decide(app, headers, act="accept-event", event=transfer.id).status == 400


def test_when_the_disk_is_full_the_page_says_so_and_nothing_counts(
    app: Guard, review: Review, transfer: MergedEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    reply = decide(app, act="accept-event", event=transfer.id)
    assert (reply.status, "No space left" in reply.json["wrong"]) == (500, True)
    assert review.event(transfer.id).status is Status.OPEN


def test_what_reviewers_judge_differently_can_be_settled(
    app: Guard,
    review: Review,
    transfer: MergedEvent,
    reviewer_of: Callable[[Review, str], Reviewer],
) -> None:
    ben = reviewer_of(review, "ben")
    ben.reject(transfer.id, "count", key(transfer, "count"), why="another count")
    decide(app, act="accept-event", event=transfer.id)
    page = ask(app, "/differences").text
    assert page.count("data-difference") == 1
    assert "“another count”" in page
    support = transfer.fields["count"][0].supports[0]
    assert support.span
    assert support.span.text_in(review.run.articles[support.article].text) in page
    assert "ada and ben" in page
    said = next(d for d in review.history.active if d.by == "ben")
    reply = decide(app, act="settle", event=transfer.id, decision=said.id, key=key(transfer, "count"))
    assert reply.json["said"] == "Settled"
    assert ask(app, "/differences").text.count("data-difference") == 0
    assert review.event(transfer.id).merged().fields["count"] == ()


def test_the_most_similar_events_come_first_and_can_be_searched(app: Guard, transfer: MergedEvent) -> None:
    found = ask(app, f"/similar?event={transfer.id}").json
    assert transfer.id not in [item["id"] for item in found]
    assert ask(app, f"/similar?event={transfer.id}&q=deputy+2008").json != found
    assert ask(app, "/similar?event=nothing").json == []
