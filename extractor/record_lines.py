"""Lines of the files of a run as objects: what they are, and what is wrong with one that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PlainSerializer,
    SerializeAsAny,
    ValidationError,
    create_model,
)
from pydantic_core import from_json

from extractor.errors import RecordsError
from extractor.records import EventRecord, JsonObject, Mention, MergedEvent, Value

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
    as_any: Any = SerializeAsAny
    a_tuple: Any = tuple
    fields: dict[str, Any] = {}
    for name, value in values.items():
        mention = create_model("Mention", __base__=Mention, value=(as_any[value] | None, ...))
        fields[name] = (a_tuple[mention, ...], ...)
    together = create_model("Fields", __config__=ConfigDict(extra="forbid"), **fields)
    as_dict: Any = Annotated[together, AfterValidator(vars), PlainSerializer(dict)]
    return create_model("EventRecord", __base__=EventRecord, fields=(as_dict, ...))


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
