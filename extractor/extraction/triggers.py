"""Finds the words of a sentence that name an event, by the verbs and nouns a schema lists for its options."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.errors import SchemaError
from extractor.extraction.open_triggers import main_verb
from extractor.fields._text import word_set
from extractor.fields.choice import Choice, Option
from extractor.schemas import Schema, SchemaField

_CAPITAL = re.compile(r"\b[^\W\d_a-zà-ÿ][\w-]*[^\W\d_]")
_SMALL = re.compile(r"\b[a-zà-ÿ]\w+")
_NAME = re.compile(r"\b[^\W\d_a-zà-ÿ][\w.’'-]*(?:\s(?:(?:of|for|on|and|the)\s){0,2}[^\W\d_a-zà-ÿ][\w’'-]*)+")

_MODIFIED = re.compile(
    r"[\s-](?:penalt(?:y|ies)|row|squads?|warrants?|certificates?|insurance|rates?|camps?|chambers?|crimes?"
    r"|helicopters?|rifles?|dogs?|machines?|campaigns?|candidates?|commissions?|observers?|laws?|rules?|rooms?"
    r"|bans?|risks?|tolls?|threats?|chiefs?|departments?|officials?|engines?|brigades?|crews?|fighters?|services?"
    r"|dates?|pads?|sites?|vehicles?|prices?|protection|courts?|judges?|lawyers?|sheets?|suspects?|cases?"
    r"|weapons?|victims?|scenes?|stations?|teams?|scandals?|history|season|game|line|rehearsals?|hall|centers?"
    r"|centres?|anniversary|marshals?|alarms?|trucks?|drills?)(?!\w)",
    re.IGNORECASE,
)
"""Nouns to which an event's name is only an attribute: "death penalty", "arrest warrant", "election law"."""

_COMPOUND = re.compile(r"(?<!\w)(?:press|news|role)[\s-]$", re.IGNORECASE)
"""What makes an event's name the second part of another word: "press release"."""

_KIND_BEFORE = re.compile(r"(?:,|(?<!\w)(?:and|or|of|from|to|including|for|than|with|as))\s+$", re.IGNORECASE)
_KIND_AFTER = re.compile(r"\s*(?:[,.;:)”\"]|$|\s(?:and|or)\s)", re.IGNORECASE)
"""Between them a bare noun names a kind of deed, and none that was done: "fraud, murder and other crimes"."""

