"""Whom the articles of a run name: in a table, or one with all its names and the reason for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from extractor.cli.lines import (
    FEWEST_DIGITS,
    LEFT,
    RIGHT,
    WRAPPED,
    Column,
    digits_that_differ,
    item_of,
    table_lines,
)
from extractor.cli.output import print_lines
from extractor.presentation.plain import plain
from extractor.presentation.views import EventView
from extractor.records import Entity
from extractor.store.folder import RunFolder, StoredRun, json_line, read_entities

_PREFIX = "entity-"
_MOST_EVENTS = 8
_MOST_ARTICLES = 5
_REFERENCE = re.compile(rf"{_PREFIX}\w*|n[0-9a-f]+")


def is_entity_reference(reference: str) -> bool:
    """Whether a reference can only be the start of an entity's id; those of events begin with r."""
    return _REFERENCE.fullmatch(reference) is not None


def show_entities(
    run_folder: Path, reference: str | None = None, *, every: bool = False, as_json: bool = False
) -> None:
    """Print the entities of a run, those of several articles first, or one with the reason for each name.

    Raises:
        RunError: the folder holds no finished run, or no one entity fits the reference.
        RecordsError: a file of it is damaged.
    """
    RunFolder(run_folder).schema_reference()  # says so when its run has not finished
    entities = sorted(
        read_entities(RunFolder(run_folder).entities), key=lambda e: (-len(e.articles), -len(e.events), e.id)
    )
    if reference is not None:
        entities = [item_of(entities, reference, run_folder, ("entity", "entities"), "--entities")]
    if as_json:
        for entity in entities:
            click.echo(json_line(entity), nl=False)
    else:
        table = _table(run_folder, entities, every=every)
        print_lines(table if reference is None else _one(entities[0], run_folder))


def _table(folder: Path, entities: Sequence[Entity], *, every: bool) -> Iterator[str]:
    """Those that several articles name, or all of them."""
    shown = entities if every else [e for e in entities if len(e.articles) > 1] or entities
    if shown:
        yield from _rows(shown, entities)
        yield ""
    yield f"{len(entities)} entities."
    if len(shown) < len(entities):
        more = f"extractor show {folder} --entities --all"
        yield f"{len(entities) - len(shown)} of them, which a single article names, are not shown: {more}"
    if shown:
        short = shown[0].id.removeprefix(_PREFIX)[:FEWEST_DIGITS]
        yield f"Why names are one: extractor explain {folder} {short}"


def _rows(shown: Sequence[Entity], entities: Sequence[Entity]) -> Iterator[str]:
    columns: list[Column] = [
        ("id", LEFT),
        ("entity", {**WRAPPED, "ratio": 2}),
        ("kind", WRAPPED),
        ("also written", {**WRAPPED, "ratio": 3}),
        ("articles", RIGHT),
        ("events", RIGHT),
    ]
    digits = digits_that_differ([entity.id.removeprefix(_PREFIX) for entity in entities])
    rows = (
        (
            entity.id.removeprefix(_PREFIX)[:digits],
            plain(entity.name),
            entity.kind,
            plain("; ".join(name.written for name in entity.names if name.written != entity.name)),
            str(len(entity.articles)),
            str(len(entity.events)),
        )
        for entity in shown
    )
    return table_lines(columns, rows)


def _one(entity: Entity, folder: Path) -> Iterator[str]:
    """An entity: its names with their articles and reasons, and its events."""
    yield click.style(plain(entity.name), bold=True)
    country = f" ({entity.country})" if entity.country else ""
    yield f"{entity.id} · {entity.kind}{country}"
    yield ""
    for name in entity.names:
        yield f"{plain(name.written)}: {plain(name.reason)}"
        if name.articles:
            rest = len(name.articles) - _MOST_ARTICLES
            more = f" and {rest} more" if rest > 0 else ""
            yield f"    {', '.join(map(plain, name.articles[:_MOST_ARTICLES]))}{more}"
    if entity.kept_apart:
        yield ""
        yield f"Kept apart: {plain(entity.kept_apart)}."
    yield ""
    run = StoredRun.read(folder)
    headlines = {event.id: EventView(event, run.schema).headline for event in run.events}
    yield f"Takes part in {len(entity.events)} events:"
    for event in entity.events[:_MOST_EVENTS]:
        yield f"  {event.removeprefix('event-')[:FEWEST_DIGITS]}  {headlines.get(event, '')}"
    if len(entity.events) > _MOST_EVENTS:
        yield f"  and {len(entity.events) - _MOST_EVENTS} more"
