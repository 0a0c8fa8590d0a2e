"""What a field type is: the one place that knows how a kind of value is asked, read, compared and fused."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from extractor.fields.claims import Claim, gather, merged
from extractor.records import Article, Conflict, EventRecord, JsonObject, MergedValue, Sentence, Span, Value

__all__ = [
    "EXCLUDED",
    "MISSING",
    "MOST_POINTS",
    "Aspect",
    "Cell",
    "CellKind",
    "Claim",
    "Column",
    "Comparison",
    "Context",
    "Evidence",
    "Extent",
    "FieldType",
    "Option",
    "Purpose",
    "Question",
    "Role",
    "Written",
]

V = TypeVar("V", bound=Value)

EXCLUDED = "excluded"
"""The level of a comparison that forbids two records to be the same event, whatever else agrees."""

MOST_POINTS = 20
"""What the closest level gives by default: half of what joins two records, in a schema of some fields."""

MISSING = "missing"
"""The level of a comparison in which at least one side says nothing; it never has a weight."""


class Evidence(StrEnum):
    """What an article must have for a value of a field type to stand."""

    FOUND = "found"
    """The written words, in the cited sentences or elsewhere in the article."""
    WORDED = "worded"
    """Every number, name, negation and content word of the line, in any order, in the cited sentences."""
    JUDGED = "judged"
    """Nothing: the value is the model's judgement about the cited sentences."""


class Aspect(StrEnum):
    """The question about an event that a field answers, where other rooms need to know."""

    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    HOW_MANY = "how many"


@dataclass(frozen=True)
class Option:
    """One option of a choice."""

    name: str
    definition: str
    """One line, for people and for models."""
    family: str | None = None
    """Options of one family are often reported in each other's words, and do not contradict each other."""
    weaker_than: tuple[str, ...] = ()
    """Options that claim more than this one: `alleged` is weaker than `happened`."""
    becomes: tuple[str, ...] = ()
    """Options that this one turns into as time goes on: what was `planned` has `happened`."""
    defined_by: tuple[str, ...] = ()
    """Fields that define an event of this kind: in another place (`where`) it is another, whatever agrees.

    That may be the kind itself: an arrest is no charge, though the same people are in both.
    """
    follows: tuple[str, ...] = ()
    """Options of which this one is a later step: an `arrest` follows an `attack`."""


class Purpose(StrEnum):
    """What a choice says of an event, where other rooms need to know."""

    KIND = "kind"
    """The kind of the event."""
    STATUS = "status"
    """Whether it is fact. The option listed first is plain fact."""
    SALIENCE = "salience"
    """How much the article is about it."""


@dataclass(frozen=True, slots=True)
class Role:
    """What parties can be in an event."""

    name: str
    """The field's standard term: `agent`, `patient`, `recipient`.

    In the roles `patient` and `victim`, one named person each and not the same one excludes a match.
    """
    key: str
    """The plain word the model writes: `by`, `whom`, `to`."""
    description: str
    """One line that tells the model whom to name: `who did it`."""
    seldom: bool = False
    """Whether most events have nobody in this role."""


@dataclass(frozen=True, slots=True)
class Question:
    """One key of the JSON a model writes for an event."""

    key: str
    """Short and in plain words: every token the model need not write is time."""
    annotation: Any
    """The pydantic type of the key's value; always optional, so that a model may leave the key out."""
    description: str
    """One line that tells the model what to write."""
    plain: Any = None
    """The type without what is judged, for plans that have it judged apart; `None` where it is the same."""
    seldom: bool = False
    """Whether most events have nothing to say here, so that a small model need not write it each time."""
    elsewhere: bool = False
    """Whether the value is also read from other keys, so that a small model need not be asked for it."""


