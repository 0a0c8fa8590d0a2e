"""Field types: what a schema's fields are made of."""

from extractor.fields.base import (
    EXCLUDED,
    MISSING,
    Cell,
    CellKind,
    Column,
    Comparison,
    Context,
    FieldType,
    Question,
    Testimony,
    Written,
)
from extractor.fields.choice import Choice, ChoiceValue, Option
from extractor.fields.count import Count, CountValue
from extractor.fields.line import Line, LineValue
from extractor.fields.status_cues import STATUS_CUES, STATUSES, listed
from extractor.fields.when import TimeValue, When
from extractor.fields.where import PlaceValue, Where
from extractor.fields.who import PartyValue, Role, Who

__all__ = [
    "EXCLUDED",
    "MISSING",
    "STATUSES",
    "STATUS_CUES",
    "Cell",
    "CellKind",
    "Choice",
    "ChoiceValue",
    "Column",
    "Comparison",
    "Context",
    "Count",
    "CountValue",
    "FieldType",
    "Line",
    "LineValue",
    "Option",
    "PartyValue",
    "PlaceValue",
    "Question",
    "Role",
    "Testimony",
    "TimeValue",
    "When",
    "Where",
    "Who",
    "Written",
    "listed",
]
