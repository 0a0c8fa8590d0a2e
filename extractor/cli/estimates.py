"""What a run would cost, and what it has cost, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from extractor.backends.limits.prices import dollars, how_to_give
from extractor.cli.output import print_json, print_lines
from extractor.presentation.plain import plain

if TYPE_CHECKING:
    from extractor.runs.estimating import Estimate
    from extractor.runs.pipeline import Outcome
    from extractor.runs.request import Request
    from extractor.runs.spending import Spending


def print_estimate(request: Request, *, as_json: bool) -> None:
    """What a request would ask and cost; nothing is asked and nothing written."""
    from extractor.runs.estimating import estimate

    passes = [request] if request.escalate is None else [request, request.of_second_pass()]
    made = [estimate(each) for each in passes]
    if as_json:
        second = {"escalated_at_most": made[1].as_json()} if made[1:] else {}
        print_json({"run": str(request.folder), **made[0].as_json(), **second})
        return
    for number, (each, found) in enumerate(zip(passes, made, strict=True)):
        if number:
            click.echo("\nwere every article escalated, in addition:")
        print_lines(map(plain, _lines(each, found)))
    click.echo("Nothing was asked, and nothing written.")


def _lines(request: Request, made: Estimate) -> Iterator[str]:
    profile = request.profile
    unreadable = f", {made.unreadable} that cannot be read" if made.unreadable else ""
    answered = f", {made.answered} of them answered before" if made.answered else ""
    about = "" if made.is_exact else "about "
    yield f"{made.articles} articles{unreadable}; {about}{made.questions} questions{answered}"
    left = made.questions - made.answered
    yield f"to ask {profile.name} ({profile.model}), plan {profile.plan}: {about}{left}"
    if not made.is_exact:
        yield "what is asked depends on the answers: number, tokens and cost are estimates"
    likely = made.likely
    yield f"tokens: about {likely.prompt_tokens:,} to read and {likely.completion_tokens:,} to write"
    if made.price is None or made.cost is None or made.most_cost is None:
        yield f"cost: unknown; {how_to_give(profile.name)}"
    elif not made.price.input and not made.price.output:
        yield "cost: none, the model runs on this machine"
    else:
        most = dollars(made.most_cost)
        yield f"cost: about {dollars(made.cost)}; {most} if every answer were as long as it may be"
        if made.price.batch_discount and profile.kind == "openai" and made.is_exact:
            yield f"by extractor batch: about {dollars(made.price.cost(made.likely, batched=True))}"
        rates = (
            f"${made.price.input:g} for a million tokens read, ${made.price.output:g} for a million written"
        )
        yield f"price: {rates} ({made.price.source or 'of the profile'})"


def spent_line(spent: Spending) -> str:
    """What a folder has cost so far; nothing where nothing was charged or its price is unknown."""
    if not spent.cost:
        return ""
    tokens = f"{spent.usage.prompt_tokens:,} tokens read and {spent.usage.completion_tokens:,} written"
    return f"{tokens} in {spent.calls:,} calls: {dollars(spent.cost)} so far"


def limit_line(outcome: Outcome) -> str:
    """That a limit kept questions from being asked, and how to go on."""
    return (
        f"stopped before the limit: {outcome.limit_reached}, and {outcome.tally.not_asked:,} questions "
        "were not asked; the same command with a higher limit goes on from here"
    )
