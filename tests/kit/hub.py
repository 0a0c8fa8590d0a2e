"""A hub of models on loopback, which answers about one file as the Hugging Face hub does."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from types import TracebackType
from typing import Self

REPOSITORY, FILE = "somebody/Some-Model-GGUF", "some-model-q4_k_m.gguf"


class FakeHub:
    """The hub and, at another address, the place that it sends downloads to; a context manager.

    What it says can be changed, and what was asked is kept.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sha256 = hashlib.sha256(content).hexdigest()
        """What the hub states."""
        self.status: int | None = None
        self.error_code = ""
        self.is_large = True
        """Whether the file is kept by its SHA-256."""
        self.renamed_from: str | None = None
        self.cuts_after: int | None = None
        """Of the bytes of the next download."""
        self.asked: list[tuple[str, str, str | None, str | None]] = []
        """By request: `hub` or `store` and the method, the path, the range, the authorization."""
        self._hub, self._store = self._server("hub"), self._server("store")

    @property
    def url(self) -> str:
        """What stands in `HF_ENDPOINT`."""
        return f"http://127.0.0.1:{self._hub.server_port}"

    @property
    def downloads(self) -> list[str | None]:
        """The ranges of the bytes that were sent, without looks at the first ones."""
        ranges = [wanted for who, _, wanted, _ in self.asked if who == "store GET"]
        return [wanted for wanted in ranges if wanted not in {"bytes=0-0", "bytes=0-3"}]

    def __enter__(self) -> Self:
        for server in (self._hub, self._store):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self._hub, self._store):
            server.shutdown()
            server.server_close()

    def _server(self, name: str) -> http.server.ThreadingHTTPServer:
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                fake._answer(name, self)

            def do_GET(self) -> None:
                fake._answer(name, self)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        return server

    def _answer(self, name: str, request: http.server.BaseHTTPRequestHandler) -> None:
        seen = (f"{name} {request.command}", request.path)
        self.asked.append((*seen, request.headers["Range"], request.headers["Authorization"]))
        if name == "store":
            self._send_bytes(request)
        elif request.path == f"/api/models/{REPOSITORY}":
            names = ["README.md", FILE, "some-model-q8_0.gguf"]
            self._send(request, 200, {}, json.dumps({"siblings": [{"rfilename": n} for n in names]}).encode())
        elif self.status is not None:
            self._send(request, self.status, {"X-Error-Code": self.error_code})
        elif self.renamed_from and request.path.startswith(f"/{self.renamed_from}/"):
            target = request.path.replace(self.renamed_from, REPOSITORY)
            self._send(request, 307, {"Location": target})
        elif request.path != f"/{REPOSITORY}/resolve/main/{FILE}":
            self._send(request, 404, {"X-Error-Code": "EntryNotFound"})
        elif not self.is_large:
            self._send(request, 200, {"ETag": '"0123456789abcdef0123456789abcdef01234567"'}, self.content)
        else:
            stated = {"X-Linked-Etag": f'"{self.sha256}"', "X-Linked-Size": str(len(self.content))}
            store = f"http://127.0.0.1:{self._store.server_port}/{self.sha256}"
            self._send(request, 302, {**stated, "Location": store})

    def _send_bytes(self, request: http.server.BaseHTTPRequestHandler) -> None:
        first, _, last = request.headers["Range"].removeprefix("bytes=").partition("-")
        body = self.content[int(first) : int(last) + 1 if last else None]
        place = f"bytes {first}-{int(first) + len(body) - 1}/{len(self.content)}"
        cut = len(body)
        if self.cuts_after is not None and not last:
            cut, self.cuts_after = self.cuts_after, None
        self._send(request, 206, {"Content-Range": place}, body, cut)

    def _send(
        self,
        request: http.server.BaseHTTPRequestHandler,
        status: int,
        headers: dict[str, str],
        body: bytes = b"",
        cut: int | None = None,
    ) -> None:
        request.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            request.send_header(key, value)
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(body[:cut])
