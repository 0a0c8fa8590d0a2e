"""Find and load a schema, and derive from its fields what a model is asked for.

A schema is a pydantic class. Each field is annotated with its normalised value and a field type:

    class NewsEvent(BaseModel):
        '''Something that happened, is planned, or is said to have happened.

        Which occurrences are events, in as many words as it takes: a model reads this.
        '''

        when: Annotated[TimeValue | None, When()] = Field(None, description="when it happened")

The field types say how many points each level of a comparison gives for two records being the same event. A
class variable `weights` changes that, as in `{"when": {"different": -40}}`, or takes a field out of the sum,
as in `{"when": {}}`. `threshold` is how many points it takes to join two records.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from extractor.errors import RecordsError, SchemaError
from extractor.fields.base import Aspect, Evidence, FieldType, Purpose
from extractor.fields.story import Story
from extractor.record_lines import event_type, json_object, record_type, what_is_wrong
from extractor.records import EventRecord, JsonObject, MergedEvent, Value
from extractor.resources import shipped

M = TypeVar("M", bound=BaseModel)

Weights = Mapping[str, Mapping[str, int]]
"""Points by field name and level."""

LEAST_THRESHOLD, MOST_THRESHOLD = 14, 42
"""Points that join two records of a schema with nothing to agree in, and with any number of fields."""


@dataclass(frozen=True)
class SchemaField:
    """One field of a schema: its name, its description and its field type."""

    name: str
    description: str
    type: FieldType[Any]


@dataclass(frozen=True, eq=False)
class Schema:
    """A loaded schema: what to ask for, how to read it, and how to weigh it in a merge.

    What reads JSON raises `RecordsError`, in a message that starts with `where`, when it is not of this
    schema.
    """

    name: str
    guideline: str
    """What an event is and how it is written down: the class's docstring, the same for models and people."""
    fields: tuple[SchemaField, ...]
    weights: Weights
    """The points of the fields that take part in a merge, by level; the story of the article among them."""
    threshold: int
    story: SchemaField
    """What the whole article is about, which no model writes."""

    @property
    def compared(self) -> tuple[SchemaField, ...]:
        """The fields that take part in a merge."""
        return tuple(field for field in (*self.fields, self.story) if field.name in self.weights)

    @property
    def description(self) -> str:
        """The first paragraph of the guideline."""
        return self.guideline.partition("\n\n")[0]

    @cached_property
    def fingerprint(self) -> str:
        """Changes when anything does that a schema states: its guideline, its fields, options or points."""
        fields = [
            (f.name, f.description, type(f.type).__name__, f.type.options, f.type.roles) for f in self.fields
        ]
        points = sorted((name, sorted(levels.items())) for name, levels in self.weights.items())
        stated = repr((self.name, self.guideline, fields, points, self.threshold))
        return hashlib.sha256(stated.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def headline_field(self) -> SchemaField | None:
        """The field that says what happened: the first line."""
        return next((f for f in self.fields if f.type.evidence is Evidence.WORDED), None)

    def fields_for(self, aspect: Aspect) -> list[SchemaField]:
        """The fields that answer this question about an event, in the schema's order."""
        return [field for field in self.fields if field.type.aspect is aspect]

    def choice(self, purpose: Purpose) -> tuple[SchemaField, FieldType[Any]] | None:
        """The choice that says this of an event; the kind is otherwise the first one without a purpose."""
        return self._choices.get(purpose)

    @cached_property
    def _choices(self) -> Mapping[Purpose, tuple[SchemaField, FieldType[Any]]]:
        choices: dict[Purpose, tuple[SchemaField, FieldType[Any]]] = {}
        others = []
        for each in ((field, field.type) for field in self.fields if field.type.options):
            if each[1].purpose is None:
                others.append(each)
            else:
                choices.setdefault(each[1].purpose, each)
        if others:
            choices.setdefault(Purpose.KIND, others[0])
        return choices

    def field(self, name: str) -> SchemaField:
        """The field with this name.

        Raises:
            SchemaError: the schema has no such field.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise SchemaError(f"schema {self.name} has no field {name!r}")

    def record_from_json(self, data: JsonObject, where: str = "record") -> EventRecord:
        """An event record from its parsed JSON, its values typed by the schema's field types."""
        return self._typed(EventRecord, data, where)

    def record_from_line(self, line: bytes, where: str = "record") -> EventRecord:
        """As `record_from_json`, from a line of JSON; twice as fast, for merges of many records."""
        try:
            return self._record_type.model_validate_json(line)
        except ValidationError:  # the slower way finds the words for what is wrong
            return self.record_from_json(json_object(line, where), where)

    @cached_property
    def _record_type(self) -> type[EventRecord]:
        return record_type({field.name: field.type.value_type for field in self.fields})

    def merged_from_json(self, data: JsonObject, where: str = "event") -> MergedEvent:
        """A merged event from its parsed JSON, its values typed by the schema's field types."""
        return self._typed(MergedEvent, data, where)

    def merged_from_line(self, line: bytes, where: str = "event") -> MergedEvent:
        """As `merged_from_json`, from a line of JSON."""
        return self.merged_from_json(json_object(line, where), where)

    def _typed(self, model: type[M], data: JsonObject, where: str) -> M:
        try:
            for name in data["fields"]:
                self.field(name)  # refuses what the schema does not have
            fields = {
                field.name: [self._with_values(field.name, item) for item in data["fields"][field.name]]
                for field in self.fields
            }
            return model.model_validate({**data, "fields": fields})
        except (ValidationError, SchemaError, KeyError, TypeError, AttributeError) as error:
            raise RecordsError(f"{where}: {what_is_wrong(model, data, self.name, error)}") from error

    def _with_values(self, name: str, item: JsonObject) -> JsonObject:
        value = item["value"]
        typed = self.field(name).type.value_type.model_validate(value) if value is not None else None
        alternatives = [self._with_values(name, other) for other in item.get("alternatives", ())]
        return {**item, "value": typed, **({"alternatives": alternatives} if alternatives else {})}


def load_schema(reference: str = "news_event") -> Schema:
    """Load a schema by the name of a shipped one, or from `path.py` or `path.py:ClassName`.

    Raises:
        SchemaError: nothing is there, or it is no schema.
    """
    path_text, _, class_name = reference.partition(":")
    path, load = Path(path_text), _load
    if path.suffix != ".py":
        path, load = shipped("schemas") / f"{path_text}.py", _load_once
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in shipped("schemas").glob("[!_]*.py")))
        raise SchemaError(f"no schema {reference!r}: give a path to a .py file, or one of: {known}")
    return load(path, class_name)


