"""The documentation site: every link leads somewhere, and no page asks another host."""

from __future__ import annotations

import importlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import lxml.html
import pytest

from tests.kit.accessibility import assert_usable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = (
    "index.html",
    "docs/guides/reviewing.html",
    "docs/experiments/throughput.html",
)
"""A page of each kind: pictures and commands, a guide, wide tables."""

LOADED = "//script/@src | //img/@src | //iframe/@src | //source/@src | //link[@rel='stylesheet']/@href"


@pytest.fixture(scope="module")
def script(repository: Path) -> Any:
    """The script that builds the site, as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(repository / "docs")
        return importlib.import_module("build_site")


@pytest.fixture(scope="module")
def site(script: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    folder = tmp_path_factory.mktemp("built") / "site"
    script.build(folder)
    return folder


def parsed(page: Path) -> Any:
    return lxml.html.fromstring(page.read_text(encoding="utf-8"))


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(site: Path) -> None:
    pages = {page: parsed(page) for page in site.rglob("*.html")}
    places = {page: set(tree.xpath("//@id | //a/@name")) for page, tree in pages.items()}
    broken = []
    for page, tree in pages.items():
        for link in tree.xpath("//article//@href | //nav//@href | //@src"):
            address, place = urldefrag(urljoin(page.as_uri(), link))
            if urlsplit(address).scheme != "file":
                continue
            target = Path(unquote(urlsplit(address).path))
            target = target / "index.html" if target.is_dir() else target
            if not target.exists() or (place and unquote(place) not in places[target]):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert len(pages) > 40
    assert broken == []


def test_no_page_names_anything_to_load_from_another_host(site: Path) -> None:
    outside = {
        f"{page.relative_to(site)}: {address}"
        for page in site.rglob("*.html")
        for address in parsed(page).xpath(LOADED)
        if urlsplit(urljoin(page.as_uri(), address)).scheme != "file"
    }
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert styles
    assert outside == set()
    assert [
        found for style in styles for found in re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//", style)
    ] == []


def test_a_page_of_each_kind_asks_no_other_host_and_can_be_used_by_everybody(
    browser: Browser, site: Path
) -> None:
    window = browser.new_context()
    page = window.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in PAGES:
        page.goto((site / name).as_uri())
        page.locator(".md-typeset__scrollwrap, .md-typeset pre").first.wait_for()
        assert_usable(page, ignored=("minor", "moderate"))
    window.close()
    assert len(asked) > len(PAGES)
    assert [url for url in asked if not url.startswith((f"{site.as_uri()}/", "blob:"))] == []


def test_a_page_on_the_disk_can_be_searched(browser: Browser, site: Path) -> None:
    window = browser.new_context()
    page = window.new_page()
    page.goto((site / "index.html").as_uri())
    page.locator(".md-search__button").click()
    page.locator("input[aria-label=Search]").fill("cassette")
    page.get_by_text(re.compile(r"^\d+ results$")).wait_for()
    window.close()


def test_a_link_to_a_file_that_is_not_there_ends_the_build(
    script: Any, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("README.md", "docs/zensical.toml"):
        (tmp_path / page).parent.mkdir(exist_ok=True)
        shutil.copyfile(repository / page, tmp_path / page)
    monkeypatch.setattr(script, "_ROOT", tmp_path)
    with pytest.raises(script.BrokenLinkError, match=r"README\.md: docs/"):
        script.build(tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_llms_txt_lists_every_page_as_it_is(repository: Path, site: Path, script: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(repository / "docs")
        module = importlib.import_module("write_llms")
    text = module.DOCUMENT.read_text(encoding="utf-8")
    assert text == module.written(), "run: python docs/write_llms.py"
    assert text.startswith("# extractor\n\n> ")
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", text, re.MULTILINE)
    written = [*repository.glob("docs/**/*.md"), *map(repository.joinpath, ("README.md", "CONTRIBUTING.md"))]
    assert {str(path.relative_to(repository)) for path in written} <= set(links)
    assert [link for link in links if not (site / link).is_file()] == []
