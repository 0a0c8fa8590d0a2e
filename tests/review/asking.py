"""Asks an ASGI application without a socket."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

HOST = "127.0.0.1:8765"
OWN = {"host": HOST, "sec-fetch-site": "same-origin"}
CHANGE = {**OWN, "origin": f"http://{HOST}", "x-token": "secret", "content-type": "application/json"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: ASGIApp,
    path: str = "/",
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Reply:
    """One request; `path` as it stands in the address, its query included."""
    raw, _, query = path.partition("?")
    sent: list[Message] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (n.encode(), v.encode("latin-1")) for n, v in (OWN if headers is None else headers).items()
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8765),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    start = next(message for message in sent if message["type"] == "http.response.start")
    content = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    names = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], names, content)


def decide(app: ASGIApp, headers: dict[str, str] | None = None, **data: Any) -> Reply:
    """Ask for a decision."""
    return ask(app, "/decide", "POST", CHANGE if headers is None else headers, json.dumps(data).encode())
