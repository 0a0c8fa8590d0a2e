"""Recorded exchanges with a model: one YAML file an article, matched by what was asked.

vcrpy records and replays; what it writes is decided here. A request is known by its body alone, compared as
parsed JSON; addresses, keys, cookies, dates and request ids are never written.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from extractor.backends.cassettes.text import (
    cassette_from_text,
    cassette_to_text,
    compact_json,
    with_backend,
)
from extractor.backends.keys import SHORTEST_SECRET
from extractor.backends.server_errors import first_behind, stated_error
from extractor.errors import BackendError, CassetteMiss
from extractor.records import JsonObject
from extractor.resources import replacing

NEUTRAL_URL = "http://model.invalid/v1"
"""Stands for every server in a cassette; `.invalid` never resolves (RFC 2606)."""

_TRIED_AGAIN = frozenset({408, 409, 429, *range(500, 600)})
_ENDPOINT = re.compile(r"/(?:chat/completions|messages|chat|models/[^/]+:\w+)$")
"""The part of an address that says what is asked, at each provider."""

_ANSWERS = ("choices", "content", "candidates", "message")
"""Keys that the answer of a model has, at each provider."""

_CHANGES_EACH_TIME = frozenset({"timings", "responseId", "createTime"})

_OTHER_LIBRARIES = ("httplib", "requests", "boto3", "urllib3", "httplib2", "tornado", "aiohttp")


class Cassette:
    """What was recorded for one article, and what of it was asked for."""

    def __init__(self, name: str, path: Path | None = None, tape: Any = None) -> None:
        self.name = name
        self.path = path
        """The file; `None` when nothing is recorded or replayed."""
        self._tape = tape

    @property
    def unused(self) -> tuple[str, ...]:
        """What was recorded and not asked in this replay, each question by its last words."""
        if self._tape is None or self._tape.record_mode.value != "none":
            return ()
        return tuple(
            _last_words(request)
            for index, request in enumerate(self._tape.requests)
            if not self._tape.play_counts[index]
        )


Mode = Literal["record", "replay", "fill"]
"""Ask everything anew; ask nothing; or ask what is not recorded."""


class CassetteFolder:
    """A folder of cassettes, in use for recording, for replaying, or for filling in what is missing."""

    def __init__(
        self, folder: Path, mode: Mode, secret: str | None = None, *, backend: str | None = None
    ) -> None:
        """`backend` is the profile's name, which is written into what is recorded."""
        self.folder = folder
        self.mode = mode
        self._secret = secret
        self._backend = backend
        self._one_at_a_time = asyncio.Lock()
        self._is_open = False

    @asynccontextmanager
    async def open(self, name: str) -> AsyncIterator[Cassette]:
        """Record or replay what is asked inside; a second article waits until the first is done.

        A recording replaces the file, and only when the block ends without an error. Filling in adds what was
        missing, and drops what was not asked for any more.

        Raises:
            BackendError: the recording holds the key, so it is not written, or the file cannot be used.
        """
        path = self.folder / file_name(name)
        async with self._one_at_a_time:
            self._is_open = True
            try:
                with _tape(path, self.mode) as tape:
                    before = len(tape.requests)
                    yield Cassette(name, path, tape)
                    stale = {index for index in range(before) if not tape.play_counts[index]}
                    is_new = len(tape.requests) > before
            finally:
                self._is_open = False
            # After the block: an error raised within it would leave vcrpy's patches in place.
            if self.mode == "record" or (self.mode == "fill" and (stale or is_new)):
                every = enumerate(zip(tape.requests, tape.responses, strict=True))
                kept = [exchange for index, exchange in every if index not in stale]
                _write(path, kept, self._secret, self._backend)

    def check_open(self) -> None:
        """Refuse a question that no cassette can answer.

        Raises:
            CassetteMiss: this is a replay and no cassette is open.
        """
        if self.mode == "replay" and not self._is_open:
            raise CassetteMiss(f"{self.folder}: a replay answers only inside `client.cassette(name)`")


