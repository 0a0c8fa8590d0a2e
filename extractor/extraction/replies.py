"""The pydantic classes of replies, derived from a schema's fields: what a model writes, as in the article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from extractor.fields.base import Question
from extractor.schemas import Schema

CITED = "s"
"""The reply key of the numbers of the sentences that report an event: one token, written for every event."""

_LENIENT = ConfigDict(extra="ignore")

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


def event_questions(schema: Schema) -> tuple[Question, ...]:
    """What a model is asked about one event: the questions of all fields."""
    return tuple(
        question for field in schema.fields for question in field.type.ask(field.name, field.description)
    )


def entry_reply(questions: Sequence[Question]) -> type[BaseModel]:
    """A reply about one event, as short as a small model can be made to keep it.

    What is judged is left out; what most events have must be written, if only as `""` or `[]`.
    """
    keys: dict[str, Any] = {}
    for number, question in enumerate(questions):
        longest = _HEADLINE if number == 0 else _VALUE
        text = Annotated[str, Field(max_length=longest)]
        kind = Annotated[list[text], Field(max_length=_VALUES)] if question.plain else text
        keys[question.key] = (kind | None, None) if question.seldom else (kind, ...)
    return create_model("Entry", __config__=_LENIENT, **keys)


def events_reply(questions: Sequence[Question]) -> type[BaseModel]:
    """A reply that lists events, each with the numbers of its sentences."""
    keys: dict[str, Any] = {
        CITED: (list[int], Field(description="numbers of the sentences that report the event")),
        **{q.key: (q.annotation, Field(default=None, description=q.description)) for q in questions},
    }
    event: Any = create_model("Event", __config__=_LENIENT, **keys)
    return create_model("Events", __config__=_LENIENT, events=(list[event], Field()))
