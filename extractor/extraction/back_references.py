"""Whether words of an article point back to an event that it has told before, and to which one.

"The transfer", "those being handed over", "the inmates could be sent": a definite noun or a definite group
without a time, a number or a name that speaks against it, after an event of the same family. The order of
sentences decides which: the one just told, unless the words say that they mean the news of the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from extractor.extraction.drafts import Draft, Reader
from extractor.extraction.plans import PlacedTrigger
from extractor.extraction.voice import Voice, voice_of
from extractor.fields import Count, PartyValue, When, Where, Who
from extractor.fields._count_words import is_person
from extractor.fields._text import fold, word_set, words
from extractor.fields.base import EXCLUDED, Context, FieldType, Written
from extractor.fields.parties.matching import Relation, head_noun, is_telling, relation
from extractor.fields.parties.noun_phrases import is_plural
from extractor.fields.parties.values import NAMED
from extractor.fields.times.values import TimeValue
from extractor.records import Article

_AUXILIARY = (
    r"(?:(?:is|are|was|were|be|been|being|has|have|had|will|would|can|could|may|might|must|shall|should|to|not"
    r"|also|then|later|since|already|\w+ly)\s+)"
)
_DEFINITE_NOUN = re.compile(
    r"(?<![\w’'])(?P<determiner>the|this|that|these|those)\s+(?P<modifiers>(?:[\w’'-]+\s+){0,3})$",
    re.IGNORECASE,
)
_DEFINITE_GROUP = re.compile(
    r"(?<![\w’'])(?:(?:one|some|many|most|all|several|two|three|four|five|among|each)\s+(?:of\s+)?)?"
    r"(?P<determiner>the|those|these|they|them)\s+(?P<head>(?:(?!(?:who|which|that)\s)[\w’'-]+\s+){0,3}?)"
    rf"(?:(?:who|that|which)\s+)?(?P<auxiliaries>{_AUXILIARY}{{0,5}})$",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"[“”\"]")

_CURRENT = word_set("latest current ongoing present recent today's newest")
_ELSEWHERE = word_set(
    """
    previous earlier last first past prior former initial original other another second third fourth fifth
    next new further additional similar more two three many several such any each every future upcoming
    coming possible
    """
)
_LEADING = word_set("of in on at by for from to with and or but as after before than over under into")
_ANOTHER = re.compile(r"(?<!\w)(?:another|more|further|additional|new)\s", re.IGNORECASE)
_GENERAL_NOUNS = word_set("operation operations incident incidents move event events episode ordeal")
"""Nouns that name an event whatever its kind: what they point back to may be of any family."""


class Pointing(Enum):
    """How words point to an event that is told elsewhere."""

    BACK = auto()
    """To the one just told, or else to the article's main one."""
    CURRENT = auto()
    """To the news of the day: "the latest transfer", "those being moved"."""
    ANOTHER = auto()
    """To one that is not the one just told: "the transfer of another batch"."""


