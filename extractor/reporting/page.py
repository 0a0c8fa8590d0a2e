"""The static report: one file with everything in it, that opens from the disk and asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from markupsafe import Markup

from extractor.merging import stories
from extractor.presentation.marking import Claim, MarkedArticle
from extractor.presentation.templating import templates
from extractor.presentation.timeline import timeline
from extractor.presentation.views import EventView, claims_of
from extractor.presentation.words import sentences_at
from extractor.records import Article, EventRelation, JsonObject, MergedEvent
from extractor.reporting.choosing import Choice
from extractor.schemas import Schema

_STATIC = Path(__file__).parent / "static"

_PIECES_TOGETHER = 100
"""Of a template, that are written as one."""


def report_pieces(  # noqa: PLR0913, PLR0917  # the run, part by part
    choice: Choice,
    events: Mapping[str, MergedEvent],
    articles: Mapping[str, Article],
    relations: Sequence[EventRelation],
    schema: Schema,
    description: JsonObject,
    statuses: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The report of a run, piece by piece; the same run gives the same pieces, wherever it stands.

    `relations` are those between any events of the run; `description` is what `run.json` holds.
    `statuses` says for each event that people have looked at, by its id, how far its review is.
    Articles are looked up one by one when it is their turn.
    """
    shown = [EventView(events[name], schema, number) for number, name in enumerate(choice.events, start=1)]
    style = (_STATIC / "look.css").read_text("utf-8") + (_STATIC / "report.css").read_text("utf-8")
    script = (_STATIC / "report.js").read_text("utf-8")
    page = {
        **_overview(choice, shown),
        "stories": _stories(shown, relations, schema),
        "name": name_of_run(description),
        "facts": _facts(description),
        "statuses": statuses or {},
        "parts": _parts(choice, articles, shown, _links(shown, relations), statuses or {}),
        "style": style,
        "script": script,
        "policy": _policy(style, script),
    }
    pieces = templates("extractor.reporting").get_template("report.html.jinja").stream(page)
    pieces.enable_buffering(_PIECES_TOGETHER)
    return pieces


def _overview(choice: Choice, shown: Sequence[EventView]) -> dict[str, Any]:
    """What the page says of all events and articles, before it comes to each of them."""
    years, undated = timeline(shown)
    shared = [view for view in shown if len(_numbers(view.event.articles, choice)) > 1]
    reporting = {name for view in shared for name in view.event.articles}
    columns = [article for article in choice.articles.values() if article.id in reporting]
    column_of = {article.id: place for place, article in enumerate(columns)}
    rows = [
        (view, sorted(column_of[name] for name in view.event.articles if name in column_of))
        for view in shared
    ]
    return {
        "choice": choice,
        "events": shown,
        "flags": Counter(flag for view in shown for flag in view.flags),
        "years": years,
        "undated": undated,
        "columns": columns,
        "rows": rows,
    }


def _parts(
    choice: Choice,
    articles: Mapping[str, Article],
    shown: Sequence[EventView],
    links: Mapping[str, Sequence[_Link]],
    statuses: Mapping[str, str],
) -> Iterator[Markup]:
    """The parts of the page: one for each event, then one for each article."""
    environment = templates("extractor.reporting")
    event_template = environment.get_template("event.html.jinja")
    article_template = environment.get_template("article.html.jinja")
    claims_on: dict[str, list[tuple[EventView, Sequence[Claim]]]] = defaultdict(list)
    for view in shown:
        claims = claims_of(view.fields)
        for name in claims.keys() & choice.articles.keys():
            claims_on[name].append((view, claims[name]))
        quoted = sorted(choice.events[view.id], key=lambda name: choice.articles[name].number)
        drawn = event_template.render(
            event=view,
            total=len(shown),
            status=statuses.get(view.id),
            links=links.get(view.id, ()),
            numbers={name: choice.articles[name].number for name in quoted},
            copies=[found for group in view.event.copies if (found := _numbers(group, choice))],
            sources=(
                (choice.articles[name], MarkedArticle(articles[name], claims[name]), _missing(claims[name]))
                for name in quoted
                if name in claims
            ),
        )
        yield Markup(drawn)  # noqa: S704  # the template escaped it
    for name, article in choice.articles.items():
        about = claims_on.get(name, ())
        marked = MarkedArticle(articles[name], [claim for _, claims in about for claim in claims])
        whole = name in choice.whole
        numbers = range(1, len(marked.article.sentences) + 1) if whole else marked.cited
        drawn = article_template.render(
            article=article,
            marked=marked,
            numbers=numbers,
            events=_resting(marked.article, about),
            whole=whole,
        )
        yield Markup(drawn)  # noqa: S704  # the template escaped it


def _numbers(names: Iterable[str], choice: Choice) -> list[int]:
    """The numbers of articles, of those that the page has."""
    return sorted(choice.articles[name].number for name in names if name in choice.articles)


def _missing(claims: Iterable[Claim]) -> list[str]:
    """What an article is said to say and does not, each once."""
    return list(dict.fromkeys(claim.title for claim in claims if claim.is_missing))


def _resting(
    article: Article, about: Iterable[tuple[EventView, Sequence[Claim]]]
) -> dict[int, dict[int, EventView]]:
    """By the number of a sentence, the events whose words begin in it or that rest on all of it."""
    found: dict[int, dict[int, EventView]] = defaultdict(dict)
    for view, claims in about:
        for claim in claims:
            for sentence in () if claim.is_missing else sentences_at(article, claim.support):
                found[sentence.number][view.number] = view
    return found


@dataclass(frozen=True, slots=True)
class _Link:
    """Another event that an event mentions or follows, or that mentions or follows it."""

    words: str
    """How the event stands to the other one: `mentions`, `followed by` and so on."""
    event: EventView
    quotes: Sequence[str]
    """What the articles say, each wording once."""


def _links(shown: Iterable[EventView], relations: Iterable[EventRelation]) -> dict[str, list[_Link]]:
    """The links of each event, by its id."""
    by_id = {view.id: view for view in shown}
    links: dict[str, list[_Link]] = defaultdict(list)
    for relation in relations:
        quotes = list(dict.fromkeys(support.written for support in relation.supports))
        if relation.event in by_id and relation.other in by_id:
            links[relation.event].append(_Link(relation.kind.value, by_id[relation.other], quotes))
            links[relation.other].append(_Link(relation.kind.inverse, by_id[relation.event], quotes))
    return links


def _stories(
    shown: Iterable[EventView], relations: Sequence[EventRelation], schema: Schema
) -> list[list[EventView]]:
    """The chains of events about one incident, in order of time."""
    by_id = {view.id: view for view in shown}
    chains = stories([view.event for view in by_id.values()], relations, schema)
    return [[by_id[event.id] for event in chain] for chain in chains]


def name_of_run(description: JsonObject) -> str:
    """What was read, and not the folder of the run: the same run made elsewhere looks the same."""
    names = [PurePath(name).name or name for name in description.get("inputs") or () if name != "-"]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else "News"


def _facts(description: JsonObject) -> dict[str, str]:
    """What `run.json` says of the run, in words."""
    backend = description.get("backend") or {}
    facts = {
        "schema": description.get("schema", {}).get("name"),
        "model": backend.get("model"),
        "plan": description.get("plan"),
        "version": (description.get("versions") or {}).get("news-event-extractor"),
    }
    return {name: str(value) for name, value in facts.items() if value}


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: our own style and script by their hashes, and nothing else from anywhere."""
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
