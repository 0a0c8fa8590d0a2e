from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from extractor.errors import RunError
from extractor.exporting import report_run
from extractor.presentation.plain import plain
from extractor.presentation.views import by_weight
from extractor.store.folder import StoredRun
from tests.kit.stored_runs import HARBOUR, HOSTILE, hostile_run, judged_run, story_run, write_run


@pytest.fixture(scope="module")
def seeds_page(seeds_run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of the seeds' run."""
    output = tmp_path_factory.mktemp("report") / "report.html"
    report_run(seeds_run_folder, output)
    return output.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a run in which every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    report_run(write_run(folder / "run", hostile_run()), folder / "report.html")
    return (folder / "report.html").read_text(encoding="utf-8")


def parsed(page: str) -> Any:
    return html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


# What a reader finds in it


def test_every_event_has_a_page_with_its_values_and_the_articles_that_say_them(
    seeds_page: str, seeds_run_folder: Path
) -> None:
    tree = parsed(seeds_page)
    stored = StoredRun.read(seeds_run_folder)
    pages = tree.xpath("//section[contains(@class, 'page')]")
    assert len(pages) == len(stored.events)
    assert {p.xpath("string(p[@class='facts']/span/bdi)") for p in pages} == {e.id for e in stored.events}
    for view, page in zip(by_weight(stored.events, stored.schema), pages, strict=True):
        event = view.event
        for field in stored.schema.fields:
            shown = page.xpath("string(.//div[dt = $name])", name=field.name)
            for value in event.fields[field.name]:
                said = [value.value, *(other.value for other in value.alternatives)]
                assert all(plain(field.type.show(one)) in shown for one in said)
                assert all(other.conflict.value in shown for other in value.alternatives)
        assert page.xpath("count(.//div[@class='evidence']/section)") == len(event.articles)


def test_every_mark_is_the_words_of_its_support(seeds_page: str, seeds_run_folder: Path) -> None:
    stored = StoredRun.read(seeds_run_folder)
    tree = parsed(seeds_page)
    marked = Counter(
        piece
        for page in tree.xpath("//article[contains(@class, 'page')]")
        for piece in page.xpath(".//mark[@title]/@title")
    )
    spans = {
        (article.id, name, support.span.start, support.span.end)
        for event in stored.events
        for name, values in event.fields.items()
        for value in values
        for said in (value, *value.alternatives)
        for support in said.supports
        if support.span
        for article in [stored.articles[support.article]]
    }
    assert marked.total() == len(spans)


def test_the_whole_text_of_each_article_is_there(seeds_page: str, seeds_run_folder: Path) -> None:
    tree = parsed(seeds_page)
    texts = []
    for page in tree.xpath("//article[contains(@class, 'page')]"):
        for extra in page.xpath(".//p[contains(@class, 'passage')]/*[self::span or self::a]"):
            extra.drop_tree()
        texts.append("".join("".join(p.itertext()) for p in page.xpath(".//p[contains(@class, 'passage')]")))
    expected = [
        "".join(sentence.span.text_in(article.text) for sentence in article.sentences)
        for article in StoredRun.read(seeds_run_folder).articles.values()
    ]
    squeeze = str.split
    assert sorted("".join(squeeze(text)) for text in texts) == sorted(
        "".join(squeeze(text)) for text in expected
    )


@pytest.mark.parametrize("page", ["seeds_page", "hostile_page"])
def test_every_link_inside_the_page_leads_somewhere_and_every_name_is_used_once(
    page: str, request: pytest.FixtureRequest
) -> None:
    tree = parsed(request.getfixturevalue(page))
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    inside = {link for link in tree.xpath("//@href") if link.startswith("#")}
    assert inside
    assert {link.removeprefix("#") for link in inside} <= set(names)


def test_the_timeline_is_in_order_and_has_every_dated_event_once(seeds_page: str) -> None:
    tree = parsed(seeds_page)
    years = [int(year) for year in tree.xpath("//ol[@class='years']/li/h3/text()")]
    assert years == sorted(years)
    assert {1985, 2008, 2025} <= set(years)
    links = tree.xpath("//section[@id='timeline']//a/@href")
    assert len(links) == len(set(links)) == len(tree.xpath("//section[contains(@class, 'page')]"))


def test_the_map_has_a_cell_for_each_article_of_a_shared_event(
    seeds_page: str, seeds_run_folder: Path
) -> None:
    shared = [e for e in StoredRun.read(seeds_run_folder).events if len(e.articles) > 1]
    tree = parsed(seeds_page)
    assert len(tree.xpath("//section[@id='map']//rect[@class='cell']")) == sum(
        len(e.articles) for e in shared
    )


def test_a_larger_run_is_cut_to_the_events_most_reported(seeds_run_folder: Path, tmp_path: Path) -> None:
    report = report_run(seeds_run_folder, tmp_path / "few.html", most=2)
    assert (report.events, report.left_out) == (2, len(StoredRun.read(seeds_run_folder).events) - 2)
    page = parsed((tmp_path / "few.html").read_text(encoding="utf-8"))
    assert "of " in page.xpath("string(//h1)")
    assert len(page.xpath("//section[contains(@class, 'page')]")) == 2


def test_a_story_leads_from_the_incident_to_its_steps(tmp_path: Path) -> None:
    report_run(write_run(tmp_path / "run", story_run()), tmp_path / "report.html")
    tree = parsed((tmp_path / "report.html").read_text(encoding="utf-8"))
    (story,) = tree.xpath("//section[@id='stories']/ol/li")
    assert story.xpath(".//a/bdi/text()") == [
        "Karl Brenner shot Ines Falk",
        "The trial of Karl Brenner began",
    ]
    for link in story.xpath(".//a"):
        (page,) = tree.xpath("//section[@id = $name]", name=link.get("href")[1:])
        assert page.xpath("string(h1)") == link.text_content()
    assert {p.split()[0] for p in tree.xpath("//p[@class='facts']/span[a]/text()") if "follow" in p} == {
        "follows",
        "followed",
    }


def test_a_run_without_relations_has_no_stories(hostile_page: str) -> None:
    assert parsed(hostile_page).xpath("//section[@id='stories'] | //nav/a[@href='#stories']") == []


def test_the_same_run_gives_the_same_file(seeds_run_folder: Path, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        report_run(seeds_run_folder, tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_folder_without_a_run_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run here"):
        report_run(tmp_path, tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


# What is judged


@pytest.fixture(scope="module")
def judged_page(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The report of a run with judged values and confidences."""
    folder = tmp_path_factory.mktemp("judged")
    report_run(write_run(folder / "run", judged_run()), folder / "report.html")
    return parsed((folder / "report.html").read_text(encoding="utf-8"))


def event_page(page: Any, headline: str) -> Any:
    (found,) = page.xpath("//section[contains(@class, 'page')][starts-with(h1, $words)]", words=headline)
    return found


def test_a_judged_value_names_its_articles_and_lights_the_sentences_that_were_cited(judged_page: Any) -> None:
    page = event_page(judged_page, "Crane")
    (value,) = page.xpath(".//div[dt = 'type']//div[contains(@class, 'value')]")
    assert " ".join(value.text_content().split()) == "disaster 12 judged 91%"
    lit = [
        "".join(passage.itertext()).lstrip("0123456789")
        for passage in page.xpath(".//p[contains(@class, 'passage')]")
        if value.get("data-v") in passage.get("data-v", "").split()
    ]
    assert set(HARBOUR[:2]) <= set(lit)
    assert not page.xpath(".//*[contains(@class, 'unsupported')]")
    assert not page.xpath(".//p[@class='missing']")


def test_a_headline_in_words_of_several_sentences_is_not_missing(judged_page: Any) -> None:
    page = event_page(judged_page, "Crane")
    (value,) = page.xpath(".//div[dt = 'what']//dd/div[contains(@class, 'value')]")
    assert "no article says this" not in value.text_content()
    assert [p for p in page.xpath(".//p/@data-v") if value.get("data-v") in p.split()]


def test_what_no_article_says_is_still_flagged(judged_page: Any) -> None:
    page = event_page(judged_page, "a crane")
    assert "no article says this" in page.text_content()
    assert page.xpath("string(.//p[@class='missing'])").strip() == "Not in the text: who: Blue Line"


def test_confidences_and_second_opinions_are_shown_and_can_be_filtered(judged_page: Any) -> None:
    page = event_page(judged_page, "Port Alder")
    assert "confidence 62%" in page.xpath("string(p[@class='facts'])")
    assert page.xpath("string(.//span[@class='opinion'])") == "its time is after the article was published"
    flags = judged_page.xpath("//li[contains(., 'Port Alder will')]/@data-flags")
    assert flags == ["doubted one-article"]
    assert judged_page.xpath("//label[contains(., 'doubted')]/b/text()") == ["1"]
    assert sorted(judged_page.xpath("//*[contains(@class, 'sure')]/text()")) == ["62% sure", "96% sure"]


# What an article can do to it: nothing


@pytest.mark.parametrize("page", ["seeds_page", "hostile_page"])
def test_only_our_own_script_and_style_are_in_it_and_the_policy_names_them(
    page: str, request: pytest.FixtureRequest
) -> None:
    text = request.getfixturevalue(page)
    tree = parsed(text)
    (script,) = tree.xpath("//script/text()")
    (style,) = tree.xpath("//style/text()")
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    for kind, content in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


_TAGS = re.compile(
    "html|head|meta|title|style|body|a|header|nav|main|div|section|h[123]|small|p|b|span|form|input|label|output"
    "|ol|ul|li|i|bdi|details|summary|svg|text|rect|dl|dt|dd|mark|article|footer|script"
)


def test_hostile_texts_make_no_elements_and_no_attributes(hostile_page: str) -> None:
    tree = parsed(hostile_page)
    assert all(_TAGS.fullmatch(element.tag) for element in tree.iter())
    names = {name for element in tree.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on")]
    assert not names & {
        "src",
        "srcdoc",
        "style",
        "action",
        "formaction",
        "background",
        "autofocus",
        "xlink:href",
    }
    assert {link[:1] for link in tree.xpath("//@href")} == {"#"}
    assert not tree.xpath("//comment()")


def test_hostile_texts_are_shown_as_they_are(hostile_page: str) -> None:
    tree = parsed(hostile_page)
    shown = " ".join(tree.xpath("//section[contains(@class, 'page')]//bdi//text()"))
    for text in HOSTILE:
        if text.isprintable():
            assert " ".join(text.split()) in shown


def test_what_turns_letters_around_is_not_in_the_page(hostile_page: str) -> None:
    assert not re.search("[\u202a-\u202e\x00-\x08\x1b\ud800-\udfff]", hostile_page)
