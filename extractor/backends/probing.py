"""Finds out what a server really honours, with a handful of small requests, and chooses a mode by it.

The schema wants words that nobody would write, and the prompt wants another word and no JSON: only a server
that enforces the schema gives them.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from extractor.backends.answers.logprobs import MOST_LOGPROBS
from extractor.backends.calls import Call
from extractor.backends.connection import model_id, serving
from extractor.backends.failures import Diagnosis
from extractor.backends.instructor_client import InstructorClient
from extractor.backends.keys import key_of
from extractor.backends.profiles import Profile
from extractor.backends.providers.base import Api, Connection, api_of
from extractor.backends.retries import FailureKind
from extractor.backends.server_errors import ServerError
from extractor.backends.usage import Usage
from extractor.errors import BackendError, BackendUnavailable
from extractor.records import JsonObject

_ROOM = 256
"""Tokens an answer may have: a model that thinks before it answers needs some."""

_FAR_TOO_MANY = 90_000_000
"""An answer's length that every server refuses that checks it, most of them naming what they allow."""

_FILLER = "The quick brown fox jumps over the lazy dog. "
_FILLERS, _FILLERS_HERE = 130, 20
"""About 1,300 tokens, as OpenAI caches no beginning under 1,024; a server here has no such limit."""

_CONTEXT = re.compile(r"(?:context length|context size|context window)\D{0,40}?(\d[\d,_]{2,})", re.IGNORECASE)


class Verdict(StrEnum):
    """What a server does with a request for something."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    """It takes the request and answers as without it."""
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried, and what came of it."""

    name: str
    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Probe:
    """What a server honours, and how it is best asked."""

    findings: tuple[Finding, ...]
    mode: str
    why: str
    length_parameter: str
    context: int | None
    logprobs: bool
    requests: int

    def verdict(self, name: str) -> Verdict:
        """The verdict on one thing that was tried."""
        return next(finding.verdict for finding in self.findings if finding.name == name)

    def changes(self, profile: Profile) -> JsonObject:
        """What was found and a profile does not say, by its fields."""
        found = {
            "mode": self.mode,
            "length_parameter": self.length_parameter,
            "context": self.context or profile.context,
            "logprobs": self.logprobs,
        }
        return {field: value for field, value in found.items() if value != getattr(profile, field)}


_ODD: Mapping[str, JsonObject] = {
    "zq_vireo": {"type": "string", "enum": ["lathe-9052-umber", "quoin-4417-sedge"]},
    "zq_count": {"type": "integer", "enum": [7340912]},
}
"""Nothing that anybody would write by chance."""
_SCHEMA = {"type": "object", "properties": _ODD, "required": [*_ODD], "additionalProperties": False}
_SAY_HELLO = "Reply with the single word hello, in plain text. Write no JSON and call nothing."
_USE_THE_TOOL = "Give your answer by calling the tool."
_SAY_HELLO_IN_JSON = "Reply with a JSON object that has one key, greeting, with the value hello."
_WRITE_AT_RANDOM = "Write twelve random words, one behind the other."


async def probe(profile: Profile) -> Probe:
    """Ask a server a handful of small questions, and report what it honours.

    Raises:
        BackendUnavailable: no key, no server or no such model.
        BackendError: the server does not answer a plain question.
        ModelError: the local model is missing or cannot be loaded.
    """
    key = key_of(profile)
    async with serving(profile) as base_url, api_of(profile).open(Connection(profile, base_url, key)) as api:
        return await _Prober(profile, api, Diagnosis(profile, base_url, key)).probe()


class _Refusal(Exception):
    """A server declines a request, in its own words."""


_Trial = Callable[[], Awaitable[tuple[Verdict, str]]]


