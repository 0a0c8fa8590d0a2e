"""`extractor gold`: what reviewers settled, for scoring runs and for teaching models."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.cli.options import RUN_FOLDER
from extractor.errors import UsageError
from extractor.exporting.learning import FEW

_FORMATS = ("gold", "examples", "finetune")


@click.command()
@RUN_FOLDER
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file, JSON Lines.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    default=_FORMATS[0],
    show_default=True,
    help="gold for `extractor evaluate`, examples for a folder of prompts, finetune for chats to train on.",
)
@click.option("--prompt", type=click.Path(), help="A folder of prompt templates; by default the run's.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=FEW,
    show_default=True,
    help="So many examples for a prompt.",
)
@click.option("--unreviewed", is_flag=True, help="Take every event as right, as if somebody had accepted it.")
def gold(  # one argument an option
    run_folder: Path,
    output: Path,
    format_name: str,
    prompt: str | None,
    most: int,
    *,
    unreviewed: bool,
) -> None:
    """Write what reviewers settled, to score runs by it or to teach models with it.

    Accepted events are right, rejected ones are none, and of the rest nobody knows, nor of those that were
    accepted only with all sure ones: gold has them as optional, and no example touches them. Examples are
    questions as the plan `article` asks them, with the answers that the reviewed events give; put them into a
    folder of prompts as article.examples.jsonl.
    """
    from extractor.exporting.learning import write_few_shot, write_fine_tuning, write_gold
    from extractor.extraction.plans import ArticlePlan
    from extractor.review import Review
    from extractor.review.settling import settled_run
    from extractor.store.folder import RunFolder

    if output.resolve().parent == run_folder.resolve():
        raise UsageError(f"{output}: stands in the run folder, whose files are the run's own: choose another")
    review = Review.open(run_folder)
    run = settled_run(review)
    if unreviewed:
        run = run.taken_as_right()
    if format_name == "gold":
        found = write_gold(run, output)
        click.echo(f"{found.decided} events, and {found.optional} that nobody decided about: {output}")
        click.echo(f"Score a run by it: extractor evaluate {run_folder} --gold {output}")
        return
    asked = RunFolder(run_folder).description()
    loaded = ArticlePlan(run.schema, prompt or (asked.get("prompt") or {}).get("reference"))
    if format_name == "examples":
        count = write_few_shot(run, loaded, output, most)
        click.echo(f"{count} examples: {output}")
        click.echo(
            f"They belong into a folder of prompts as {loaded.name}.examples.jsonl: extractor run --prompt"
        )
    else:
        count = write_fine_tuning(run, loaded, output)
        click.echo(f"{count} chats: {output}")
