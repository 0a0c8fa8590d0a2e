"""The whole way of a run: articles, questions, records, merged events, and the files that hold them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from extractor.articles import Unread, WarnOnce, find_sources
from extractor.backends.batch.transport import BatchQueue
from extractor.backends.limits.budget import Budget
from extractor.backends.limits.prices import FREE, price_of
from extractor.backends.usage import Usage
from extractor.decisions import Decision, read_decisions
from extractor.errors import ArticleError, RunError, UsageError
from extractor.extraction.plans import Plan, load_plan
from extractor.records import Article, JsonObject, MergedEvent
from extractor.runs.batches.store import awaited_requests
from extractor.runs.cascade import Handover
from extractor.runs.endings import OUTCOMES, Tally, Watcher
from extractor.runs.engine import Engine, Job, engine_of
from extractor.runs.progress import Progress
from extractor.runs.request import Request, budget_of, check_request
from extractor.runs.results.spool import Spool
from extractor.runs.run_log import RunLog
from extractor.runs.runner import as_it_ended
from extractor.runs.spending import Spending, spending_of
from extractor.runs.versions import versions
from extractor.runs.workers import WorkersFile
from extractor.schemas import Schema, lasting_reference, load_schema
from extractor.store.folder import RunFolder, read_events
from extractor.store.ledger import Ledger

_OF_A_PASS = ("prompt", "backend", "plan")
"""What of a description may differ between the two passes of a cascade."""

_PACE = {"timeout", "concurrency", "requests_per_minute", "tokens_per_minute"}
"""What of a profile decides how fast it goes, and not what comes of it."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run; the records and articles are in its folder, see `StoredRun`."""

    tally: Tally
    folder: RunFolder
    schema: Schema
    number_of_events: int = 0
    spent: Spending = field(default_factory=Spending)
    """What the folder has cost so far, by all commands."""
    limit_reached: str = ""
    """Which limit kept questions from being asked, for people; empty when none did."""
    left_out: int = 0
    """Events that the report in the run folder has no room for."""

    @cached_property
    def events(self) -> tuple[MergedEvent, ...]:
        """Sorted by id; they are read from the folder when they are first looked at.

        Raises:
            RecordsError: the file is damaged.
        """
        return tuple(read_events(self.folder.events, self.schema)) if self.number_of_events else ()

    def totals(self) -> JsonObject:
        """The counts that `run.json` keeps and the command prints; each is explained with the run folder."""
        tally = self.tally
        return {
            "articles": tally.articles,
            "inputs": {outcome: tally.outcomes[outcome] for outcome in OUTCOMES},
            "questions": tally.questions,
            "records": tally.records,
            "events": self.number_of_events,
            "rejections": tally.rejections,
            "failures": tally.failures,
            "unused": tally.unused,
            "not_asked": tally.not_asked,
            "escalated": tally.escalated,
            "prompt_tokens": tally.usage.prompt_tokens,
            "completion_tokens": tally.usage.completion_tokens,
            "spent": self.spent.as_json(),
        }


def run(request: Request, watcher: Watcher | None = None) -> Outcome:
    """Run a request and write its folder; see `extract`, which raises the same.

    What reviewers decided binds the merge, and is not shown in the report.
    """
    work = prepare(request)
    with Ledger(work.folder.ledger) as ledger:
        if not request.replay and (awaited := awaited_requests(ledger)):
            raise RunError(
                f"{request.folder}: {awaited:,} questions are in batches and would be paid for twice: "
                f"extractor batch collect {request.folder}, or choose another folder with -o"
            )
        return carry_out(work, ledger, watcher)


@dataclass(frozen=True)
class Work:
    """A request with all that it names, found to be there."""

    request: Request
    folder: RunFolder
    plan: Plan
    articles: Iterator[Article | Unread | ArticleError]
    expected: int | None
    """How many these are, if that is known."""
    decisions: tuple[Decision, ...]
    warnings: Sequence[str]
    """What the inputs have warned of so far."""
    warn_once: WarnOnce
    """Takes what else they warn of while they are read."""
    engine: Engine
    better: Plan | None = None
    """How the second model of a cascade is asked."""

    def described(self) -> JsonObject:
        """What was asked for: enough to repeat it."""
        known = _described(self.request, self.plan)
        if self.request.escalate is None or self.better is None:
            return known
        second = _described(self.request.of_second_pass(), self.better)
        how = {"below": self.request.escalate.below, **{key: second[key] for key in _OF_A_PASS}}
        return {**known, "escalate": how}


