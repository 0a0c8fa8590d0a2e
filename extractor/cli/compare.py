"""`extractor compare`: several runs over the same articles, held against each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from extractor.cli.table import plain_table
from extractor.errors import UsageError
from extractor.evaluation.bootstrap import Estimate
from extractor.evaluation.evaluating import Evaluation
from extractor.evaluation.evaluating import evaluate as evaluate_run
from extractor.evaluation.gold import read_gold
from extractor.evaluation.run_costs import RunCosts, run_costs
from extractor.evaluation.runs_compared import Comparison, compare_runs
from extractor.presentation.plain import plain
from extractor.runs.folder import StoredRun

_NOTHING = "nothing"

_Row = tuple[str, ...]


@click.command()
@click.argument("run_folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--gold",
    "gold_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The events that people found: also score each run against them.",
)
@click.option("--brief", is_flag=True, help="Only the tables, not every difference.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def compare(run_folders: tuple[Path, ...], gold_file: Path | None, brief: bool, as_json: bool) -> int:
    """Hold runs over the same articles against each other.

    RUN_FOLDERS are two runs or more: of several backends, prompts or plans. Shown are the events that only
    some of them found, the fields in which they differ, how far they agree (Krippendorff's alpha), grounding,
    tokens and time. No model is asked.
    """
    names = _names(run_folders)
    runs = {name: StoredRun.read(path) for name, path in names.items()}
    compared = compare_runs(runs)
    costs = {name: run_costs(path) for name, path in names.items()}
    gold = read_gold(gold_file) if gold_file else None
    scores = {name: evaluate_run(run, gold) for name, run in runs.items()} if gold is not None else {}
    if as_json:
        whole = {
            "runs": list(names),
            **asdict(compared),
            "costs": {name: asdict(cost) for name, cost in costs.items()},
            "scores": {name: _scores(evaluation) for name, evaluation in scores.items()},
        }
        click.echo(json.dumps(whole, ensure_ascii=False))
        return 0
    for line in _report(compared, runs, costs, scores):
        click.echo(line)
    if not brief:
        for line in _details(compared):
            click.echo(line)
    return 0


def _names(folders: Sequence[Path]) -> dict[str, Path]:
    """A short name for each folder: its last part, or the whole path where two have the same."""
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise UsageError("the same run is given twice: give different run folders")
    last = [folder.resolve().name for folder in folders]
    return {
        (name if last.count(name) == 1 else str(folder)): folder
        for name, folder in zip(last, folders, strict=True)
    }


def _scores(evaluation: Evaluation) -> dict[str, float | None]:
    """The scores of an evaluation that are set beside each other, from 0 to 1."""
    fields = {f"{name} right": field.accuracy for name, field in evaluation.fields.items()}
    parties = {"who: F1": evaluation.parties.names.f1} if evaluation.parties else {}
    given: dict[str, Estimate | None] = {
        "reports: precision": evaluation.reports.precision,
        "reports: recall": evaluation.reports.recall,
        "reports: F1": evaluation.reports.f1,
        "events: precision": evaluation.events.precision,
        "events: recall": evaluation.events.recall,
        "events: F1": evaluation.events.f1,
        **fields,
        **parties,
    }
    return {name: score.value if score else None for name, score in given.items()}


def _report(
    compared: Comparison,
    runs: Mapping[str, StoredRun],
    costs: Mapping[str, RunCosts],
    scores: Mapping[str, Evaluation],
) -> Iterator[str]:
    yield from plain_table(("", *runs), _rows_of_runs(compared, runs, costs, scores))
    yield ""
    found = f"{compared.found_by_all} found by every run"
    yield f"{compared.events} events in {compared.articles} articles; {found}."
    if compared.left_out:
        yield f"Not in every run with the same text, so not compared: {', '.join(compared.left_out)}"
    yield ""
    rows = [
        (name, f"{field.same} of {field.events}", "-" if field.alpha is None else f"{field.alpha:.2f}")
        for name, field in compared.fields.items()
    ]
    yield from plain_table(("field", "same", "Krippendorff's alpha"), rows)


def _rows_of_runs(
    compared: Comparison,
    runs: Mapping[str, StoredRun],
    costs: Mapping[str, RunCosts],
    scores: Mapping[str, Evaluation],
) -> Iterator[_Row]:
    yield ("records", *(str(len(run.records)) for run in runs.values()))
    yield ("merged events", *(str(len(run.events)) for run in runs.values()))
    alone = [sum(1 for event in compared.only_some if event.found_by == (name,)) for name in runs]
    yield ("found by it alone", *map(str, alone))
    states = next(iter(compared.grounding.values()), {})
    for state in states:
        yield (f"values {state}", *(str(compared.grounding[name][state]) for name in runs))
    yield ("calls", *(str(costs[name].calls) for name in runs))
    yield ("tokens read", *(str(costs[name].prompt_tokens) for name in runs))
    yield ("tokens written", *(str(costs[name].completion_tokens) for name in runs))
    yield ("seconds an article", *(_seconds(costs[name], runs[name]) for name in runs))
    beside = {name: _scores(evaluation) for name, evaluation in scores.items()}
    for score in next(iter(beside.values()), {}):
        values = [beside[name].get(score) for name in runs]
        yield (f"{score} %", *("-" if value is None else f"{100 * value:.1f}" for value in values))


def _seconds(costs: RunCosts, run: StoredRun) -> str:
    if costs.seconds is None or not run.articles:
        return "-"
    return f"{costs.seconds / len(run.articles):.1f}"


def _details(compared: Comparison) -> Iterator[str]:
    if compared.only_some:
        yield ""
        yield "Found by some runs only:"
    for event in compared.only_some:
        place = _place(event.article, event.sentences)
        yield f"  {plain(f'{place} {event.what}')}: {', '.join(event.found_by)}"
    if compared.differences:
        yield ""
        yield "Found by more than one, and told differently:"
    for difference in compared.differences:
        place = _place(difference.article, difference.sentences)
        yield f"  {plain(f'{place} {difference.what}')}: {difference.field}"
        for name, said in difference.said.items():
            yield f"      {name}: {plain('; '.join(said)) or _NOTHING}"
    if not compared.only_some and not compared.differences:
        yield ""
        yield "The runs say the same."


def _place(article: str, sentences: Sequence[int]) -> str:
    return f"{article} s{sentences[0]}" if sentences else article
