"""Writes what people settled about a run: gold to score runs by, and examples to teach models with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import UsageError
from extractor.exporting.checked import SettledRun
from extractor.exporting.examples import chats, examples, few_shot
from extractor.exporting.gold import gold_events
from extractor.extraction.plans import ArticlePlan
from extractor.records import JsonObject
from extractor.store.folder import json_line, write_whole

FEW = 8
"""Few-shot examples that are chosen by default: each costs time in every question."""


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
    return _written(few_shot(examples(plan, run), most), output)


def write_fine_tuning(run: SettledRun, plan: ArticlePlan, output: Path) -> int:
    """Write a conversation for each question whose answer is known; returns how many there are.

    Raises:
        UsageError: nothing is decided.
        RunError: the file cannot be written.
    """
    _check(run)
    return _written(chats(examples(plan, run)), output)


def _written(items: Iterable[JsonObject], output: Path) -> int:
    lines = [json_line(item) for item in items]
    write_whole(output, lines)
    return len(lines)


def _check(run: SettledRun) -> None:
    if not run.decided:
        raise UsageError(
            "nobody has accepted an event of this run yet: review it with `extractor review`, or take all of"
            " it as right with --unreviewed"
        )
