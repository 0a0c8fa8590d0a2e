"""`extractor schema`: the JSON Schema of the output files."""

from __future__ import annotations

import json

import click

from extractor.schemas import load_schema, output_schemas


@click.command()
@click.argument("name", default="news_event")
@click.option(
    "--of", "part", type=click.Choice(["records", "events"]), help="Only this part; all of them by default."
)
def schema(name: str, part: str | None) -> None:
    """Print the JSON Schema of the output files.

    NAME is a shipped schema or FILE.py[:Class]. `records` and `events` describe a line of records.jsonl
    and of events.jsonl.
    """
    loaded = load_schema(name)
    parts = output_schemas(loaded)
    click.echo(json.dumps(parts[part] if part else parts, ensure_ascii=False, indent=2))
