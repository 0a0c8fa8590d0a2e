"""Headlines: repeated by the story, or stuck to its first sentence."""

from __future__ import annotations

import pytest

from extractor.articles.headlines import part_headline, repeated_headlines
from extractor.records import Span

TITLE = "Ferry sinks off Port Haven"


def parted(text: str, title: str | None = TITLE) -> list[str]:
    return [span.text_in(text) for span in part_headline(text, [Span(start=0, end=len(text))], title, "en")]


@pytest.mark.parametrize(
    "between",
    [" – ", ": ", " | ", ". ", "", " -- "],
    ids=["dash", "colon", "bar", "stop", "nothing", "hyphens"],
)
def test_a_title_that_is_stuck_to_the_story_is_cut_off(between: str) -> None:
    story = "Rescuers pulled 98 from the sea."
    assert parted(f"{TITLE}{between}{story}") == [f"{TITLE}{between}".strip(), story]


def test_a_title_whose_words_the_story_has_again_is_cut_off() -> None:
    story = "A ferry with 120 people sinks off Port Haven on Monday, the coast guard said."
    assert parted(f"{TITLE} {story}") == [TITLE, story]


def test_the_words_of_a_headline_are_those_of_its_language() -> None:
    lines = [
        "Tres muertos en un incendio en Lima",
        "Un incendio dejó tres muertos en la ciudad de Lima el lunes.",
    ]
    assert repeated_headlines(lines, None, "es") == [0]
    lines = ["Ningún herido, niega la policía de Lima", "La policía de Lima dijo que no hay ningún herido."]
    assert repeated_headlines(lines, None, "es") == []


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    assert parted(f"{TITLE}: Rescuers came.", f"{TITLE} | The Post") == [f"{TITLE}:", "Rescuers came."]


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE} on Monday, killing 14.",
        f"{TITLE} Monday, killing 14.",
        f"{TITLE}",
        "Rescuers pulled 98 from the sea.",
    ],
)
def test_a_sentence_that_begins_as_the_title_stays_whole(text: str) -> None:
    assert parted(text) == [text]
    assert parted(f"{TITLE}: Rescuers came.", None) == [f"{TITLE}: Rescuers came."]
