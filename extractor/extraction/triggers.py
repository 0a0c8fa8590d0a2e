"""Finds the words of a sentence that name an event, by the verbs and nouns a schema lists for its options."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.fields._text import word_set
from extractor.fields.choice import Choice, Option
from extractor.schemas import Schema, SchemaField

_CAPITAL = re.compile(r"\b[^\W\d_a-zà-ÿ][\w-]*[^\W\d_]")
_SMALL = re.compile(r"\b[a-zà-ÿ]\w+")
_NAME = re.compile(r"\b[^\W\d_a-zà-ÿ][\w.’'-]*(?:\s(?:(?:of|for|on|and|the)\s){0,2}[^\W\d_a-zà-ÿ][\w’'-]*)+")

_MODIFIED = re.compile(
    r"[\s-](?:penalt(?:y|ies)|row|squads?|warrants?|certificates?|insurance|rates?|camps?|chambers?|crimes?"
    r"|helicopters?|rifles?|dogs?|machines?|campaigns?|candidates?|commissions?|observers?|laws?|rules?|rooms?"
    r"|bans?|risks?)(?!\w)",
    re.IGNORECASE,
)
"""Nouns to which an event's name is only an attribute: "death penalty", "arrest warrant", "election law"."""

_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’.-]*)\s+$")
_BEFORE_VERBS = word_set(
    """
    to will would can could may might must shall should did do does not never i you we they he she it who is
    are was were been being be
    """
)
_BEFORE_NOUNS = word_set(
    """
    a an the this that these those his her its their our my another any each every no some of in on for from
    by with after before during amid against over about first second third last latest next new more further
    recent deadly major
    """
)
_OBJECT = re.compile(
    r"\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December)(?:(?:at\s+least|more\s+than|about|around|nearly|some|up\s+to|dozens|hundreds)\b"
    r"|(?:the|a|an|his|her|its|their|one|two|three|four|five|six|seven|eight|nine|ten|\w*teen|\w+ty)\s"
    r"|\d|[^\W\d_a-zà-ÿ][\w’'-]*\w)"
)
"""What begins the object of a verb, and not what stands behind a noun."""


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
    """Every trigger in a sentence in order; where two overlap the longer one stands.

    A noun inside a name, as in "the Paris Agreement", or before another, as in "death penalty", names none.
    """
    found = [
        Trigger(match.group(), match.start(), match.end(), option, is_noun)
        for option in choice.options
        for is_noun, patterns in ((True, option.nouns), (False, option.verbs))
        if patterns
        for match in _pattern(patterns).finditer(sentence)
    ]
    both = {(t.start, t.end) for t in found if t.is_noun} & {(t.start, t.end) for t in found if not t.is_noun}
    named = _names_in(sentence)
    standing: list[Trigger] = []
    for trigger in sorted(found, key=lambda t: (t.start, -t.end)):
        if standing and trigger.start < standing[-1].end:
            continue
        either = (trigger.start, trigger.end) in both
        if (trigger.is_noun or either) and _MODIFIED.match(sentence, trigger.end):
            continue
        if trigger.is_noun and any(name.start() < trigger.start < name.end() for name in named):
            continue
        standing.append(_in_its_class(trigger, sentence, either=either))
    return standing


def _names_in(sentence: str) -> list[re.Match[str]]:
    """The runs of capitalised words, unless the sentence is a headline in capitals."""
    capitals, small = len(_CAPITAL.findall(sentence)), len(_SMALL.findall(sentence))
    return list(_NAME.finditer(sentence)) if capitals <= 2 * small else []


def _in_its_class(trigger: Trigger, sentence: str, *, either: bool) -> Trigger:
    """The trigger as the verb or the noun that its neighbours make it.

    "attack" and "killing" can be both: "the killing of", "to attack", "a blast killing 12".
    """
    if not either and not (trigger.is_noun and trigger.text.endswith("ing")):
        return trigger
    before = _WORD_BEFORE.search(sentence, max(0, trigger.start - 40), trigger.start)
    word = before[1].casefold() if before else ""
    if word in _BEFORE_VERBS:
        return replace(trigger, is_noun=False)
    led = word in _BEFORE_NOUNS or word.endswith(("'s", "’s", "s'", "s’"))
    has_object = _OBJECT.match(sentence, trigger.end) is not None
    return replace(trigger, is_noun=led or not has_object)


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