def file_name(name: str) -> str:
    """The file of an article's cassette: its id, or a shortened id and a hash when that is no safe name."""
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", name):
        return f"{name}.yaml"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    slug = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[:60]
    return f"{slug}-{digest}.yaml" if slug else f"{digest}.yaml"


def miss_behind(error: BaseException | None) -> CassetteMiss | None:
    """The cassette miss that made a call fail, however deep a client has wrapped it."""
    from vcr.errors import CannotOverwriteExistingCassetteException

    found = first_behind(error, CannotOverwriteExistingCassetteException)
    return None if found is None else _explained(found)


def first_difference(recorded: Any, asked: Any) -> str | None:
    """Where two parsed bodies first differ, in words; `None` when they are equal."""
    old, new = dict(_leaves(recorded)), dict(_leaves(asked))
    for place in dict.fromkeys([*old, *new]):
        name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).strip(".")
        if place not in new:
            return f"{name} was recorded and is not asked now"
        if place not in old:
            return f"{name} is asked now and was not recorded"
        one, other = old[place], new[place]
        if isinstance(one, str) and isinstance(other, str) and one != other:
            at = _shared_start(one, other)
            return f"{name} at character {at}: recorded {_around(one, at)}, asked now {_around(other, at)}"
        if one != other or type(one) is not type(other):
            return f"{name}: recorded {one!r:.60}, asked now {other!r:.60}"
    return None


