"""A server of OpenAI's Batch API for tests, on 127.0.0.1: `/v1/files`, `/v1/batches`, and chat completions.

    with BatchServer(answer) as server:
        ...                        # upload, make a batch
        server.work_off()          # every batch is worked off, in an order of its own
        assert server.asked        # the bodies that were answered in batches

`answer` gives what becomes of one request: a status and a body, or nothing when it expires.
"""

from __future__ import annotations

import email.parser
import email.policy
import json
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from extractor.records import JsonObject
from tests.kit.model_server import Call, ModelServer, Step, failed, sent

Answer = Callable[[JsonObject], tuple[int, JsonObject] | None]


@dataclass
class Batch:
    """A batch as the server keeps it."""

    id: str
    input_file: str
    metadata: dict[str, str]
    created: int
    status: str = "validating"
    output_file: str | None = None
    error_file: str | None = None
    total: int = 0
    done: int = 0
    missed: int = 0
    problem: str = ""

    def as_json(self) -> JsonObject:
        """The batch as the API describes it."""
        errors = {"object": "list", "data": [{"code": "x", "message": self.problem}]}
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "status": self.status,
            "input_file_id": self.input_file,
            "output_file_id": self.output_file,
            "error_file_id": self.error_file,
            "created_at": self.created,
            "metadata": self.metadata,
            "errors": errors if self.problem else None,
            "request_counts": {"total": self.total, "completed": self.done, "failed": self.missed},
        }


@dataclass
class Troubles:
    """What goes wrong at the server, each once."""

    before: dict[str, Step] = field(default_factory=dict)
    """Instead of doing it, by `METHOD path`."""
    after: dict[str, Step] = field(default_factory=dict)
    """After it was done, in place of the answer."""


class BatchServer(ModelServer):
    """Keeps files and batches until it is closed; `calls` are all requests with a body."""

    def __init__(self, answer: Answer, *, seed: int = 1) -> None:
        super().__init__(self._posted)
        self.asked: list[JsonObject] = []
        """Bodies that were answered or expired in batches, in the order of their lines."""
        self.live: list[JsonObject] = []
        """Bodies that were asked in a call of their own."""
        self.batches: dict[str, Batch] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        """Name and content, by id."""
        self.troubles = Troubles()
        self.most_listed = 2
        """Batches or files on a page, whatever is asked for: so pages are turned in tests."""
        self._answer = answer
        self._chance = random.Random(seed)  # noqa: S311  # the same order each time
        self._number = 0
        self._guard = threading.RLock()

    def work_off(self, *, status: str = "completed") -> None:
        """Answer every request of every open batch; the batches end so."""
        with self._guard:
            for batch in self.batches.values():
                if batch.status in {"validating", "in_progress"}:
                    self._work_off(batch, status)

    def reject(self, problem: str) -> None:
        """Every open batch fails as a whole."""
        with self._guard:
            for batch in self.batches.values():
                if batch.status == "validating":
                    batch.status, batch.problem = "failed", problem

    def _work_off(self, batch: Batch, status: str) -> None:
        lines = [json.loads(line) for line in self.files[batch.input_file][1].splitlines()]
        answers: list[JsonObject] = []
        errors: list[JsonObject] = []
        for line in lines:
            assert (line["method"], line["url"]) == ("POST", "/v1/chat/completions")
            self.asked.append(line["body"])
            result = self._answer(line["body"])
            made: JsonObject = {"id": self._next("batch_req"), "custom_id": line["custom_id"]}
            if result is None:
                error = {"code": "batch_expired", "message": "This request could not be executed in time."}
                errors.append({**made, "response": None, "error": error})
                continue
            code, body = result
            answer = {"status_code": code, "request_id": self._next("req"), "body": body}
            (answers if code == 200 else errors).append({**made, "response": answer, "error": None})
        for each in (answers, errors):
            self._chance.shuffle(each)
        batch.total, batch.done, batch.missed = len(lines), len(answers), len(errors)
        batch.output_file = self._keep("output.jsonl", answers) if answers else None
        batch.error_file = self._keep("error.jsonl", errors) if errors else None
        batch.status = status

    def _keep(self, name: str, lines: list[JsonObject]) -> str:
        number = self._next("file")
        self.files[number] = (name, "".join(json.dumps(line) + "\n" for line in lines).encode())
        return number

    def _next(self, kind: str) -> str:
        self._number += 1
        return f"{kind}_{self._number}"

    def _troubled(self, what: str, step: Callable[[], Step]) -> Step:
        if trouble := self.troubles.before.pop(what, None):
            return trouble
        done = step()
        return self.troubles.after.pop(what, None) or done

    def _posted(self, call: Call) -> Step:
        with self._guard:
            if call.path == "/v1/files":
                return self._troubled("POST files", lambda: self._upload(call))
            if call.path == "/v1/batches":
                return self._troubled("POST batches", lambda: self._make(call))
            if call.path == "/v1/chat/completions":
                self.live.append(call.body)
                status, body = self._answer(call.body) or (500, {})
                return _json(body, status)
            return failed(404)

    def _upload(self, call: Call) -> Step:
        parts = _parts(call)
        assert parts["purpose"][1] == b"batch"
        number = self._next("file")
        self.files[number] = parts["file"]
        return _json(self._file(number))

    def _make(self, call: Call) -> Step:
        asked = call.body
        if asked["input_file_id"] not in self.files:
            return failed(400, "no such file")
        number = self._next("batch")
        created = 1_700_000_000 + self._number
        made = Batch(number, asked["input_file_id"], asked.get("metadata") or {}, created)
        self.batches[number] = made
        return _json(made.as_json())

    def _file(self, number: str) -> JsonObject:
        name, content = self.files[number]
        return {
            "id": number,
            "object": "file",
            "bytes": len(content),
            "created_at": 1,
            "filename": name,
            "purpose": "batch",
            "status": "processed",
        }

    def got(self, path: str) -> Step:
        """Batches, files and what is in them."""
        with self._guard:
            parts = urlsplit(path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            match parts.path.removeprefix("/v1/").split("/"):
                case ["batches"]:
                    newest_first = [batch.as_json() for batch in reversed(self.batches.values())]
                    return self._troubled("GET batches", lambda: self._page(newest_first, asked))
                case ["batches", number] if number in self.batches:
                    return self._troubled("GET batch", lambda: _json(self.batches[number].as_json()))
                case ["files"]:
                    return self._page([self._file(number) for number in self.files], asked)
                case ["files", number, "content"] if number in self.files:
                    content = self.files[number][1]
                    return self._troubled(
                        "GET content", lambda: sent(content, content_type="application/octet-stream")
                    )
                case _:
                    return super().got(path)

    def _page(self, items: list[JsonObject], asked: dict[str, str]) -> Step:
        start = 1 + [item["id"] for item in items].index(asked["after"]) if "after" in asked else 0
        page = items[start : start + self.most_listed]
        has_more = start + self.most_listed < len(items)
        return _json({"object": "list", "data": page, "has_more": has_more})


def _json(body: JsonObject, status: int = 200) -> Step:
    return sent(json.dumps(body).encode(), status=status)


def _parts(call: Call) -> dict[str, tuple[str, bytes]]:
    """The parts of a form: file name and content, by name."""
    head = f"Content-Type: {call.headers['content-type']}\r\n\r\n".encode()
    parsed: Any = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + call.raw)
    return {
        part.get_param("name", header="content-disposition"): (
            part.get_filename() or "",
            part.get_payload(decode=True),
        )
        for part in parsed.iter_parts()
    }
