"""The review pages: one event on one screen, every decision a request, all served from this package."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from extractor.errors import ExtractorError, ReviewError, SchemaError
from extractor.evaluation.side_by_side import SideBySide
from extractor.presentation.plain import plain
from extractor.presentation.templating import templates
from extractor.presentation.words import many, title_of
from extractor.review.acts import Act, Answer, perform
from extractor.review.agreement import differences
from extractor.review.bulk import preview, threshold
from extractor.review.guard import Guard, Policy
from extractor.review.naming import address_name, event_named
from extractor.review.overviews import (
    Narrowing,
    address_of,
    differences_page,
    list_page,
    map_page,
    stories_page,
    timeline_page,
)
from extractor.review.pages import event_page, value_key
from extractor.review.queue import Queue
from extractor.review.review import Review
from extractor.review.reviewer import Reviewer
from extractor.review.runs_view import runs_page

_MOST_BYTES = 65_536
"""Of a request."""

_MOST_SIMILAR = 50
"""Events that are offered to join with."""

_VIEWS = {
    "/": "Events",
    "/stories": "Stories",
    "/timeline": "Timeline",
    "/map": "Map",
    "/differences": "Differences",
    "/runs": "Runs",
}

_WHOLE = {
    "stories": stories_page,
    "timeline": timeline_page,
    "map": map_page,
    "differences": differences_page,
}
"""The pages that show all of the queue in one way."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Pages:
    """Answers requests of one reviewer on one run; requests are answered one after the other."""

    def __init__(
        self, review: Review, by: str, run_name: str, token: str, others: SideBySide | None = None
    ) -> None:
        self.review = review
        self.reviewer = Reviewer(review, by)
        self.queue = Queue(review, by)
        self._run_name = run_name
        self._token = token
        self._others = others
        environment = templates("extractor.review")
        environment.globals["address_of"] = address_of
        environment.filters |= {
            "address_name": address_name,
            "many": many,
            "title_of": title_of,
            "value_key": value_key,
        }
        self._templates = Jinja2Templates(env=environment)

    # Pages to read

    async def events(self, request: Request) -> Response:
        """The list of events."""
        return self._page("events.html", request, list_page(self.queue, Narrowing.of(request.query_params)))

    def of(self, name: str, make: Callable[[Queue], Any]) -> Endpoint:
        """A page that shows the whole queue, from the template of this name."""

        async def answer(request: Request) -> Response:
            return self._page(f"{name}.html", request, make(self.queue))

        return answer

    async def runs(self, request: Request) -> Response:
        """What other runs say of the same articles."""
        if self._others is None:
            text = "No other run is compared with this one: start with extractor review RUN --compare OTHER."
            return self._page("problem.html", request, {"title": "No other runs", "text": text}, status=404)
        asked = request.query_params
        first = int(asked["from"]) if asked.get("from", "").isdecimal() and len(asked["from"]) < 9 else 0
        page = runs_page(self._others, self.review.events, asked.get("field", ""), first)
        return self._page("runs.html", request, page)

    async def event(self, request: Request) -> Response:
        """One event, or with the header `X-Part` only what stands in the middle of its page."""
        name = event_named(request.path_params["name"], self.review.events)
        if name not in self.review.events:
            text = "There is no such event in this run; it may have been joined or split."
            return self._page("problem.html", request, {"title": "No such event", "text": text}, status=404)
        narrowing = Narrowing.of(request.query_params)
        if "x-part" in request.headers:
            return self._answer(Answer(name), narrowing)
        return self._page("event.html", request, self._event(name, narrowing))

    async def similar(self, request: Request) -> Response:
        """Events that the one named may be joined with, as JSON."""
        name = event_named(request.query_params.get("event", ""), self.review.events)
        search = request.query_params.get("q", "")[:200]
        known = name in self.review.events
        found = self.queue.similar(name, search, _MOST_SIMILAR) if known else []
        return JSONResponse(
            [
                {
                    "id": address_name(card.id),
                    "name": card.headline,
                    "more": " · ".join(part for part in (card.when, card.parties) if part),
                }
                for card in found
            ]
        )

    async def sure(self, request: Request) -> Response:
        """What to accept from a confidence on would do, in a sentence, as JSON."""
        narrowing = Narrowing.of(request.query_params)
        cards = self.queue.narrowed(narrowing.filter, narrowing.search)
        percent = threshold(request.query_params.get("at", ""))
        return JSONResponse({"says": preview(cards, self.queue, percent)})

    # Decisions

    async def decide(self, request: Request) -> Response:
        """Make a decision; the answer holds what the page is to show now."""
        is_json = request.headers.get("content-type", "").partition(";")[0] == "application/json"
        body = await request.body()
        try:
            asked = Act.model_validate_json(body if is_json and len(body) <= _MOST_BYTES else b"")
        except ValidationError:
            return JSONResponse({"wrong": "the request is not understood"}, status_code=400)
        # `other` may also be the key of a value, which no event is called.
        named = {name: event_named(getattr(asked, name), self.review.events) for name in ("event", "other")}
        narrowing = Narrowing.of(asked.model_dump())
        cards = self.queue.narrowed(narrowing.filter, narrowing.search)
        answer = perform(asked.model_copy(update=named), self.reviewer, self.queue, cards)
        return self._answer(answer, narrowing)

    # What pages are made of

    def _answer(self, answer: Answer, narrowing: Narrowing) -> Response:
        frame = self._frame("", narrowing)
        html = None
        if answer.event is not None:
            page = self._event(answer.event, narrowing)
            html = self._templates.get_template("event_body.html").render(page=page, frame=frame)
        query = narrowing.query
        return JSONResponse(
            {
                "html": html,
                "url": address_of(answer.event, query) if answer.event else f"/{query}",
                "said": plain(answer.said),
                "moved": answer.moved,
                "progress": self._templates.get_template("progress.html").render(frame=frame),
            }
        )

    def _event(self, name: str, narrowing: Narrowing) -> dict[str, Any]:
        """The page of an event, and where it stands in the list it was reached from."""
        run = self.review.run
        order = [card.id for card in self.queue.narrowed(narrowing.filter, narrowing.search)]
        index = order.index(name) if name in order else -1
        following = order[index + 1 : index + 2]
        return {
            **event_page(
                self.queue.card(name), self.review.event(name, self.reviewer.name), run.schema, run.articles
            ),
            "name": address_name(name),
            "story": self.queue.place_in_story(name),
            "list": narrowing.title,
            "position": index + 1,
            "length": len(order),
            "previous": address_name(order[index - 1]) if index > 0 else None,
            "next": address_name(following[0]) if following else None,
        }

    def _frame(self, path: str, narrowing: Narrowing) -> dict[str, Any]:
        disputed = sum(1 for _ in differences(self.review)) if len(self.review.reviewers()) > 1 else None
        return {
            "token": self._token,
            "run": self._run_name,
            "query": narrowing.query,
            "path": path,
            "views": [view for view in _VIEWS.items() if view[0] != "/runs" or self._others is not None],
            "disputed": disputed,
            "done": self.queue.done(),
            "total": len(self.review.events),
            "precision": self.queue.precision(),
            "reviewer": self.reviewer.name,
        }

    def _page(self, template: str, request: Request, page: Any, status: int = 200) -> Response:
        frame = self._frame(request.url.path, Narrowing.of(request.query_params))
        return self._templates.TemplateResponse(request, template, {"page": page, "frame": frame}, status)


