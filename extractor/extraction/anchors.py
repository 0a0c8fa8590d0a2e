"""What an event must have to be one: somebody, somewhere, some time or some number that can be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.fields import Choice, ChoiceValue, Line, LineValue, PartyValue, TimeValue
from extractor.fields.parties.matching import is_telling
from extractor.fields.when import Precision
from extractor.fields.who import PartyKind
from extractor.records import Grounding, Mention
from extractor.schemas import Schema

_COARSE = frozenset({Precision.YEAR, Precision.DECADE, Precision.CENTURY, Precision.RANGE})


def is_anchored(schema: Schema, fields: Mapping[str, Sequence[Mention]]) -> bool:
    """Whether an event with these mentions can be told apart from others.

    In a schema that asks for nothing but wording and choices, wording found in the article is enough.
    """
    worded = all(isinstance(field.type, Choice | Line) for field in schema.fields)
    return any(
        is_anchor(mention) or (worded and isinstance(mention.value, LineValue) and _is_found(mention))
        for mentions in fields.values()
        for mention in mentions
    )


def is_anchor(mention: Mention) -> bool:
    """Whether a mention ties an event to the world.

    Pronouns, "suspects" and "this year" do not, for nearly every event could have them; nor do the kind of an
    event and its wording.
    """
    value = mention.value
    if value is None or not _is_found(mention):
        return False
    if isinstance(value, PartyValue):
        return _party_anchors(value)
    if isinstance(value, TimeValue):
        return _time_anchors(value, mention.support.written)
    return not isinstance(value, ChoiceValue | LineValue)


def _is_found(mention: Mention) -> bool:
    return mention.support.grounding is not Grounding.UNSUPPORTED


def _party_anchors(party: PartyValue) -> bool:
    """A name, a government, a number, or a description of two words or more."""
    if party.kind in (PartyKind.PERSON, PartyKind.ORGANISATION, PartyKind.GOVERNMENT):
        return is_telling(party)
    return party.number is not None or (is_telling(party) and len(party.key.split()) > 1)


def _time_anchors(time: TimeValue, written: str) -> bool:
    """A day, week or month, or a year that is named: "2008", not "this year"."""
    known = time.resolved or time.months or time.day or time.weekdays
    return bool(known) and (time.precision not in _COARSE or any(c.isdigit() for c in written))