def prepare(request: Request) -> Work:
    """Find what a request names, and make its folder.

    Raises:
        UsageError: the request names something that does not exist or does not go together.
        RunError: the run folder cannot be used.
        RecordsError: its `decisions.jsonl` is damaged.
    """
    _check_that_no_loop_runs()
    schema = load_schema(request.schema)
    plan = load_plan(request.profile.plan, schema, request.prompt)
    better = None
    if request.escalate is not None:
        better = load_plan(request.escalate.profile.plan, schema, request.prompt)
    check_request(request)
    engine = engine_of(request.engine)
    warnings: list[str] = []
    warn_once = WarnOnce(warnings.append)
    sources = find_sources(request.inputs)  # once: a store may have millions
    articles = request.find_articles(sources, warn_once)
    folder = RunFolder(request.folder)
    folder.create()
    # Now: a damaged line must not be found after hours of asking.
    decisions = tuple(read_decisions(folder.decisions))
    expected = request.count(sources)
    return Work(request, folder, plan, articles, expected, decisions, warnings, warn_once, engine, better)


def carry_out(
    work: Work, ledger: Ledger, watcher: Watcher | None = None, batches: BatchQueue | None = None
) -> Outcome:
    """Run prepared work; with `batches` these answer it, and no file is written while an answer is awaited.

    Raises as `extract` does.
    """
    request, plan, folder, schema = work.request, work.plan, work.folder, work.plan.schema
    progress = Progress(work.expected)
    _count_price(progress, request, batched=batches is not None)
    with (
        RunLog(folder.log, progress, request.heading()) as log,
        Spool(folder.spool) as spool,
        WorkersFile(folder.workers) as workers,
    ):
        ledger.begin(time.time(), json.dumps(work.described()), progress.expected)
        budget = Budget() if batches else budget_of(request, spending_of(ledger), price_of(request.profile))
        watchers: list[Watcher] = [progress, log, *([watcher] if watcher else [])]
        for each in watchers:
            each.began(progress)

        def warn(warning: str) -> None:
            for each in watchers:
                each.warned(warning)

        for warning in work.warnings:
            warn(warning)
        work.warn_once.warn = warn
        job = partial(
            Job,
            ledger=ledger,
            keeper=spool,
            watchers=watchers,
            progress=progress,
            say=log.say,
            show_workers=workers.write,
            warn=work.warn_once,
            tally=Tally(),
        )
        if work.better is None or request.escalate is None:
            tally = work.engine.run(
                job(request, plan, work.articles, budget=budget, settle=as_it_ended, batches=batches)
            )
            reached = budget.reached
        else:
            better, then = work.better, request.of_second_pass()
            with Handover(folder.handover, schema, request.escalate.below) as handover:
                sure = handover.keep_certain
                tally = work.engine.run(job(request, plan, work.articles, budget=budget, settle=sure))
                log.say(f"{request.profile.name} has read all articles and is unsure of {len(handover):,}")
                left = budget_of(then, spending_of(ledger), price_of(then.profile))
                _count_price(progress, then)
                both, unsure = handover.combine, handover.articles()
                work.engine.run(job(then, better, unsure, budget=left, settle=both))
            reached = left.reached or budget.reached
        if reached:
            log.say(f"stopped before the limit: {reached}; {tally.not_asked:,} questions were not asked")
        if tally.awaited:
            log.say(f"all articles were read; {tally.awaited:,} questions await their answers from batches")
            return Outcome(tally, folder, schema, spent=spending_of(ledger))
        log.say(f"all articles have ended; merging {tally.records:,} records")
        from extractor.runs.results.finishing import (
            finish,  # the merge is not needed while answers are awaited
        )

        outcome = finish(work, spool, Outcome(tally, folder, schema, 0, spending_of(ledger), reached))
        ledger.finish(time.time())
    return outcome


def _check_that_no_loop_runs() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise UsageError(
        "extract has its own event loop: in a notebook or a coroutine, use aextract for the records as they "
        "come, or await asyncio.to_thread(extract, …)"
    )


def _count_price(progress: Progress, request: Request, *, batched: bool = False) -> None:
    """Count what follows at the price of the request's model; what was counted stays as it is."""
    price = price_of(request.profile)
    if price is None or price == FREE or request.replay:
        return
    before = progress.read()

    def cost_of(usage: Usage) -> float:
        spent = price.exact(usage, batched=batched) - price.exact(before.usage, batched=batched)
        return (before.cost or 0.0) + spent

    progress.cost_of = cost_of


def _described(request: Request, plan: Plan) -> JsonObject:
    return {
        "schema": {
            "reference": lasting_reference(request.schema),
            "name": plan.schema.name,
            "fingerprint": plan.schema.fingerprint,
        },
        "prompt": {"reference": request.prompt, "fingerprint": plan.fingerprint},
        "backend": request.profile.model_dump(mode="json", exclude=_PACE),
        "plan": plan.name,
        "versions": dict(versions()),
        "inputs": list(request.inputs),
        "limit": request.limit,
        **({"keys": dict(request.keys)} if request.keys else {}),
        "replayed": request.replay is not None,
    }
