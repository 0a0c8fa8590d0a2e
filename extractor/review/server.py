"""The review pages: one event on one screen, every decision a request, all served from this package."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from extractor.errors import ExtractorError, ReviewError
from extractor.evaluation.side_by_side import SideBySide
from extractor.presentation.plain import plain
from extractor.reporting.page import look
from extractor.review.acts import Acts, Answer
from extractor.review.agreement import agreements, differences
from extractor.review.guard import Guard, Policy
from extractor.review.keys import KEYS
from extractor.review.naming import address_name, event_named
from extractor.review.overviews import (
    address_of,
    differences_view,
    list_view,
    map_view,
    query_of,
    timeline_view,
)
from extractor.review.pages import Place, event_view
from extractor.review.queue import FILTERS, Queue
from extractor.review.review import Review
from extractor.review.reviewer import Reviewer
from extractor.review.runs_view import runs_view

_MOST_BYTES = 65_536
"""Of a request."""

_STATIC = {
    "review.css": "text/css; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

_VIEWS = {
    "/": "Events",
    "/timeline": "Timeline",
    "/map": "Map",
    "/differences": "Differences",
    "/runs": "Runs",
}


@dataclass(frozen=True)
class Here:
    """What the list was narrowed to, as the address says."""

    filter: str
    search: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Here:
        """From the query of an address; an unknown filter is none."""
        name = query.get("filter", "all")
        return cls(name if name in {item.name for item in FILTERS} else "all", query.get("q", "")[:200])

    @property
    def query(self) -> str:
        """The query that says so."""
        return query_of(self.filter, self.search)


class Pages:
    """Answers requests of one reviewer on one run; requests are answered one after the other."""

    def __init__(
        self, review: Review, by: str, run_name: str, token: str, beside: SideBySide | None = None
    ) -> None:
        self.review = review
        self.reviewer = Reviewer(review, by)
        self.queue = Queue(review, by)
        self._run_name = plain(run_name)
        self._token = token
        self._beside = beside
        self._acts = Acts(self.reviewer, self.queue)
        self._templates = Environment(
            loader=PackageLoader("extractor.review"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=False,
        )

    # Pages to read

    async def events(self, request: Request) -> Response:
        """The list of events."""
        here = Here.of(request.query_params)
        gone = [decision for decision in self.review.gone if decision.by == self.reviewer.name]
        return self._page("events.html", request, list_view(self.queue, here.filter, here.search, gone))

    async def timeline(self, request: Request) -> Response:
        """Events by date."""
        return self._page("timeline.html", request, timeline_view(self.queue, self.review.run.schema))

    async def map(self, request: Request) -> Response:
        """Events by articles."""
        return self._page("map.html", request, map_view(self.queue, self.review.run.articles))

    async def differences(self, request: Request) -> Response:
        """What reviewers judged differently."""
        found = differences_view(
            agreements(self.review), differences(self.review), self.queue, self.review.run.schema
        )
        return self._page("differences.html", request, found)

    async def runs(self, request: Request) -> Response:
        """What other runs say of the same articles."""
        if self._beside is None:
            text = "No other runs are beside this one: start with extractor review RUN --compare OTHER."
            return self._page("problem.html", request, {"title": "No other runs", "text": text}, status=404)
        asked = request.query_params
        first = int(asked["from"]) if asked.get("from", "").isdecimal() and len(asked["from"]) < 9 else 0
        return self._page(
            "runs.html", request, runs_view(self._beside, self.review.events, asked.get("field", ""), first)
        )

    async def event(self, request: Request) -> Response:
        """One event, or with the header `X-Part` only what stands in the middle of its page."""
        name = event_named(request.path_params["name"], self.review.events)
        if name not in self.review.events:
            text = "There is no such event in this run; it may have been joined or split."
            return self._page("problem.html", request, {"title": "No such event", "text": text}, status=404)
        here = Here.of(request.query_params)
        if "x-part" in request.headers:
            return _json(self._answer(Answer(event=name), here))
        return self._page("event.html", request, self._event(name, here))

    async def similar(self, request: Request) -> Response:
        """Events that the one named may be joined with, as JSON."""
        name = event_named(request.query_params.get("event", ""), self.review.events)
        search = request.query_params.get("q", "")[:200]
        if name not in self.review.events:
            return _json([])
        found = self.queue.similar(name, search, most=50)
        return _json(
            [
                {
                    "id": address_name(card.event.id),
                    "name": card.headline,
                    "more": " · ".join(part for part in (card.when, card.parties) if part),
                }
                for card in found
            ]
        )

    async def static(self, request: Request) -> Response:
        """A file of this package that pages load."""
        name = request.path_params["name"]
        if name not in _STATIC:
            return Response(status_code=404)
        content = (Path(__file__).parent / "static" / name).read_bytes()
        if name == "review.css":
            content = look().encode() + content
        return Response(content, media_type=_STATIC[name])

    # Decisions

    async def decide(self, request: Request) -> Response:
        """Make a decision; the answer holds what the page is to show now."""
        data = await _json_of(request)
        if data is None:
            return _json({"wrong": "the request is not understood"}, status_code=400)
        here = Here.of({name: str(data.get(name, "")) for name in ("filter", "q") if data.get(name)})
        for name in ("event", "other"):  # "other" may also be the key of a value, which no event is called
            if isinstance(data.get(name), str):
                data[name] = event_named(data[name], self.review.events)
        order = [card.event.id for card in self.queue.narrowed(here.filter, here.search)]
        try:
            answer = self._acts.act(data, order)
        except ReviewError as error:
            return _json({"wrong": plain(str(error))}, status_code=409)
        except ExtractorError as error:
            return _json({"wrong": plain(str(error))}, status_code=500)
        return _json(self._answer(answer, here))

    # What pages are made of

    def _answer(self, answer: Answer, here: Here) -> dict[str, Any]:
        frame = self._frame("", here)
        body = None
        if answer.event is not None:
            view = self._event(answer.event, here)
            body = self._templates.get_template("event_body.html").render(page=view, frame=frame)
        return {
            "html": body,
            "url": address_of(answer.event, here.query) if answer.event else f"/{here.query}",
            "said": answer.said,
            "moved": answer.moved,
            "progress": self._templates.get_template("progress.html").render(frame=frame),
        }

    def _event(self, name: str, here: Here) -> Any:
        card = self.queue.card(name)
        run = self.review.run
        reviewed = self.review.event(name, self.reviewer.name)
        return event_view(card, reviewed, self._place(name, here), run.schema, run.articles)

    def _place(self, name: str, here: Here) -> Place:
        order = [card.event.id for card in self.queue.narrowed(here.filter, here.search)]
        title = next(item.title for item in FILTERS if item.name == here.filter)
        queue = f"{title} events" if here.filter == "all" else title
        if here.search:
            queue += f": {plain(here.search)}"
        if name not in order:
            return Place(queue, 0, len(order), None, order[0] if order else None)
        position = order.index(name)
        before = order[position - 1] if position else None
        after = order[position + 1] if position + 1 < len(order) else None
        return Place(queue, position + 1, len(order), before, after)

    def _frame(self, path: str, here: Here) -> dict[str, Any]:
        disputed = sum(1 for _ in differences(self.review)) if len(self.review.reviewers()) > 1 else None
        views = [
            {
                "name": title,
                "href": address,
                "current": address == path,
                "count": disputed if address == "/differences" else None,
            }
            for address, title in _VIEWS.items()
            if address != "/runs" or self._beside is not None
        ]
        return {
            "token": self._token,
            "run": self._run_name,
            "query": here.query,
            "views": views,
            "done": self.queue.done(),
            "total": len(self.review.events),
            "reviewer": plain(self.reviewer.name),
            "shortcuts": KEYS,
        }

    def _page(self, template: str, request: Request, page: Any, status: int = 200) -> Response:
        frame = self._frame(request.url.path, Here.of(request.query_params))
        text = self._templates.get_template(template).render(page=page, frame=frame)
        return HTMLResponse(text.encode("utf-8", "replace"), status_code=status)


def application(
    review: Review, by: str, run_name: str, policy: Policy, beside: SideBySide | None = None
) -> Guard:
    """The review of one run by one reviewer, as a guarded ASGI application; `beside` adds other runs."""
    pages = Pages(review, by, run_name, policy.token, beside)
    list(pages.queue.counts())  # now, before somebody waits for the first screen
    up_to_date = partial(_with_news, review)
    return Guard(
        Starlette(
            routes=[
                Route("/", up_to_date(pages.events)),
                Route("/timeline", up_to_date(pages.timeline)),
                Route("/map", up_to_date(pages.map)),
                Route("/differences", up_to_date(pages.differences)),
                Route("/runs", up_to_date(pages.runs)),
                Route("/event/{name:path}", up_to_date(pages.event)),
                Route("/similar", up_to_date(pages.similar)),
                Route("/static/{name}", pages.static),
                Route("/decide", up_to_date(pages.decide), methods=["POST"]),
            ]
        ),
        policy,
    )


_Endpoint = Callable[[Request], Awaitable[Response]]


def _with_news(review: Review, endpoint: _Endpoint) -> _Endpoint:
    """The endpoint, after what other reviewers decided meanwhile was taken in."""

    async def fresh(request: Request) -> Response:
        try:
            review.refresh()
        except ExtractorError as error:
            return _json({"wrong": plain(str(error))}, status_code=500)
        return await endpoint(request)

    return fresh


def _json(data: Any, status_code: int = 200) -> Response:
    """The data as JSON in ASCII, which can carry whatever an article holds, half characters too."""
    return Response(json.dumps(data), status_code=status_code, media_type="application/json")


async def _json_of(request: Request) -> dict[str, Any] | None:
    """The JSON object of a request; `None` for anything else, and for more than a decision needs."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return None
    try:
        data = json.loads(body)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
