"""Fills in what documents show of the tool; after a change: python docs/write_examples.py

A block that begins with `$ extractor …` gets what that command prints of a replay of the recorded answers;
one that ends with `…` keeps its length. README.md also gets the list of dependencies, and the pages of the
gallery their schemas, articles and scores.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import tempfile
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from extractor.cli import main
from extractor.errors import ExtractorError
from extractor.evaluation.bootstrap import Estimate
from extractor.evaluation.evaluating import evaluate
from extractor.evaluation.gold import read_gold
from extractor.store.folder import StoredRun

_ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (
    _ROOT / "README.md",
    _ROOT / "docs" / "guides" / "merging.md",
    _ROOT / "docs" / "guides" / "spending.md",
    _ROOT / "docs" / "guides" / "reviewing.md",
)
DOMAINS = ("news", "disasters", "courts")
GALLERY = tuple(_ROOT / "docs" / "gallery" / f"{name}.md" for name in ("README", *DOMAINS))
_CUT = "…"


class Run(NamedTuple):
    """A run that documents show: what it reads, by which schema, and where the answers are recorded."""

    articles: str
    cassettes: str
    schema: str = "news_event"


RUNS = {
    "runs/demo-replay": Run("seeds", "cassettes/local"),
    "runs/news": Run("gold/gallery/news/articles.jsonl", "cassettes/gallery/news"),
    "runs/disasters": Run("gold/gallery/disasters/articles.jsonl", "cassettes/gallery/disasters", "disaster"),
    "runs/courts": Run("gold/gallery/courts/articles.jsonl", "cassettes/gallery/courts", "court_step"),
}
"""By the folder that the documents name; `make demo REPLAY=1` makes the first."""


def written(text: str, runs: Mapping[str, str]) -> str:
    """The text of a document with what its commands print, and with the lists that it has a place for.

    `runs` are the folders of replays of the recorded answers, by the folders that the documents name.
    """

    def filled(block: re.Match[str]) -> str:
        command, shown = block.group(1), block.group(2).splitlines()
        printed = _print_of(*(runs.get(word, word) for word in shlex.split(command)))
        for name, folder in runs.items():
            printed = printed.replace(folder, name)
        lines = printed.splitlines()
        if shown and shown[-1] == _CUT:
            lines = [*lines[: len(shown) - 1], _CUT]
        return "\n".join(["```console", f"$ extractor {command}", *lines, "```"])

    text = re.sub(r"```console\n\$ extractor ([^\n]+)\n(.*?)```", filled, text, flags=re.DOTALL)
    places: dict[str, Callable[[], str]] = {
        "dependencies": _dependencies,
        "scores": lambda: _scores(runs),
        **{f"articles {name}": lambda name=name: _articles(name) for name in DOMAINS},
        **{f"schema {name}": lambda name=name: _schema(name) for name in DOMAINS},
    }
    for name, fill in places.items():
        before, opening, rest = text.partition(f"<!-- {name} -->\n")
        if opening:
            _, closing, after = rest.partition(f"<!-- /{name} -->")
            text = f"{before}{opening}{fill()}\n{closing}{after}"
    return text


def replay(name: str, folder: str) -> None:
    """Make one of the runs, from what was recorded."""
    run = RUNS[name]
    _print_of("run", run.articles, "-o", folder, "--schema", run.schema, "--replay", run.cassettes)


def _print_of(*command: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out), chdir(_ROOT):
        try:
            main(command)
        except SystemExit as stop:
            if stop.code:
                raise ExtractorError(f"extractor {' '.join(command)} ended with {stop.code}") from stop
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip()


def _dependencies() -> str:
    """A row for each of pyproject.toml's dependencies, whose comments say what it is for."""
    project = (_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    if block is None:
        raise ExtractorError("pyproject.toml: no dependencies: write them one a line, each with its reason")
    rows = re.findall(r'^\s*"([A-Za-z0-9_-]+)[^"]*",\s*# (.+)$', block.group(1), re.MULTILINE)
    return _table("package | for", [f"{name} | {reason}" for name, reason in rows])


def _articles(domain: str) -> str:
    """The articles of a domain, with where they are from."""
    file = _ROOT / RUNS[f"runs/{domain}"].articles
    articles = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return "\n".join(f"- {each['published']}: [{each['title']}]({each['url']})" for each in articles)


def _schema(domain: str) -> str:
    """The file of a schema, without what it imports."""
    file = _ROOT / "schemas" / f"{RUNS[f'runs/{domain}'].schema}.py"
    _, _, code = file.read_text(encoding="utf-8").partition("\n)\n\n")
    return f"```python\n{code.strip()}\n```"


def _scores(runs: Mapping[str, str]) -> str:
    """What became of each domain, in one row."""
    rows = []
    for domain in DOMAINS:
        gold = read_gold(_ROOT / "gold" / "gallery" / domain / "gold.jsonl")
        stored = StoredRun.read(Path(runs[f"runs/{domain}"]))
        scored = evaluate(stored, gold)
        cells = [
            f"[{domain}]({domain}.md)",
            str(len(stored.articles)),
            str(scored.events.gold),
            str(scored.events.given),
            *map(_percent, (scored.events.recall, scored.events.precision, scored.events.f1)),
            _percent(scored.articles.share),
            _percent(scored.merging.conll),
        ]
        rows.append(" | ".join(cells))
    head = (
        "domain | articles | events in gold | given | found | right | F1 | articles brought together | CoNLL"
    )
    return _table(head, rows)


def _percent(estimate: Estimate | None) -> str:
    return "–" if estimate is None else f"{100 * estimate.value:.0f} %"


def _table(head: str, rows: list[str]) -> str:
    columns = head.count(" | ") + 1
    return "\n".join([f"| {head} |", "|" + "---|" * columns, *(f"| {row} |" for row in rows)])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as top:
        made = {name: f"{top}/{Path(name).name}" for name in RUNS}
        for name, folder in made.items():
            replay(name, folder)
        for document in (*DOCUMENTS, *GALLERY):
            document.write_text(written(document.read_text(encoding="utf-8"), made), encoding="utf-8")
