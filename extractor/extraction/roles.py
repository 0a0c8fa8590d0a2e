"""Checks on who did what to whom that small models get wrong in the same ways again and again.

The order of words tells: what stands right after an active verb, or after "of" behind a noun, had the event
done to it; so had what stands before a passive. What the order of words does not settle stays as told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.extraction.counted_parties import counted_patient, number_before
from extractor.extraction.grounding_inflection import same_word
from extractor.extraction.party_checks import (
    refused,
    role_of,
    why_no_party,
    why_not_affected,
    why_not_agent,
    why_not_reached,
    without_tail,
)
from extractor.extraction.plans import PlacedTrigger
from extractor.extraction.reading import mention_at
from extractor.extraction.voice import LIGHT, Voice, voice_of
from extractor.fields import Who
from extractor.fields._text import fold
from extractor.records import Article, Mention, Span
from extractor.schemas import SchemaField

_QUOTE = "[“\"‘'«]?"
_LINK = (
    r"(?:(?:has|have|had|is|are|was|were|be|been|being|will|would|can|could|may|might|must|shall|should|to|not"
    r"|also|then|later|earlier|now|once|set|due|expected|planned|plans|agreed|vowed|accused|alleged|suspected"
    r"|guilty|convicted|of|\w+ly)\s+)"
)
_APPOSITION = r"(?:,[^,;]{1,80},)?(?:,?\s+(?:who|which|that))?"

_OBJECT = re.compile(rf"\s+{_QUOTE}{LIGHT}{{0,4}}{_QUOTE}")
_OF = re.compile(rf"\s+of\s+{_QUOTE}{LIGHT}{{0,4}}{_QUOTE}")
_OF_GROUP = re.compile(
    r"\s+of\s+(?!.*\b(?:of|in|on|at|by|for|from|with|to|and|or|over|after|before)\s)[^,;:()]{0,60}"
)
_ON = re.compile(rf"\s+(?:on|against|upon)\s+{LIGHT}{{0,4}}")
_SUBJECT = re.compile(rf"{_APPOSITION}\s+{_LINK}{{0,6}}", re.IGNORECASE)
_ACCUSED = re.compile(r"\b(?:accused|suspected|convicted|guilty)\s+of\s+$", re.IGNORECASE)
_SAYER = re.compile(
    rf"\s+(?:said|says|announced|confirmed)\s+(?:that\s+)?(?:it|they|he|she)\s+{_LINK}{{0,5}}"
)
_BY = re.compile(rf"(?:\s+(?:in|on|at|to|from)\s+(?:[^\s,;]+\s+){{1,4}}?)?\s*\s+by\s+{_QUOTE}{LIGHT}{{0,4}}")
_AMONG_THOSE = re.compile(
    rf"(?:\s+(?:to|from|in|by|on|over)\s+[^,;:]{{1,60}}?)?\s+(?:include[sd]?|including|is|are|was|were)\s+{LIGHT}{{0,3}}"
)
_ONE_OF = re.compile(r"\b(?:one|some|two|three|many|among|most)\s[^,;:]{0,60}$", re.IGNORECASE)
_IN_LIST = re.compile(r",|(?<!\w)(?:and|or)\s|&")
_NOT_IN_LIST = re.compile(r"(?<!\w)(?:of|who|which|that|in|for|from|with|by|to|on|at|after|said)\s|[;:()—–]")
_PASSIVE_DEFINITION = re.compile(r"\b(?:is|are)\b\s(?:\w+\s)?\w+(?:ed|en|nt|ld|id|ut|de|wn|rt|ght)\b")


@dataclass(frozen=True, slots=True)
class _Roles:
    """The names of the roles of a schema that the order of words can settle."""

    agent: str
    patient: str
    by_preposition: dict[str, str]
    """Roles whose key is the preposition that leads them, as `to`."""


def checked_parties(
    field: SchemaField, parties: Sequence[Mention], placed: PlacedTrigger, article: Article
) -> tuple[Mention, ...]:
    """The parties in roles that the order of words allows; first those it was done to, then the doers.

    A schema lists the role of the one who does first, and that of the one it is done to second. What can be
    no party keeps its words and loses its value, with a note that says why.
    """
    who = field.type
    if not isinstance(who, Who):
        raise TypeError(f"{field.name} is no field of parties")
    named = distinct_parties([_checked(mention, field, placed, article) for mention in parties])
    if len(who.roles) < 2:
        return named
    roles = _Roles(who.roles[0].name, who.roles[1].name, {role.key: role.name for role in who.roles[2:]})
    number = number_before(placed, article)
    if number is not None:
        settled = [_beside_number(mention, number, article) for mention in named]
        settled.append(_found(field, number, roles.patient, placed, article))
    else:
        settled = _by_order(named, field, placed, article, roles)
    rank = {roles.patient: 0, roles.agent: 1}
    return tuple(sorted(distinct_parties(settled), key=lambda m: rank.get(role_of(m) or "", 2)))


def _checked(mention: Mention, field: SchemaField, placed: PlacedTrigger, article: Article) -> Mention:
    span = without_tail(mention, placed, article)
    if mention.value is None:
        return mention
    if span is None:
        name = same_word(fold(placed.trigger.text), fold(mention.support.written))
        return refused(mention, "this word names the event, not a party to it") if name else mention
    if span != mention.support.span:
        note = f"shortened from “{mention.support.written}”"
        mention = mention_at(field, span, article, mention.support.sentences, role_of(mention), note)
    reason = why_no_party(span, placed, article)
    return refused(mention, reason) if reason else mention


def _by_order(
    named: Sequence[Mention], field: SchemaField, placed: PlacedTrigger, article: Article, roles: _Roles
) -> list[Mention]:
    """The parties in the roles that the order of words gives them, and a counted one that was left out."""
    voice = voice_of(placed, article)
    settled = _Order(placed, article, voice, roles).settle(named)
    if any(role_of(m) == roles.patient and m.support.span for m in settled):
        return settled
    span = counted_patient(placed, voice, article)
    found = _found(field, span, roles.patient, placed, article) if span else None
    return [*settled, found] if found and found.value is not None else settled


def _found(field: SchemaField, span: Span, role: str, placed: PlacedTrigger, article: Article) -> Mention:
    """A party that code read from the article."""
    note = "not in the model's reply: read from the words beside the event"
    number = next(s.number for s in article.sentences if placed.span.start < s.span.end)
    return mention_at(field, span, article, (number,), role=role, note=note)


def _beside_number(mention: Mention, number: Span, article: Article) -> Mention:
    """A party of an event that has its own number: who stands before it belongs to the clause before."""
    span = mention.support.span
    if mention.value is None or span is None or span.start >= number.start:
        return mention
    return refused(mention, f"“{number.text_in(article.text)}” are those it was done to")


@dataclass(frozen=True, slots=True)
class _Order:
    """What the order of words around one trigger says of the roles of parties."""

    placed: PlacedTrigger
    article: Article
    voice: Voice
    roles: _Roles

    def settle(self, parties: Sequence[Mention]) -> list[Mention]:
        """The parties in the roles that are certain, and the others where these leave them room."""
        certain = [self._certain_role(mention) for mention in parties]
        return [
            self._in_role(mention, role) if role else self._beside(mention, certain, parties)
            for mention, role in zip(parties, certain, strict=True)
        ]

    def _certain_role(self, mention: Mention) -> str | None:
        span = mention.support.span
        if mention.value is None or span is None:
            return None
        text, trigger = self.article.text, self.placed.span
        if span.end <= trigger.start:
            return self._role_before(mention, text[span.end : trigger.start])
        return self._role_after(mention, text[trigger.end : span.start], span.end)

    def _role_before(self, mention: Mention, gap: str) -> str | None:
        told, roles = role_of(mention), self.roles
        if told in roles.by_preposition.values() and not self._is_led(mention, told):
            told = roles.agent  # "shares dropped": small models give a lone subject as what it went to
        if self.voice is Voice.NOUN or told not in (roles.agent, roles.patient):
            return None
        if self.voice is Voice.ACTIVE:
            doer = _SUBJECT.fullmatch(gap) or _SAYER.fullmatch(gap)
            plain = told == roles.agent or self._has_object() or _ACCUSED.search(gap)
            return roles.agent if doer and plain else None
        return roles.patient if _SUBJECT.fullmatch(gap) else None

    def _role_after(self, mention: Mention, gap: str, end: int) -> str | None:
        told, roles = role_of(mention), self.roles
        if _BY.fullmatch(gap) and told in (roles.agent, roles.patient):
            return roles.agent if self.voice is not Voice.ACTIVE else None
        for preposition, role in roles.by_preposition.items():
            if re.fullmatch(rf"\s+{re.escape(preposition)}\s+{LIGHT}{{0,2}}", gap) and told == roles.patient:
                return role
        if told in roles.by_preposition.values() and self._is_led(mention, told):
            return None
        return roles.patient if self._is_affected(gap, end) else None

    def _is_led(self, mention: Mention, role: str | None) -> bool:
        """Whether the role's own preposition, or one like it, stands before a party."""
        span = mention.support.span
        start = span.start if span else 0
        own = "|".join(re.escape(key) for key, name in self.roles.by_preposition.items() if name == role)
        before = self.article.text[max(self.placed.passage.start, start - 30) : start]
        return re.search(rf"(?<!\w)(?:{own}|for|into|towards?|with)\s+{LIGHT}{{0,3}}$", before) is not None

    def _is_affected(self, gap: str, end: int) -> bool:
        if self.voice is Voice.ACTIVE:
            return _OBJECT.fullmatch(gap) is not None
        if self.voice is Voice.NOUN:
            of = _OF.fullmatch(gap) or _OF_GROUP.fullmatch(gap)
            return bool(of and self._names_what_is_done()) or _ON.fullmatch(gap) is not None
        before = self.article.text[self.placed.passage.start : self.placed.span.start]
        named_behind = (
            gap in (", ", ": ") and self.article.text[end : end + 1] == "," and _ONE_OF.search(before)
        )
        return bool(named_behind) or _AMONG_THOSE.fullmatch(gap) is not None

    def _names_what_is_done(self) -> bool:
        """Whether "of" behind the noun leads whom it was done to: "killing of", but not "resignation of".

        The option's definition says it: "a person is arrested" is done to somebody, "a person leaves a
        position" is done by somebody.
        """
        return _PASSIVE_DEFINITION.search(self.placed.trigger.option.definition) is not None

    def _has_object(self) -> bool:
        text = self.article.text[self.placed.span.end : self.placed.passage.end]
        return re.match(rf"\s+{_QUOTE}(?:{LIGHT}|\d|[A-Z])", text) is not None

    def _beside(self, mention: Mention, certain: Sequence[str | None], parties: Sequence[Mention]) -> Mention:
        """A party whose own place settles nothing, beside those that are settled."""
        span, told = mention.support.span, role_of(mention)
        if span is None or told is None:
            return mention
        sure_patients = [m for m, role in zip(parties, certain, strict=True) if role == self.roles.patient]
        sure_agents = [m for m, role in zip(parties, certain, strict=True) if role == self.roles.agent]
        if told == self.roles.patient:
            return self._patient_beside(mention, sure_patients)
        if told == self.roles.agent:
            return self._agent_beside(mention, sure_agents, sure_patients)
        reason = why_not_reached(span, self.placed, self.article)
        return refused(mention, reason) if reason else mention

    def _patient_beside(self, mention: Mention, sure: Sequence[Mention]) -> Mention:
        span = mention.support.span
        assert span is not None  # noqa: S101 - the caller has looked
        reason = why_not_affected(span, self.placed, self.article)
        reason = reason or why_not_reached(span, self.placed, self.article)
        if reason:
            return refused(mention, reason)
        swapped = [m for m in sure if role_of(m) == self.roles.agent]
        if swapped and span.end <= self.placed.span.start:
            return self._in_role(mention, self.roles.agent)
        if sure and not any(self._listed_with(mention, other) for other in sure):
            name = sure[0].support.written
            return refused(mention, f"by the order of words it was done to “{name}”")
        return mention

    def _agent_beside(
        self, mention: Mention, sure_agents: Sequence[Mention], sure_patients: Sequence[Mention]
    ) -> Mention:
        span = mention.support.span
        assert span is not None  # noqa: S101 - the caller has looked
        reason = why_not_agent(span, self.placed, self.article)
        if reason:
            return refused(mention, reason)
        if sure_agents and not any(self._listed_with(mention, other) for other in sure_agents):
            return refused(mention, f"by the order of words “{sure_agents[0].support.written}” did it")
        passive = self.voice in (Voice.PASSIVE, Voice.REDUCED)
        if passive and span.end <= self.placed.span.start and not sure_patients:
            return self._in_role(mention, self.roles.patient)
        return mention

    def _listed_with(self, mention: Mention, other: Mention) -> bool:
        """Whether two parties are items of one list: "A, B and C"."""
        a, b = mention.support.span, other.support.span
        if a is None or b is None:
            return False
        first, second = sorted((a, b), key=lambda span: span.start)
        events = (self.placed.span, *self.placed.repeats, *(event.span for event in self.placed.others))
        if any(first.end <= event.start < second.start for event in events):
            return False
        between = self.article.text[first.end : second.start]
        return _IN_LIST.search(between) is not None and _NOT_IN_LIST.search(between) is None

    @staticmethod
    def _in_role(mention: Mention, role: str) -> Mention:
        if mention.value is None or role_of(mention) == role:
            return mention
        return Mention(value=mention.value.model_copy(update={"role": role}), support=mention.support)


def distinct_parties(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions, each place once: none in two roles, and none inside a longer one in the same role."""
    places: dict[tuple[object, ...], Mention] = {}
    for mention in mentions:
        if not any(_inside(mention, other) for other in mentions):
            places.setdefault(_place(mention), mention)
    return tuple(places.values())


def _inside(mention: Mention, other: Mention) -> bool:
    """Whether a party is part of a longer one in its role: "Jan" in "judge Jan Dahl"."""
    a, b = mention.support.span, other.support.span
    if a is None or b is None or a == b or role_of(mention) is None or role_of(mention) != role_of(other):
        return False
    return b.start <= a.start and a.end <= b.end


def _place(mention: Mention) -> tuple[object, ...]:
    span = mention.support.span
    if span is None or mention.value is None:
        return (mention.support.written, mention.support.note)
    return (span.start, span.end)
