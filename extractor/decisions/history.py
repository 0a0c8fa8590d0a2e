"""Which decisions are in force: undo and redo, for each reviewer on their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.decisions.decision import Decision, Kind


@dataclass(slots=True)
class History:
    """Decisions as they came, and which of them are in force.

    Undo takes back a reviewer's last decision that is in force, redo the last that was undone; a new decision
    of the same reviewer forgets what was undone. Decisions of one act (`Decision.bulk`) go and come back
    together.
    """

    decisions: dict[str, Decision] = field(default_factory=dict)
    """Every decision but undo and redo, by id, in the order they came."""
    undone: set[str] = field(default_factory=set)
    """Ids of the decisions that are not in force."""
    _to_redo: dict[str, list[str]] = field(default_factory=dict)
    """By reviewer, ids of undone decisions, the last undone last."""

    @property
    def active(self) -> tuple[Decision, ...]:
        """The decisions in force, in the order they came."""
        return tuple(d for name, d in self.decisions.items() if name not in self.undone)

    def add(self, decision: Decision) -> None:
        """Take in the next decision; an undo or redo that its reviewer cannot make changes nothing."""
        if decision.kind is Kind.UNDO:
            if decision.target == self.to_undo(decision.by):
                self.undone.update(self._together(str(decision.target)))
                self._to_redo.setdefault(decision.by, []).append(str(decision.target))
        elif decision.kind is Kind.REDO:
            if decision.target == self.to_redo(decision.by):
                self.undone.difference_update(self._together(str(decision.target)))
                self._to_redo[decision.by].pop()
        elif decision.id not in self.decisions:
            self.decisions[decision.id] = decision
            self._to_redo.pop(decision.by, None)

    def to_undo(self, by: str) -> str | None:
        """The id of the decision that this reviewer's next undo takes back."""
        mine = (n for n, d in reversed(self.decisions.items()) if d.by == by and n not in self.undone)
        return next(mine, None)

    def to_redo(self, by: str) -> str | None:
        """The id of the decision that this reviewer's next redo brings back."""
        waiting = self._to_redo.get(by)
        return waiting[-1] if waiting else None

    def _together(self, name: str) -> list[str]:
        """The ids of all decisions that were made in one act with this one."""
        made = self.decisions[name]
        if made.bulk is None:
            return [name]
        return [other for other, d in self.decisions.items() if (d.bulk, d.by) == (made.bulk, made.by)]


def replay(decisions: Iterable[Decision]) -> History:
    """The history that these decisions make, in the order given."""
    history = History()
    for decision in decisions:
        history.add(decision)
    return history
