"""What `run`, `evaluate` and `compare` have in common about cascades: options, and the curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.backends.local.discovery import load_running_profile
from extractor.cli.lines import RIGHT, table_lines, terminal_width
from extractor.cli.options import together
from extractor.errors import UsageError
from extractor.runs.cascade import Escalation
from extractor.store.folder import StoredRun

if TYPE_CHECKING:
    from extractor.evaluation.cascading import Point
    from extractor.evaluation.gold import GoldEvent
    from extractor.runs.request import Request

TARGET_PRECISION = click.option(
    "--target-precision",
    "target",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="For a cascade: the threshold at which so much of what stays with the first model is right.",
)

ESCALATION = together(
    click.option(
        "--escalate",
        metavar="BACKEND",
        help="A better backend: it is asked too about the articles that --backend is unsure of.",
    ),
    click.option(
        "--below",
        type=click.FloatRange(0, 1, min_open=True),
        help="With --escalate: the probability that nothing is wrong of an article, below which it is asked.",
    ),
    TARGET_PRECISION,
    click.option(
        "--gold",
        "gold_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="With --target-precision: the events that people found in some of the articles.",
    ),
)


def with_escalation(
    request: Request, backend: str | None, below: float | None, target: float | None, gold_file: Path | None
) -> Request:
    """The request as a cascade, if a backend to escalate to is given.

    With a target the first model reads all articles now, and the threshold is chosen by gold.

    Raises:
        UsageError: the options do not go together, or no threshold holds the target.
    """
    if backend is None:
        if below is not None or target is not None or gold_file is not None:
            raise UsageError("--below, --target-precision and --gold go with --escalate BACKEND")
        return request
    if (target is None) != (gold_file is None):
        raise UsageError("--target-precision and --gold go together: gold says what is right")
    if below is not None and target is not None:
        raise UsageError("--below and --target-precision both choose the threshold: give one of them")
    limited = request.max_cost is not None or request.max_tokens is not None
    if below is None and target is None and not limited:
        raise UsageError("--escalate needs --below, --target-precision or --max-cost: what is to be asked?")
    escalated = replace(request, escalate=Escalation(load_running_profile(backend), below or 1.0))
    return escalated if target is None or gold_file is None else _chosen(escalated, gold_file, target)


def _chosen(request: Request, gold_file: Path, target: float) -> Request:
    from extractor.evaluation.cascading import choose_threshold, remarks
    from extractor.evaluation.evaluating import evaluate
    from extractor.evaluation.gold import read_gold
    from extractor.runs.request import check_request
    from extractor.with_review import extract

    assert request.escalate is not None  # noqa: S101  # of the caller
    gold = read_gold(gold_file)
    check_request(request)
    extract(replace(request, escalate=None))
    run = StoredRun.read(request.folder)
    found = choose_threshold(request.folder, run, evaluate(run, gold), target)
    lines = list(remarks(found))
    if found.below is None:
        raise UsageError(f"{' '.join(lines)} Choose a lower target, more gold, or --below yourself.")
    for line in lines:
        click.echo(line, err=True)
    return replace(request, escalate=replace(request.escalate, below=found.below))


def curve_lines(points: Sequence[Point]) -> Iterator[str]:
    """The curve of quality against money as a table."""
    columns = [(name, RIGHT) for name in ("below", "escalated", "US dollars", "precision", "recall", "F1")]
    rows = [
        (
            f"{point.below:g}",
            f"{point.escalated}",
            "–" if point.cost is None else f"{point.cost:.4f}",
            *(
                "–" if score is None else f"{100 * score.value:.1f}"
                for score in (point.events.precision, point.events.recall, point.events.f1)
            ),
        )
        for point in points
    ]
    return table_lines(columns, rows, gap=2, width=terminal_width(60))


def read_curve(folders: Sequence[Path], runs: Sequence[StoredRun], gold: Sequence[GoldEvent]) -> list[Point]:
    """The curve of a cascade of two runs.

    Raises:
        UsageError: there are not two runs, or the first is a cascade.
    """
    from extractor.evaluation.cascading import curve

    if len(folders) != 2:
        raise UsageError("--curve takes two runs: of the cheap model, then of the better one")
    return curve(folders[0], folders[1], runs, gold)
