"""`extractor demo`: the five articles that come with the package, read without a model."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

import click

from extractor.backends.local.known_models import DEFAULT_MODEL, KNOWN_MODELS
from extractor.cli.models import pull
from extractor.cli.run import run
from extractor.resources import shipped
from extractor.store.folder import RunFolder

# Two folders: where recorded answers are, a run with the model would take them and ask nothing.
_REPLAYED = Path("runs/demo-replay")
_LIVE = Path("runs/demo")


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help=f"The run folder; by default {_REPLAYED}, or {_LIVE} with --live.",
)
@click.option(
    "--live",
    is_flag=True,
    help=f"Ask the local model, which is fetched once ({KNOWN_MODELS[DEFAULT_MODEL].size / 1e9:.1f} GB).",
)
@click.pass_context
def demo(context: click.Context, output: Path | None, *, live: bool) -> int:
    """Show what the tool does: extract the events of five articles that come with it.

    It needs no model: the answers were recorded. It is `extractor run` on the articles, and ends with the
    same report; at a terminal, the report also opens in your browser.
    """
    folder = output or (_LIVE if live else _REPLAYED)
    if live:
        context.invoke(pull)
    replay = None if live else shipped("cassettes") / "local"
    code: int = context.invoke(run, paths=(str(shipped("seeds")),), output=folder, replay=replay)
    if sys.stdout.isatty():
        webbrowser.open(RunFolder(folder).report.resolve().as_uri())
    return code
