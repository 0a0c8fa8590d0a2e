"""The static report: one file with everything in it, that opens from the disk and asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from extractor.presentation.plain import plain
from extractor.records import Article, EventRelation, JsonObject, MergedEvent
from extractor.reporting.article_views import ArticleView
from extractor.reporting.choosing import Choice
from extractor.reporting.drawing import drawn_quotes, drawn_text
from extractor.reporting.event_views import EventView, event_view, with_links
from extractor.reporting.overview import map_of, timeline
from extractor.reporting.passages import Said, said_in
from extractor.reporting.texts import Text, shown_text, text_of
from extractor.schemas import Schema

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_HERE = Path(__file__).parent

_TEMPLATES = ("report.html.jinja", "event.html.jinja", "article.html.jinja")

_PIECES_TOGETHER = 100
"""Of a template, that are written as one."""


def report_pieces(  # noqa: PLR0913, PLR0917  # the run, part by part
    choice: Choice,
    events: Mapping[str, MergedEvent],
    articles: Mapping[str, Article],
    relations: Iterable[EventRelation],
    schema: Schema,
    description: JsonObject,
    statuses: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The report of a run, piece by piece; the same run gives the same pieces, wherever it stands.

    `relations` are those between any events of the run; `description` is what `run.json` holds.
    `statuses` says for each event that people have looked at, by its id, how far its review is.
    Events and articles are looked up one by one when it is their turn.
    """
    views: list[EventView] = []
    said: list[Mapping[str, Sequence[Said]]] = []
    for number, (name, quoted) in enumerate(zip(choice.events, choice.quoted, strict=True), start=1):
        one = events[name]
        views.append(event_view(number, one, schema, quoted, choice.views))
        said.append({name: of for name, of in said_in(one, schema).items() if name in choice.views})
    shown = with_links(views, relations)
    page = _overview(choice, shown)
    page["statuses"] = {plain(name): plain(said) for name, said in (statuses or {}).items()}
    page |= {"name": _name(description), "facts": _facts(description), "note": choice.note}
    templates = _templates()
    parts = _Parts(choice, articles, shown, said, page["statuses"])
    whole, event, article = map(templates.get_template, _TEMPLATES)
    page["parts"] = parts.drawn(event, article)
    return _written(whole, page)


def _overview(choice: Choice, shown: Sequence[EventView]) -> dict[str, Any]:
    """What the page says of all events and articles, before it comes to each of them."""
    articles = list(choice.views.values())
    periods, undated = timeline(shown)
    return {
        "events": shown,
        "left_out": choice.events_left_out,
        "unread": choice.articles_left_out,
        "article_list": articles,
        "flags": Counter(flag for event in shown for flag in event.flags),
        "periods": periods,
        "undated": undated,
        "map": map_of(shown, articles),
    }


@dataclass(frozen=True, slots=True)
class _Source:
    """What one article says of an event."""

    article: ArticleView
    quotes: Markup
    missing: Sequence[Said]
    """Values that the text does not say."""


class _Parts:
    """The parts of the page: one for each event, then one for each article."""

    def __init__(
        self,
        choice: Choice,
        articles: Mapping[str, Article],
        shown: Sequence[EventView],
        said: Sequence[Mapping[str, Sequence[Said]]],
        statuses: Mapping[str, str],
    ) -> None:
        self._choice = choice
        self._articles = articles
        self._shown = shown
        self._statuses = statuses
        self._said = said
        self._said_of: dict[str, list[tuple[EventView, Sequence[Said]]]] = defaultdict(list)
        for view, by_article in zip(shown, said, strict=True):
            for name, of in by_article.items():
                self._said_of[name].append((view, of))

    def drawn(self, event: Template, article: Template) -> Iterator[Markup]:
        """All parts in their order."""
        events = (self._event(event, index) for index in range(len(self._shown)))
        articles = (self._article(article, name) for name in self._choice.views)
        return map(Markup, chain(events, articles))

    def _event(self, template: Template, index: int) -> str:
        """An event with what every quoted article says of it."""
        said, views = self._said[index], self._choice.views
        quoted = sorted(said.keys() & set(self._choice.quoted[index]), key=lambda name: views[name].number)
        sources = [self._source(name, said[name]) for name in quoted]
        view, total = self._shown[index], len(self._shown)
        return template.render(event=view, sources=sources, total=total, statuses=self._statuses)

    def _article(self, template: Template, name: str) -> str:
        """An article with its text."""
        whole = name in self._choice.whole
        text = drawn_text(self._text(name), self._said_of.get(name, ()), whole=whole)
        return template.render(article=self._choice.views[name], text=text, whole=whole)

    def _source(self, name: str, said: Sequence[Said]) -> _Source:
        missing = {one.shown: one for one in said if one.is_missing}
        quotes = drawn_quotes(self._text(name), said)
        return _Source(self._choice.views[name], quotes, tuple(missing.values()))

    def _text(self, name: str) -> Text:
        kept = self._choice.texts.get(name)
        return text_of(self._articles[name]) if kept is None else kept


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


@cache  # with what it has compiled
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _written(template: Template, page: Mapping[str, Any]) -> Iterator[str]:
    style = look() + _static("report.css")
    script = _static("report.js")
    pieces = template.stream(**page, style=style, script=script, policy=_policy(style, script))
    pieces.enable_buffering(_PIECES_TOGETHER)
    return pieces


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
