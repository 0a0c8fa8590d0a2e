"""The static report: one file with everything in it, that opens from the disk and asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from extractor.presentation.plain import plain
from extractor.records import Article, EventRelation, JsonObject
from extractor.reporting.choosing import Choice
from extractor.reporting.event_views import (
    ArticleView,
    EventView,
    article_view,
    event_view,
    with_links,
    with_text,
)
from extractor.reporting.overview import map_of, timeline
from extractor.reporting.passages import Said, by_article, said_in, shown_text
from extractor.schemas import Schema

_HERE = Path(__file__).parent


def report_pieces(
    choice: Choice,
    articles: Mapping[str, Article],
    relations: Iterable[EventRelation],
    schema: Schema,
    description: JsonObject,
    statuses: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The report of a run, piece by piece; the same run gives the same pieces, wherever it stands.

    `relations` are those between any events of the run; `description` is what `run.json` holds.
    `statuses` says for each event that people have looked at, by its id, how far its review is.
    """
    known = {name: articles[name] for name in choice.articles}
    page = _page(choice, schema, known, relations)
    page["statuses"] = {plain(name): plain(said) for name, said in (statuses or {}).items()}
    page |= {"name": _name(description), "facts": _facts(description)}
    return _rendered(page)


def _page(
    choice: Choice, schema: Schema, articles: Mapping[str, Article], relations: Iterable[EventRelation]
) -> dict[str, Any]:
    """All that the template shows of events and articles."""
    in_order = sorted(articles.values(), key=lambda a: (a.published is None, str(a.published), a.id))
    views = {article.id: article_view(number, article) for number, article in enumerate(in_order, start=1)}
    told: dict[str, list[tuple[EventView, Sequence[Said]]]] = defaultdict(list)
    shown = []
    for number, event in enumerate(choice.events, start=1):
        view = event_view(number, event, schema, articles, views)
        shown.append(view)
        for name, said in by_article(said_in(event, schema, f"e{number}v")).items():
            if name in articles:
                told[name].append((view, said))
    shown = with_links(shown, relations)
    periods, undated = timeline(shown)
    return {
        "fields": [plain(field.name) for field in schema.fields],
        "events": shown,
        "left_out": choice.events_left_out,
        "unread": choice.articles_left_out,
        "article_list": list(views.values()),
        "articles": _with_texts(in_order, views, told, choice.whole),
        "flags": Counter(flag for event in shown for flag in event.flags),
        "periods": periods,
        "undated": undated,
        "map": map_of(shown, list(views.values())),
    }


def _with_texts(
    articles: Sequence[Article],
    views: Mapping[str, ArticleView],
    told: Mapping[str, Sequence[tuple[EventView, Sequence[Said]]]],
    whole: Collection[str],
) -> Iterator[ArticleView]:
    """Each article with its text, when it is its turn: texts with their marks are the most of a report."""
    for article in articles:
        yield with_text(views[article.id], article, told.get(article.id, ()), whole=article.id in whole)


def _name(description: JsonObject) -> str:
    """What was read, and not the folder of the run: the same run made elsewhere looks the same."""
    names = [PurePath(name).name or name for name in description.get("inputs") or () if name != "-"]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return plain(f"{names[0]}{more}") if names else "News"


def _facts(description: JsonObject) -> dict[str, str]:
    """What `run.json` says of the run, in words."""
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
    style = look() + _static("report.css")
    script = _static("report.js")
    template = environment.get_template("report.html.jinja")
    yield from template.generate(**page, style=style, script=script, policy=_policy(style, script))


def _shown(value: Any) -> Any:
    """What a template writes: no text of an article or a model goes past this."""
    return shown_text(value) if type(value) is str else value


def look() -> str:
    """The style that the report and the review pages share."""
    return _static("look.css")


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