def _load(path: Path, class_name: str) -> Schema:
    return schema_of(_find_class(_execute(path), class_name, path), name=path.stem)


_load_once = cache(_load)
"""For the shipped schemas, which change no more than other modules of the package do."""


def lasting_reference(reference: str) -> str:
    """The reference of a schema, so that it holds in every working directory."""
    path, colon, name = reference.partition(":")
    return f"{Path(path).absolute()}{colon}{name}" if path.endswith(".py") else reference


def schema_of(model: type[BaseModel], name: str | None = None) -> Schema:
    """The schema that a pydantic class describes.

    Raises:
        SchemaError: a field has no field type, or a weight names an unknown field or level.
    """
    fields = []
    for field_name, info in model.model_fields.items():
        types = [m for m in info.metadata if isinstance(m, FieldType)]
        if len(types) != 1:
            raise SchemaError(
                f"{model.__name__}.{field_name}: annotate it with one field type, "
                "as in Annotated[TimeValue | None, When()]"
            )
        fields.append(SchemaField(field_name, info.description or field_name, types[0]))
    if not fields:
        raise SchemaError(f"{model.__name__} has no fields")
    _check_defining(model.__name__, fields)
    given: Weights = getattr(model, "weights", {})
    story = SchemaField("article", "what the whole article is about", Story(_main(fields)))
    _check_weights(model.__name__, [*fields, story], given)
    weights = _weights(fields, given)
    return Schema(
        name=name or model.__name__,
        guideline=inspect.cleandoc(model.__doc__ or ""),
        fields=tuple(fields),
        weights={**weights, **_weights([story], given)},
        story=story,
        threshold=getattr(model, "threshold", _threshold(fields, weights)),
    )


