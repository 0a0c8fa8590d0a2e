"""`extractor evaluate`: the scores of a run against gold, and what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from extractor.cli.cascade import TARGET_PRECISION
from extractor.cli.lines import LEFT, RIGHT, WRAPPED, Column, table_lines, terminal_width
from extractor.cli.options import RUN_FOLDER
from extractor.cli.output import print_json, print_lines
from extractor.evaluation.bootstrap import RESAMPLES, SEED, Estimate
from extractor.evaluation.calibration import Calibration
from extractor.evaluation.cascading import choose_threshold, remarks
from extractor.evaluation.comparing import Difference, differences
from extractor.evaluation.evaluating import Detection, Evaluation, GoldOutcome, Surplus
from extractor.evaluation.evaluating import evaluate as evaluate_run
from extractor.evaluation.gold import read_gold
from extractor.evaluation.judging import FieldVerdict, Verdict
from extractor.presentation.plain import plain
from extractor.records import Grounding
from extractor.store.folder import StoredRun

_ANSWERS_SHOWN = 3
"""Right answers shown where a value is wrong; `--json` has all of them."""

_Row = tuple[str, Estimate | None, str]


@click.command()
@RUN_FOLDER
@click.option(
    "--gold",
    "gold_file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The events that people found, one a line.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, file_okay=False),
    help="Another run of the same articles: also print what differs, event by event.",
)
@TARGET_PRECISION
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def evaluate(
    run_folder: Path, gold_file: Path, against: Path | None, target: float | None, as_json: bool
) -> None:
    """Score a run against events that people found.

    No model is asked. docs/reference/gold.md in the repository describes the gold file.
    """
    gold = read_gold(gold_file)
    run = StoredRun.read(run_folder)
    evaluation = evaluate_run(run, gold)
    threshold = None if target is None else choose_threshold(run_folder, run, evaluation, target)
    other = evaluate_run(StoredRun.read(against), gold) if against else None
    found = differences(evaluation, other) if other else ()
    if as_json:
        compared = {"against": asdict(other), "differences": [asdict(d) for d in found]} if other else {}
        intervals = {"level": 0.95, "resamples": RESAMPLES, "seed": SEED}
        chosen = {"threshold": asdict(threshold)} if threshold else {}
        everything = {**asdict(evaluation), "intervals": intervals, **compared, **chosen}
        print_json(everything)
        return
    print_lines(_table(evaluation, other))
    print_lines(_calibration(evaluation))
    print_lines(_details(evaluation))
    if against:
        print_lines(_differences(found, against))
    print_lines(_section("A cascade", list(remarks(threshold)) if threshold else []))


# The table


def _table(evaluation: Evaluation, other: Evaluation | None) -> Iterator[str]:
    columns: list[Column] = [
        ("score", LEFT),
        ("%", RIGHT),
        ("95 % interval", RIGHT),
        *([("other %", RIGHT)] if other else []),
        ("counts", WRAPPED),
    ]
    others = {name: score for name, score, _ in score_rows(other)} if other else {}

    def row(scored: _Row) -> tuple[str, ...]:
        name, score, counts = scored
        interval = f"{_percent(score.low)} to {_percent(score.high)}" if score else "-"
        there = others.get(name)
        middle = [_percent(there.value) if there else "-"] if other else []
        return (name, _percent(score.value) if score else "-", interval, *middle, counts)

    return table_lines(columns, map(row, score_rows(evaluation)), gap=2, width=terminal_width(60))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def score_rows(evaluation: Evaluation) -> Iterator[_Row]:
    """Every score of a run, with the counts behind it."""
    parts = sum(1 for event in evaluation.surplus if event.part_of)
    noise = len(evaluation.surplus) - parts
    wrong = f"; {parts} only parts of these, {noise} not in gold" if evaluation.surplus else ""
    yield from _detection_rows("events", evaluation.events, wrong)
    if evaluation.main.of:
        counts = f"{evaluation.main.part} of {evaluation.main.of} in gold"
        yield "main events: recall", evaluation.main.share, counts
    yield from _detection_rows("reports", evaluation.reports)
    covered, foreign = evaluation.articles, evaluation.foreign_articles
    counts = f"{covered.part} of {covered.of} of events that several report; {foreign} foreign"
    yield "articles covered", covered.share, counts
    for name, field in evaluation.fields.items():
        counts = f"{field.right} right, {field.wrong} wrong, {field.missing} missing"
        yield f"{name} right", field.accuracy, counts + (f"; {field.extra} extra" if field.extra else "")
    if evaluation.parties:
        yield from _detection_rows("parties", evaluation.parties.names)
        yield "parties: right role", evaluation.parties.roles, "of the parties found"
    merging = evaluation.merging
    yield "merging: CoNLL", merging.conll, f"{merging.records} records that report gold events"
    yield "merging: LEA", merging.lea, ""
    yield "merging: pairs", merging.pairs, ""
    for state, share in evaluation.grounding.items():
        if share.values or state == Grounding.UNSUPPORTED:
            yield f"values {state}", share.share, f"{share.values} values"


def _detection_rows(name: str, detection: Detection, remark: str = "") -> Iterator[_Row]:
    counts = f"{detection.found} of {detection.given} given{remark}"
    yield f"{name}: precision", detection.precision, counts
    yield f"{name}: recall", detection.recall, f"{detection.found} of {detection.gold} in gold"
    yield f"{name}: F1", detection.f1, ""


# Confidences


def _calibration(evaluation: Evaluation) -> Iterator[str]:
    found = {"events": evaluation.confidences.events, **evaluation.confidences.fields}
    known = {name: calibration for name, calibration in found.items() if calibration is not None}
    yield ""
    if not known:
        yield "No confidences in this run."
        return
    yield "Confidences: of those in a tenth, their number, their mean, and the share that is right."
    for name, calibration in known.items():
        yield f"  {name}: {calibration.number} confidences, Brier score {calibration.brier:.3f}"
        yield from _tenths(calibration)


def _tenths(calibration: Calibration) -> Iterator[str]:
    for tenth in calibration.tenths:
        span = f"{tenth.low:.1f} to {tenth.high:.1f}"
        yield f"    {span}  {tenth.number:>5}  mean {tenth.confidence:.2f}  right {tenth.right:.2f}"


# What it rests on


def _details(evaluation: Evaluation) -> Iterator[str]:
    asked = [outcome for outcome in evaluation.gold if not outcome.optional]
    missed = [f"{outcome.id}: {outcome.what}" for outcome in asked if outcome.event is None]
    yield from _section("Not found", missed)
    never = [name for name, field in evaluation.fields.items() if not field.right and not field.wrong]
    faults = ((outcome.id, "; ".join(_faults(outcome, never))) for outcome in asked)
    lines = [f"{event}: {what}" for event, what in faults if what]
    yield from _section("Found, and not right", [*(f"{name} is always missing" for name in never), *lines])
    parts = [f"{event.part_of}: {_surplus(event)}" for event in evaluation.surplus if event.part_of]
    yield from _section("Found before, and not merged with it", sorted(parts))
    strange = [_surplus(event) for event in evaluation.surplus if not event.part_of]
    yield from _section("Not in gold", strange)
    yield from _section("Not scored", evaluation.notes)
    yield ""
    yield (
        f"{evaluation.neutral} more events are optional in gold: neither right nor wrong. "
        f"Intervals: bootstrap, {RESAMPLES} draws, seed {SEED}."
    )


def _surplus(event: Surplus) -> str:
    return f"{event.what} [{', '.join(event.articles)}]"


def _faults(outcome: GoldOutcome, never: Collection[str]) -> Iterator[str]:
    for name, field in outcome.fields.items():
        if name not in never and field.verdict in {Verdict.WRONG, Verdict.MISSING}:
            yield f"{name} is {field.given or 'missing'}, not {_expected(field)}"
    if outcome.parties:
        for verb, names in (
            ("lacks the party", outcome.parties.missed_names),
            ("has the party", outcome.parties.extra_names),
        ):
            if names:
                yield f"{verb} {', '.join(names)}"
    if outcome.foreign_articles:
        yield f"holds {', '.join(outcome.foreign_articles)}, where it is not reported"


def _expected(field: FieldVerdict) -> str:
    shown = field.expected[:_ANSWERS_SHOWN]
    more = len(field.expected) - len(shown)
    return " or ".join((*shown, *([f"{more} other answers"] if more else [])))


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{title}:"
        yield from (f"  {plain(line)}" for line in lines)


def _differences(found: Sequence[Difference], against: Path) -> Iterator[str]:
    lines = [f"{each.event}: {each.aspect}: {each.here}; there: {each.there}" for each in found]
    yield from _section(f"Unlike {against}", lines or ["nothing differs"])
