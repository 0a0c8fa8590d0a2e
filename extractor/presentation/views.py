"""An event in words, for everything that shows events: the report, the review pages, terminals, notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from extractor.fields import Aspect, TimeValue
from extractor.presentation.marking import COLOURS, Claim
from extractor.presentation.plain import plain
from extractor.presentation.words import (
    Words,
    cell,
    headline,
    is_judged,
    is_supported,
    kind_fields,
    many,
    percent,
    second_opinions,
    show_value,
)
from extractor.records import Conflict, Grounding, MergedEvent, MergedValue, SourcedValue, Value
from extractor.schemas import Schema, SchemaField

_GRAVEST_FIRST = (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)
_MOST_NOTES = 3
"""Of a value, that are shown."""


@dataclass(frozen=True)
class ValueView:
    """A value of an event, or an alternative to one."""

    name: str
    """Names the value inside its event: `v0`, `v1`, …"""
    field: SchemaField
    said: SourcedValue
    event: MergedEvent
    alternatives: tuple[ValueView, ...] = ()

    @cached_property
    def shown(self) -> str:
        """The value."""
        return plain(self.field.type.show(self.said.value))

    @property
    def role(self) -> str:
        """The role of a party, if it has one."""
        role = vars(self.said.value).get("role")  # to ask a model for what it does not have takes long
        return plain(role) if isinstance(role, str) else ""

    @property
    def conflict(self) -> str:
        """Of a value that stands: the gravest among its alternatives; of an alternative: its own."""
        conflict = getattr(self.said, "conflict", None)
        return conflict.value if conflict else ""

    @property
    def supported(self) -> bool:
        """Whether any article says it."""
        return is_supported(self.said)

    @property
    def articles(self) -> list[str]:
        """The ids of the articles that say it, sorted."""
        said = (s for s in self.said.supports if s.grounding is not Grounding.UNSUPPORTED)
        return sorted({support.article for support in said})

    @property
    def judged(self) -> str:
        """Of a judgement about the cited sentences, how sure the model was, as in `judged 87%`."""
        return f"judged {percent(self.said.confidence)}".strip() if is_judged(self.said) else ""

    @property
    def second_opinions(self) -> list[str]:
        """Where a rule of ours would judge otherwise."""
        return second_opinions(self.said)

    @property
    def given(self) -> str:
        """Of an event that several models read: how many give the value, and which if not all."""
        models = self.event.models
        if len(models) < 2:
            return ""
        count = f"{len(self.said.models)} of {len(models)} models"
        if self.said.models == models:
            return count
        return plain(f"{count}: {', '.join(self.said.models) or 'none'}")

    @property
    def evidence(self) -> str:
        """How many articles say it, and in how many places or sentences."""
        supports = self.said.supports
        if not supports:
            return "a reviewer’s words, in no article"
        said = [s for s in supports if s.grounding is not Grounding.UNSUPPORTED]
        places = {(s.article, s.span) for s in said if s.span is not None}
        cited = {(s.article, number) for s in said if s.span is None for number in s.sentences}
        where = many(len(places), "place") if places or not cited else many(len(cited), "sentence")
        parts = (many(len({s.article for s in supports}), "article"), where, self.given)
        return ", ".join(part for part in parts if part)

    @property
    def notes(self) -> list[str]:
        """What grounding has to say about the supports, each once."""
        found = [
            f"{support.grounding.value}: {support.note}" if support.note else support.grounding.value
            for support in self.said.supports
            if support.grounding is not Grounding.JUDGED
            and (support.note or support.grounding not in {Grounding.EXACT, Grounding.UNSUPPORTED})
        ]
        return list(dict.fromkeys(map(plain, found)))[:_MOST_NOTES]


@dataclass(frozen=True)
class FieldView:
    """A field of an event with what is said."""

    field: SchemaField
    position: int
    """In the schema, from 0."""
    values: tuple[ValueView, ...]

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def colour(self) -> int:
        """The number of its colour."""
        return self.position % COLOURS


Weight = tuple[int, int, str, str, str]
"""What events are sorted by."""


class EventView:
    """An event in words; each of them is made when somebody asks for it, and only once."""

    def __init__(self, event: MergedEvent, schema: Schema, number: int = 0) -> None:
        """`number` is its place in a page, from 1."""
        self.event = event
        self.schema = schema
        self.number = number

    @property
    def id(self) -> str:
        """The id of the event."""
        return self.event.id

    @cached_property
    def words(self) -> Words:
        """The values that stand, by field; those that an article says come first."""
        return {
            field.name: [
                show_value(field, value)
                for value in sorted(self.event.fields[field.name], key=lambda value: not is_supported(value))
            ]
            for field in self.schema.fields
        }

    @cached_property
    def headline(self) -> str:
        """What happened; of a schema without lines and kinds, what its first record was called, or the id."""
        return headline(self.words, self.schema) or plain(self.event.headline) or plain(self.event.id)

    @property
    def kind(self) -> str:
        """The kind of event."""
        return cell(self.words, kind_fields(self.schema))

    @property
    def when(self) -> str:
        """The times that are said of it."""
        return cell(self.words, self.schema.fields_for(Aspect.WHEN))

    @property
    def count(self) -> str:
        """The counts that are said of it."""
        return cell(self.words, self.schema.fields_for(Aspect.HOW_MANY))

    @cached_property
    def parties(self) -> str:
        """The parties that most articles name."""
        return _main_parties(self.event, self.schema)

    @property
    def time(self) -> TimeValue | None:
        """The first time with a place in the calendar that an article says."""
        values = (v for f in self.schema.fields_for(Aspect.WHEN) for v in self.event.fields[f.name])
        times = (v.value for v in values if is_supported(v))
        return next((time for time in times if isinstance(time, TimeValue) and time.resolved), None)

    @property
    def confidence(self) -> str:
        """How sure the models are that it is an event, as in `87%`."""
        return percent(self.event.confidence)

    @property
    def lowest_confidence(self) -> tuple[float, str] | None:
        """The lowest confidence of the event and its judged values, with the field; none for the event."""
        found = [(self.event.confidence, "")]
        found += [(value.confidence, name) for name, value in self._values if is_judged(value)]
        known = [(confidence, name) for confidence, name in found if confidence is not None]
        return min(known, key=lambda each: each[0], default=None)

    @property
    def least_certain(self) -> str:
        """The judged value that is less certain than the event itself, as in `type 48%`."""
        confidence, name = self.lowest_confidence or (None, "")
        return f"{plain(name)} {percent(confidence)}" if name else ""

    @property
    def sources(self) -> str:
        """How many articles report it, how many sources that is, and how many models read it if several."""
        return sources(self.event)

    @property
    def copies(self) -> list[str]:
        """A line for each text that several of its articles are near-identical copies of."""
        groups = (", ".join(map(plain, group)) for group in self.event.copies)
        return [f"copies of one text, counted as one source: {group}" for group in groups]

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """What a reader may look for: a conflict, `unsupported`, `doubted`, `one article`."""
        values = [value for _, value in self._values]
        conflicts = {other.conflict for value in values for other in value.alternatives}
        flags = [kind.value for kind in _GRAVEST_FIRST if kind in conflicts]
        if not all(is_supported(value) for value in values):
            flags.append("unsupported")
        if any(second_opinions(value) for value in values):
            flags.append("doubted")
        if len(self.event.articles) == 1:
            flags.append("one article")
        return tuple(flags)

    @cached_property
    def weight(self) -> Weight:
        """Sorts what most sources report first; no two events of a run have the same."""
        event = self.event
        return (-event.sources, -len(event.records), self.when, self.headline, event.id)

    @cached_property
    def fields(self) -> tuple[FieldView, ...]:
        """Every field of the schema."""
        names = value_names()
        views = []
        for position, field in enumerate(self.schema.fields):
            values = (
                ValueView(
                    next(names),
                    field,
                    value,
                    self.event,
                    tuple(ValueView(next(names), field, other, self.event) for other in value.alternatives),
                )
                for value in self.event.fields[field.name]
            )
            views.append(FieldView(field, position, tuple(values)))
        return tuple(views)

    @property
    def _values(self) -> Iterator[tuple[str, MergedValue]]:
        return ((name, value) for name, values in self.event.fields.items() for value in values)


def by_weight(events: Iterable[MergedEvent], schema: Schema) -> list[EventView]:
    """Events in the order people want them: most sources first, then most records, then by date."""
    return sorted((EventView(event, schema) for event in events), key=lambda view: view.weight)


def sources(event: MergedEvent) -> str:
    """How many articles report an event, how many sources that is, and how many models read it if several."""
    found = many(len(event.articles), "article")
    if event.copies:
        found += f", {many(event.sources, 'source')}"
    return f"{found}, read by {len(event.models)} models" if len(event.models) > 1 else found


def value_names() -> Iterator[str]:
    """Names for the values of an event: `v0`, `v1`, …"""
    return (f"v{number}" for number in count())


def claims_of(fields: Iterable[FieldView]) -> dict[str, list[Claim]]:
    """By the id of an article, the supports of an event's values that rest on it."""
    found: dict[str, list[Claim]] = {}
    for field in fields:
        for value in field.values:
            for view in (value, *value.alternatives):
                title = plain(f"{field.name}: {view.shown}")
                for support in view.said.supports:
                    claim = Claim(field.position, view.name, title, support)
                    found.setdefault(support.article, []).append(claim)
    return found


