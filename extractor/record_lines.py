"""Lines of the files of a run as objects: what they are, and what is wrong with one that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import from_json
from typing_extensions import TypedDict

from extractor.errors import RecordsError
from extractor.records import Alternative, EventRecord, JsonObject, Mention, MergedEvent, MergedValue, Value

M = TypeVar("M", bound=BaseModel)

_FILES = {"records": "events.jsonl", "article": "records.jsonl", "sentences": "articles.jsonl"}
"""The first of these keys that an object has says of which file of a run folder it is a line."""


def what_is_wrong(model: type[BaseModel], data: object, schema: str, error: Exception) -> str:
    """Why an object is no record or no event: it is of another file, or what is the first fault in it."""
    wanted, file = ("an event", "events.jsonl") if model is MergedEvent else ("a record", "records.jsonl")
    keys = data if isinstance(data, dict) else {}
    found = next((name for key, name in _FILES.items() if key in keys), file)
    if found != file:
        return f"a line of {found}, and not {wanted}; give the {file} of a run"
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    else:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return f"not {wanted} of schema {schema}: {reason}"


def record_type(values: Mapping[str, type[Value]]) -> type[EventRecord]:
    """An `EventRecord` with exactly these fields, given as the type of each one's values.

    Its instances hold and print what an `EventRecord` does.
    """
    fields = {name: _of_field(name, Mention, value=(value | None, ...)) for name, value in values.items()}
    return _with_fields(EventRecord, fields)


def event_type(values: Mapping[str, type[Value]]) -> type[MergedEvent]:
    """A `MergedEvent` with exactly these fields, as `record_type` gives an `EventRecord`."""
    a_tuple: Any = tuple
    fields = {}
    for name, value in values.items():
        others = (a_tuple[_of_field(name, Alternative, value=(value, ...)), ...], ())
        fields[name] = _of_field(name, MergedValue, value=(value, ...), alternatives=others)
    return _with_fields(MergedEvent, fields)


def _of_field(name: str, item: type[M], **changed: Any) -> type[M]:
    return create_model(f"{name}_{item.__name__}", __base__=item, __doc__=item.__doc__, **changed)


def _with_fields(model: type[M], items: Mapping[str, type[BaseModel]]) -> type[M]:
    a_tuple: Any = tuple
    typed_dict: Any = TypedDict
    fields = typed_dict("Fields", {name: a_tuple[item, ...] for name, item in items.items()})
    fields.__pydantic_config__ = ConfigDict(extra="forbid")
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, fields=(fields, ...))


def json_object(line: bytes, where: str) -> JsonObject:
    """The object that a line of JSON is.

    Raises:
        RecordsError: it is none; the message starts with `where`.
    """
    try:
        data = from_json(line)
    except ValueError:  # Python's own parser, five times slower, takes half of a surrogate pair too
        try:
            data = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise RecordsError(f"{where}: not UTF-8 text: {error}") from error
        except ValueError as error:
            raise RecordsError(f"{where}: not JSON: {error}") from error
    if not isinstance(data, dict):
        raise RecordsError(f"{where}: expected a JSON object")
    return data
