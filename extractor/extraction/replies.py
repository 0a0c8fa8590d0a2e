"""The pydantic classes of replies, derived from a schema's fields: what a model writes, as in the article."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    create_model,
    field_validator,
    model_validator,
)

from extractor.extraction.odd_values import Lenient, checked
from extractor.fields.base import Question
from extractor.schemas import Schema

CITED = "s"
"""The reply key of the numbers of the sentences that report an event: one token, written for every event."""

_HEADLINE, _VALUE, _VALUES = 160, 80, 4
"""Characters of the first value and of the others of an entry, and values in a list of them."""


class Decision(BaseModel):
    """The reply to a closed question: the probability of each option."""

    probabilities: dict[str, float]
    """They add up to 1."""
    measured: bool = True
    """Whether the backend gave probabilities; else the option that the model wrote has 1."""

    def most_likely(self) -> str:
        """The option with the highest probability, the first of equals."""
        return max(self.probabilities, key=lambda option: self.probabilities[option])


class _TellsOfOne(Lenient):
    """A reply about one event; what a model leaves out, where nothing makes it write every key, is empty."""

    @model_validator(mode="before")
    @classmethod
    def _with_every_key(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not given.keys() & cls.model_fields.keys():
            return given
        needed = {name: field.annotation for name, field in cls.model_fields.items() if field.is_required()}
        return {name: [] if get_origin(kind) is list else "" for name, kind in needed.items()} | given


class _ListsEvents(BaseModel):
    """A reply that lists events, of which an odd one costs that one alone."""

    model_config = ConfigDict(extra="ignore")

    @field_validator("events", mode="wrap", check_fields=False)
    @classmethod
    def _each_apart(cls, given: Any, check: ValidatorFunctionWrapHandler) -> Any:
        """The events as given; one that cites no sentence is kept without any, unless none does."""
        if given is None:
            return []
        events = given if isinstance(given, list) else [given]
        fitting = [found for event in events if (found := checked(check, [event]))]
        if len(fitting) == len(events):
            return [event for found in fitting for event in found]
        if not fitting:
            return check(given)  # raises
        return [
            (checked(check, [event]) or check([{**(event if isinstance(event, dict) else {}), CITED: []}]))[0]
            for event in events
        ]


def event_questions(schema: Schema) -> tuple[Question, ...]:
    """What a model is asked about one event: the questions of all fields."""
    return tuple(
        question for field in schema.fields for question in field.type.ask(field.name, field.description)
    )


@lru_cache  # its validator and JSON Schema take longer to make than an answer to read
def entry_reply(questions: tuple[Question, ...]) -> type[BaseModel]:
    """A reply about one event, as short as a small model can be made to keep it.

    What is judged is left out; what most events have must be written, if only as `""` or `[]`.
    """
    keys: dict[str, Any] = {}
    for number, question in enumerate(questions):
        longest = _HEADLINE if number == 0 else _VALUE
        text = Annotated[str, Field(max_length=longest)]
        kind = Annotated[list[text], Field(max_length=_VALUES)] if question.plain else text
        keys[question.key] = (kind | None, None) if question.seldom else (kind, ...)
    return create_model("Entry", __base__=_TellsOfOne, **keys)


@lru_cache  # its validator and JSON Schema take longer to make than an answer to read
def events_reply(questions: tuple[Question, ...]) -> type[BaseModel]:
    """A reply that lists events, each with the numbers of its sentences."""
    keys: dict[str, Any] = {
        CITED: (list[int], Field(description="numbers of the sentences that report the event")),
        **{q.key: (q.annotation, Field(default=None, description=q.description)) for q in questions},
    }
    event: Any = create_model("Event", __base__=Lenient, **keys)
    return create_model("Events", __base__=_ListsEvents, events=(list[event], Field()))
