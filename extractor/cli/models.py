"""`extractor models`: the local models."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from extractor.backends.local.models import (
    DEFAULT_MODEL,
    KNOWN_MODELS,
    find_model,
    known_model,
    models_dir,
    no_progress,
    pull_model,
)
from extractor.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.backends.local.models import Progress


@click.group()
def models() -> None:
    """List, fetch and find local models."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON Lines.")
def list_models(as_json: bool) -> int:
    """List the models that can be fetched, and which are here."""
    for model in KNOWN_MODELS.values():
        path = find_model(model.name)
        if as_json:
            facts = {
                "name": model.name,
                "bytes": model.size,
                "licence": model.licence,
                "path": path and str(path),
            }
            click.echo(json.dumps(facts))
        else:
            here = "here" if path else "not fetched"
            click.echo(
                f"{model.name:<22} {model.size / 1e6:>6.0f} MB  {model.licence:<11} {here:<12} {model.note}"
            )
    if not as_json:
        click.echo(f"Kept in {models_dir()}")
    return 0


@models.command()
@click.argument("name", default=DEFAULT_MODEL)
def pull(name: str) -> int:
    """Fetch a model, by default the one that `local` uses; what is there is not fetched again."""
    if find_model(name) is not None:
        click.echo(f"{name} is here: {find_model(name)}")
        return 0
    model = known_model(name)
    if sys.stderr.isatty():
        path = _pull_with_bar(name)
    else:
        click.echo(f"fetching {name}, {model.size / 1e6:.0f} MB", err=True)
        path = pull_model(name, progress=no_progress)
    click.echo(f"{name}: {path}")
    return 0


@models.command()
@click.argument("name", default=DEFAULT_MODEL)
def path(name: str) -> int:
    """Print where a model's file is."""
    found = find_model(name)
    if found is None:
        raise ModelError(
            f"model {known_model(name).name} is not on this machine: extractor models pull {name}"
        )
    click.echo(str(found))
    return 0


def _pull_with_bar(name: str) -> Path:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), refresh_per_second=4) as bar:
        task = bar.add_task(name, total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        progress: Progress = show
        return pull_model(name, progress=progress)