@dataclass(frozen=True, slots=True)
class BackReferences:
    """Finds what the words of one article point back to."""

    reader: Reader

    def antecedent(self, draft: Draft, earlier: Sequence[Draft]) -> Draft | None:
        """The earlier event, in reading order, that the words of this one point back to, if they do."""
        pointing = self._pointing(draft)
        if pointing is None or draft.placed is None:
            return self._same_victim(draft, earlier)
        fitting = [other for other in earlier if self._can_be(draft, other)]
        if not fitting:
            return None
        just_told = [other for other in fitting if self._is_near(draft, other)]
        main = self._main(fitting, pointing)
        if pointing is Pointing.CURRENT:
            return main
        if pointing is Pointing.ANOTHER:
            return main if just_told and main not in just_told else None
        return self._of_same_time(draft, fitting) or (just_told[-1] if just_told else main)

    @staticmethod
    def is_general(draft: Draft) -> bool:
        """Whether what the words point back to may be of any family: "the operation"."""
        return draft.placed is not None and fold(draft.placed.trigger.text) in _GENERAL_NOUNS

    # Whether words point back

    def _pointing(self, draft: Draft) -> Pointing | None:
        placed = draft.placed
        if placed is None:
            return None
        if voice_of(placed, self.reader.article) is Voice.NOUN:
            return self._noun_pointing(draft, placed)
        return self._group_pointing(placed)

    def _noun_pointing(self, draft: Draft, placed: PlacedTrigger) -> Pointing | None:
        article = self.reader.article
        before = article.text[max(placed.passage.start, placed.span.start - 60) : placed.span.start]
        match = _DEFINITE_NOUN.search(before)
        if match is None:
            return None
        modifiers = {fold(word) for word in match["modifiers"].split()}
        if modifiers & (_ELSEWHERE | _LEADING) or any(word[:1].isdigit() for word in modifiers):
            return None
        if any(_ANOTHER.match(span.text_in(article.text)) for _, span in self.reader.patients(draft)):
            return Pointing.ANOTHER
        if modifiers & _CURRENT or self._is_quoted(placed):
            return Pointing.CURRENT
        return Pointing.BACK

    def _group_pointing(self, placed: PlacedTrigger) -> Pointing | None:
        head = definite_group(placed, self.reader.article)
        if head is None:
            return None
        before = self.reader.article.text[
            max(placed.passage.start, placed.span.start - 12) : placed.span.start
        ]
        is_going_on = before.casefold().rstrip().endswith("being")
        return Pointing.CURRENT if is_going_on or self._is_quoted(placed) else Pointing.BACK

    def _is_quoted(self, placed: PlacedTrigger) -> bool:
        """Whether the words are somebody's: who is asked about the news speaks of it."""
        text = self.reader.article.text
        paragraph = text.rfind("\n", 0, placed.span.start) + 1
        return len(_QUOTES.findall(text, paragraph, placed.span.start)) % 2 == 1

    # To what they can point

    def _can_be(self, draft: Draft, other: Draft) -> bool:
        reader = self.reader
        if draft.placed is None or other.placed is None or other.placed.passage == draft.placed.passage:
            return False
        if not self.is_general(draft) and reader.family(draft) != reader.family(other):
            return False
        if self.contradict(draft, other):
            return False
        if voice_of(draft.placed, reader.article) is Voice.NOUN:
            return self._noun_can_be(draft, draft.placed, other)
        return self._group_can_be(draft.placed, other)

    def _noun_can_be(self, draft: Draft, placed: PlacedTrigger, other: Draft) -> bool:
        """What the noun is said to be "of" must be what the other event was done to."""
        text = self.reader.article.text
        own = [
            (party, span)
            for party, span in self.reader.patients(draft)
            if re.fullmatch(
                r"\s+of\s+(?:\w+\s+){0,3}", text[placed.span.end : max(span.start, placed.span.end)]
            )
        ]
        theirs = [party for party, _ in self.reader.patients(other)]
        return all(
            _ANOTHER.match(span.text_in(text)) or any(_alike(party, them) for them in theirs)
            for party, span in own
        )

    def _group_can_be(self, placed: PlacedTrigger, other: Draft) -> bool:
        """The group must be those whom the other event was done to."""
        theirs = [party for party, _ in self.reader.patients(other)]
        head = definite_group(placed, self.reader.article)
        if head is None or not theirs:
            return False
        if not head:  # "those", "they": more than one
            return any(_is_many(party) for party in theirs)
        who = next((f.type for f in self.reader.schema.fields if isinstance(f.type, Who)), None)
        if who is None:
            return False
        written = Written(head, who.roles[1].name if len(who.roles) > 1 else None)
        party = who.read(written, Context(self.reader.article, ()))
        return isinstance(party, PartyValue) and any(_alike(party, them) for them in theirs)

    def contradict(self, a: Draft, b: Draft) -> bool:
        """Whether two events differ in time, number, place, fact or the names of those hit."""
        for field in self.reader.schema.fields:
            if not isinstance(field.type, When | Count | Where):
                continue
            kind: FieldType[Any] = field.type
            mine, theirs = self.reader.values(a, field), self.reader.values(b, field)
            if mine and theirs and kind.compare(mine, theirs).level in (EXCLUDED, "different"):
                return True
        denied = [self.reader.status(draft) == "denied" for draft in (a, b)]
        if denied[0] != denied[1]:
            return True
        named = [p for p, _ in self.reader.patients(a) if p.kind in NAMED]
        theirs_named = [p for p, _ in self.reader.patients(b)]
        if not named or not theirs_named or any(_is_many(p) for p in theirs_named):
            return False
        return not any(relation(p, q) is not Relation.NOTHING for p in named for q in theirs_named)

    # To which one they point

    def _main(self, fitting: Sequence[Draft], pointing: Pointing) -> Draft:
        """The article's main event of the kind: the first; for "the latest", the last in time."""
        if pointing is Pointing.CURRENT:
            dated = [(time.last, draft) for draft in fitting for time in self._times(draft) if time.end]
            if dated:
                latest = max(last for last, _ in dated)
                first = fitting[0]
                is_dated = any(draft is first for _, draft in dated)
                return next(d for last, d in dated if last == latest) if is_dated else first
        return fitting[0]

    def _of_same_time(self, draft: Draft, fitting: Sequence[Draft]) -> Draft | None:
        """The last event of the time that the words name themselves."""
        when = self.reader.first_field(When)
        times = self._times(draft)
        if when is None or not times:
            return None
        same = [
            other
            for other in fitting
            if when.type.compare(times, self._times(other)).level in ("same", "same_period", "contains")
        ]
        return same[-1] if same else None

    def _times(self, draft: Draft) -> tuple[TimeValue, ...]:
        when = self.reader.first_field(When)
        values = self.reader.values(draft, when) if when else ()
        return tuple(v for v in values if isinstance(v, TimeValue) and v.resolved)

    def _is_near(self, draft: Draft, other: Draft) -> bool:
        """Whether the other event stands in the news sentence before."""
        order, mine, theirs = self.reader.order_of_news, draft.told.sentences, other.told.sentences
        if not mine or not theirs or mine[0] not in order or theirs[-1] not in order:
            return False
        return 0 <= order[mine[0]] - order[theirs[-1]] <= 1

    def _same_victim(self, draft: Draft, earlier: Sequence[Draft]) -> Draft | None:
        """The earlier event of the family that was done to somebody described alike, in two words or more."""
        mine = [_content(party) for party, _ in self.reader.patients(draft) if is_telling(party)]
        for other in earlier:
            if self.reader.family(draft) != self.reader.family(other) or self.contradict(draft, other):
                continue
            if draft.placed and other.placed and draft.placed.passage == other.placed.passage:
                continue
            for party, _ in self.reader.patients(other):
                theirs = _content(party) if is_telling(party) and not _is_many(party) else frozenset()
                if any(len(a & theirs) > 1 and (a <= theirs or theirs <= a) for a in mine):
                    return other
        return None


