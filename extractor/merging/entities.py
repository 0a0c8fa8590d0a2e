"""Who is one and the same across articles: persons, organisations and governments, each with the reason why.

Names are taken the longest first. A name joins an entity when it can be *every* name in it (equal, short for
it, its acronym, an alias that an article gives), and when no other entity fits: "Garcia" next to Omar Garcia
and Maria Garcia stays by itself, unless it takes part in an event with one of them alone. A single word for a
person, in an article that gives no more, needs such an event in any case: two articles' Garcias are two men
until something says otherwise.

An entity depends on the names that can be its own and on their events alone, so other articles move nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from extractor.fields import Aspect, Who
from extractor.fields.parties.kinds import may_be_person
from extractor.fields.parties.matching import head_noun, initials, name_words, same_name, shared_alias
from extractor.fields.parties.names import generation
from extractor.fields.parties.reasons import why_same
from extractor.fields.parties.values import NAMED, Party, PartyKind, PartyValue
from extractor.fields.parties.word_lists import listed
from extractor.merging.identity import founding_order
from extractor.records import Entity, EntityName, EventRecord, Grounding, MergedEvent
from extractor.schemas import Schema
from extractor.text.fold import fold


@dataclass(slots=True)
class _Name:
    """A name as some articles have it; the same name of one word for a person in two articles is two."""

    identity: tuple[Hashable, ...]
    value: PartyValue
    """With the aliases that any of the articles gives."""
    written: dict[str, set[str]] = field(default_factory=dict)
    """Every form and the articles that write it."""
    longer: dict[str, str] = field(default_factory=dict)
    """Forms that stand for a longer one in their article, and that."""
    events: set[str] = field(default_factory=set)
    founder: tuple[Any, ...] = ()
    """The order and the id of the record that names it first."""
    party: Party = field(init=False)
    """The value as comparing sees it."""
    letters: frozenset[str] = field(init=False)
    """That its words begin with; empty if an alias may stand for them."""

    @property
    def is_bare(self) -> bool:
        """Whether it is one word for a person, which many can bear."""
        return self.value.kind is PartyKind.PERSON and " " not in self.value.key

    def order(self) -> tuple[bool, int, str]:
        """Governments first, then the longest names."""
        is_named = self.value.kind in NAMED
        return (is_named, -len(name_words(self.value.key)), repr(self.identity))


_BARE = "'"
"""Begins the keys of one word for a person."""


@dataclass(slots=True)
class _Group:
    """The names of one entity, the first taken first, each with the reason why it joined."""

    names: list[tuple[_Name, str]]
    events: set[str]
    kept_apart: str = ""


def find_entities(
    events: Iterable[MergedEvent], records: Iterable[EventRecord], schema: Schema
) -> list[Entity]:
    """The persons, organisations and governments that the records name, sorted by id.

    `records` are those of the events. What an article does not say, and groups and descriptions ("26 men",
    "officials"), are no entities.
    """
    return list(entities_of({name: event.id for event in events for name in event.records}, records, schema))


def entities_of(
    event_of: Mapping[str, str], records: Iterable[EventRecord], schema: Schema
) -> Iterator[Entity]:
    """As `find_entities`, one by one, from the id of the event that each record is of."""
    groups = _Groups()
    names = sorted(_names(event_of, records, schema), key=_Name.order)
    for name in names:
        if not name.is_bare:
            groups.take(name, groups.fitting(name))
    # One word may name ten thousand men, so of them only those are looked at that an event brings together.
    bare = [name for name in names if name.is_bare]
    groups.look_out_for(frozenset[str]().union(*(name_words(name.value.key) for name in bare)))
    for name in bare:
        groups.take(name, groups.candidates(name))
    for _, number in sorted((_id_of(group), number) for number, group in enumerate(groups.all)):
        yield _entity(groups.all[number])


# The names


def _names(event_of: Mapping[str, str], records: Iterable[EventRecord], schema: Schema) -> list[_Name]:
    """Every name that an article says."""
    fields = [item.name for item in schema.fields_for(Aspect.WHO)]
    found: dict[tuple[Hashable, ...], _Name] = {}
    for record in records:
        for mention in (m for name in fields for m in record.fields[name]):
            value = mention.value
            if not isinstance(value, PartyValue) or mention.support.grounding is Grounding.UNSUPPORTED:
                continue
            if not _is_name(value):
                continue
            identity = _identity(value, record.article)
            name = found.setdefault(identity, _Name(identity, value))
            name.written.setdefault(value.name, set()).add(record.article)
            if value.full is not None and value.full != value.name:
                name.longer[value.name] = min(value.full, name.longer.get(value.name, value.full))
            if record.id in event_of:
                name.events.add(event_of[record.id])
            founder = (*founding_order(record.published, record.id), record.id)
            name.founder = min(name.founder or founder, founder)
            name.value = _fuller(name.value, value)
    for name in found.values():
        name.party = Party.of(name.value)
        words = () if name.party.aliases else name.party.key.split()
        name.letters = frozenset(word[0] for word in words)
    return list(found.values())


def _is_name(value: PartyValue) -> bool:
    if value.kind is PartyKind.GOVERNMENT:
        return True
    is_vague = value.kind is not PartyKind.PERSON and head_noun(value.key) in listed("vague")
    return value.kind in NAMED and not is_vague


def _identity(value: PartyValue, article: str) -> tuple[Hashable, ...]:
    """Names with one identity are one entity without further question."""
    if value.kind is PartyKind.GOVERNMENT:
        return (value.kind.value, value.country or value.key, "", "", "")
    suffix = generation(value.full or value.name) or ""
    bare = value.kind is PartyKind.PERSON and " " not in value.key
    return (value.kind.value, value.key, value.country or "", suffix, article if bare else "")


def _fuller(a: PartyValue, b: PartyValue) -> PartyValue:
    """Of two forms of a name the one to show, with the aliases of both."""
    if a == b:
        return a
    aliases = tuple(sorted({*a.aliases, *b.aliases}))
    alike = [value.model_copy(update={"aliases": aliases}) for value in (a, b)]
    return min(alike, key=lambda v: (v.full is not None, -len(v.name), v.model_dump_json()))


# Which are one


class _Groups:
    """The entities so far, and where to look for them."""

    def __init__(self) -> None:
        self.all: list[_Group] = []
        self._by_key: dict[str, set[int]] = defaultdict(set)
        self._by_event: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._bare_words: frozenset[str] = frozenset()
        self._said_of: dict[str, str] = {}

    def take(self, name: _Name, fitting: Sequence[int]) -> None:
        """Put a name into the one group of these that it is of, or into a group of its own."""
        chosen = None if name.value.kind not in NAMED else self._joined(name, fitting)
        if chosen is None:
            chosen = len(self.all)
            self.all.append(_Group([(name, "")], set(name.events), self._why_apart(name, fitting)))
        for key in _keys(name.value):
            self._by_key[_BARE + key if name.is_bare else key].add(chosen)
        self._note_events(name, chosen)

    def fitting(self, name: _Name) -> list[int]:
        """The groups of which a name can be every name, those of one word for a person left out."""
        found: set[int] = set()
        for keys in _look_ups(name.value):
            rarest = sorted((len(self._by_key[key]), key) for key in keys if key in self._by_key)[:2]
            found.update(*(self._by_key[key] for _, key in rarest))
        return self._only_fitting(name, found)

    def look_out_for(self, words: frozenset[str]) -> None:
        """From now on, find groups that have one of these words by their events."""
        self._bare_words = words
        for number, group in enumerate(self.all):
            for name, _ in group.names:
                self._note_events(name, number)

    def candidates(self, name: _Name) -> list[int]:
        """The groups that one word for a person can be of: those of its events, and those of its aliases."""
        found: set[int] = set()
        for word in name_words(name.value.key):
            found.update(*(self._by_event.get((event, word), ()) for event in name.events))
        keys = [f"@{whole}" for whole in (name.value.key, fold(name.value.name))]
        keys += [f"={fold(alias)}" for alias in name.value.aliases]
        for key in keys:
            found.update(*(self._by_key.get(mark + key, ()) for mark in ("", _BARE)))
        return self._only_fitting(name, found)

    def _only_fitting(self, name: _Name, numbers: Iterable[int]) -> list[int]:
        return sorted(
            number for number in numbers if all(_can_be(name, other) for other, _ in self.all[number].names)
        )

    def _note_events(self, name: _Name, number: int) -> None:
        for word in name_words(name.value.key) & self._bare_words if name.value.kind in NAMED else ():
            for event in name.events:
                self._by_event[event, word].add(number)

    def _joined(self, name: _Name, fitting: Sequence[int]) -> int | None:
        """The group that a name joins, into which it is then put; `None` for none or more than one."""
        sure = [number for number in fitting if not _needs_event(name, self.all[number])]
        together = [number for number in fitting if self.all[number].events & name.events]
        chosen = sure if len(sure) == len(fitting) == 1 else together
        if len(chosen) != 1:
            return None
        group = self.all[chosen[0]]
        first = next(other for other, _ in group.names if why_same(name.value, other.value))
        reason = why_same(name.value, first.value) or ""
        if chosen is together and (len(fitting) > 1 or not sure):
            reason += f", in {min(group.events & name.events)} as nobody else of that name"
        group.names.append((name, reason))
        group.events |= name.events
        return chosen[0]

    def _why_apart(self, name: _Name, fitting: Sequence[int]) -> str:
        """Why a name was not joined to entities it could be a name of."""
        if name.value.kind not in NAMED:
            return ""
        if not name.is_bare or fitting:
            return self._can_be_several(fitting)
        key = name.value.key
        if key not in self._said_of:
            self._said_of[key] = self._can_be_several(self.fitting(name))
        return self._said_of[key]

    def _can_be_several(self, fitting: Sequence[int]) -> str:
        if not fitting:
            return ""
        shown = sorted({_shown(self.all[number].names[0][0].value) for number in fitting})
        some = ", ".join(shown[:3]) + (", …" if len(shown) > 3 else "")
        if len(fitting) > 1:
            return f"can be {len(fitting)}: {some}"
        return f"can be {some}, but no event has both and one word is not enough"


def _can_be(one: _Name, other: _Name) -> bool:
    """Whether two names can be one, with a word that both have, and one at most that is only like another."""
    if _begin_otherwise(one, other):
        return False
    a, b = one.party, other.party
    if not same_name(a, b):
        return False
    mine, theirs = name_words(a.key), name_words(b.key)
    short, long = sorted((mine, theirs), key=len)
    shared = len(short & long)
    return (
        shared_alias(a, b) is not None
        or (not shared and _is_acronym(short, long))
        or 0 < shared >= len(short) - 1
    )


def _begin_otherwise(one: _Name, other: _Name) -> bool:
    """Whether a person's words begin with other letters, as in most names that share one word."""
    if not (one.letters and other.letters) or one.letters <= other.letters or other.letters <= one.letters:
        return False
    return PartyKind.PERSON in (one.party.kind, other.party.kind)


