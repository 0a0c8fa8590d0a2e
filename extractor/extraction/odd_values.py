"""Values of another kind than asked for: an odd value costs that value, not the reply.

A number where a text is asked for, a text for a list of one, an object for its name, null for a list: each is
read as what it means. What means nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, ValidatorFunctionWrapHandler, field_validator

_NAMES = ("name", "text", "value")
"""Keys of an object under which models put what was to be written alone, the likeliest first."""

_READ_ANYWAY = frozenset({"literal_error", "string_too_long"})
"""What pydantic calls a text that is none of the options, and one that is longer than a small model needs."""


class Lenient(BaseModel):
    """A reply of which one odd value costs that value alone."""

    model_config = ConfigDict(extra="ignore")

    @field_validator("*", mode="wrap")
    @classmethod
    def _as_meant(cls, given: Any, check: ValidatorFunctionWrapHandler) -> Any:
        try:
            return check(given)
        except ValidationError:
            return _as_meant(given, check)


def checked(check: ValidatorFunctionWrapHandler, value: Any) -> Any:
    """The value as a validator takes it; `None` where it does not."""
    try:
        return check(value)
    except ValidationError:
        return None


def _as_meant(given: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A value that was refused, as the field can have it; empty where it means nothing."""
    if checked(check, []) is None:  # the field has one value
        text = _text(given)
        try:
            return check(text)
        except ValidationError as error:
            # The field type reads the words, or finds nothing in them.
            return text if {each["type"] for each in error.errors()} <= _READ_ANYWAY else None
    items = given if isinstance(given, list) else [given]
    return [found for item in items for found in _items(item, check)]


def _items(item: Any, check: ValidatorFunctionWrapHandler) -> list[Any]:
    """The items of a list that one odd item stands for: itself, its words, or the numbers in them."""
    text = _text(item)
    for reading in ([item], [text] if text else [], re.findall(r"\d+", text)):
        if reading and (found := checked(check, reading)) is not None:
            return list(found)
    return []


def _text(value: Any) -> str:
    """The words of a value; empty where it has none."""
    return ", ".join(_words(value))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield f"{value:.15g}"
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)
    elif isinstance(value, dict):
        named = [value[key] for key in _NAMES if key in value]
        texts = [item for item in value.values() if isinstance(item, str)]
        yield from _words(named[0] if named else texts[0] if len(texts) == 1 else None)