_Party = tuple[SchemaField, MergedValue]


def _main_parties(event: MergedEvent, schema: Schema, most: int = 3) -> str:
    """The parties that most articles name, each once, in the schema's order; `+2` for two more."""
    values = [(field, value) for field in schema.fields_for(Aspect.WHO) for value in event.fields[field.name]]
    groups: list[list[_Party]] = []
    for pair in sorted(values, key=lambda pair: _party_weight([pair])):
        group = next((group for group in groups if _alike(group[0][1].value, pair[1].value)), None)
        if group is None:
            groups.append([pair])
        else:
            group.append(pair)
    chosen = [group[0] for group in sorted(groups, key=_party_weight)[:most]]
    more = f" +{len(groups) - most}" if len(groups) > most else ""
    return "; ".join(show_value(*pair) for pair in values if pair in chosen) + more


def _party_weight(pairs: Sequence[_Party]) -> tuple[bool, int]:
    """Sorts what some article says before what none says, and what many say first."""
    articles = {support.article for _, value in pairs for support in value.supports}
    return not any(is_supported(value) for _, value in pairs), -len(articles)


def _alike(a: Value, b: Value) -> bool:
    """Whether two parties read as one in a short list: the same number, or one's words within the other's."""
    kinds, numbers, keys = ([getattr(v, name, None) for v in (a, b)] for name in ("kind", "number", "key"))
    if kinds[0] != kinds[1]:
        return False
    if None not in numbers:
        return numbers[0] == numbers[1]
    first, second = (frozenset(str(key).split()) for key in keys)
    return first <= second or second <= first
