"""Reads the JSON in what a model wrote, and nothing that is not there.

Thoughts, fences and pleasantries around it are stepped over. What is inside is never repaired or chosen
between: that would be a guess, and is an error that the model is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel

from extractor.backends.answers.thoughts import without_thoughts
from extractor.errors import ExtractorError
from extractor.records import JsonObject

M = TypeVar("M", bound=BaseModel)

_BRACES_IN_PROSE = re.compile(r"\{[^{}\"':]*\}")
"""Such as `{1, 2}`: no object, nor the start of one."""

_BRACES_IN_CHATTER = re.compile(r"\{[^{}\"]*\}")
"""The same behind an answer, where `{as: is}` cannot be one."""

_CURLY_QUOTES = str.maketrans(dict.fromkeys("“”„‟", '"'))

_OF_A_SCHEMA = frozenset(
    {"properties", "$defs", "$schema", "$ref", "type", "title", "required", "description"}
)
"""Keys of a JSON Schema, which some models repeat before they answer."""

_OF_A_CALL = frozenset({"name", "arguments", "parameters", "type", "id"})
"""Keys of a tool's call, which some models write out as text."""


class NoSingleObject(ExtractorError):
    """A reply does not hold exactly one JSON object; `str(error)` is shown to the model."""


def read_reply(text: str, reply_type: type[M]) -> tuple[M, str]:
    """The reply in what a model wrote, and its JSON.

    Raises:
        NoSingleObject: there is no single object, or it has none of the keys asked for.
        ValidationError: a value does not fit.
    """
    found = one_object(text, reply_type)
    value = reply_type.model_validate_json(found, strict=False)
    if not value.model_fields_set:
        raise NoSingleObject(f"it has none of the keys asked for: {', '.join(sorted(_keys(reply_type)))}")
    return value, found


def starts_with_object(text: str) -> bool:
    """Whether a whole JSON object is the first thing that stands in a reply after its thoughts."""
    visible = without_thoughts(text.removeprefix("\ufeff"))
    start = visible.find("{")
    before = visible[:start].strip().removeprefix("```").removeprefix("json").strip()
    if start < 0 or before:
        return False
    try:
        _DECODER.raw_decode(visible, start)
    except (NoSingleObject, ValueError, RecursionError):
        return False
    return True


def one_object(text: str, reply_type: type[BaseModel]) -> str:
    """The one JSON object in a reply, as the model wrote it.

    A list stands for the object whose only required key it belongs to.

    Raises:
        NoSingleObject: there is none, it is broken, a key has two values, or several objects differ.
    """
    whole = text.strip().removeprefix("\ufeff").strip()
    if '"' not in whole and "“" in whole:
        whole = whole.translate(_CURLY_QUOTES)
    try:
        value = _decoded(whole)
    except ValueError:
        return _object_within(without_thoughts(whole), reply_type)
    if isinstance(value, str) and value.strip()[:1] in {"{", "["}:  # encoded twice
        return one_object(value, reply_type)
    if isinstance(value, dict):
        return _arguments(value, reply_type) or _alone(value, whole, reply_type)
    return _object_within(whole, reply_type)


def _object_within(text: str, reply_type: type[BaseModel]) -> str:
    if listed := _list_of(text, reply_type):
        return listed
    found = _objects(text)
    if len(found) > 1:
        keys = _keys(reply_type)
        found = {key: one for key, one in found.items() if not _is_schema(one[0], keys)}
    if not found:
        raise NoSingleObject("there is no JSON object in it")
    if len(found) > 1:
        raise NoSingleObject(f"there are {len(found)} different JSON objects in it; write one")
    value, written = next(iter(found.values()))
    return _arguments(value, reply_type) or _alone(value, written, reply_type)


def _alone(value: JsonObject, written: str, reply_type: type[BaseModel]) -> str:
    """An object as it is; in a list, where it is an item of the one list that a reply needs."""
    name = _only_list(reply_type)
    (kind,) = get_args(reply_type.model_fields[name].annotation) if name else (None,)
    if name is None or value.keys() & _keys(reply_type) or not hasattr(kind, "model_fields"):
        return written
    needed = {key for key, field in kind.model_fields.items() if field.is_required()}
    return f'{{"{name}":[{written}]}}' if needed and needed <= value.keys() else written


def _only_list(reply_type: type[BaseModel]) -> str | None:
    """The key of a reply's list, where it is the only one that must be there."""
    needed = [(name, field) for name, field in reply_type.model_fields.items() if field.is_required()]
    is_list = len(needed) == 1 and get_origin(needed[0][1].annotation) is list
    return needed[0][0] if is_list else None


def _list_of(text: str, reply_type: type[BaseModel]) -> str | None:
    """The object that a list of objects stands for, where the reply has one list and needs nothing else."""
    name, start = _only_list(reply_type), text.find("[")
    if name is None or start < 0 or 0 <= text.find("{") < start:
        return None
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    is_alone = not ({"{", "["} & set(text[end:]))
    if not is_alone or not all(isinstance(item, dict) for item in value):
        return None
    return f'{{"{name}":{text[start:end]}}}'


def _arguments(value: JsonObject, reply_type: type[BaseModel]) -> str | None:
    """The arguments of a tool's call that was written out as text."""
    if not value.keys() <= _OF_A_CALL or value.keys() & _keys(reply_type):
        return None
    given = value.get("arguments", value.get("parameters"))
    if isinstance(given, str):
        return given
    return json.dumps(given, ensure_ascii=False) if isinstance(given, dict) else None


def _keys(reply_type: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in reply_type.model_fields.items()} | set(
        reply_type.model_fields
    )


def _objects(text: str) -> dict[str, tuple[JsonObject, str]]:
    """The objects that stand in a text, one behind the other; equal ones once, by their content."""
    found: dict[str, tuple[JsonObject, str]] = {}
    at = text.find("{")
    while at != -1:
        if prose := (_BRACES_IN_CHATTER if found else _BRACES_IN_PROSE).match(text, at):
            is_empty = not prose.group()[1:-1].strip()
            if not is_empty:
                at = text.find("{", prose.end())
                continue
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise NoSingleObject("the JSON object in it is broken off or not valid JSON") from None
        found.setdefault(json.dumps(value, sort_keys=True), (value, text[at:end]))
        at = text.find("{", end)
    return found


def _is_schema(value: JsonObject, known: AbstractSet[str]) -> bool:
    return (
        bool(value) and value.keys() <= _OF_A_SCHEMA and "properties" in value and "properties" not in known
    )


def _pairs(pairs: list[tuple[str, object]]) -> JsonObject:
    value: JsonObject = {}
    for key, item in pairs:
        if key in value and value[key] != item:
            raise NoSingleObject(f"the key {key[:40]!r} has two values; write one")
        value[key] = item
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant)


def _decoded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise NoSingleObject("the JSON in it is nested too deeply") from None
