"""Keeps other sites, other machines and other programs out of the review pages.

An article is hostile text, and a browser that shows it is also logged in elsewhere. So nothing is loaded from
anywhere, no script or style stands in a page, no other site can read or change anything (its name, origin or
fetch metadata gives it away), and every change needs a token that only our own pages hold.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

_READING = frozenset({"GET", "HEAD"})
_LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Policy:
    """Who may speak to the server."""

    token: str
    """Every change must carry it in the header `X-Token`."""
    port: int
    password: str | None = None
    """With one, any name of the machine will do, and the browser asks for the password."""


class Guard:
    """An ASGI application around another that refuses what the policy does not allow."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here
        refusal = self._refusal(scope["method"], Headers(scope=scope))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if not self._knows(host):
            return _refused(403, "this server does not answer to that name; use the address it printed")
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return _refused(403, "another site may not load this; open the address by hand")
        if self._policy.password is not None and not self._has_password(headers):
            return _refused(401, "the password is needed", {"WWW-Authenticate": 'Basic realm="extractor"'})
        return None if method in _READING else self._refusal_of_change(method, headers)

    def _refusal_of_change(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if method != "POST":
            return _refused(405, "only GET and POST are answered", {"Allow": "GET, HEAD, POST"})
        # A server before this one, which encrypts, is there only where there is a password too.
        schemes = ("http", "https") if self._policy.password is not None else ("http",)
        if headers.get("origin") not in {f"{scheme}://{headers.get('host')}" for scheme in schemes}:
            return _refused(403, "a change must come from this server's own pages")
        if not _same(headers.get("x-token", ""), self._policy.token):
            return _refused(403, "this page is from an earlier start of the server: load it again")
        return None

    def _knows(self, host: str) -> bool:
        names = {f"{name}:{self._policy.port}" for name in _LOCAL_NAMES}
        if self._policy.port == 80:  # a browser leaves it out
            names.update(_LOCAL_NAMES)
        return host in names or self._policy.password is not None

    def _has_password(self, headers: Headers) -> bool:
        scheme, _, encoded = headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and _same(given, self._policy.password or "")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address or name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _refused(status: int, reason: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(f"{reason}\n", status_code=status, headers=headers)
