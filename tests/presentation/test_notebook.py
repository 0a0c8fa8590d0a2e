from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html

from extractor.records import Article, Sentence, Span
from extractor.store.folder import StoredRun
from tests.kit.stored_runs import hostile_run, judged_run


@pytest.fixture(scope="module")
def hostile() -> StoredRun:
    return hostile_run()


def shown(item: Any) -> str:
    text = item._repr_html_()
    assert isinstance(text, str)
    return text


def test_a_run_is_a_table_of_its_events(seeds_run_folder: Any) -> None:
    run = StoredRun.read(seeds_run_folder)
    tree = html.fragment_fromstring(shown(run))
    assert len(tree.xpath(".//tr")) == 1 + min(50, len(run.events))
    assert f"{len(run.events)} events in 5 articles" in tree.text_content()


def test_an_event_has_its_values_alternatives_and_the_words_that_say_them(seeds_run_folder: Any) -> None:
    run = StoredRun.read(seeds_run_folder)
    event = max(run.events, key=lambda event: len(event.records))
    text = html.fragment_fromstring(shown(event)).text_content()
    for name, values in event.fields.items():
        for value in values:
            assert name in text
            assert run.schema.field(name).type.show(value.value) in text
            assert all(f"{other.conflict.value}: " in text for other in value.alternatives)
    assert "“Mexico” " in text


def test_judged_values_have_the_cited_sentences_and_how_sure_the_model_was() -> None:
    run = judged_run()
    texts = {event.headline: html.fragment_fromstring(shown(event)).text_content() for event in run.events}
    crane = next(text for headline, text in texts.items() if headline.startswith("Crane"))
    assert "confidence 96%" in crane
    assert "disasterjudged 91% gazette s1; judged 91% harbour s1-2" in crane
    assert "in words of harbour s1-2" in crane
    assert "(unsupported)" not in crane
    assert "its time is after the article was published" in texts["Port Alder will install a new crane"]
    table = html.fragment_fromstring(shown(run)).text_content()
    assert "96%" in table
    assert "62%" in table


def test_an_article_has_its_numbered_sentences() -> None:
    article = Article(
        id="a",
        text="One fell. Photo: X",
        sentences=(
            Sentence(number=1, span=Span(start=0, end=9)),
            Sentence(number=2, span=Span(start=10, end=18), boilerplate="photo credit"),
        ),
    )
    tree = html.fragment_fromstring(shown(article))
    assert [cell.text_content() for cell in tree.xpath(".//td")] == ["1", "One fell.", "2", "Photo: X"]
    assert tree.xpath(".//td/@title") == ["photo credit"]


TAGS = re.compile("div|b|i|p|br|span|table|tbody|tr|th|td|bdi")


def every_item(run: StoredRun) -> list[Any]:
    return [run, *run.events, *run.articles.values()]


def test_hostile_texts_make_no_elements_and_no_attributes(hostile: StoredRun) -> None:
    for item in every_item(hostile):
        tree = html.fragment_fromstring(shown(item))
        assert all(TAGS.fullmatch(element.tag) for element in tree.iter())
        assert {name for e in tree.iter() for name in e.attrib} <= {"style", "title"}
        assert all("url(" not in style for style in tree.xpath(".//@style"))


def test_nothing_is_taken_for_tex_and_nothing_turns_letters_around(hostile: StoredRun) -> None:
    for item in every_item(hostile):
        text = shown(item)
        assert not re.search(r"\$(?!&#8203;)", text)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b\ud800-\udfff]", text)
