"""How a cassette looks on disk: YAML for people, with bodies as parsed JSON and repeated texts written once.

version: 1
backend: local
interactions:
- request:
    method: POST
    uri: http://model.invalid/v1/chat/completions
    json:
      messages:
      - role: system
        content: &id001 |-
          The instructions, the same in every request: written here, and `*id001` from then on.
  response:
    status: 200
    content-type: application/json
    json: {…}
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml  # type: ignore[import-untyped]

from extractor.records import JsonObject

_HEADING = "# What a model really answered, recorded over HTTP. Record it again rather than edit it.\n"

_SHARED_FROM = 120
"""Characters of JSON from which a repeated part is written once; shorter ones read better in place."""

_LINE_BREAKS_OF_YAML = frozenset("\x85\u2028\u2029\ufeff")
"""YAML reads these as line breaks or marks, so they survive only as escapes."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def cassette_to_text(data: JsonObject) -> str:
    """The text of a cassette that vcrpy hands over; the same exchanges give the same text."""
    shared = _Shared()
    interactions = [shared.seen(_exchange_to_disk(**item)) for item in data["interactions"]]
    content = {"version": 1, "interactions": interactions}

    class Dumper(_Dumper):
        def ignore_aliases(self, data: Any) -> bool:
            return not shared.holds(data)

    text: str = yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
    return _HEADING + text


def cassette_from_text(text: str) -> JsonObject:
    """The exchanges of a cassette as vcrpy wants them.

    Raises:
        yaml.YAMLError, KeyError, TypeError: the text is no cassette.
    """
    content = yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, in C where there is one
    interactions = [_exchange_from_disk(**item) for item in content["interactions"]]
    return {"version": content["version"], "interactions": interactions}


def with_backend(text: str, backend: str) -> str:
    """The text of a cassette with the name of the backend that it was recorded with."""
    return text.replace("version: 1\n", f"version: 1\nbackend: {compact_json(backend)}\n", 1)


def backend_of(text: str) -> str | None:
    """The backend that a cassette was recorded with; `None` when it does not say."""
    found = re.search(r"^backend: (.+)$", text.partition("\ninteractions:")[0], re.MULTILINE)
    return str(yaml.load(found.group(1), Loader=_Loader)) if found else None  # noqa: S506  # a safe loader


def compact_json(value: Any) -> str:
    """JSON without white space, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _exchange_to_disk(request: JsonObject, response: JsonObject) -> JsonObject:
    kind = {name.lower(): values for name, values in response["headers"].items()}.get("content-type")
    return {
        "request": {"method": request["method"], "uri": request["uri"], **_body_to_disk(request["body"])},
        "response": {
            "status": response["status"]["code"],
            **({"content-type": kind[0]} if kind else {}),
            **_body_to_disk(response["body"]["string"]),
        },
    }


def _exchange_from_disk(request: JsonObject, response: JsonObject) -> JsonObject:
    kind, body = response.get("content-type"), _body_from_disk(request)
    return {
        "request": {"method": request["method"], "uri": request["uri"], "body": body, "headers": {}},
        "response": {
            "status": {"code": response["status"], "message": ""},
            "headers": {"content-type": [kind]} if kind else {},
            "body": {"string": _body_from_disk(response)},
        },
    }


def _body_to_disk(body: str | bytes | None) -> JsonObject:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    try:
        parsed = json.loads(text, parse_constant=_no_constant)
        compact_json(parsed).encode("utf-8")
    except (ValueError, RecursionError):
        return {"text": text}
    return {"json": parsed}


def _body_from_disk(holder: JsonObject) -> str:
    return compact_json(holder["json"]) if "json" in holder else str(holder["text"])


def _no_constant(name: str) -> None:
    # NaN and Infinity are no JSON; a body with them is kept as text.
    raise ValueError(name)


class _Shared:
    """Makes equal large parts of several exchanges one object, so that YAML writes it once."""

    def __init__(self) -> None:
        self._by_content: dict[str, Any] = {}
        self._ids: set[int] = set()

    def seen(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: self.seen(item) for key, item in value.items()}
        elif isinstance(value, list):
            value = [self.seen(item) for item in value]
        elif not isinstance(value, str):
            return value
        content = compact_json(value)
        if len(content) < _SHARED_FROM:
            return value
        kept = self._by_content.setdefault(content, value)
        self._ids.add(id(kept))
        return kept

    def holds(self, value: Any) -> bool:
        return id(value) in self._ids


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Writes texts of several lines as blocks, and what a block would change with escapes."""


def _text(dumper: yaml.SafeDumper, text: str) -> Any:
    style = None
    if "\n" in text:
        style = "|"
    if not _LINE_BREAKS_OF_YAML.isdisjoint(text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