@dataclass(frozen=True, slots=True)
class Written:
    """One value as the model wrote it, before anything is read into it."""

    text: str
    role: str | None = None
    """The role the model gave it, for field types that have roles."""
    kind: str | None = None
    """What the model judged it to be, for field types that ask for it."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a written value stands: all that reading it may look at."""

    article: Article
    sentences: tuple[int, ...]
    """The numbers of the cited sentences."""
    span: Span | None = None
    """The place grounding found for the value; `None` when it was not found."""

    @property
    def sentence(self) -> Sentence | None:
        """The sentence that the place begins in."""
        found = self.article.sentence_at(self.span.start) if self.span else None
        return found if found and self.span and found.span.start <= self.span.start < found.span.end else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two records stand to each other in one field."""

    level: str
    """One of the field type's `levels`, `MISSING` or `EXCLUDED`."""
    detail: str = ""
    """The two values in a few words, for `explain`."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a record's values lie on a line: of two far apart, a merge need not ask `level`."""

    start: int
    end: int
    room: int
    """Extents with more between them than the room of both are far apart."""
    far: str
    """The level then; of two, the one that is less against a match."""
    near: str | None = None
    """The level otherwise, whatever the other is; `None` where only `level` can tell."""


class CellKind(StrEnum):
    """What a column of a table holds; any cell may be empty."""

    TEXT = "text"
    TEXTS = "texts"
    """Several texts: a list where the format has lists."""
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "day"
    TRUTH = "yes or no"


Cell = str | tuple[str, ...] | int | float | date | bool | None
"""What stands in a cell; `None` and `()` are empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that holds a part of a field's values."""

    name: str
    """The part's name, behind the field's; empty for the value as people read it."""
    kind: CellKind
    description: str
    """A few words for the reference, as in `its first day`."""


