"""The pydantic classes of replies, derived from a schema's fields: what a model writes, as in the article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from extractor.fields.base import Question
from extractor.schemas import Schema

CITED = "s"
"""The reply key of the numbers of the sentences that report an event: one token, written for every event."""

_LENIENT = ConfigDict(extra="ignore")


def event_questions(schema: Schema, leave_out: Sequence[str] = ()) -> tuple[Question, ...]:
    """What a model is asked about one event: the questions of all fields but those left out."""
    return tuple(
        question
        for field in schema.fields
        if field.name not in leave_out
        for question in field.type.ask(field.name, field.description)
    )


def event_reply(questions: Sequence[Question]) -> type[BaseModel]:
    """A reply about one event."""
    return create_model("Event", __config__=_LENIENT, **_keys(questions))


def events_reply(questions: Sequence[Question], *, cited: bool, most: int | None = None) -> type[BaseModel]:
    """A reply that lists events; `cited` asks for sentence numbers, `most` bounds the list."""
    keys = _keys(questions)
    if cited:
        keys = {
            CITED: (list[int], Field(description="numbers of the sentences that report the event")),
            **keys,
        }
    event: Any = create_model("Event", __config__=_LENIENT, **keys)
    return create_model("Events", __config__=_LENIENT, events=(list[event], Field(max_length=most)))


def _keys(questions: Sequence[Question]) -> dict[str, Any]:
    return {q.key: (q.annotation, Field(default=None, description=q.description)) for q in questions}
