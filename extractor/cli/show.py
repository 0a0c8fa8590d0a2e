"""`extractor show`: the events of a run in a table, or one event with the sentences that support it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from extractor.cli.plain import plain
from extractor.cli.text import (
    by_weight,
    cell,
    fields_of,
    headline,
    main_parties,
    show_value,
    words_of_event,
)
from extractor.errors import RunError
from extractor.fields import Count, When
from extractor.records import Article, Grounding, MergedEvent, Span, Support
from extractor.runs.folder import RunFolder, StoredRun, json_line, read_lines
from extractor.schemas import Schema

_WIDTH_OF_A_PIPE = 100
"""Columns of the table where no terminal says how many there are."""

_LONGEST_QUOTE = 240
"""Characters of a sentence that are shown around the words it supports a value with."""

_PREFIX = "event-"


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@click.argument("event_id", required=False)
@click.option("--all", "every", is_flag=True, help="Also the events that a single sentence reports.")
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON Lines.")
def show(run_folder: Path, event_id: str | None, every: bool, as_json: bool) -> int:
    """Print the events of a run, or one event with its evidence.

    EVENT_ID is an id from the table, or its first characters.
    """
    stored = StoredRun.read(run_folder)
    events = by_weight(stored.events, stored.schema)
    if event_id is not None:
        events = [_find(events, event_id, run_folder)]
    if as_json:
        for event in events:
            click.echo(json_line(event), nl=False)
    elif event_id is not None:
        for line in _evidence(events[0], stored):
            click.echo(line)
    else:
        shown = events if every else [event for event in events if len(event.records) > 1] or events
        if shown:
            click.echo(_table(shown, events, stored.schema))
        for line in _totals(run_folder, stored, left_out=len(events) - len(shown)):
            click.echo(line)
    return 0


def _find(events: Sequence[MergedEvent], event_id: str, folder: Path) -> MergedEvent:
    start = _PREFIX + event_id.removeprefix(_PREFIX)
    found = [event for event in events if event.id.startswith(start)]
    if len(found) != 1:
        problem = "several events begin with" if found else "no event begins with"
        raise RunError(f"{folder}: {problem} {event_id!r}; the ids are in: extractor show {folder} --all")
    return found[0]


# The table


def _table(shown: Sequence[MergedEvent], events: Sequence[MergedEvent], schema: Schema) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=shutil.get_terminal_size((_WIDTH_OF_A_PIPE, 0)).columns)
    wide = console.width >= _WIDTH_OF_A_PIPE
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("id", no_wrap=True)
    table.add_column("event", ratio=3, overflow="fold")
    table.add_column("when", max_width=16 if wide else 10, overflow="fold")
    table.add_column("count", max_width=18 if wide else 11, overflow="fold")
    table.add_column("parties", ratio=3 if wide else 2, overflow="fold")
    table.add_column("articles", justify="right", no_wrap=True)
    digits = _digits_that_tell_apart(events)
    for event in shown:
        words = words_of_event(event, schema)
        cells = (
            _short(event.id, digits),
            headline(words, schema),
            cell(words, fields_of(schema, When)),
            cell(words, fields_of(schema, Count)),
            main_parties(event, schema),
            str(len(event.articles)),
        )
        table.add_row(*map(Text, cells))
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _digits_that_tell_apart(events: Sequence[MergedEvent], fewest: int = 7) -> int:
    longest = max((len(event.id) for event in events), default=fewest)
    different = range(fewest, longest)
    return next(
        (n for n in different if len({_short(event.id, n) for event in events}) == len(events)), longest
    )


def _short(event_id: str, digits: int) -> str:
    return event_id.removeprefix(_PREFIX)[:digits]


def _totals(folder: Path, stored: StoredRun, left_out: int) -> Iterator[str]:
    yield ""
    yield f"{len(stored.events)} events in {len(stored.articles)} articles."
    if left_out:
        yield f"{left_out} of them, which a single sentence reports, are not shown: add --all"
    conflicts = Counter(
        value.conflict.value
        for event in stored.events
        for values in event.fields.values()
        for value in values
        if value.conflict
    )
    if conflicts:
        counted = ", ".join(f"{count} by {kind}" for kind, count in sorted(conflicts.items()))
        yield f"Values with alternatives: {counted}. See them with: extractor show {folder} ID"
    failures = sum(1 for _ in read_lines(RunFolder(folder).failures))
    if failures:
        yield f"{failures} failed, see {RunFolder(folder).failures}"


# One event


def _evidence(event: MergedEvent, stored: StoredRun) -> Iterator[str]:
    yield click.style(headline(words_of_event(event, stored.schema), stored.schema), bold=True)
    yield f"{event.id} · {len(event.records)} records from {len(event.articles)} articles"
    for field in stored.schema.fields:
        for value in event.fields[field.name]:
            yield ""
            role = getattr(value.value, "role", None)
            yield f"{field.name}: {click.style(show_value(field, value), bold=True)}" + (
                f" ({plain(role)})" if role else ""
            )
            yield from _supports(value.supports, stored.articles)
            for other in value.alternatives:
                yield f"  {other.conflict.value}: {plain(field.type.show(other.value))}"
                yield from _supports(other.supports, stored.articles)


def _supports(supports: Sequence[Support], articles: dict[str, Article]) -> Iterator[str]:
    """A line for each place that says so, with the words in brackets."""
    lines = (_support(support, articles.get(support.article)) for support in supports)
    yield from dict.fromkeys(lines)  # several records may point at the same words


def _support(support: Support, article: Article | None) -> str:
    note = f" ({plain(support.note)})" if support.note else ""
    if article is None or support.span is None:
        return f"    {plain(support.article)}  {support.grounding.value}: {plain(support.written)!r}{note}"
    state = "" if support.grounding is Grounding.EXACT else f" {support.grounding.value}"
    return f"    {plain(article.id)} {_quoted(article, support.span)}{state}{note}"


def _quoted(article: Article, span: Span) -> str:
    """The number of the sentence, and the words marked in it; of a long one, what stands around them."""
    sentence = next((s for s in article.sentences if span.start < s.span.end), article.sentences[-1])
    margin = max(_LONGEST_QUOTE - (span.end - span.start), 0) // 2
    start = max(sentence.span.start, span.start - margin)
    end = min(max(sentence.span.end, span.end), span.end + margin)
    before = ("…" if start > sentence.span.start else "") + article.text[start : span.start]
    after = article.text[span.end : end] + ("…" if end < sentence.span.end else "")
    marked = click.style(f"[{plain(article.text[span.start : span.end])}]", bold=True)
    return f"s{sentence.number}  {_joined(before, marked, after)}"


def _joined(before: str, marked: str, after: str) -> str:
    """The three parts made plain, with the blanks that stood between them."""
    left = " " if before[-1:].isspace() else ""
    right = " " if after[:1].isspace() else ""
    return f"{plain(before)}{left}{marked}{right}{plain(after)}"
