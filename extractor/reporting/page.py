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
from extractor.records import Article, EventRelation, JsonObject
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

_PIECES_TOGETHER = 100
"""Of a template, that are written as one."""


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
    Articles are looked up one by one when it is their turn.
    """
    beside = zip(choice.events, choice.beside, strict=True)
    shown = [
        event_view(number, event, schema, names, choice.views)
        for number, (event, names) in enumerate(beside, start=1)
    ]
    shown = with_links(shown, relations)
    page = _overview(choice, shown)
    page["statuses"] = {plain(name): plain(said) for name, said in (statuses or {}).items()}
    page |= {"name": _name(description), "facts": _facts(description)}
    templates = _templates()
    parts = _Parts(choice, articles, schema, shown, page["statuses"])
    page["parts"] = chain(
        parts.events(templates.get_template("event.html.jinja")),
        parts.articles(templates.get_template("article.html.jinja")),
    )
    return _written(templates.get_template("report.html.jinja"), page)


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
    """Supports whose words are not in the text."""


class _Parts:
    """The parts of the page: one for each event, then one for each article, made when it is their turn."""

    def __init__(
        self,
        choice: Choice,
        articles: Mapping[str, Article],
        schema: Schema,
        shown: Sequence[EventView],
        statuses: Mapping[str, str],
    ) -> None:
        self._choice = choice
        self._articles = articles
        self._schema = schema
        self._shown = shown
        self._statuses = statuses
        self._told: dict[str, list[tuple[EventView, Sequence[Said]]]] = defaultdict(list)

    def events(self, template: Template) -> Iterator[Markup]:
        """Each event with what every article beside it says."""
        choice = self._choice
        total = len(self._shown)
        for view, event, names in zip(self._shown, choice.events, choice.beside, strict=True):
            said = said_in(event, self._schema)
            for name in said.keys() & choice.views.keys():
                self._told[name].append((view, said[name]))
            beside = sorted(said.keys() & set(names), key=lambda name: choice.views[name].number)
            sources = [self._source(name, said[name]) for name in beside]
            yield Markup(  # noqa: S704  # the template escapes
                template.render(event=view, sources=sources, total=total, statuses=self._statuses)
            )

    def articles(self, template: Template) -> Iterator[Markup]:
        """Each article with its text; to be called when the events are through, which tell what to mark."""
        for name, view in self._choice.views.items():
            whole = name in self._choice.whole
            text = drawn_text(self._text(name), self._told.pop(name, ()), whole=whole)
            yield Markup(template.render(article=view, text=text, whole=whole))  # noqa: S704  # likewise

    def _source(self, name: str, said: Sequence[Said]) -> _Source:
        missing = {one.shown: one for one in said if one.span is None}
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
