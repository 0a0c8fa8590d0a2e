"""Writes cli.md, the `--help` text of every command; after a change: python docs/reference/write_cli.py"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from extractor.cli import cli

_WIDTH = 100

_HEADING = """\
# The command line

This is what `--help` prints. Exit codes are with [the run folder](run-folder.md#exit-codes).
"""


def cli_reference() -> str:
    """The text of cli.md."""
    return _HEADING + "".join(_sections(cli, "extractor", None))


def _sections(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = command.make_context(name, [], parent, resilient_parsing=True, terminal_width=_WIDTH)
    yield f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            part = command.get_command(context, inner)
            if part is not None:
                yield from _sections(part, inner, context)


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(cli_reference(), encoding="utf-8")
