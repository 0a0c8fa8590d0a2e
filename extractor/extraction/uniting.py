"""Makes one event of what an article tells of it in several places or several words.

Three rules, in this order, each with a note on what it moved:

- what somebody agreed, threatened or asked *to do* is one event with the doing: "agreed to return 14 men";
- the same words told twice, as where two windows of a long article overlap, are one event;
- words that point back ("the transfer", "those handed over") belong to the event they point to.

What is united adds the places that tell of the event, its kind, numbers and parties. Its wording does not
count as a line of its own, for "the transfer" says nothing that could be compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extractor.extraction.back_references import BackReferences
from extractor.extraction.counted_times import dated
from extractor.extraction.drafts import Draft, Reader
from extractor.extraction.reading import mention_at
from extractor.extraction.voice import Voice, voice_of
from extractor.fields import Choice, Count, CountValue, Line, PartyValue, TimeValue, When, Who
from extractor.fields._text import word_set
from extractor.fields.count import Bound
from extractor.fields.who import PartyKind
from extractor.records import Article, Mention, Span, Value
from extractor.schemas import Schema, SchemaField

_INFINITIVE = re.compile(r"\s+(?:not\s+)?to\s+(?:not\s+)?(?:\w+ly\s+)?", re.IGNORECASE)
_ITS_NOUN = re.compile(r"\s+(?:for\s+)?(?:(?:the|a|an|his|her|its|their)\s+)?(?:\w+\s+)?", re.IGNORECASE)
_PROMISE = re.compile(r"(?:promise|pledge|vow|agree)", re.IGNORECASE)
_THAT = re.compile(
    r"[^,;:.]{0,60}\sthat\s(?:[\w.’'-]+\s+){1,6}|\s+(?:not\s+)?to\s+(?:not\s+)?(?:\w+ly\s+)?", re.IGNORECASE
)
"""What leads from a promise to what is promised: "a promise from the ministry that it would"."""
_CONTROLLING = word_set("agreement threat demand policy rejection statement")
"""Families, of the default schema, of events that are words about another event."""
_WANTING = word_set("threat demand")
"""Those of them whose noun object is not yet a fact: "sought the extradition of"."""


@dataclass
class _Told:
    """One event and the later places that tell of it."""

    main: Draft
    others: list[tuple[Draft, str]] = field(default_factory=list)
    """Each with why it belongs here."""


def unite(drafts: Sequence[Draft], schema: Schema, article: Article) -> list[Draft]:
    """The events of one article, each once, in reading order; the same whatever order they come in."""
    reader = Reader(schema, article)
    references = BackReferences(reader)
    told = _ToldBefore()
    for draft, is_wanted in _with_what_was_wanted(sorted(drafts, key=_place), reader):
        family = reader.family(draft)
        if twin := next((t for t in told.lately() if _same_words(t.main, draft, reader)), None):
            twin.others.append((draft, "told in the same words"))
            continue
        candidates = told.candidates(None if references.is_general(draft) else family)
        antecedent = None if is_wanted else references.antecedent(draft, [t.main for t in candidates])
        home = next((t for t in candidates if t.main is antecedent), None)
        if home is None or antecedent is None:
            told.add(_Told(draft), family)
        else:
            where = antecedent.told.sentences[0] if antecedent.told.sentences else 0
            home.others.append((draft, f"points back to “{reader.line(antecedent)}” in sentence {where}"))
    return _with_counted_times([(each, _united(each, reader)) for each in told.all], reader)


_FEW = 10
"""Events from either end of what was told that words may point back to: the news, and what was just told."""


class _ToldBefore:
    """The events told so far, in reading order; long articles are looked at from both ends only."""

    def __init__(self) -> None:
        self.all: list[_Told] = []
        self._by_family: dict[str | None, list[_Told]] = defaultdict(list)

    def add(self, told: _Told, family: str | None) -> None:
        self.all.append(told)
        self._by_family[family].append(told)

    def lately(self) -> list[_Told]:
        """The last ones."""
        return self.all[-5 * _FEW :]

    def candidates(self, family: str | None) -> list[_Told]:
        """The first and the last ones of a family, or of all."""
        every = self.all if family is None else self._by_family[family]
        return every if len(every) <= 2 * _FEW else [*every[:_FEW], *every[-_FEW:]]


def _with_counted_times(events: Sequence[tuple[_Told, Draft]], reader: Reader) -> list[Draft]:
    """The events, dated by others beside which some place of the article tells them."""
    beside: dict[Span, list[tuple[Draft, Draft]]] = defaultdict(list)
    for each, united in events:
        for place in (each.main, *(draft for draft, _ in each.others)):
            if place.placed:
                beside[place.placed.passage].append((place, united))
    result = []
    for each, united in events:
        placed = each.main.placed
        others = [
            (place, reader.day(home))
            for place, home in (beside[placed.passage] if placed else ())
            if home is not united
        ]
        result.append(dated(united, reader.day(united), others, reader))
    return result


def _place(draft: Draft) -> tuple[object, ...]:
    start = draft.placed.span.start if draft.placed else -1
    return (draft.told.sentences, start, repr(sorted(draft.told.reply.items(), key=str)))


# What was wanted, and the wanting


def _with_what_was_wanted(drafts: Sequence[Draft], reader: Reader) -> list[tuple[Draft, bool]]:
    """The drafts with "agreed to" joined to what was agreed to; of each whether it was."""
    result: list[tuple[Draft, bool]] = []
    for draft in drafts:
        wanting = result[-1][0] if result else None
        if wanting is not None and _is_wanted(wanting, draft, reader):
            result[-1] = (_wanted(wanting, draft, reader), True)
        else:
            result.append((draft, False))
    return result


def _is_wanted(wanting: Draft, wanted: Draft, reader: Reader) -> bool:
    """Whether one event is no more than that another is wanted, refused or agreed to."""
    a, b = wanting.placed, wanted.placed
    if a is None or b is None or a.passage != b.passage or a.span.end > b.span.start:
        return False
    family = reader.family(wanting)
    between = reader.article.text[a.span.end : b.span.start]
    if family in _CONTROLLING and _PROMISE.match(a.trigger.text):
        return _THAT.fullmatch(between) is not None
    if family not in _CONTROLLING or voice_of(a, reader.article) is Voice.NOUN:
        return False
    is_noun = voice_of(b, reader.article) is Voice.NOUN
    if is_noun:
        return family in _WANTING and _ITS_NOUN.fullmatch(between) is not None
    return _INFINITIVE.fullmatch(between) is not None


def _wanted(wanting: Draft, wanted: Draft, reader: Reader) -> Draft:
    """What was wanted, told with the words that want it; who wants it does it, where nobody else is named.

    A demand or a threat is the event; what was agreed, promised or refused is itself the event.
    """
    is_demand = reader.family(wanting) in _WANTING
    note = f"not an event of its own, but part of “{reader.line(wanting if is_demand else wanted)}”"
    fields = {}
    for each in reader.schema.fields:
        own, of_wanting = wanted.fields[each.name], wanting.fields[each.name]
        if isinstance(each.type, Choice):
            kept, aside = (of_wanting, own) if is_demand else (own, of_wanting)
            own = (*kept, *(_set_aside(m, note) for m in aside))
        elif isinstance(each.type, Line):
            own = tuple(_from(wanting, m, each, reader.article) for m in own)
        elif isinstance(each.type, Who):
            own += _parties_new(of_wanting, own, each)
        elif isinstance(each.type, Count):
            own = own or of_wanting or _counted_behind(wanting, wanted, each, reader)
        else:
            own = own or of_wanting
        fields[each.name] = tuple(dict.fromkeys(own))
    return Draft(wanted.told, fields)


def _counted_behind(wanting: Draft, wanted: Draft, field: SchemaField, reader: Reader) -> tuple[Mention, ...]:
    """The number in "the extradition of these 26 men", when that is what is wanted."""
    if wanted.placed is None:
        return ()
    behind = wanted.placed.span.end
    for _, span in reader.patients(wanting):
        if span.start < behind < span.end:
            place = Span(start=behind, end=span.end)
            mention = mention_at(field, place, reader.article, wanted.told.sentences)
            if mention.value is not None:
                return (mention,)
    return ()


def _from(wanting: Draft, line: Mention, field: SchemaField, article: Article) -> Mention:
    """The line of what was wanted, beginning with the word that wants it."""
    span = line.support.span
    if wanting.placed is None or span is None or span.start < wanting.placed.span.start:
        return line
    whole = Span(start=wanting.placed.span.start, end=span.end)
    return mention_at(field, whole, article, line.support.sentences)


def _parties_new(more: Sequence[Mention], own: Sequence[Mention], field: SchemaField) -> tuple[Mention, ...]:
    """Of the parties of the wanting, its doer, where the wanted event has none."""
    if not isinstance(field.type, Who) or not field.type.roles:
        return ()
    agent = field.type.roles[0].name
    if any(getattr(m.value, "role", None) == agent for m in own):
        return ()
    taken = {(m.support.span.start, m.support.span.end) for m in own if m.support.span}
    return tuple(
        m
        for m in more
        if getattr(m.value, "role", None) == agent
        and m.support.span
        and (m.support.span.start, m.support.span.end) not in taken
    )


# The same event told again


def _same_words(a: Draft, b: Draft, reader: Reader) -> bool:
    """Whether two events without a trigger are one: of one kind, their lines in one place of the article."""
    line = reader.first_field(Line)
    if a.placed or b.placed or line is None or reader.family(a) != reader.family(b):
        return False
    mine, theirs = (
        {
            n
            for m in draft.fields[line.name]
            if m.support.span
            for n in range(m.support.span.start, m.support.span.end)
        }
        for draft in (a, b)
    )
    shared = len(mine & theirs)
    return shared > 0 and 2 * shared >= min(len(mine), len(theirs))


def _united(told: _Told, reader: Reader) -> Draft:
    """The event with what its other places add."""
    if not told.others:
        return told.main
    fields = {}
    for each in reader.schema.fields:
        mentions = list(told.main.fields[each.name])
        for draft, why in told.others:
            mentions += _added(draft, each, why, told.main, reader)
        fields[each.name] = _narrowest(tuple(dict.fromkeys(mentions)), each)
    sentences = {n for draft in (told.main, *(d for d, _ in told.others)) for n in draft.told.sentences}
    return Draft(replace(told.main.told, sentences=tuple(sorted(sentences))), fields)


def _added(draft: Draft, field: SchemaField, why: str, main: Draft, reader: Reader) -> Iterator[Mention]:
    """What another place says in a field: as it is, or with its words kept and why they do not count."""
    for mention in draft.fields[field.name]:
        counts = True
        if isinstance(field.type, Line):
            counts = False
        elif isinstance(field.type, Choice) and field.type.has_cues:
            counts = reader.status(draft) == reader.status(main)
        elif isinstance(field.type, Who):
            counts = _is_told_of(mention, draft, reader.article) and _is_new(mention, main.fields[field.name])
        yield mention if counts else _set_aside(mention, why)


_BESIDE_NOUN = re.compile(r"\s+(?:of|by|to|from)\s+(?:[\w’'-]+\s+){0,3}", re.IGNORECASE)


def _is_told_of(mention: Mention, draft: Draft, article: Article) -> bool:
    """Whether a party belongs to what points back: beside a noun, only what stands right behind it does."""
    placed, span = draft.placed, mention.support.span
    if placed is None or span is None or voice_of(placed, article) is not Voice.NOUN:
        return True
    behind = article.text[placed.span.end : max(placed.span.end, span.start)]
    return _BESIDE_NOUN.fullmatch(behind) is not None


def _is_new(mention: Mention, known: Sequence[Mention]) -> bool:
    """Whether a party says who: by name, or in a role that the event has nobody for.

    "The men", "another batch" describe again those who are known, less well.
    """
    party = mention.value
    if not isinstance(party, PartyValue):
        return False
    filled = any(isinstance(m.value, PartyValue) and m.value.role == party.role for m in known)
    return party.kind is PartyKind.PERSON or not filled


def _narrowest(mentions: tuple[Mention, ...], field: SchemaField) -> tuple[Mention, ...]:
    """Of an event's times and numbers those that say most: "over two dozen" adds nothing to 26."""
    width = {When: _days, Count: _slack}.get(type(field.type))
    widths = [width(m.value) for m in mentions if m.value is not None] if width else []
    if width is None or not widths:
        return mentions
    least = min(widths)
    note = "told more exactly in another place of the article"
    return tuple(
        _set_aside(m, note) if m.value is not None and width(m.value) > least else m for m in mentions
    )


def _days(value: Value) -> int:
    """How many days a time may be on; unresolved ones may be on any."""
    return value.days if isinstance(value, TimeValue) and value.resolved else date.max.toordinal()


def _slack(value: Value) -> int:
    """How far a number is from being exact."""
    return _BOUNDS.index(value.bound) if isinstance(value, CountValue) else len(_BOUNDS)


_BOUNDS = (Bound.EXACT, Bound.ABOUT, Bound.BETWEEN, Bound.AT_LEAST, Bound.AT_MOST)


def _set_aside(mention: Mention, note: str) -> Mention:
    """The mention with its words kept, and a note in place of its value."""
    if mention.value is None:
        return mention
    return Mention(value=None, support=mention.support.model_copy(update={"note": note}))
