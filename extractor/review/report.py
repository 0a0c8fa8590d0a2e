"""The static report: one file with everything in it, that opens from the disk and asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.exporting.articles_on_disk import ArticlesOnDisk
from extractor.exporting.replacing import replacing
from extractor.presentation.plain import plain
from extractor.presentation.words import by_weight
from extractor.records import Article, MergedEvent
from extractor.review.event_views import (
    ArticleView,
    EventView,
    article_view,
    event_view,
    with_links,
    with_text,
)
from extractor.review.overview import map_of, timeline
from extractor.review.passages import Said, said_in, shown_text
from extractor.runs.folder import RunFolder, read_lines, read_relations
from extractor.schemas import Schema, load_schema

MOST_EVENTS = 1_000
"""Events in a report, the most reported first: a browser is quick with them, and they are under 20 MB."""

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was written."""

    path: Path
    events: int
    articles: int
    left_out: int
    """Events of the run that are not in it."""


def report_run(run_folder: Path, output: Path, most: int = MOST_EVENTS) -> Report:
    """Write the report of a finished run as one HTML file.

    `most`: of a larger run it has that many events, the most reported first, and the articles they rest on.

    Raises:
        RunError: the folder holds no finished run, or the file cannot be written.
        RecordsError: a file of the run is damaged.
    """
    folder = RunFolder(run_folder)
    schema = load_schema(folder.schema_reference())
    events, total = _heaviest(folder, schema, most)
    with closing(ArticlesOnDisk(folder.articles)) as articles:
        names = sorted({name for event in events for name in event.articles if name in articles})
        if total <= most:
            names = sorted(articles)  # also those that report nothing: a reader may look for what is missing
        page = _page(folder, schema, by_weight(events, schema), {name: articles[name] for name in names})
        page |= {"left_out": total - len(events)}
        with replacing(output) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(_rendered(page))
    return Report(output, len(events), len(names), total - len(events))


def _heaviest(folder: RunFolder, schema: Schema, most: int) -> tuple[list[MergedEvent], int]:
    """The events that most sources and records are of, and how many there are in all."""
    total = 0
    heap: list[tuple[int, int, int, MergedEvent]] = []
    for data, where in read_lines(folder.events):
        event = schema.merged_from_json(data, where)
        item = (event.sources, len(event.records), -total, event)
        total += 1
        if len(heap) < most:
            heapq.heappush(heap, item)
        else:
            heapq.heappushpop(heap, item)
    return [item[3] for item in heap], total


def _page(
    folder: RunFolder, schema: Schema, events: Sequence[MergedEvent], articles: Mapping[str, Article]
) -> dict[str, Any]:
    """All that the template shows."""
    in_order = sorted(articles.values(), key=lambda a: (a.published is None, str(a.published), a.id))
    views = {article.id: article_view(number, article) for number, article in enumerate(in_order, start=1)}
    told: dict[str, list[tuple[EventView, Sequence[Said]]]] = defaultdict(list)
    shown = []
    for number, event in enumerate(events, start=1):
        view = event_view(number, event, schema, articles, views)
        shown.append(view)
        said = said_in(event, schema, f"e{number}v")
        for name in event.articles:
            told[name].append((view, said))
    shown = with_links(shown, read_relations(folder.relations))
    periods, undated = timeline(shown)
    return {
        "name": plain(folder.path.resolve().name),
        "fields": [plain(field.name) for field in schema.fields],
        "events": shown,
        "article_list": list(views.values()),
        "articles": _with_texts(in_order, views, told),
        "flags": Counter(flag for event in shown for flag in event.flags),
        "periods": periods,
        "undated": undated,
        "map": map_of(shown, list(views.values())),
        "facts": _facts(folder),
    }


def _with_texts(
    articles: Sequence[Article],
    views: Mapping[str, ArticleView],
    told: Mapping[str, Sequence[tuple[EventView, Sequence[Said]]]],
) -> Iterator[ArticleView]:
    """Each article with its text, when it is its turn: texts with their marks are the most of a report."""
    for article in articles:
        yield with_text(views[article.id], article, told.get(article.id, ()))


def _facts(folder: RunFolder) -> dict[str, str]:
    """What `run.json` says of the run, in words."""
    description = folder.description()
    backend = description.get("backend") or {}
    facts = {
        "schema": description.get("schema", {}).get("name"),
        "model": backend.get("model"),
        "plan": description.get("plan"),
        "version": (description.get("versions") or {}).get("news-event-extractor"),
    }
    return {name: plain(str(value)) for name, value in facts.items() if value}


# The file


def _rendered(page: dict[str, Any]) -> Iterator[str]:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _static("look.css") + _static("report.css")
    script = _static("report.js")
    template = environment.get_template("report.html.jinja")
    yield from template.generate(**page, style=style, script=script, policy=_policy(style, script))


def _shown(value: Any) -> Any:
    """What a template writes: no text of an article or a model goes past this."""
    return shown_text(value) if type(value) is str else value


def _static(name: str) -> str:
    return (_HERE / "static" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: our own style and script by their hashes, and nothing else from anywhere."""
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
