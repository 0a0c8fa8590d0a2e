"""What an event must have to be one: somebody, somewhere, some time or some number that can be told apart."""

from __future__ import annotations

from extractor.fields import ChoiceValue, LineValue, PartyValue, TimeValue
from extractor.fields.parties.matching import is_telling
from extractor.fields.when import Precision
from extractor.fields.who import PartyKind
from extractor.records import Grounding, Mention

_COARSE = frozenset({Precision.YEAR, Precision.DECADE, Precision.CENTURY, Precision.RANGE})


def is_anchor(mention: Mention) -> bool:
    """Whether a mention ties an event to the world.

    Pronouns, "suspects" and "this year" do not, for nearly every event could have them; nor do the kind of an
    event and its wording.
    """
    value = mention.value
    if value is None or mention.support.grounding is Grounding.UNSUPPORTED:
        return False
    if isinstance(value, PartyValue):
        return _party_anchors(value)
    if isinstance(value, TimeValue):
        return _time_anchors(value, mention.support.written)
    return not isinstance(value, ChoiceValue | LineValue)


def _party_anchors(party: PartyValue) -> bool:
    """A name, a government, a number, or a description of two words or more."""
    if party.kind in (PartyKind.PERSON, PartyKind.ORGANISATION, PartyKind.GOVERNMENT):
        return is_telling(party)
    return party.number is not None or (is_telling(party) and len(party.key.split()) > 1)


def _time_anchors(time: TimeValue, written: str) -> bool:
    """A day, week or month, or a year that is named: "2008", not "this year"."""
    known = time.resolved or time.months or time.day or time.weekdays
    return bool(known) and (time.precision not in _COARSE or any(c.isdigit() for c in written))
