"""`extractor run`: articles in, a run folder out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from extractor.backends.profiles import Profile, load_profile
from extractor.cli import EXIT_FAILURES
from extractor.cli.table import event_lines
from extractor.errors import UsageError
from extractor.presentation.plain import plain
from extractor.presentation.words import by_weight, record_line
from extractor.runs.endings import Failure, Watcher

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from extractor.records import Article, EventRecord
    from extractor.runs.endings import Ended
    from extractor.runs.pipeline import Outcome, Request
    from extractor.schemas import Schema


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="The run folder."
)
@click.option(
    "--schema", default="news_event", show_default=True, help="A shipped schema, or FILE.py[:Class]."
)
@click.option(
    "--prompt", type=click.Path(), help="A folder of prompt templates in place of the schema's own."
)
@click.option(
    "--backend",
    "backends",
    multiple=True,
    default=("local",),
    show_default="local",
    help="Which profile answers; given again, each makes a run of its own, in a folder of its name.",
)
@click.option("--model", help="The model's id at the backend; for local, a known model or a .gguf file.")
@click.option(
    "--base-url",
    help="The address of an OpenAI-compatible server, with its /v1; implies --backend compatible.",
)
@click.option("--plan", help="How to ask: article, sentence or triggers. Each profile has its own.")
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    help="Record every exchange as cassettes in this folder; everything is asked anew.",
)
@click.option(
    "--replay", type=click.Path(path_type=Path), help="Answer from cassettes in this folder, without a model."
)
@click.option("--allow-live", is_flag=True, help="With --replay: ask and record what is not recorded there.")
@click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles.")
@click.option("--concurrency", type=click.IntRange(1, 256), help="The most calls in flight.")
@click.option(
    "--requests-per-minute", type=click.IntRange(min=1), help="The most calls that start in any minute."
)
@click.option(
    "--tokens-per-minute", type=click.IntRange(min=1), help="The most tokens of the calls of any minute."
)
@click.option("--retry-failed", is_flag=True, help="Ask again what an earlier run in the folder gave up.")
@click.option("--json", "as_json", is_flag=True, help="Print the totals as JSON and nothing else.")
def run(  # noqa: PLR0913, PLR0917  # one argument an option
    paths: tuple[str, ...],
    output: Path,
    schema: str,
    prompt: str | None,
    backends: tuple[str, ...],
    model: str | None,
    base_url: str | None,
    plan: str | None,
    record: Path | None,
    replay: Path | None,
    allow_live: bool,
    limit: int | None,
    concurrency: int | None,
    requests_per_minute: int | None,
    tokens_per_minute: int | None,
    retry_failed: bool,
    as_json: bool,
) -> int:
    """Extract events from articles into a run folder.

    PATHS are files (text, HTML, JSON, JSON Lines), folders, globs, or - for standard input. The same command
    again goes on where it stopped, and asks nothing twice; what has failed it asks again with --retry-failed.
    """
    from extractor.runs.pipeline import Request

    if base_url and backends == ("local",):
        backends = ("compatible",)
    names = tuple(dict.fromkeys(backends))
    if model and len(names) > 1:
        raise UsageError("--model goes with one --backend: give each backend its model in extractor.toml")
    pace = {
        "concurrency": concurrency,
        "requests_per_minute": requests_per_minute,
        "tokens_per_minute": tokens_per_minute,
    }
    changes = {name: value for name, value in pace.items() if value is not None}
    loaded = [load_profile(name, model=model, base_url=base_url, plan=plan) for name in names]
    profiles = [profile.model_copy(update=changes) for profile in loaded]
    request = Request(paths, output, profiles[0], schema, prompt, record, replay, limit, retry_failed)
    request = replace(request, allow_live=allow_live)
    requests = [request] if len(names) == 1 else [_of_its_own(request, profile) for profile in profiles]
    code = max(_run_one(request, as_json=as_json) for request in requests)
    if len(names) > 1 and not as_json:
        click.echo(f"\nSide by side: extractor compare {' '.join(str(each.folder) for each in requests)}")
    return code


def _of_its_own(request: Request, profile: Profile) -> Request:
    """The request for one of several backends: its folders are those of the whole, and its name in them."""
    record = request.record / profile.name if request.record else None
    replay = request.replay / profile.name if request.replay else None
    return replace(
        request, profile=profile, folder=request.folder / profile.name, record=record, replay=replay
    )


def _run_one(request: Request, *, as_json: bool) -> int:
    from extractor.runs.pipeline import extract

    output = request.folder
    if as_json:
        outcome = extract(request)
        click.echo(json.dumps({"run": str(output), **outcome.totals()}))
    else:
        with _Screen(request) as screen:
            outcome = extract(request, screen)
        _summarise(output, outcome)
    return EXIT_FAILURES if outcome.tally.failures else 0


class _Screen(Watcher):
    """Prints events as they are found, above a progress bar where there is a terminal."""

    def __init__(self, request: Request) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        from extractor.schemas import load_schema

        self._schema: Schema = load_schema(request.schema)
        self._console = Console(soft_wrap=True, highlight=False)
        profile = request.profile
        source = f"replayed from {request.replay}" if request.replay else f"{profile.name} · {profile.model}"
        if self._console.is_terminal:
            heading = f"{source} · plan {profile.plan} · schema {self._schema.name}"
            self._say(heading, "bold")
        # A screen drawn ten times a second would take from the model what it needs to answer.
        self._progress: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("questions ·"),
            TimeElapsedColumn(),
            console=self._console,
            refresh_per_second=2,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID = self._progress.add_task("starting", total=None)
        self._questions = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def started(self, article: Article, questions: int) -> None:  # noqa: ARG002  # for other watchers
        self._questions += questions
        self._progress.update(self._task, total=self._questions, description="asking")

    def answered(self, article: Article) -> None:  # noqa: ARG002  # for other watchers
        self._progress.advance(self._task)

    def found(self, article: Article, record: EventRecord) -> None:
        self._say(record_line(record, self._schema, article))

    def failed(self, failure: Failure) -> None:
        where = failure.article + (f" sentence {failure.sentences[0]}" if failure.sentences else "")
        self._say(f"failed: {where}: {failure.message}", "red")

    def ended(self, ended: Ended) -> None:
        if ended.unused:
            note = f"{len(ended.unused)} recorded answers were not asked for, such as: {ended.unused[0]}"
            self._say(f"{ended.article.id}: {note}", "yellow")

    def _say(self, line: str, style: str = "") -> None:
        from rich.text import Text

        self._console.print(Text(plain(line), style))  # a Text: words of an article are no markup


def _summarise(output: Path, outcome: Outcome) -> None:
    totals = outcome.totals()
    click.echo(
        f"{totals['articles']} articles, {totals['questions']} questions, {totals['records']} records of"
        f" {totals['events']} events; {totals['rejections']} rejected, {totals['failures']} failed"
    )
    click.echo()
    events = by_weight(outcome.events, outcome.schema)
    for line in event_lines(output, events, outcome.schema, totals["articles"]):
        click.echo(line)
    if events:
        click.echo(f"The sentences behind an event: extractor show {output} ID")
