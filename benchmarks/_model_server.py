"""A model that answers after a fixed time, as a server of its own on 127.0.0.1.

    python -m benchmarks._model_server REPLIES [--seconds S] [--form events|langextract]

It speaks as little HTTP as a keep-alive client needs, so that it takes little of the processor that is
measured. An answer is found by the title in the question (`Report 0000012`): the line with this number, from
0, of the file of replies. `GET /` tells what was asked so far; when standard input ends, the server does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_TITLE = re.compile(rb"Report (\d{7})")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_USAGE = b'"usage":{"prompt_tokens":1400,"completion_tokens":90,"total_tokens":1490}'


class Counted:
    """What the server has seen."""

    def __init__(self) -> None:
        self.calls = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.first = 0.0
        self.last = 0.0
        self._answered: list[float] = []

    def begin(self) -> None:
        """A question has arrived."""
        self.first = self.first or time.time()
        self.calls += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def end(self) -> None:
        """An answer was sent."""
        self.in_flight -= 1
        self.last = time.time()
        self._answered.append(self.last)

    def as_json(self) -> dict[str, float]:
        """The figures; `steady` is the answers a second in the middle three fifths of them, 0 of too few."""
        count = len(self._answered)
        begin, end = count // 5, count - 1 - count // 5
        taken = self._answered[end] - self._answered[begin] if end > begin else 0.0
        figures = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return {**figures, "steady": (end - begin) / taken if taken else 0.0}


class _Connection(asyncio.Protocol):
    def __init__(self, answers: Sequence[bytes], seconds: float, counted: Counted) -> None:
        self._answers = answers
        self._seconds = seconds
        self._counted = counted
        self._received = b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < whole:
                return
            body, self._received = self._received[end + 4 : whole], self._received[whole:]
            if head.startswith(b"GET"):
                self._send(json.dumps(self._counted.as_json()).encode())
                continue
            self._counted.begin()
            title = _TITLE.search(body)
            answer = self._answers[int(title[1]) if title else 0]
            self._loop.call_later(self._seconds, self._answer, answer)

    def _answer(self, answer: bytes) -> None:
        self._counted.end()
        self._send(answer)

    def _send(self, body: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


def completion(content: str) -> bytes:
    """A chat completion with this content."""
    return (
        b'{"id":"1","object":"chat.completion","created":1754990000,"model":"fixed","choices":[{"index":0,'
        b'"message":{"role":"assistant","content":'
        + json.dumps(content).encode()
        + b'},"finish_reason":"stop"}],'
        + _USAGE
        + b"}"
    )


def as_langextract(content: str) -> str:
    """The same answer in the form that langextract asks for."""
    found = [
        {
            "event": event["what"],
            "event_attributes": {name: str(v) for name, v in event.items() if name != "s"},
        }
        for event in json.loads(content)["events"]
    ]
    return json.dumps({"extractions": found})


async def serve(replies: Path, seconds: float, form: str) -> None:
    """Answer until standard input ends; the address is printed first."""
    with replies.open(encoding="utf-8") as lines:
        contents = (line.rstrip("\n") for line in lines)
        answers = [completion(as_langextract(c) if form == "langextract" else c) for c in contents]
    counted, loop = Counted(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Connection(answers, seconds, counted), "127.0.0.1", 0, backlog=1024
    )
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("replies", type=Path, help="a file with the content of an answer a line")
    parser.add_argument("--seconds", type=float, default=0.2, help="from a question to its answer")
    parser.add_argument("--form", choices=("events", "langextract"), default="events", help="of the answers")
    options = parser.parse_args()
    asyncio.run(serve(options.replies, options.seconds, options.form))


if __name__ == "__main__":
    main()
