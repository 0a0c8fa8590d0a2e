"""A model server for tests: speaks OpenAI's chat completions on 127.0.0.1 and does what a script says.

    with ModelServer(in_turn(failed(503), answered({"n": 1}))) as server:
        ...                       # point a client at server.base_url
        assert len(server.calls) == 2

A script is a function from a call to what happens; `in_turn` plays steps one after the other.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from extractor.backends.profiles import Profile
from extractor.records import JsonObject


@dataclass(frozen=True)
class Call:
    """One request as it reached the server."""

    path: str
    headers: Mapping[str, str]
    raw: bytes
    port: int = 0
    """Of the client: calls with the same one came on one connection."""

    @property
    def body(self) -> JsonObject:
        """The parsed JSON of the request."""
        return dict(json.loads(self.raw))

    @property
    def question(self) -> str:
        """The last message."""
        return str(self.body["messages"][-1]["content"])


@dataclass(frozen=True)
class Ask:
    """A message for `Client.ask`."""

    role: str
    content: str


Step = Callable[["_Handler"], None]
Script = Callable[[Call], Step]


def completion(
    content: JsonObject | str | None,
    *,
    finish_reason: str = "stop",
    refusal: str | None = None,
    tool: bool = False,
    tokens: tuple[int, int, int] = (10, 5, 0),
) -> JsonObject:
    """A chat completion; `tokens` are those of the prompt, the answer, and the prompt's cached part."""
    text = json.dumps(content) if isinstance(content, dict) else content
    message: JsonObject = {"role": "assistant", "content": text, "refusal": refusal}
    if tool:
        function = {"name": "answer", "arguments": text}
        message |= {"content": None, "tool_calls": [{"id": "1", "type": "function", "function": function}]}
    return {
        "id": "chatcmpl-changes-each-time",
        "object": "chat.completion",
        "created": 1754990000,
        "model": "fake",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
        "usage": {
            "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1],
            "total_tokens": tokens[0] + tokens[1],
            "prompt_tokens_details": {"cached_tokens": tokens[2]},
        },
        "timings": {"predicted_ms": 12.5},
    }


def answered(content: JsonObject | str | None, **details: Any) -> Step:
    """The model answers; `details` are those of `completion`."""
    return sent(json.dumps(completion(content, **details)).encode())


def failed(
    status: int, message: str = "no", *, code: str | None = None, headers: Mapping[str, str] | None = None
) -> Step:
    """The server refuses with this status and an OpenAI error body."""
    body = {"error": {"message": message, "type": "error", "code": code}}
    return sent(json.dumps(body).encode(), status=status, headers=headers)


def sent(
    body: bytes,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json",
) -> Step:
    """The server sends just these bytes."""

    def step(handler: _Handler) -> None:
        handler.send_response_only(status)  # without a Date and a Server of its own
        every = {"Content-Type": content_type, "Content-Length": str(len(body)), "X-Request-Id": "req_1"}
        for name, value in {**every, "Set-Cookie": "session=1", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return step


def hung_up() -> Step:
    """The connection breaks without an answer."""

    def step(handler: _Handler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    return step


def silent() -> Step:
    """No answer comes until the server is closed."""

    def step(handler: _Handler) -> None:
        handler.wait(None)

    return step


def dripping() -> Step:
    """An answer that never ends: headers, then a byte every 10 ms."""

    def step(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        try:
            while not handler.wait(0.01):
                handler.wfile.write(b" ")
                handler.wfile.flush()
        except OSError:
            handler.close_connection = True

    return step


def in_turn(*steps: Step) -> Script:
    """The steps one after the other; a call after the last is refused for good."""
    left = list(steps)
    return lambda _call: left.pop(0) if left else failed(400, "the script has ended")


class ModelServer:
    """The server itself, to be used with `with`; `calls` are all requests so far, in order of arrival."""

    def __init__(self, script: Script, *, models: Sequence[str] = ("fake",)) -> None:
        """`models` are the ids that the server lists."""
        self.calls: list[Call] = []
        self.models = tuple(models)
        self._script = script
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._http: _Http | None = None

    def __enter__(self) -> Self:
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop at once; later calls find nobody."""
        if self._http is None:
            return
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self._http = None

    @property
    def base_url(self) -> str:
        """The address, with `/v1`."""
        assert self._http is not None
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def profile(self, **changes: Any) -> Profile:
        """A profile that asks this server."""
        table = {"name": "fake", "kind": "openai", "base_url": self.base_url, "model": "fake", "timeout": 5}
        return Profile.model_validate({**table, **changes})

    def next_step(self, call: Call) -> Step:
        """Note the call and say what happens."""
        with self._lock:
            self.calls.append(call)
            return self._script(call)

    def got(self, path: str) -> Step:
        """What a GET gives: the models."""
        listed = {"object": "list", "data": [{"id": name} for name in self.models]}
        return sent(json.dumps(listed).encode()) if path == "/v1/models" else failed(404)

    def wait(self, seconds: float | None) -> bool:
        """Wait, but not beyond the closing of the server; whether it is closing."""
        return self._closing.wait(seconds)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, model_server: ModelServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.model_server = model_server

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer on a kept connection waits 40 ms for the client

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.model_server.next_step(Call(self.path, headers, raw, self.client_address[1]))(self)

    def do_GET(self) -> None:
        self.model_server.got(self.path)(self)

    @property
    def model_server(self) -> ModelServer:
        assert isinstance(self.server, _Http)
        return self.server.model_server

    def wait(self, seconds: float | None) -> bool:
        return self.model_server.wait(seconds)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
        """Nothing: tests are quiet."""
