"""Finds the words of a sentence that name an event, by the verbs and nouns a schema lists for its options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.fields.choice import Choice, Option
from extractor.schemas import Schema, SchemaField


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or phrase that names an event (the term of ACE 2005)."""

    text: str
    start: int
    """Position in the sentence, as `end`."""
    end: int
    option: Option
    is_noun: bool

    @property
    def family(self) -> str:
        """What kind of event it names, broadly: the option's family, or its name where it has none."""
        return self.option.family or self.option.name


def trigger_field(schema: Schema) -> SchemaField | None:
    """The schema's field whose options list verbs or nouns, or `None`."""
    for field in schema.fields:
        if isinstance(field.type, Choice) and any(o.verbs or o.nouns for o in field.type.options):
            return field
    return None


def find_triggers(sentence: str, choice: Choice) -> list[Trigger]:
    """Every trigger in a sentence in order; where two overlap the longer one stands."""
    found = [
        Trigger(match.group(), match.start(), match.end(), option, is_noun)
        for option in choice.options
        for is_noun, patterns in ((False, option.verbs), (True, option.nouns))
        if patterns
        for match in _pattern(patterns).finditer(sentence)
    ]
    found.sort(key=lambda t: (t.start, -t.end, not t.is_noun))
    standing: list[Trigger] = []
    for trigger in found:
        if not standing or trigger.start >= standing[-1].end:
            standing.append(trigger)
    return standing


def one_per_event(triggers: list[Trigger]) -> dict[Trigger, Trigger]:
    """Which trigger stands for each: a noun repeats the verb, or the earlier noun, of its family.

    In "sent 29 prisoners to the US, one of the biggest extraditions" both words name one event; two verbs
    name two, unless they are the same word.
    """
    stands_for: dict[Trigger, Trigger] = {}
    asked: list[Trigger] = []
    for trigger in sorted(triggers, key=lambda t: (t.is_noun, t.start)):
        same = [
            other
            for other in asked
            if other.family == trigger.family
            and (trigger.is_noun or other.text.casefold() == trigger.text.casefold())
        ]
        nearest = min(same, key=lambda other: (abs(other.start - trigger.start), other.start), default=None)
        stands_for[trigger] = nearest or trigger
        if nearest is None:
            asked.append(trigger)
    return stands_for


@lru_cache(maxsize=512)
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all: `*` ends a stem, a blank is any white space."""
    written = (
        r"\s+".join(
            re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) for word in p.split()
        )
        for p in sorted(patterns, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?!\w)", re.IGNORECASE)
