"""The static report: one file with everything in it, that opens from the disk and asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from extractor.presentation.plain import plain
from extractor.processes import copies_worth, mapped
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

_TEMPLATES = ("report.html.jinja", "event.html.jinja", "article.html.jinja")

_PARTS_TOGETHER = 50
"""Of the page, that a process draws for one message."""

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
    page |= {"name": _name(description), "facts": _facts(description), "note": choice.note}
    templates = _templates()
    parts = _Parts(choice, articles, schema, shown, page["statuses"])
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
        schema: Schema,
        shown: Sequence[EventView],
        statuses: Mapping[str, str],
    ) -> None:
        self._choice = choice
        self._articles = articles
        self._shown = shown
        self._statuses = statuses
        self._said: list[Mapping[str, Sequence[Said]]] = []
        self._told: dict[str, list[tuple[EventView, Sequence[Said]]]] = defaultdict(list)
        for view, event in zip(shown, choice.events, strict=True):
            said = {name: of for name, of in said_in(event, schema).items() if name in choice.views}
            self._said.append(said)
            for name, of in said.items():
                self._told[name].append((view, of))

    def drawn(self, event: Template, article: Template) -> Iterator[Markup]:
        """All parts, some of them as one; copies of this process draw them where that is worth it."""

        def draw(part: Sequence[int | str]) -> str:
            return "\n".join(
                self._event(event, one) if isinstance(one, int) else self._article(article, one)
                for one in part
            )

        every: list[int | str] = [*range(len(self._shown)), *self._choice.views]
        parts = [every[start : start + _PARTS_TOGETHER] for start in range(0, len(every), _PARTS_TOGETHER)]
        # Articles that are looked up again are read from a file, whose place is one for all copies.
        are_here = len(self._choice.texts) == len(self._choice.views)
        return map(Markup, mapped(draw, parts, copies_worth() if are_here and len(parts) > 1 else 1))

    def _event(self, template: Template, index: int) -> str:
        """An event with what every article beside it says."""
        said, views = self._said[index], self._choice.views
        beside = sorted(said.keys() & set(self._choice.beside[index]), key=lambda name: views[name].number)
        sources = [self._source(name, said[name]) for name in beside]
        view, total = self._shown[index], len(self._shown)
        return template.render(event=view, sources=sources, total=total, statuses=self._statuses)

    def _article(self, template: Template, name: str) -> str:
        """An article with its text."""
        whole = name in self._choice.whole
        text = drawn_text(self._text(name), self._told.get(name, ()), whole=whole)
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


def load_templates() -> None:
    """Compile the templates of a report, which takes a while, before they are wanted."""
    for name in _TEMPLATES:
        _templates().get_template(name)


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