def definite_group(placed: PlacedTrigger, article: Article) -> str | None:
    """The noun of the definite group a passive or participle is said of, `""` for "those"; else `None`."""
    voice = voice_of(placed, article)
    if voice not in (Voice.PASSIVE, Voice.REDUCED):
        return None
    before = article.text[max(placed.passage.start, placed.span.start - 100) : placed.span.start]
    match = _DEFINITE_GROUP.search(before)
    if match is None:
        return None
    head = match["head"].strip()
    is_the = fold(match["determiner"]) == "the"
    if is_the and not head:
        return None
    if {fold(word) for word in head.split()} & (_LEADING | _ELSEWHERE):
        return None
    if (
        voice is Voice.PASSIVE
        and not match["auxiliaries"]
        and not placed.trigger.text.startswith(("was", "were"))
    ):
        return None
    return head


def _alike(a: PartyValue, b: PartyValue) -> bool:
    """Whether two descriptions can be of the same people: one noun, one name, or persons both."""
    if relation(a, b) is not Relation.NOTHING:
        return True
    if a.number is not None and b.number is not None and a.number != b.number:
        return False
    if {a.kind, b.kind} & NAMED:
        return False
    return _is_person(a) and _is_person(b) and _is_many(a) == _is_many(b)


def _is_person(party: PartyValue) -> bool:
    return is_person(head_noun(party.key))


def _is_many(party: PartyValue) -> bool:
    return (party.number or 0) > 1 or (party.kind not in NAMED and is_plural(head_noun(party.key)))


def _content(party: PartyValue) -> frozenset[str]:
    return frozenset(w.removesuffix("'s").removesuffix("s'") for w in words(party.key)) - _SMALL


_SMALL = word_set("a an the of in his her its their former s u")