def _leaves(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The single values in a parsed body, each with the keys and numbers that lead to it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not inside or not value:
        yield place, value
        return
    for key, item in inside:
        yield from _leaves(item, (*place, key))


class _Keeper:
    """Gives vcrpy the text of a cassette; what it recorded is taken from the tape."""

    def __init__(self, path: Path, mode: Mode) -> None:
        self._path = path
        self._mode = mode

    def load_cassette(self, _path: str, serializer: Any) -> Any:
        from vcr.persisters.filesystem import CassetteNotFoundError
        from vcr.serialize import deserialize

        if self._mode == "record" or not self._path.is_file():
            raise CassetteNotFoundError
        try:
            return deserialize(self._path.read_text(encoding="utf-8"), serializer)
        except Exception as error:  # noqa: BLE001  # a damaged file can make YAML and vcrpy raise anything
            why = " ".join(str(error).split())[:200]
            raise BackendError(f"{self._path}: not a cassette ({why}): record it again") from None

    def save_cassette(self, _path: str, cassette_dict: JsonObject, serializer: Any) -> None: ...


class _Text:
    """vcrpy's serialiser: our readable layout."""

    serialize = staticmethod(cassette_to_text)
    deserialize = staticmethod(cassette_from_text)


def _tape(path: Path, mode: Mode) -> Any:
    """A context manager of vcrpy for one cassette; of all libraries it patches httpx2, which openai uses."""
    import vcr

    # At level INFO it repeats what was asked and answered.
    logging.getLogger("vcr").setLevel(logging.WARNING)
    recorder = vcr.VCR(
        record_mode=vcr.mode.NONE if mode == "replay" else vcr.mode.NEW_EPISODES,
        before_record_request=_neutral_request,
        before_record_response=_lasting_response,
        decode_compressed_response=True,
        record_on_exception=False,
        skip_patchers=_OTHER_LIBRARIES,
    )
    recorder.register_matcher("json_body", lambda one, other: bool(_parsed(one.body) == _parsed(other.body)))
    recorder.register_serializer("text", _Text)
    recorder.register_persister(_Keeper(path, mode))
    return recorder.use_cassette(
        str(path),
        match_on=("method", "path", "json_body"),
        serializer="text",
        # The same question twice in one article gets the same answer, recording and replaying alike.
        allow_playback_repeats=True,
    )


def _neutral_request(request: Any) -> Any:
    endpoint = _ENDPOINT.search(request.path)
    request.uri = NEUTRAL_URL + (endpoint.group() if endpoint else request.path)
    request.headers = {}
    return request


def _lasting_response(response: JsonObject) -> JsonObject | None:
    """The response without what changes between recordings; `None` for one that is tried again."""
    status = response["status"]["code"]
    body = _parsed(response["body"]["string"])
    is_answer = isinstance(body, dict) and any(map(body.get, _ANSWERS)) and stated_error(body) is None
    if status in _TRIED_AGAIN or (status < 300 and not is_answer):
        return None
    if is_answer:
        same = {"id": "recorded", "created": 0}
        body = {name: same.get(name, body[name]) for name in body if name not in _CHANGES_EACH_TIME}
        _shorten_logprobs(body)
        response = {**response, "body": {"string": json.dumps(body).encode("ascii")}}
    kept = {name: values for name, values in response["headers"].items() if name.lower() == "content-type"}
    return {**response, "headers": kept}


def _shorten_logprobs(body: JsonObject) -> None:
    """Leave out log-probabilities that nobody reads: some servers give twenty tokens for each asked."""
    for choice in body.get("choices", ()):
        for number, token in enumerate((choice.get("logprobs") or {}).get("content") or ()):
            likely = token.pop("top_logprobs", ())
            if number == 0 and likely:  # where the answer to a closed question is read
                token["top_logprobs"] = [
                    {name: each[name] for name in ("token", "logprob")} for each in likely
                ]
            token.pop("id", None)
            if token.get("bytes") == list(token["token"].encode("utf-8", "surrogatepass")):
                del token["bytes"]


@lru_cache(maxsize=4096)
def _parsed(body: bytes | None) -> Any:
    try:
        return json.loads(body or b"")
    except ValueError:
        return body


def _write(path: Path, recorded: Sequence[tuple[Any, Any]], secret: str | None, backend: str | None) -> None:
    """Write the cassette whole or not at all, each question once, in an order that timing cannot change."""
    from vcr.serialize import serialize

    exchanges: dict[str, tuple[Any, Any]] = {}
    for request, response in recorded:
        exchanges.setdefault(compact_json(_parsed(request.body)), (request, response))
    ordered = [exchanges[body] for body in sorted(exchanges)]
    raw = "\n".join(f"{body}\n{exchanges[body][1]}" for body in exchanges)
    text = serialize({"requests": [r for r, _ in ordered], "responses": [r for _, r in ordered]}, _Text)
    if backend:
        text = with_backend(text, backend)
    if not ordered:
        path.unlink(missing_ok=True)
        return
    if secret and len(secret) >= SHORTEST_SECRET and (secret in text or secret in raw):
        raise BackendError(f"{path}: not written: the key appears in what was sent or answered")
    write_atomically(path, text)


def write_atomically(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        BackendError: it cannot be written; what was there before still is.
    """
    try:
        with replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BackendError(f"{path}: cannot be written: {error.strerror}") from None


def _explained(error: Any) -> CassetteMiss:
    path, asked = error.cassette.path, _parsed(error.failed_request.body)
    recorded = [_parsed(request.body) for request in error.cassette.requests]
    if not recorded:
        return CassetteMiss(f"{path}: nothing is recorded for this article: record it with --record")
    closest = max(recorded, key=lambda body: _shared_start(compact_json(body), compact_json(asked)))
    difference = first_difference(closest, asked) or "the request goes to another address"
    return CassetteMiss(
        f"{path}: no recorded answer for this request; compared with the closest one, {difference}. "
        "Record the article again with --record, or only what is missing with --replay and --allow-live"
    )


def _shared_start(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _around(text: str, at: int) -> str:
    return repr(text[max(0, at - 20) : at + 40])


def _last_words(request: Any) -> str:
    body = _parsed(request.body)
    try:
        content = str(body["messages"][-1]["content"])
    except (KeyError, IndexError, TypeError):
        content = compact_json(body)
    return content.strip()[-80:]
