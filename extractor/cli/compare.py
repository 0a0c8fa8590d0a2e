"""`extractor compare`: several runs over the same articles, held against each other."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from extractor.cli.cascade import curve_lines, read_curve
from extractor.cli.evaluate import score_rows
from extractor.cli.lines import WRAPPED, table_lines, terminal_width
from extractor.cli.output import print_json, print_lines
from extractor.errors import UsageError
from extractor.evaluation.evaluating import Evaluation
from extractor.evaluation.evaluating import evaluate as evaluate_run
from extractor.evaluation.gold import read_gold
from extractor.evaluation.runs_compared import Comparison
from extractor.evaluation.side_by_side import AGREEMENT, NOTHING, Row, SideBySide, names_of
from extractor.presentation.plain import plain

_SAYS_NOTHING = "nothing"


@click.command()
@click.argument("run_folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--gold",
    "gold_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The events that people found: also score each run against them.",
)
@click.option(
    "--curve", is_flag=True, help="With --gold, of two runs: what cascades of them would find, and cost."
)
@click.option("--brief", is_flag=True, help="Only the tables, not every difference.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def compare(
    run_folders: tuple[Path, ...], gold_file: Path | None, curve: bool, brief: bool, as_json: bool
) -> None:
    """Hold runs over the same articles against each other.

    RUN_FOLDERS are two runs or more: of several backends, prompts or plans. Shown are the events that only
    some of them found, the fields in which they differ, how far they agree (Krippendorff's alpha), grounding,
    tokens, cost and time. No model is asked.
    """
    found = SideBySide.read(names_of(run_folders))
    gold = read_gold(gold_file) if gold_file else None
    scores = {name: evaluate_run(run, gold) for name, run in found.runs.items()} if gold is not None else {}
    if curve and gold is None:
        raise UsageError("--curve needs --gold: the events that people found")
    points = read_curve(run_folders, tuple(found.runs.values()), gold) if curve and gold else []
    if as_json:
        everything = {
            "runs": list(found.runs),
            **asdict(found.compared),
            "costs": {name: asdict(cost) for name, cost in found.costs.items()},
            "scores": {name: _scores(evaluation) for name, evaluation in scores.items()},
            **({"curve": [asdict(point) for point in points]} if curve else {}),
        }
        print_json(everything)
        return
    print_lines(_report(found, scores))
    if points:
        click.echo("\nA cascade: the first run, and the second for the articles below a certainty.")
        print_lines(curve_lines(points))
    if not brief:
        print_lines(_details(found.compared))
        if found.compared.only_some or found.compared.differences:
            first, *others = (shlex.quote(str(folder)) for folder in run_folders)
            click.echo(f"\nAs a page: extractor review {first} --compare {' --compare '.join(others)}")


def _scores(evaluation: Evaluation) -> dict[str, float | None]:
    """The scores of what was found and of its fields, from 0 to 1."""
    chosen = ("reports:", "events:", "main events:", "parties: F1")
    return {
        name: score.value if score else None
        for name, score, _ in score_rows(evaluation)
        if name.startswith(chosen) or name.endswith(" right")
    }


def _report(found: SideBySide, scores: Mapping[str, Evaluation]) -> Iterator[str]:
    compared = found.compared
    yield from _figures(("", *found.runs), (*found.rows(), *_rows_of_scores(tuple(found.runs), scores)))
    yield ""
    every = f"{compared.found_by_all} found by every run"
    yield f"{compared.events} events in {compared.articles} articles; {every}."
    if compared.left_out:
        yield f"Not in every run with the same text, so not compared: {', '.join(compared.left_out)}"
    yield ""
    yield from _figures(("field", "same", AGREEMENT), found.fields())


def _figures(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A table of which all columns but the first are figures."""
    settings = ({**WRAPPED, "justify": "right" if number else "left"} for number in range(len(headings)))
    columns = list(zip(headings, settings, strict=True))
    return table_lines(columns, rows, gap=2, width=terminal_width(60))


def _rows_of_scores(names: Sequence[str], scores: Mapping[str, Evaluation]) -> Iterator[Row]:
    by_run = {name: _scores(evaluation) for name, evaluation in scores.items()}
    for score in next(iter(by_run.values()), {}):
        values = [by_run[name].get(score) for name in names]
        yield (f"{score} %", *(NOTHING if value is None else f"{100 * value:.1f}" for value in values))


def _details(compared: Comparison) -> Iterator[str]:
    if compared.only_some:
        yield ""
        yield "Found by some runs only:"
    for event in compared.only_some:
        place = _place(event.article, event.sentences)
        yield f"  {plain(f'{place} {event.what}')}: {', '.join(event.found_by)}"
    if compared.differences:
        yield ""
        yield "Found by more than one, with other values:"
    for difference in compared.differences:
        place = _place(difference.article, difference.sentences)
        yield f"  {plain(f'{place} {difference.what}')}: {difference.field}"
        for name, said in difference.said.items():
            yield f"      {name}: {plain('; '.join(said)) or _SAYS_NOTHING}"
    if not compared.only_some and not compared.differences:
        yield ""
        yield "The runs say the same."


def _place(article: str, sentences: Sequence[int]) -> str:
    return f"{article} s{sentences[0]}" if sentences else article
