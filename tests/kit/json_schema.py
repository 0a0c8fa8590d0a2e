"""Checks JSON against the part of JSON Schema that pydantic writes; a keyword not known here is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from extractor.records import JsonObject

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def _is_of_type(rule: str, item: Any) -> bool:
    return isinstance(item, _TYPES[rule]) and (rule == "boolean" or not isinstance(item, bool))


def _is_date(rule: str, item: Any) -> bool:
    assert rule == "date", f"the format {rule} is not known here"
    return isinstance(item, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", item) is not None


_ALONE: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": _is_of_type,
    "format": _is_date,
    "enum": lambda rule, item: item in rule,
    "const": lambda rule, item: bool(item == rule),
    "maxItems": lambda rule, item: not isinstance(item, list) or len(item) <= rule,
    "required": lambda rule, item: not isinstance(item, dict) or set(rule) <= item.keys(),
}
"""Keywords that look at the item as a whole."""

_INSIDE = {"properties", "additionalProperties", "items"}
_SAY_NOTHING = {"$defs", "title", "description", "default"}


def problems(item: Any, schema: JsonObject, root: JsonObject | None = None, place: str = "") -> list[str]:
    """What in `item` is not as the schema says; nothing when it is valid."""
    root = root or schema
    found = []
    for keyword, rule in schema.items():
        if keyword == "$ref":
            found += problems(item, root["$defs"][rule.removeprefix("#/$defs/")], root, place)
        elif keyword == "anyOf":
            if all(problems(item, one, root, place) for one in rule):
                found.append(f"{place}: none of anyOf holds for {item!r:.80}")
        elif keyword in _ALONE:
            if not _ALONE[keyword](rule, item):
                found.append(f"{place}: {keyword} {rule!r:.80} does not hold for {item!r:.80}")
        else:
            assert keyword in _INSIDE | _SAY_NOTHING, f"{keyword} is not known here"
    for name, value, rule in _parts(item, schema):
        inside = f"{place}.{name}"
        found += [f"{inside} may not be there"] if rule is False else problems(value, rule, root, inside)
    return found


def _parts(item: Any, schema: JsonObject) -> Iterator[tuple[str | int, Any, Any]]:
    """What is inside an object or a list, each with the schema for it; `False` for what may not be there."""
    if isinstance(item, dict):
        own, other = schema.get("properties", {}), schema.get("additionalProperties", {})
        yield from ((name, value, own.get(name, other)) for name, value in item.items())
    elif isinstance(item, list):
        yield from ((index, value, schema.get("items", {})) for index, value in enumerate(item))
