"""What a command prints on standard output: lines for people, or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people."""
    for line in lines:
        click.echo(line)


def print_json(data: object) -> None:
    """Print one object on one line, characters as they are."""
    click.echo(json.dumps(data, ensure_ascii=False))


def print_either(lines: Iterable[str], data: object, *, as_json: bool) -> None:
    """Print the object, or the lines that say the same for people."""
    if as_json:
        print_json(data)
    else:
        print_lines(lines)