class FieldType(ABC, Generic[V]):
    """A kind of value. Subclasses are small, immutable and free of I/O, clocks and randomness."""

    value_type: type[V]
    """The pydantic class of the normalised value."""
    levels: ClassVar[tuple[str, ...]]
    """Every level `compare` can return besides `MISSING` and `EXCLUDED`, the closest first."""
    points: ClassVar[Mapping[str, int] | None] = None
    """What each level speaks for (+) or against (-) two records being one event, unless a schema says else.

    `{}` for a type that takes no part; `None` spreads `MOST_POINTS` to minus as many over the levels.
    """
    conflicts: ClassVar[frozenset[str]] = frozenset()
    """Levels that exclude a match of two events which this field defines: see `Option.defined_by`."""
    evidence: ClassVar[Evidence] = Evidence.FOUND
    """What an article must have for a value to stand."""
    sets_apart: ClassVar[bool] = False
    """Whether another value here makes another occurrence, as another time or place does."""
    aspect: ClassVar[Aspect | None] = None
    """The question about the event that a value answers."""
    options: tuple[Option, ...] = ()
    """The options of which a value is one, for field types that have options."""
    purpose: Purpose | None = None
    """What the option says of the event."""
    roles: tuple[Role, ...] = ()
    """The roles of parties, for field types that have roles."""

    def ask(self, name: str, description: str) -> tuple[Question, ...]:
        """The reply keys for a field called `name`: by default one optional short string."""
        return (Question(name, str | None, description),)

    def written(
        self,
        name: str,
        reply: Mapping[str, Any],
        language: str | None = None,  # noqa: ARG002 - for those who override it
    ) -> tuple[Written, ...]:
        """The values in one event of a reply on an article in this language; blanks are nothing."""
        text = reply.get(name)
        return (Written(text.strip()),) if isinstance(text, str) and text.strip() else ()

    def parts(
        self,
        text: str,  # noqa: ARG002 - for those who override it
        language: str | None = None,  # noqa: ARG002
    ) -> tuple[str, ...]:
        """The parts of a written value that an article may say in different places; none by default."""
        return ()

    def reply(self, name: str, values: Sequence[Written]) -> JsonObject:
        """The keys of a reply that say these values: what `written` gives them back from."""
        return {name: values[0].text} if values else {}

    @abstractmethod
    def read(self, written: Written, context: Context) -> V | None:
        """What the written value means in this article; `None` when it is no value of this kind."""

    def relate(self, a: V, b: V) -> str:
        """How two values stand to each other: a level; symmetric. By default equal ones are the closest."""
        return self.levels[0] if a == b else self.levels[-1]

    def keys(self, value: V) -> Iterable[str]:  # noqa: ARG002 - for those who override it
        """Keys such that two values that could agree share at least one; none by default."""
        return ()

    def compare(self, a: Sequence[V], b: Sequence[V]) -> Comparison:
        """Whether two records' values speak for or against the same event: the closest two of them.

        Symmetric in `a` and `b`.
        """
        if not a or not b:
            return Comparison(MISSING)
        order = (*self.levels, EXCLUDED)
        level, first, second = min(
            ((self.relate(x, y), *sorted((self.show(x), self.show(y)))) for x in a for y in b),
            key=lambda found: (order.index(found[0]), found[1:]),
        )
        return Comparison(level, first if first == second else f"{first} / {second}")

    def comparison_key(self, values: Sequence[V]) -> Any:
        """All of a record's values that `level` looks at, hashable; a merge holds millions, equal ones once.

        Values with equal comparison keys have equal block keys. By default the values themselves.
        """
        return tuple(values)

    def level(self, a: Any, b: Any) -> str:
        """The level of `compare` from the comparison keys of two records' values, without its words."""
        return self.compare(a, b).level

    def fuse(self, claims: Sequence[Claim[V]]) -> tuple[MergedValue, ...]:
        """The values that stand, each with its alternatives; does not depend on the order given.

        By default one stands, that of most sources. A value whose level with it speaks for one event is a
        refinement, any other a disagreement.
        """
        groups = gather(claims)
        if not groups:
            return ()
        points = self.default_points()

        def conflict(value: V) -> Conflict:
            speaks_for_one = points.get(self.relate(stands.value, value), 0) > 0
            return Conflict.REFINEMENT if speaks_for_one else Conflict.DISAGREEMENT

        stands = min(groups, key=lambda each: (-len(each.sources), self.show(each.value)))
        return (merged(stands, [(other, conflict(other.value)) for other in groups if other is not stands]),)

    def block(self, values: Sequence[V]) -> frozenset[str]:
        """Keys such that two records that could agree in this field share at least one."""
        return frozenset(key for value in values for key in self.keys(value))

    def default_points(self) -> Mapping[str, int]:
        """The points of each level where a schema gives none; empty for a type that takes no part."""
        if self.points is not None:
            return self.points
        steps = max(1, len(self.levels) - 1)
        return {level: MOST_POINTS * (steps - 2 * n) // steps for n, level in enumerate(self.levels)}

    def allows(self, key: str) -> Sequence[str]:  # noqa: ARG002 - for those who override it
        """The levels that two records can have which share this key, and no key that allows more.

        A merge need not bring together, for the sake of a key that half of all records have, what can hardly
        agree.
        """
        return self.levels

    def implied(self, record: EventRecord) -> tuple[V, ...]:  # noqa: ARG002 - for those who override it
        """What a record that says nothing in this field says by its article, as by the day of publication."""
        return ()

    def extent(self, key: Any) -> Extent | None:  # noqa: ARG002 - as in `block`
        """Where a record's values lie on a line; `None` where that says nothing."""
        return None

    @abstractmethod
    def show(self, value: V) -> str:
        """The value for people, in a few words, as in `2025-08-12` or `about 26 people`."""

    def columns(self) -> tuple[Column, ...]:
        """The columns that a table has for a field of this type: by default one with all values in words."""
        return (Column("", CellKind.TEXTS, "the values"),)

    def cells(self, values: Sequence[V]) -> tuple[Cell, ...]:
        """What stands in each of the columns for one event, given its values, the main one first."""
        return (tuple(self.show(value) for value in values),)
