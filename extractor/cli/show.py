"""`extractor show`: the events of a run in a table, or one event with the sentences that support it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from extractor.cli.text import by_weight, cell, fields_of, headline, plain, show_value
from extractor.errors import RunError
from extractor.fields import Choice, Count, When, Who
from extractor.records import Article, MergedEvent, Support
from extractor.runs.folder import StoredRun, json_line
from extractor.schemas import Schema


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@click.argument("event_id", required=False)
@click.option("--all", "every", is_flag=True, help="Also the events that a single sentence reports.")
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON Lines.")
def show(run_folder: Path, event_id: str | None, every: bool, as_json: bool) -> int:
    """Print the events of a run, or one event with its evidence.

    EVENT_ID is an id from the table; its first characters are enough.
    """
    stored = StoredRun.read(run_folder)
    events = by_weight(stored.events, stored.schema)
    if event_id is not None:
        events = [_find(events, event_id, run_folder)]
    if as_json:
        for event in events:
            click.echo(json_line(event), nl=False)
    elif event_id is not None:
        click.echo("\n".join(_evidence(events[0], stored)))
    else:
        _print_table(events, stored, every=every)
    return 0


def _find(events: list[MergedEvent], event_id: str, folder: Path) -> MergedEvent:
    found = [event for event in events if event.id.startswith(event_id)]
    if len(found) != 1:
        problem = "several events begin with" if found else "no event begins with"
        raise RunError(f"{folder}: {problem} {event_id!r}; see: extractor show {folder}")
    return found[0]


# The table


def _print_table(events: list[MergedEvent], stored: StoredRun, *, every: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = events if every else [e for e in events if len(e.records) > 1] or events
    schema = stored.schema
    columns = [
        ("id", lambda e: e.id[:7]),
        ("event", lambda e: headline(e, schema)),
        ("type", lambda e: cell(e, fields_of(schema, Choice)[:1])),
        ("when", lambda e: cell(e, fields_of(schema, When))),
        ("count", lambda e: cell(e, fields_of(schema, Count))),
        ("parties", lambda e: _parties(e, schema)),
        ("status", lambda e: cell(e, fields_of(schema, Choice)[1:])),
        ("articles", lambda e: str(len(e.articles))),
    ]
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name, _ in columns:
        wide = name in {"event", "parties"}
        table.add_column(name, overflow="fold", ratio=(3 if wide else None), no_wrap=name == "id")
    for event in shown:
        table.add_row(*(Text(column(event)) for _, column in columns))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    console.print(table)
    conflicts = sum(1 for e in events for values in e.fields.values() for v in values if v.conflict)
    click.echo(
        f"\n{len(events)} events in {len(stored.articles)} articles; {conflicts} values with alternatives."
    )
    if len(shown) < len(events):
        click.echo(
            f"{len(events) - len(shown)} events that a single sentence reports are not shown: add --all"
        )


def _parties(event: MergedEvent, schema: Schema, most: int = 4) -> str:
    names = list(
        dict.fromkeys(
            show_value(field, value) for field in fields_of(schema, Who) for value in event.fields[field.name]
        )
    )
    more = f" +{len(names) - most}" if len(names) > most else ""
    return "; ".join(names[:most]) + more


# One event


def _evidence(event: MergedEvent, stored: StoredRun) -> Iterator[str]:
    yield f"{event.id}  {headline(event, stored.schema)}"
    yield f"{len(event.articles)} articles, {len(event.records)} records"
    for field in stored.schema.fields:
        for value in event.fields[field.name]:
            yield ""
            yield f"{field.name}: {show_value(field, value)}"
            yield from _supports(value.supports, stored.articles)
            for other in value.alternatives:
                yield f"  {other.conflict.value}: {plain(field.type.show(other.value))}"
                yield from _supports(other.supports, stored.articles)


def _supports(supports: tuple[Support, ...], articles: dict[str, Article]) -> Iterator[str]:
    for support in supports:
        article = articles.get(support.article)
        note = f" ({support.note})" if support.note else ""
        if article is None or support.span is None:
            yield f"    {plain(support.article)}: {support.grounding.value}: {plain(support.written)!r}{plain(note)}"
            continue
        yield f"    {plain(article.id)}: {support.grounding.value}: {_quoted(article, support)}{plain(note)}"


def _quoted(article: Article, support: Support, margin: int = 60) -> str:
    """The words in their sentence, marked, with a little around them."""
    assert support.span is not None  # noqa: S101  # the caller looked
    start, end = support.span.start, support.span.end
    left, right = max(0, start - margin), min(len(article.text), end + margin)
    before = ("…" if left else "") + article.text[left:start]
    after = article.text[end:right] + ("…" if right < len(article.text) else "")
    return plain(f"{before}[{article.text[start:end]}]{after}")