def _is_acronym(short: frozenset[str], long: frozenset[str]) -> bool:
    return len(short) == 1 < len(long)


def _needs_event(name: _Name, group: _Group) -> bool:
    """Whether a name is not enough: one word that many bear, or a word that may be no person at all."""
    if any(shared_alias(name.value, other.value) for other, _ in group.names):
        return False
    values = [name.value, *(other.value for other, _ in group.names)]
    persons = all(may_be_person(value.kind, value.name) for value in values)
    things = all(value.kind is not PartyKind.PERSON for value in values)
    return name.is_bare or not (persons or things)


def _keys(value: PartyValue) -> Iterator[str]:
    """Under what an entity with this name is found."""
    yield from name_words(value.key)
    for alias in map(fold, value.aliases):
        yield from (f"={alias}", f"@{alias}")
    yield from {f"={value.key}", f"={fold(value.name)}"}
    yield from (f"~{short}" for short in {initials(value.key), initials(fold(value.full or value.name))})


def _look_ups(value: PartyValue) -> Iterator[Iterable[str]]:
    """Sets of keys; an entity it joins has one of them.

    Of each set it is enough to look under the rarest two, for at most one word is only like another.
    """
    yield name_words(value.key)
    for whole in (value.key, fold(value.name), *map(fold, value.aliases)):
        yield (f"={whole}",)
    if " " not in value.key:  # an acronym, perhaps with the country before it or the small words in it
        for start in range(min(3, len(value.key) - 1)):
            yield (f"~{value.key[start:]}",)
    yield (f"={short}" for short in (initials(value.key),) if short)


