"""A run that was reviewed is made again with another prompt: what holds stays, what does not is listed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor.decisions.decision import canonical
from extractor.prompts import prompt_folder
from extractor.records import MergedEvent
from extractor.review import Review, Status
from extractor.review.guard import Policy
from extractor.review.reviewer import Reviewer
from extractor.review.server import application
from extractor.schemas import load_schema
from tests.end_to_end.newsroom import REPLIES, extractor, obliging, reply_to, write_articles
from tests.kit.model_server import Call, ModelServer, Step, answered
from tests.review.asking import ask

Capsys = pytest.CaptureFixture[str]


def other_reply(call: Call) -> Step:
    """The model under the new prompt: of the election it says nothing, and not who arrested Per Dahl."""
    arrested = {key: value for key, value in REPLIES["arrested"].items() if key != "who"}
    return answered(reply_to(call, {**REPLIES, "elected": {}, "arrested": arrested}))


def about(review: Review, word: str) -> MergedEvent:
    """The event of which an article says this word."""
    found = [
        event
        for event in review.events.values()
        if any(word in support.written for value in event.fields["what"] for support in value.supports)
    ]
    assert len(found) == 1, word
    return found[0]


def test_decisions_outlive_another_prompt_where_the_articles_still_say_the_same(
    tmp_path: Path, capsys: Capsys, loopback: None
) -> None:
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    with ModelServer(obliging) as server:
        first = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        assert extractor(capsys, "run", news, "-o", run, *first).code == 0
    review = Review.open(run)
    ada = Reviewer(review, "ada")
    arrested = about(review, "arrested")
    where = canonical("where", arrested.fields["where"][0].value)
    ada.edit(arrested.id, "where", where, "Turin", why="as the police say")
    for event in list(review.events.values()):
        ada.accept_event(event.id)
    before = about(review, "sent")
    assert {found.status for found in review.all()} == {Status.ACCEPTED}

    prompts = Path(shutil.copytree(prompt_folder("article", load_schema()), tmp_path / "prompts"))
    with (prompts / "article.system.jinja").open("a", encoding="utf-8") as template:
        template.write("\nTell nothing that is not said.\n")
    with ModelServer(other_reply) as server:
        again = ("--base-url", server.base_url, "--model", "m", "--plan", "article", "--prompt", prompts)
        assert extractor(capsys, "run", news, "-o", run, *again).code == 0
        assert server.calls
    later = Review.open(run)

    sent = later.event(about(later, "sent").id)
    assert (sent.status, sent.event.fields) == (Status.ACCEPTED, before.fields)
    edited = later.event(about(later, "arrested").id)
    assert edited.status is Status.CHANGED
    assert [value.value.model_dump()["name"] for value in edited.merged().fields["where"]] == ["Turin"]
    assert {(value.field, value.shown.lower()) for value in edited.changed} == {("who", "police")}
    assert later.event(about(later, "wounded").id).status is Status.ACCEPTED
    assert [d.event.headline for d in later.gone if d.event] == ["Chile elected Ana Brandt"]

    report = (run / "report.html").read_text(encoding="utf-8")
    assert "changed since review by ada" in report
    assert "Turin" in report

    app = application(later, "ada", "run", Policy("secret", 8765))
    listed = ask(app, "/").text
    assert "1 decision speaks of events that this run no longer has" in listed
    assert ask(app, "/?filter=changed").text.count("data-row") == 1
    assert "olice, now" in ask(app, f"/event/{edited.event.id}").text
