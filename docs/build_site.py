"""Builds the documentation site into site/; `make docs` calls it.

A page stays at its path in the repository, so a link between two files is a link between two pages. A file
that is no page, such as code, becomes a page that shows it where a page links to it. What leads nowhere is
an error.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import tomlkit

_ROOT = Path(__file__).resolve().parent.parent
_CONFIGURATION = _ROOT / "docs" / "zensical.toml"
_LINK = re.compile(r"(\]\()((?!https?:|mailto:|#)[^)#\s]+)(#[^)\s]*)?\)")
_FENCED = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
_LIST = re.compile(r"^((?![-*] |\d+\. |\s).+\n)(?=(?:[-*]|1\.) )", re.MULTILINE)
"""The line before a list, which this Markdown, unlike GitHub's, wants empty."""
_SHIM = re.compile(r'<script src="https://unpkg\.com/iframe-worker/shim"[^>]*></script>')
"""What the plugin `offline` puts into each page: a script from elsewhere, for workers of pages on a disk."""
_WORKER_SCRIPT = """\
if (location.protocol === "file:") {
  const source = SOURCE;
  const Original = Worker;
  window.Worker = class extends Original {
    constructor() {
      super(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    }
  };
}
"""
_WORKER = "assets/javascripts/worker-on-disk.js"


class BrokenLinkError(Exception):
    """A page links to a file that is not in the repository."""


def navigation() -> dict[str, list[str]]:
    """The pages of each section: those that the configuration names, then the others of their folders."""
    named = tomllib.loads(_CONFIGURATION.read_text(encoding="utf-8"))["project"]["nav"]
    sections = {
        title: [pages] if isinstance(pages, str) else list(pages)
        for section in named
        for title, pages in section.items()
    }
    known = {page for pages in sections.values() for page in pages}
    for title, pages in sections.items():
        folder = _ROOT / "docs" / title.lower()
        pages.extend(sorted({str(path.relative_to(_ROOT)) for path in folder.glob("*.md")} - known))
    return sections


def build(site: Path) -> None:
    """Build the site into a folder, which is emptied first."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write_pages(folder / "pages")
        _write_configuration(folder)
        command = [sys.executable, "-m", "zensical", "build", "--strict", "-f", str(folder / "zensical.toml")]
        subprocess.run(command, check=True)  # noqa: S603 - our own environment
        _keep_workers_local(folder / "site")
        _add_sources(folder / "site")
        (folder / "site" / "404.html").unlink()  # needs a server, and to know where the site is
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(folder / "site", site)


def _write_pages(target: Path) -> None:
    """Write every page, the pictures, and a page for each other file that one links to."""
    pages = [page for section in navigation().values() for page in section]
    shown: set[str] = set()

    def led(link: re.Match[str], page: str) -> str:
        """A link of a page as it is on the site."""
        path = (_ROOT / page).parent.joinpath(link[2]).resolve()
        if path.is_dir():
            path /= "README.md"
        if not (path.is_file() and path.is_relative_to(_ROOT)):
            raise BrokenLinkError(f"{page}: {link[2]} is not there")
        name = str(path.relative_to(_ROOT))
        if name in pages or path.suffix == ".png":
            ending = "/README.md" if not link[2].endswith(path.name) else ""
            return f"{link[1]}{link[2].rstrip('/')}{ending}{link[3] or ''})"
        shown.add(name)
        return f"{link[1]}{link[2]}.md)"

    for page in pages:
        parts = _FENCED.split((_ROOT / page).read_text(encoding="utf-8"))
        text = "".join(part if _FENCED.match(part) else _LIST.sub(r"\1\n", part) for part in parts)
        _write(target / page, _LINK.sub(lambda link, page=page: led(link, page), text))
    for name in shown:
        _write(target / f"{name}.md", _listing(name))
    for file in (*(_ROOT / "docs").rglob("*.png"), *(_ROOT / "docs").glob("site.*")):
        there = target / file.relative_to(_ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, there)


def _listing(name: str) -> str:
    """A page that shows a file."""
    text = (_ROOT / name).read_text(encoding="utf-8")
    language = {".py": "python", ".jinja": "jinja", ".jsonl": "json"}.get(Path(name).suffix, "text")
    return f"# {name}\n\n`````{language}\n{text.rstrip()}\n`````\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _write_configuration(folder: Path) -> None:
    configuration: Any = tomlkit.parse(_CONFIGURATION.read_text(encoding="utf-8"))
    configuration["project"]["nav"] = [{title: pages} for title, pages in navigation().items()]
    _write(folder / "zensical.toml", tomlkit.dumps(configuration))


def _keep_workers_local(site: Path) -> None:
    """Put a script of our own where pages load one from elsewhere.

    A browser starts no worker from a file on the disk, but does start one from a text that the page has.
    """
    (worker,) = (site / "assets" / "javascripts" / "workers").glob("search.*.js")
    source = json.dumps(worker.read_text(encoding="utf-8"))
    _write(site / _WORKER, _WORKER_SCRIPT.replace("SOURCE", source))
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        base = "../" * (len(page.relative_to(site).parts) - 1)
        _write(page, _SHIM.sub(f'<script src="{base}{_WORKER}"></script>', text))


def _add_sources(site: Path) -> None:
    """Put llms.txt and the pages that it links to with the pages for people."""
    for name in ("llms.txt", *(page for section in navigation().values() for page in section)):
        shutil.copyfile(_ROOT / name, site / name)


if __name__ == "__main__":
    build(_ROOT / "site")
