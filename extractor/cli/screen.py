"""What a terminal shows while a run goes on: the events as they are found, and below them how far it is."""

from __future__ import annotations

from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from extractor.presentation.plain import plain
from extractor.presentation.words import record_line
from extractor.records import Article, EventRecord
from extractor.runs.endings import Ended, Failure, Watcher
from extractor.runs.progress import Progress
from extractor.runs.request import Request
from extractor.schemas import load_schema


class Screen(Watcher):
    """Prints the events on standard output, and a bar with the figures where there is a terminal.

    The bar is on standard error when standard output is no terminal, or is to stay empty (`quiet`).
    """

    def __init__(self, request: Request, *, quiet: bool) -> None:
        self._schema = load_schema(request.schema)
        self._quiet = quiet
        self._console = Console(soft_wrap=True, highlight=False)
        # Lines above a bar in the same terminal must come from the bar's own console.
        shared = self._console.is_terminal and not quiet
        self._below = self._console if shared else Console(stderr=True, soft_wrap=True, highlight=False)
        self._bar: Live | None = None
        if self._below.is_terminal:
            self._below.print(Text(plain(request.heading()), "bold"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def began(self, progress: Progress) -> None:
        if self._below.is_terminal:
            self._bar = bar_of(progress, self._below)
            self._bar.start()

    def found(self, article: Article, record: EventRecord) -> None:  # noqa: ARG002
        if not self._quiet:
            self._say(record_line(record, self._schema))

    def warned(self, warning: str) -> None:
        self._say(f"warning: {warning}", "yellow")

    def failed(self, failure: Failure) -> None:
        where = failure.article + (f" sentence {failure.sentences[0]}" if failure.sentences else "")
        self._say(f"failed: {where}: {failure.message}", "red")

    def ended(self, ended: Ended) -> None:
        if ended.unused:
            note = f"{len(ended.unused)} recorded answers were not asked for, such as: {ended.unused[0]}"
            self._say(f"{ended.article.id}: {note}", "yellow")

    def _say(self, line: str, style: str = "") -> None:
        if not self._quiet:
            self._console.print(Text(plain(line), style))  # a Text: words of an article are no markup


def bar_of(progress: Progress, console: Console) -> Live:
    """A bar that shows the figures of a run as they are when it is drawn."""
    # A screen drawn ten times a second would take from the model what it needs to answer.
    return Live(
        get_renderable=lambda: figures(progress), console=console, refresh_per_second=2, transient=True
    )


def figures(progress: Progress) -> Table:
    """How far a run is, as a bar and in words."""
    total = None if progress.expected is None else 1.0
    line = Table.grid(padding=(0, 1))
    line.add_row(ProgressBar(total, progress.share(), width=20), Text(str(progress.read())))
    return line
