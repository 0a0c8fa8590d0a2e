"""`Choice`: one of a few named options, such as a type of event or whether it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from extractor.errors import SchemaError
from extractor.fields.base import (
    Cell,
    CellKind,
    Column,
    Context,
    Evidence,
    FieldType,
    Option,
    Purpose,
    Question,
    Written,
)
from extractor.fields.claims import Claim, ClaimGroup, gather, merged
from extractor.records import Conflict, EventRecord, MergedValue, Value
from extractor.text.fold import words
from extractor.text.stems import stem

UNKNOWN = "unknown"
"""The level of two records one of which does not say its kind: all else must agree."""

_POINTS: Mapping[Purpose | None, Mapping[str, int]] = {
    None: {"same": 12, "related": 6, "different": -12},
    Purpose.KIND: {"same": 12, "related": 6, "different": -12, UNKNOWN: -24},
    Purpose.STATUS: {"same": 0, "related": 0, "different": -2},
    Purpose.SALIENCE: {},
}


class ChoiceValue(Value):
    """The name of an option."""

    name: str


class Choice(FieldType[ChoiceValue]):
    """One of a few options, as the model judges; the article need not have its words."""

    value_type = ChoiceValue
    evidence = Evidence.JUDGED
    levels = ("same", "related", "different", UNKNOWN)
    conflicts = frozenset({"related", "different"})

    def __init__(
        self,
        options: Sequence[Option],
        purpose: Purpose | None = None,
        codebooks: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    ) -> None:
        """
        Args:
            options: what there is to choose from.
            purpose: what the choice says of an event.
            codebooks: by the name of a public codebook its codes, each with the options that have it; an
                export has a column for each codebook.

        Raises:
            SchemaError: there are no options, two have one name, one or a codebook names an unknown option,
                or an option has two codes of one codebook.
        """
        self.options = tuple(options)
        self.purpose = purpose
        self._by_name = {option.name: option for option in self.options}
        if not self.options or len(self._by_name) < len(self.options):
            raise SchemaError(
                "a Choice needs options with different names: see Choice(options=…) in the schema"
            )
        self._codes = {book: _coded(book, codes) for book, codes in (codebooks or {}).items()}
        named = [
            name
            for option in self.options
            for name in (*option.weaker_than, *option.becomes, *option.follows)
        ]
        named += [name for codes in self._codes.values() for name in codes]
        unknown = [name for name in named if name not in self._by_name]
        if unknown:
            raise SchemaError(
                f"a Choice names {unknown[0]!r}, which is none of its options: add or correct it"
            )

    def ask(self, name: str, description: str) -> tuple[Question, ...]:
        """One optional key that can only be the name of an option, so that a grammar can enforce it."""
        return (Question(name, Literal[tuple(self._by_name)] | None, description),)

    def read(self, written: Written, context: Context) -> ChoiceValue | None:  # noqa: ARG002 - as in Line
        """The option with this name, or the only one with its words in other forms; else `None`."""
        if written.text in self._by_name:
            return ChoiceValue(name=written.text)
        wanted = _stems(written.text)
        stems = {name: _stems(name) for name in self._by_name}
        equal = [name for name in stems if wanted and stems[name] == wanted]
        # `arrest` for `arrest-jail`, `a statement` for `statement`: a word of two options decides nothing.
        touched = [name for name in stems if stems[name] & wanted]
        part = [name for name in touched if stems[name] <= wanted or wanted <= stems[name]]
        near = equal or (part if len(touched) == 1 else [])
        return ChoiceValue(name=near[0]) if len(near) == 1 else None

    def relate(self, a: ChoiceValue, b: ChoiceValue) -> str:
        """Options of one family are `related`."""
        if not a.name or not b.name:
            return UNKNOWN
        if a == b:
            return "same"
        family = self._family(a.name)
        return "related" if family is not None and family == self._family(b.name) else "different"

    def fuse(self, claims: Sequence[Claim[ChoiceValue]]) -> tuple[MergedValue, ...]:
        """The option of most sources, the one listed first among equals; others are its alternatives.

        What became another option in later reports does not stand: it is an update. An option that claims
        less than the one that stands, or is of its family, is a refinement. All else is a disagreement, also
        a bold option next to a cautious majority: a reader must see that somebody claims more.
        """
        groups = gather(claims, lambda value: value.name)
        if not groups:
            return ()
        current = [s for s in groups if not any(self._turned_into(s, other) for other in groups)]
        order = list(self._by_name)
        stands = min(current or groups, key=lambda s: (-len(s.sources), _index(order, s.value.name)))
        return (merged(stands, [(s, self._conflict(stands, s)) for s in groups if s is not stands]),)

    def default_points(self) -> Mapping[str, int]:
        """By what the choice says of an event."""
        return _POINTS[self.purpose]

    def implied(self, record: EventRecord) -> tuple[ChoiceValue, ...]:  # noqa: ARG002 - the same for all
        """An unknown kind, so that what does not say its kind is joined only if much else agrees."""
        return (ChoiceValue(name=""),) if self.purpose is Purpose.KIND else ()

    def keys(self, value: ChoiceValue) -> list[str]:
        """The option, as in `=transfer`, and its family if it has one."""
        if not value.name:
            return []
        family = self._family(value.name)
        return [f"={value.name}", *([family] if family else [])]

    def allows(self, key: str) -> Sequence[str]:
        """Only one option in common makes two records the same."""
        return ("same",) if key.startswith("=") else ("related",)

    def show(self, value: ChoiceValue) -> str:
        """The name of the option."""
        return value.name or UNKNOWN

    def columns(self) -> tuple[Column, ...]:
        """The name of the option, and its code in each codebook."""
        codes = (
            Column(book, CellKind.TEXT, f"its code in the codebook `{book}`, where it has one")
            for book in self._codes
        )
        return (Column("", CellKind.TEXT, "the name of the option"), *codes)

    def cells(self, values: Sequence[ChoiceValue]) -> tuple[Cell, ...]:
        """The first option, as a merge leaves one, and its codes."""
        name = values[0].name if values else None
        return (name, *(codes.get(name) if name else None for codes in self._codes.values()))

    def _family(self, name: str) -> str | None:
        option = self._by_name.get(name)
        return option.family if option else None

    def _turned_into(self, earlier: ClaimGroup[ChoiceValue], later: ClaimGroup[ChoiceValue]) -> bool:
        option = self._by_name.get(earlier.value.name)
        return option is not None and later.value.name in option.becomes and earlier.became(later)

    def _conflict(self, stands: ClaimGroup[ChoiceValue], other: ClaimGroup[ChoiceValue]) -> Conflict:
        option = self._by_name.get(other.value.name)
        weaker = option is not None and stands.value.name in option.weaker_than
        if self._turned_into(other, stands):
            return Conflict.UPDATE
        if weaker or self.relate(stands.value, other.value) == "related":
            return Conflict.REFINEMENT
        return Conflict.DISAGREEMENT


def _coded(book: str, codes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The code of each option in a codebook."""
    coded: dict[str, str] = {}
    for code, names in codes.items():
        for name in names:
            if name in coded:
                raise SchemaError(f"a Choice gives {name!r} two codes of the codebook {book!r}: leave one")
            coded[name] = code
    return coded


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


def _index(order: Sequence[str], name: str) -> tuple[int, str]:
    return (order.index(name) if name in order else len(order), name)