def _main(fields: list[SchemaField]) -> tuple[str, str] | None:
    """The field and the option that say that an article was written for an event."""
    salience = [field for field in fields if field.type.purpose is Purpose.SALIENCE]
    return (salience[0].name, salience[0].type.options[0].name) if salience else None


def _check_defining(owner: str, fields: list[SchemaField]) -> None:
    names = {field.name for field in fields}
    for option in (option for field in fields for option in field.type.options):
        if unknown := [name for name in option.defined_by if name not in names]:
            raise SchemaError(f"{owner}: {option.name!r} is defined by {unknown[0]!r}, which is no field")


def _weights(fields: list[SchemaField], given: Weights) -> Weights:
    """The points of each level: those given, else those of the field type; none for a field given none."""
    weighed = [field for field in fields if given.get(field.name, True)]
    return {
        field.name: points
        for field in weighed
        if (points := {**field.type.default_points(), **given.get(field.name, {})})
    }


def _threshold(fields: list[SchemaField], weights: Weights) -> int:
    """What joins two records unless a schema says it: the more, the more agreement in all fields gives.

    A quarter of that is added. Numbers are left out, which two reports of an event seldom both give.
    """
    stated = [weights.get(field.name, {}) for field in fields if field.type.aspect is not Aspect.HOW_MANY]
    best = sum(max(0, *points.values()) for points in stated if points)
    return min(MOST_THRESHOLD, LEAST_THRESHOLD + best // 4)


def _check_weights(owner: str, fields: list[SchemaField], weights: Weights) -> None:
    levels = {field.name: field.type.levels for field in fields}
    for name, by_level in weights.items():
        if name not in levels:
            raise SchemaError(f"{owner}.weights: no field {name!r}")
        for level in by_level:
            if level not in levels[name]:
                raise SchemaError(
                    f"{owner}.weights[{name!r}]: no level {level!r}; it has {', '.join(levels[name])}"
                )


def _execute(path: Path) -> Any:
    module_name = f"extractor_schema_{path.stem}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise SchemaError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module  # pydantic resolves annotations through the module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise SchemaError(f"{path}: cannot be run: {type(error).__name__}: {error}") from error
    return module


def _find_class(module: Any, class_name: str, path: Path) -> type[BaseModel]:
    own = [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, BaseModel) and item.__module__ == module.__name__
        if not issubclass(item, Value)  # of a field type that stands in the same file
    ]
    if class_name:
        own = [item for item in own if item.__name__ == class_name]
    if len(own) != 1:
        names = ", ".join(item.__name__ for item in own) or "none"
        raise SchemaError(
            f"{path}: expected one pydantic class, found {names}; choose one with {path}:ClassName"
        )
    return own[0]


def output_schemas(schema: Schema) -> dict[str, JsonObject]:
    """The JSON Schemas of a line of `records.jsonl` and of `events.jsonl`, by the file's name."""
    values = {field.name: field.type.value_type for field in schema.fields}
    return {"records": _output_schema(record_type(values)), "events": _output_schema(event_type(values))}


def _output_schema(model: type[BaseModel]) -> JsonObject:
    document = model.model_json_schema(mode="serialization")
    document["properties"]["fields"] = document["$defs"].pop("Fields")
    return document
