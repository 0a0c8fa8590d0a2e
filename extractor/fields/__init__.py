"""Field types: what a schema's fields are made of."""

from extractor.fields.base import (
    EXCLUDED,
    MISSING,
    Aspect,
    Cell,
    CellKind,
    Column,
    Comparison,
    Context,
    Evidence,
    FieldType,
    Option,
    Purpose,
    Question,
    Role,
    Written,
)
from extractor.fields.choice import Choice, ChoiceValue
from extractor.fields.claims import Claim
from extractor.fields.count import Count, CountValue, Fate
from extractor.fields.line import Line, LineValue
from extractor.fields.when import TimeValue, When
from extractor.fields.where import PlaceValue, Where
from extractor.fields.who import PartyValue, Who

__all__ = [
    "EXCLUDED",
    "MISSING",
    "Aspect",
    "Cell",
    "CellKind",
    "Choice",
    "ChoiceValue",
    "Claim",
    "Column",
    "Comparison",
    "Context",
    "Count",
    "CountValue",
    "Evidence",
    "Fate",
    "FieldType",
    "Line",
    "LineValue",
    "Option",
    "PartyValue",
    "PlaceValue",
    "Purpose",
    "Question",
    "Role",
    "TimeValue",
    "When",
    "Where",
    "Who",
    "Written",
]