class _Prober:
    def __init__(self, profile: Profile, api: Api, diagnosis: Diagnosis) -> None:
        self._profile = profile
        self._api = api
        self._model = InstructorClient(profile, api)
        self._diagnosis = diagnosis
        self._requests = 0
        self._length_parameter = profile.length_parameter

    async def probe(self) -> Probe:
        await self._plain()
        trials: dict[str, _Trial] = {
            "schema": partial(self._schema, {"schema": _SCHEMA}),
            "strict schema": partial(self._schema, {"schema": _SCHEMA, "strict": True}),
            "tools": self._tools,
            "JSON mode": self._json,
            "seed": self._seed,
            "logprobs": self._logprobs,
            "prompt caching": self._caching,
        }
        findings = [await self._found(name, trial) for name, trial in trials.items()]
        verdicts = {finding.name: finding.verdict for finding in findings}
        context, said = await self._context()
        findings.append(Finding("context", Verdict.HONOURED if context else Verdict.UNKNOWN, said))
        logprobs = verdicts["logprobs"] is Verdict.HONOURED
        chosen = chosen_mode(verdicts)
        return Probe(tuple(findings), *chosen, self._length_parameter, context, logprobs, self._requests)

    @staticmethod
    async def _found(name: str, trial: _Trial) -> Finding:
        try:
            return Finding(name, *await trial())
        except _Refusal as refusal:
            return Finding(name, Verdict.REFUSED, str(refusal))

    async def _plain(self) -> None:
        """A plain answer, with whichever name the server has for the limit of its length."""
        try:
            await self._ask(_SAY_HELLO)
        except _Refusal as refusal:
            if self._length_parameter not in str(refusal):
                raise BackendError(
                    f"backend {self._profile.name} refuses a plain question ({refusal}): "
                    "check model and parameters"
                ) from None
            is_new = self._length_parameter == "max_completion_tokens"
            self._length_parameter = "max_tokens" if is_new else "max_completion_tokens"

    async def _schema(self, form: JsonObject) -> tuple[Verdict, str]:
        form = {"type": "json_schema", "json_schema": {"name": "odd", **form}}
        return _verdict_on_odd(_text(await self._ask(_SAY_HELLO, response_format=form)))

    async def _tools(self) -> tuple[Verdict, str]:
        function = {"name": "odd", "description": "Takes the answer.", "parameters": _SCHEMA}
        completion = await self._ask(
            _USE_THE_TOOL,
            tools=[{"type": "function", "function": function}],
            tool_choice={"type": "function", "function": {"name": "odd"}},
        )
        calls = getattr(completion.choices[0].message, "tool_calls", None) or []
        if not calls:
            return Verdict.IGNORED, f"no tool was called; it wrote {_shown(_text(completion))}"
        return _verdict_on_odd(str(calls[0].function.arguments))

    async def _json(self) -> tuple[Verdict, str]:
        question = f"{_SAY_HELLO_IN_JSON} Then explain in a sentence, outside of the JSON, what JSON is."
        text = _text(await self._ask(question, response_format={"type": "json_object"}))
        if _object(text) is not None:
            return Verdict.HONOURED, "one JSON object and nothing else"
        return Verdict.IGNORED, f"it wrote {_shown(text)}"

    async def _seed(self) -> tuple[Verdict, str]:
        first, again, other = [
            _text(await self._ask(_WRITE_AT_RANDOM, seed=seed, temperature=1.0, room=32))
            for seed in (11, 11, 12)
        ]
        if first != again:
            return Verdict.IGNORED, "the same seed gave two different texts"
        if first == other:
            return Verdict.UNKNOWN, "two seeds gave the same text"
        return Verdict.HONOURED, "the same seed gave the same text, another one another"

    async def _logprobs(self) -> tuple[Verdict, str]:
        completion = await self._ask(_SAY_HELLO, logprobs=True, top_logprobs=MOST_LOGPROBS)
        if getattr(getattr(completion.choices[0], "logprobs", None), "content", None):
            return Verdict.HONOURED, "given for each token"
        return Verdict.IGNORED, "none in the answer"

    async def _caching(self) -> tuple[Verdict, str]:
        length = _FILLERS_HERE if self._profile.is_loopback else _FILLERS
        prompt = f"{_FILLER * length}\n\n{_SAY_HELLO}"
        await self._ask(prompt, room=16)
        usage = Usage.of(await self._ask(prompt, room=16))
        if usage.cached_tokens:
            says = f"{usage.cached_tokens} of {usage.prompt_tokens} tokens were read before"
            return Verdict.HONOURED, says
        return Verdict.IGNORED, "no token counted as read before"

    async def _context(self) -> tuple[int | None, str]:
        """The context in tokens, from what the server lists, or from how it refuses an endless answer."""
        if self._profile.kind == "embedded":
            return self._profile.context, f"{self._profile.context} tokens, as our own server is started"
        if listed := await self._listed_context():
            return listed, f"{listed} tokens, as the server lists"
        try:
            await self._ask(_SAY_HELLO, room=_FAR_TOO_MANY)
        except _Refusal as refusal:
            if found := _CONTEXT.search(str(refusal)):
                context = int(re.sub(r"\D", "", found.group(1)))
                return context, f"{context} tokens, as it said when asked for too many"
            return None, str(refusal)
        return None, "the server does not say"

    async def _listed_context(self) -> int | None:
        self._requests += 1
        try:
            async with asyncio.timeout(self._profile.timeout):
                offered = await self._api.listed()
        except Exception as error:
            if not isinstance(self._api.error(error), ServerError | TimeoutError):
                raise
            return None
        return next((model.context for model in offered if model.id == model_id(self._profile)), None)

    async def _ask(self, prompt: str, *, room: int = _ROOM, **parameters: Any) -> Any:
        """The completion of one request, also one that is cut or declined: it shows what the server does.

        Raises:
            _Refusal: the server refuses this request.
            BackendError: anything else, which is about everything.
        """
        self._requests += 1
        arguments = {**self._profile.parameters, self._length_parameter: room, **parameters}
        messages = [{"role": "user", "content": prompt}]
        try:
            async with asyncio.timeout(self._profile.timeout):
                call = await self._model.call(
                    {"model": model_id(self._profile), "messages": messages, **arguments}, None
                )
        except TimeoutError as error:
            call = Call(error=error)
        if call.error is not None:
            raise self._refused(call.error)
        completion = call.completion
        failure = self._diagnosis.of_completion(completion, room)
        if failure and failure.kind is FailureKind.GARBLED:
            raise failure.error
        return completion

    def _refused(self, error: Exception) -> Exception:
        """The error to raise for one of the server's."""
        failure = self._diagnosis.of_error(error)
        is_for_all = isinstance(failure.error, BackendUnavailable)
        if is_for_all or getattr(error, "status_code", None) not in {400, 404, 413, 422, 500, 501}:
            return failure.error
        return _Refusal(str(failure.error))


