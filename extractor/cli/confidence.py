"""The option `--min-confidence` of the commands that show or write events."""

from __future__ import annotations

import click

from extractor.exporting.checked import MinimumConfidence

min_confidence = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="FLOAT",
    help="Leave out events with a lower confidence, from 0 to 1; those without one stay.",
)


def minimum_of(given: float | None) -> MinimumConfidence | None:
    """The filter for a value of the option."""
    return None if given is None else MinimumConfidence(given)
