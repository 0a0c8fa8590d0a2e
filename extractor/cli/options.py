"""Arguments and options that several commands have, with one meaning each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from extractor.exporting.checked import MinimumConfidence

F = TypeVar("F", bound=Callable[..., Any])

RUN_FOLDER = click.argument("run_folder", type=click.Path(path_type=Path))

JSON_LINES = click.option("--json", "as_json", is_flag=True, help="Print as JSON Lines.")
ONE_OBJECT = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")

SCHEMA = click.option(
    "--schema", default="news_event", show_default=True, help="A shipped schema, or FILE.py[:Class]."
)
PROMPT = click.option(
    "--prompt", type=click.Path(), help="A folder of prompt templates in place of the schema's own."
)
BASE_URL = click.option(
    "--base-url",
    help="The address of an OpenAI-compatible server, with its /v1; implies --backend compatible.",
)
PLAN = click.option(
    "--plan", help="How to ask: article (in one question) or outline (in several). Each profile has its own."
)
LIMIT = click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles.")
MAP = click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="FIELD=KEY",
    help="Under which key or column a field of the articles is, as in published=date_publish; repeatable.",
)
MAX_COST = click.option(
    "--max-cost",
    type=click.FloatRange(min=0),
    help="The most that the run folder may cost in US dollars, all commands on it together.",
)
MAX_TOKENS = click.option(
    "--max-tokens", type=click.IntRange(min=1), help="The same in tokens, of prompts and answers."
)
ENGINE = click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Work on this machine alone, or with workers on Ray, which is a package of its own.",
)
ADDRESS = click.option(
    "--address",
    help="Of a Ray cluster: auto, or HOST:PORT of its head; without it, workers start on this machine.",
)
WORKERS = click.option(
    "--workers", type=click.IntRange(1, 1000), help="How many workers; by default as many as cores."
)


def _minimum(
    _context: click.Context, _option: click.Parameter, given: float | None
) -> MinimumConfidence | None:
    from extractor.exporting.checked import MinimumConfidence

    return None if given is None else MinimumConfidence(given)


MIN_CONFIDENCE = click.option(
    "--min-confidence",
    "minimum",
    type=click.FloatRange(0, 1),
    metavar="FLOAT",
    callback=_minimum,
    help="Leave out events with a lower confidence, from 0 to 1; those without one stay.",
)
AS_FOUND = click.option("--as-found", is_flag=True, help="As the run found them, whatever reviewers decided.")


def together(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator, in the order in which the help has them."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
