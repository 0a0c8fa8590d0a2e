"""Writes what people settled about a run: gold to score runs by, and examples to teach models with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.errors import UsageError
from extractor.exporting.examples import chats, examples, few_shot
from extractor.exporting.gold import gold_events
from extractor.exporting.settled import SettledEvent, taken_as_right
from extractor.extraction.plans import ArticlePlan
from extractor.records import Article, EventRecord
from extractor.schemas import Schema
from extractor.store.folder import json_line, write_whole

FEW = 8
"""Few-shot examples that are chosen by default: each costs time in every question."""


@dataclass(frozen=True, slots=True)
class SettledRun:
    """The events of a run with what was decided about them."""

    schema: Schema
    articles: Mapping[str, Article]
    records: Sequence[EventRecord]
    events: Sequence[SettledEvent]
    """Without those that somebody rejected."""
    rejected: frozenset[str] = frozenset()
    """Ids of the records of rejected events."""

    @property
    def decided(self) -> int:
        """How many of the events are known to be right."""
        return sum(1 for one in self.events if one.decided)

    def taken_as_right(self) -> SettledRun:
        """The same with every other event decided too, as it is without what no article says of it."""
        known = [one for one in self.events if one.decided]
        others = taken_as_right(one.event for one in self.events if not one.decided)
        return replace(self, events=[*known, *others])


@dataclass(frozen=True, slots=True)
class Gold:
    """What a gold file holds."""

    decided: int
    """Events that are asked for."""
    optional: int
    """Events that are neither asked for nor wrong."""


def write_gold(run: SettledRun, output: Path) -> Gold:
    """Write the gold file of a run.

    Raises:
        UsageError: nothing is decided.
        RunError: the file cannot be written.
    """
    _check(run)
    found = list(gold_events(run.events, run.records, run.articles, run.schema))
    output.parent.mkdir(parents=True, exist_ok=True)
    write_whole(output, map(json_line, found))
    optional = sum(event.optional for event in found)
    return Gold(len(found) - optional, optional)


def write_few_shot(run: SettledRun, plan: ArticlePlan, output: Path, most: int = FEW) -> int:
    """Write examples for a folder of prompts, as `<plan>.examples.jsonl`; returns how many there are.

    Raises:
        UsageError: nothing is decided.
        RunError: the file cannot be written.
    """
    _check(run)
    every = examples(plan, run.events, run.records, run.articles.values(), run.rejected)
    found = few_shot(every, most)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_whole(output, map(json_line, found))
    return len(found)


def write_fine_tuning(run: SettledRun, plan: ArticlePlan, output: Path) -> int:
    """Write a conversation for each question whose answer is known; returns how many there are.

    Raises:
        UsageError: nothing is decided.
        RunError: the file cannot be written.
    """
    _check(run)
    found = examples(plan, run.events, run.records, run.articles.values(), run.rejected)
    output.parent.mkdir(parents=True, exist_ok=True)
    lines = [json_line(chat) for chat in chats(found)]
    write_whole(output, lines)
    return len(lines)


def _check(run: SettledRun) -> None:
    if not run.decided:
        raise UsageError(
            "nobody has accepted an event of this run yet: review it with `extractor review`, or take all of"
            " it as right with --unreviewed"
        )
