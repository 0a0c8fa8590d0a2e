"""`extractor review`: the local pages on which people check a run."""

from __future__ import annotations

import contextlib
import getpass
import os
import secrets
import socket
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.cli.options import RUN_FOLDER
from extractor.errors import UsageError
from extractor.presentation.plain import plain

if TYPE_CHECKING:
    from extractor.evaluation.side_by_side import SideBySide
    from extractor.review import Review

_PASSWORD = "EXTRACTOR_REVIEW_PASSWORD"  # noqa: S105  # the name of the variable


@click.command()
@RUN_FOLDER
@click.option(
    "--compare",
    "others",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Another run over the same articles: a page shows what differs. May be given again.",
)
@click.option("--as", "name", help="Your name in the decisions; by default the name you are logged in with.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8765, show_default=True, help="The port to listen on; 0 takes a free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in your browser.")
def review(
    run_folder: Path, others: tuple[Path, ...], name: str | None, host: str, port: int, *, open_browser: bool
) -> None:
    """Check the events of a run in a browser, on this machine.

    What you decide is appended to decisions.jsonl in the run folder, and counts in every later run of it.
    The page is for you alone: it listens on this machine only, unless you set a password in
    EXTRACTOR_REVIEW_PASSWORD and give another address with --host.
    """
    from extractor.review import Review
    from extractor.review.guard import Policy, is_loopback
    from extractor.review.server import application

    password = os.environ.get(_PASSWORD) or None
    if not is_loopback(host) and password is None:
        raise UsageError(
            f"--host {host}: others could read and change this review; set a password in {_PASSWORD}, "
            "or leave --host out"
        )
    found = Review.open(run_folder)
    comparison = _comparison(run_folder, others, found) if others else None
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        policy = Policy(secrets.token_urlsafe(32), bound, password)
        app = application(found, name or _login(), run_folder.resolve().name, policy, comparison)
        address = f"http://{f'[{host}]' if ':' in host else host}:{bound}/"
        click.echo(f"{len(found.events)} events at {address}  (Ctrl-C ends; every decision is kept at once)")
        if open_browser:
            webbrowser.open(address)
        _serve(app, listener)
    decided = len(found.history.active)
    click.echo(f"{decided} decisions in force in {plain(str(found.log.path))}")


def _comparison(run_folder: Path, others: tuple[Path, ...], found: Review) -> SideBySide:
    from extractor.evaluation.side_by_side import SideBySide, names_of

    folders = names_of((run_folder, *others))
    return SideBySide.read(folders, {next(iter(folders)): found.run})


def _serve(app: object, listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
    )
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A socket on which requests wait from now on, so that the address is true when it is printed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"{host}:{port}: cannot listen there: {error.strerror}; choose another with --port, "
            "or 0 for any free one"
        ) from error


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise UsageError("who is reviewing? give your name with --as") from error