# What is said of them


def _id_of(group: _Group) -> str:
    names = [name for name, _ in group.names]
    founder = min(names, key=lambda name: (name.founder, repr(name.identity)))
    digest = sha256(repr((founder.founder[-1], founder.identity)).encode()).hexdigest()[:16]
    return f"entity-n{digest}"


def _entity(group: _Group) -> Entity:
    names = [name for name, _ in group.names]
    main = names[0].value
    shown = _shown(main)
    said = [item for name, reason in group.names for item in _forms(name, reason, shown)]
    aliases = {alias for name in names for alias in name.value.aliases} - {item.written for item in said}
    said += [
        EntityName(written=alias, articles=(), reason="alias that an article gives") for alias in aliases
    ]
    order = sorted(said, key=lambda item: (-len(item.articles), item.written, item.reason))
    return Entity(
        id=_id_of(group),
        name=shown,
        kind=_kind(names).value,
        country=main.country,
        names=tuple(order),
        articles=tuple(sorted({article for item in said for article in item.articles})),
        events=tuple(sorted(group.events)),
        kept_apart=group.kept_apart or None,
    )


def _kind(names: Sequence[_Name]) -> PartyKind:
    """What the first name is of which that is known."""
    kinds = [name.value.kind for name in names]
    return next((kind for kind in kinds if kind is not PartyKind.UNKNOWN), PartyKind.UNKNOWN)


def _forms(name: _Name, reason: str, shown: str) -> Iterator[EntityName]:
    for written, articles in name.written.items():
        own = reason or _own_reason(name.value, written, shown)
        if written in name.longer:
            own = f"short for {name.longer[written]} in the same article"
        yield EntityName(written=written, articles=tuple(sorted(articles)), reason=own)


def _own_reason(value: PartyValue, written: str, shown: str) -> str:
    if value.kind is PartyKind.GOVERNMENT:
        return "the country, or its government"
    return "the name itself" if written == shown else "the same name"


def _shown(value: PartyValue) -> str:
    return Who(()).show(value)
