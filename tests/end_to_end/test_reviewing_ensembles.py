"""What two models found in the same articles, reviewed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from extractor.errors import ReviewError
from extractor.records import MergedEvent
from extractor.review import Review, Status
from extractor.review.guard import Guard, Policy
from extractor.review.reviewer import Reviewer
from extractor.review.server import application
from tests.end_to_end.newsroom import ARTICLES, REPLIES, extractor, obliging, reply_to, write_articles
from tests.kit.model_server import Call, ModelServer, Step, answered
from tests.review.asking import ask, decide

Capsys = pytest.CaptureFixture[str]


def forgetful(call: Call) -> Step:
    """Another model: it never says where prisoners are sent to."""
    replies = {
        word: {key: value for key, value in event.items() if key != "to"} for word, event in REPLIES.items()
    }
    return answered(reply_to(call, replies))


def read_by_two_models(tmp_path: Path, capsys: Capsys, articles: Mapping[str, Sequence[str]]) -> Path:
    """Merges what two models say: of `articles`, each model's name has those that it reads."""
    folders = [tmp_path / name for name in articles]
    for folder, names, script in zip(folders, articles.values(), (obliging, forgetful), strict=True):
        news = write_articles(tmp_path / f"for {folder.name}", {name: ARTICLES[name] for name in names})
        with ModelServer(script) as server:
            where = ("--base-url", server.base_url, "--model", folder.name, "--plan", "article")
            assert extractor(capsys, "run", news, "-o", folder, *where).code == 0
    assert extractor(capsys, "merge", *folders, "-o", tmp_path / "both").code == 0
    return tmp_path / "both"


@pytest.fixture
def run(tmp_path: Path, capsys: Capsys, loopback: None) -> Path:
    return read_by_two_models(tmp_path, capsys, {"first": list(ARTICLES), "second": list(ARTICLES)})


@pytest.fixture
def review(run: Path) -> Review:
    return Review.open(run)


@pytest.fixture
def app(review: Review) -> Guard:
    return application(review, "ada", "both", Policy("secret", 8765))


def transfer(review: Review) -> MergedEvent:
    """The event of which the models tell different things."""
    return next(event for event in review.events.values() if event.articles == ("first", "second"))


def test_what_all_models_say_is_accepted_at_once_and_the_rest_stays_open(review: Review) -> None:
    event = transfer(review)
    alike = [value for values in event.fields.values() for value in values if value.models == event.models]
    count = Reviewer(review, "ada").accept_identical(event.id)
    assert count == len(alike) > 3
    reviewed = review.event(event.id)
    assert reviewed.status is Status.STARTED
    left = [value.stood for value in reviewed.values if value.judgement is None]
    assert {value.value.model_dump()["name"] for value in left if value} == {"United States"}
    with pytest.raises(ReviewError, match="no value is left"):
        Reviewer(review, "ada").accept_identical(event.id)


def test_of_one_model_there_is_nothing_to_agree_on(tmp_path: Path, run: Path) -> None:
    review = Review.open(tmp_path / "first")
    with pytest.raises(ReviewError, match="records of one model only"):
        Reviewer(review, "ada").accept_identical(transfer(review).id)


def test_the_page_says_who_gives_a_value_and_offers_to_accept_what_all_agree_on(
    app: Guard, review: Review
) -> None:
    event = transfer(review)
    page = ask(app, f"/event/{event.id}").text
    assert "compatible (first) and compatible (second) give" in page
    assert "1 of 2 models: compatible (first)" in page
    answer = decide(app, act="accept-identical", event=event.id).json
    assert answer["said"].startswith("Accepted what all models agree on")
    assert "accept-identical" not in answer["html"]


def test_events_of_which_models_differ_are_found_by_a_filter(app: Guard, review: Review) -> None:
    page = ask(app, "/?filter=models").text
    assert page.count("data-row") == 1
    assert transfer(review).id in page
    assert "models differ" in page


def test_models_that_read_different_articles_do_not_differ(
    tmp_path: Path, capsys: Capsys, loopback: None
) -> None:
    review = Review.open(read_by_two_models(tmp_path, capsys, {"one": ["first"], "two": ["second"]}))
    assert len(transfer(review).models) == 2
    page = ask(application(review, "ada", "both", Policy("secret", 8765)), "/").text
    assert "models differ" not in page


def test_a_part_that_was_split_off_still_says_which_models_read_it(review: Review) -> None:
    event = transfer(review)
    made, _ = Reviewer(review, "ada").split(event.id, "first")
    assert review.events[made].models == event.models
    assert any(value.models != event.models for value in review.events[made].fields["who"])