def application(
    review: Review, by: str, run_name: str, policy: Policy, others: SideBySide | None = None
) -> Guard:
    """The review of one run by one reviewer, as a guarded ASGI application; `others` adds other runs."""
    pages = Pages(review, by, run_name, policy.token, others)
    list(pages.queue.counts())  # now, before somebody waits for the first screen

    def up_to_date(endpoint: Endpoint) -> Endpoint:
        """The endpoint, after what other reviewers decided meanwhile was taken in."""

        async def answer(request: Request) -> Response:
            review.refresh()
            return await endpoint(request)

        return answer

    static: list[str | tuple[str, str]] = [("extractor.review", "static"), ("extractor.reporting", "static")]
    return Guard(
        Starlette(
            routes=[
                Route("/", up_to_date(pages.events)),
                *(Route(f"/{name}", up_to_date(pages.of(name, make))) for name, make in _WHOLE.items()),
                Route("/runs", up_to_date(pages.runs)),
                Route("/event/{name:path}", up_to_date(pages.event)),
                Route("/similar", up_to_date(pages.similar)),
                Route("/sure", up_to_date(pages.sure)),
                Route("/decide", up_to_date(pages.decide), methods=["POST"]),
                Mount("/static", StaticFiles(packages=static)),
            ],
            exception_handlers={
                ReviewError: _wrong(409),
                SchemaError: _wrong(409),
                ExtractorError: _wrong(500),
            },
        ),
        policy,
    )


def _wrong(status: int) -> Callable[[Request, Exception], Response]:
    """Says in a sentence why a request failed."""
    return lambda _request, error: JSONResponse({"wrong": plain(str(error))}, status_code=status)
