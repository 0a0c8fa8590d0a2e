"""Reads the JSON in what a model wrote, and nothing that is not there.

Models wrap their JSON in thoughts, fences and pleasantries. Those are stepped over. What is inside the JSON
is never repaired or chosen between: a part of a broken object, one of two that differ, or one of two values
for the same key would be a guess, and is an error that the model is told of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Set as AbstractSet

from pydantic import BaseModel

from extractor.errors import ExtractorError
from extractor.records import JsonObject

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_END_OF_THOUGHTS = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
_START_OF_THOUGHTS = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)

_BRACES_IN_PROSE = re.compile(r"\{[^{}\"':]*\}")
"""Such as `{1, 2}`: no object, nor the start of one."""

_OF_A_SCHEMA = frozenset(
    {"properties", "$defs", "$schema", "$ref", "type", "title", "required", "description"}
)
"""Keys of a JSON Schema, which some models repeat before they answer."""


class NoSingleObject(ExtractorError):
    """A reply does not hold exactly one JSON object; `str(error)` is told to the model."""


def one_object(text: str, reply_type: type[BaseModel]) -> str:
    """The one JSON object in a reply, as the model wrote it.

    Raises:
        NoSingleObject: there is none, it is broken, a key has two values, or several objects differ.
    """
    whole = text.strip().removeprefix("\ufeff")
    try:
        return whole if isinstance(_decoded(whole), dict) else _object_within(whole, reply_type)
    except ValueError:
        return _object_within(_without_thoughts(whole), reply_type)


def _object_within(text: str, reply_type: type[BaseModel]) -> str:
    found = _objects(text)
    if len(found) > 1:
        known = {name for name, field in reply_type.model_fields.items()} | {
            field.alias for field in reply_type.model_fields.values() if field.alias
        }
        found = {key: one for key, one in found.items() if not _is_schema(one[0], known)}
    if not found:
        raise NoSingleObject("there is no JSON object in it")
    if len(found) > 1:
        raise NoSingleObject(f"there are {len(found)} different JSON objects in it; write one")
    return next(iter(found.values()))[1]


def _objects(text: str) -> dict[str, tuple[JsonObject, str]]:
    """The objects that stand in a text, one behind the other; equal ones once, by their content."""
    found: dict[str, tuple[JsonObject, str]] = {}
    at = text.find("{")
    while at != -1:
        if prose := _BRACES_IN_PROSE.match(text, at):
            is_empty = not prose.group()[1:-1].strip()
            if not is_empty:
                at = text.find("{", prose.end())
                continue
        try:
            value, end = _DECODER.raw_decode(text, at)
        except _TwoValues as error:
            raise NoSingleObject(str(error)) from None
        except (ValueError, RecursionError):
            raise NoSingleObject("the JSON object in it is broken off or not valid JSON") from None
        found.setdefault(json.dumps(value, sort_keys=True), (value, text[at:end]))
        at = text.find("{", end)
    return found


def _without_thoughts(text: str) -> str:
    text = _THOUGHTS.sub("", text)
    ends = list(_END_OF_THOUGHTS.finditer(text))  # some servers cut off only where the thoughts begin
    text = text[ends[-1].end() :] if ends else text
    begun = _START_OF_THOUGHTS.search(text)
    return text[: begun.start()] if begun else text


def _is_schema(value: JsonObject, known: AbstractSet[str]) -> bool:
    return (
        bool(value) and value.keys() <= _OF_A_SCHEMA and "properties" in value and "properties" not in known
    )


class _TwoValues(ValueError):
    pass


def _pairs(pairs: list[tuple[str, object]]) -> JsonObject:
    value: JsonObject = {}
    for key, item in pairs:
        if key in value and value[key] != item:
            raise _TwoValues(f"the key {key[:40]!r} has two values; write one")
        value[key] = item
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant)


def _decoded(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except _TwoValues as error:
        raise NoSingleObject(str(error)) from None
    except RecursionError:
        raise NoSingleObject("the JSON in it is nested too deeply") from None