def _text(completion: Any) -> str:
    content = completion.choices[0].message.content
    return content if isinstance(content, str) else ""


def chosen_mode(verdicts: dict[str, Verdict]) -> tuple[str, str]:
    """The surest mode that a server honours, and why it is that one."""
    if verdicts["schema"] is Verdict.HONOURED:
        return "json_schema", "it enforces a schema, and absent values need not be written"
    if verdicts["strict schema"] is Verdict.HONOURED:
        return "strict", "it enforces a schema when strict is asked for"
    tried = "ignores a schema" if verdicts["schema"] is Verdict.IGNORED else "has no schema"
    if verdicts["tools"] is Verdict.HONOURED:
        return "tools", f"it {tried}, and calls a tool with the right arguments"
    if verdicts["JSON mode"] is Verdict.HONOURED:
        return "json", f"it {tried} and has no tools, and writes JSON"
    return "text", f"it {tried}, has no tools and no JSON mode: only the prompt can say what is wanted"


def _verdict_on_odd(text: str) -> tuple[Verdict, str]:
    found = _object(text) or {}
    if found.keys() == _ODD.keys() and all(found[name] in _ODD[name]["enum"] for name in _ODD):
        return Verdict.HONOURED, "it gave words that nobody writes by chance"
    return Verdict.IGNORED, f"it wrote {_shown(text)}"


def _object(text: str) -> JsonObject | None:
    """The JSON object that a text is, or `None`."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _shown(text: str) -> str:
    line = re.sub(r"\s+", " ", text).strip()
    return repr(line[:60] + ("…" if len(line) > 60 else "")) if line else "nothing"
