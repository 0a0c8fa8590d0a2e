"""`extractor models`: the local models."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from extractor.backends.local.gguf import ModelShape, read_shape
from extractor.backends.local.known_models import DEFAULT_MODEL, KNOWN_MODELS, KnownModel
from extractor.backends.local.machine import available_memory
from extractor.backends.local.models import (
    find_model,
    hub_models,
    known_model,
    model_file,
    models_dir,
    pull_model,
)
from extractor.backends.local.sizing import Size
from extractor.cli.output import print_json
from extractor.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def models() -> None:
    """List, fetch and find local models.

    A model is one that `list` names, or any GGUF file of the Hugging Face hub, as hf:OWNER/REPO/FILE.gguf.
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON Lines.")
def list_models(as_json: bool) -> None:
    """List the models that can be fetched or are here, and which fit this machine.

    MEMORY is what a model takes to answer questions of 4,096 tokens, one at a time. Whether it fits depends
    on what is free now, and on the limits that are set for this process.
    """
    available = available_memory()
    if not as_json:
        click.echo(_ROW.format("MODEL", "SIZE", "MEMORY", "FITS", "LICENCE", "", "").rstrip())
    for name in [*KNOWN_MODELS, *hub_models()]:
        model, path = KNOWN_MODELS.get(name), find_model(name)
        shape = _shape(model, path)
        memory = Size(_TOKENS, slots=1, prompt_cache=0).memory(shape) if shape else None
        fits = memory is not None and memory <= available
        size = shape.file_bytes if shape else (path.stat().st_size if path else 0)
        licence = model.licence if model else None
        if as_json:
            facts = {"name": name, "bytes": size, "memory": memory, "fits": fits, "licence": licence}
            print_json({**facts, "path": path and str(path)})
            continue
        cells = (_megabytes(size), _megabytes(memory), "yes" if fits else "no", licence or "not stated")
        here = "here" if path else "not fetched"
        click.echo(_ROW.format(name, *cells, here, model.note if model else "").rstrip())
    if not as_json:
        click.echo(f"{_megabytes(available)} of memory are free. Models are kept in {models_dir()}")
        click.echo("Any other of the Hugging Face hub: extractor models pull hf:OWNER/REPO/FILE.gguf")


_TOKENS = 4096
"""Of a question and its answer, for which the list says how much memory a model takes."""

_ROW = "{:<22} {:>9} {:>9}  {:<4}  {:<11} {:<12} {}"


def _shape(model: KnownModel | None, path: Path | None) -> ModelShape | None:
    """What the memory of a model depends on, as we know or its file says; `None` for a broken file."""
    if model is not None:
        return ModelShape("", model.size, model.layers, model.key_value_width)
    try:
        return read_shape(path) if path else None
    except ModelError:
        return None


def _megabytes(count: int | None) -> str:
    return "?" if count is None else f"{count / 1e6:,.0f} MB"


@models.command()
@click.argument("name", default=DEFAULT_MODEL)
def pull(name: str) -> None:
    """Fetch a model, by default the one that `local` uses; what is there is not fetched again."""
    if find_model(name) is not None:
        click.echo(f"{name} is here: {find_model(name)}")
        return
    model = known_model(name)
    if sys.stderr.isatty():
        path = _pull_with_bar(name)
    else:
        click.echo(f"fetching {name}, {model.size / 1e6:.0f} MB", err=True)
        path = pull_model(name)
    click.echo(f"{name}: {path}")


@models.command()
@click.argument("name", default=DEFAULT_MODEL)
def path(name: str) -> None:
    """Print where a model's file is."""
    click.echo(str(model_file(name)))


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

        return pull_model(name, progress=show)