_THIRD_PERSON = re.compile(r"\w+s")

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
    is_weak: bool = False
    """Whether it counts only where its sentence names no other event."""

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
    Of words that are weak the first stands, and only where there is no other trigger.
    """
    found = list(_index(choice).find(sentence))
    both = {(t.start, t.end) for t in found if t.is_noun} & {(t.start, t.end) for t in found if not t.is_noun}
    named = _names_in(sentence)
    standing: list[Trigger] = []
    for trigger in sorted(found, key=lambda t: (t.start, -t.end)):
        if standing and trigger.start < standing[-1].end:
            continue
        either = (trigger.start, trigger.end) in both
        if _is_no_event(trigger, sentence, named, either=either):
            continue
        told = _in_its_class(trigger, sentence, either=either)
        standing.append(_of_class(told, found) if either else told)
    strong = [trigger for trigger in standing if not trigger.is_weak]
    if strong or sentence.lstrip()[:1] in '“"‘«':  # what somebody says in common words is seldom news
        return strong
    return standing[:1] or _by_form(sentence, choice)


def _is_no_event(trigger: Trigger, sentence: str, named: Sequence[re.Match[str]], *, either: bool) -> bool:
    """Whether a listed word names nothing here: a modifier, a part of a name, or a kind of deed."""
    if (trigger.is_noun or either) and _MODIFIED.match(sentence, trigger.end):
        return True
    may_be_named = trigger.is_noun or trigger.text[:1].isupper()
    if may_be_named and any(name.start() < trigger.start < name.end() for name in named):
        return True
    before = sentence[max(0, trigger.start - 20) : trigger.start]
    if _COMPOUND.search(before):
        return True
    if not trigger.is_noun and not either and _THIRD_PERSON.fullmatch(trigger.text):
        word = _WORD_BEFORE.search(before)
        if word and word[1].casefold() in _BEFORE_NOUNS:
            return True  # "the plays", "with orders": a plural, not a verb
    is_kind = trigger.is_noun and not trigger.text.endswith("s") and _KIND_BEFORE.search(before)
    return bool(is_kind and _KIND_AFTER.match(sentence, trigger.end))


def _by_form(sentence: str, choice: Choice) -> list[Trigger]:
    """The verb that names an event of which the choice lists no word, if it has an option for those."""
    option = next((option for option in choice.options if option.takes_other_verbs), None)
    place = main_verb(sentence) if option else None
    if option is None or place is None:
        return []
    start, end = place
    return [Trigger(sentence[start:end], start, end, option, is_noun=False, is_weak=True)]


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


def _of_class(trigger: Trigger, found: Sequence[Trigger]) -> Trigger:
    """Of the options that list a word, the one that lists it in the class that it has here."""
    place = (trigger.start, trigger.end)
    same = [t for t in found if (t.start, t.end) == place and t.is_noun == trigger.is_noun]
    return same[0] if same and trigger.option not in [t.option for t in same] else trigger


def one_per_event(triggers: list[Trigger], sentence: str) -> dict[Trigger, Trigger]:
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
            and not _told_apart(trigger, other, sentence)
        ]
        nearest = min(same, key=lambda other: (abs(other.start - trigger.start), other.start), default=None)
        stands_for[trigger] = nearest or trigger
        if nearest is None:
            asked.append(trigger)
    return stands_for


def _told_apart(a: Trigger, b: Trigger, sentence: str) -> bool:
    """Whether two words of different kinds name events of which one came after the other."""
    first, second = sorted((a, b), key=lambda t: t.start)
    return a.option is not b.option and _IN_ORDER.search(sentence, first.end, second.start) is not None


_IN_ORDER = re.compile(r"\s(?:after|before|since|following)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One verb, noun or phrase that an option lists."""

    words: str
    option: Option
    is_noun: bool
    is_weak: bool


class _Index:
    """The listed words of a choice by their first word, so that a sentence is read once."""

    def __init__(self, choice: Choice) -> None:
        self._whole: dict[str, list[_Entry]] = defaultdict(list)
        self._stems: dict[str, list[_Entry]] = defaultdict(list)
        for option in choice.options:
            for is_noun, is_weak, listed in (
                (True, False, option.nouns),
                (False, False, option.verbs),
                (False, True, option.weak),
            ):
                for words in listed:
                    self._add(words, _Entry(words, option, is_noun, is_weak))
        self._lengths = sorted(set(map(len, self._stems)))
        """Of the stems: no other part of a word can be one."""

    def _add(self, words: str, entry: _Entry) -> None:
        first = _FIRST_WORD.match(words)
        if first is None:
            raise SchemaError(f"{entry.option.name}: {words!r} does not begin with a word")
        is_stem = words[first.end() :].startswith("*")
        (self._stems if is_stem else self._whole)[first[0].casefold()].append(entry)

    def find(self, sentence: str) -> Iterator[Trigger]:
        """Every listed word in the sentence, overlapping ones too."""
        for word in _WORD_IN_TEXT.finditer(sentence):
            folded = word[0].casefold()
            entries = list(self._whole.get(folded, ()))
            for length in self._lengths:
                if length <= len(folded):
                    entries += self._stems.get(folded[:length], ())
            for entry in entries:
                if match := _pattern(entry.words).match(sentence, word.start()):
                    start, end = match.span()
                    yield Trigger(match[0], start, end, entry.option, entry.is_noun, entry.is_weak)


@lru_cache(maxsize=32)
def _index(choice: Choice) -> _Index:
    return _Index(choice)


_FIRST_WORD = re.compile(r"\w+")
_WORD_IN_TEXT = re.compile(r"(?<![\w-])\w{1,40}(?!\w)")


@lru_cache(maxsize=10_000)
def _pattern(words: str) -> re.Pattern[str]:
    """`*` ends a stem, a blank is any white space. Only what is met is compiled: few of the words listed."""
    written = r"\s+".join(
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) for word in words.split()
    )
    return re.compile(rf"{written}(?!\w)", re.IGNORECASE)
