"""What `extractor batch` does: hand questions in, say how far they are, collect the answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractor.backends.batch.api import RemoteBatch, check_batches, open_batch_api
from extractor.backends.limits.budget import Budget
from extractor.backends.limits.prices import price_of
from extractor.backends.profiles import Profile, load_profile
from extractor.errors import RunError, UsageError
from extractor.extraction.plans import PLANS
from extractor.runs.batches.queue import MOST_REQUESTS, BatchFiles, LedgerQueue
from extractor.runs.batches.store import BatchStore, Step, StoredBatch
from extractor.runs.batches.uploader import BatchUploader, Fetched
from extractor.runs.endings import Watcher
from extractor.runs.pipeline import Outcome, Work, carry_out, prepare
from extractor.runs.request import Request, budget_of, check_limits
from extractor.runs.spending import spending_of
from extractor.store.folder import RunFolder
from extractor.store.ledger import Ledger


@dataclass
class Report:
    """The outcome of a command."""

    outcome: Outcome
    handed_in: Sequence[StoredBatch] = ()
    awaited: int = 0
    """Requests in batches that have not ended, those just handed in counted."""
    open: int = 0
    """Requests that are in no batch: `collect` was not to hand in, or a batch was refused."""
    not_asked: int = 0
    """Requests that were not handed in because they might pass a limit of cost."""
    limit_reached: str = ""
    fetched: Fetched = field(default_factory=Fetched)

    @property
    def is_finished(self) -> bool:
        """Whether every question has its end, and the files of the run are written."""
        return not self.outcome.tally.awaited


@dataclass(frozen=True)
class BatchState:
    """A batch, and how far it is at the provider; nothing where it is not known there, or not asked for."""

    batch: StoredBatch
    answered: int
    remote: RemoteBatch | None


def submit(request: Request, watcher: Watcher | None = None, most_requests: int = MOST_REQUESTS) -> Report:
    """Ask by batches what the folder's ledger does not answer: files are handed in, and this returns.

    `most_requests` is how many the provider takes in one file.

    Raises:
        UsageError: the request names what does not exist, does not go together, or has no Batch API.
        BackendError: the provider does not take it; the same again goes on, and hands nothing in twice.
        RunError: the run folder cannot be used.
    """
    return _work(request, watcher, most_requests=most_requests, fetch=False, hand_in=True)


def collect(
    request: Request,
    watcher: Watcher | None = None,
    *,
    hand_in: bool = True,
    forget: Sequence[str] = (),
) -> Report:
    """Bring in the answers that are there, hand in what must be asked again; at last, write the run's files.

    Of a batch to `forget` no answer is waited for any more, and its questions are free to be asked again.

    Raises as `submit` does.
    """
    _forget(request.folder, forget)
    return _work(request, watcher, most_requests=MOST_REQUESTS, fetch=True, hand_in=hand_in)


def states(folder: Path, base_url: str | None = None) -> tuple[BatchState, ...]:
    """Every batch of a run, as the provider knows it now; nothing is written.

    `base_url` is that of `stored_request`.

    Raises:
        UsageError: the provider's address is not known to be the user's choice.
        RunError: there is no run in the folder.
        BackendError: the provider does not answer.
    """
    with Ledger.read_only(RunFolder(folder).ledger) as ledger:
        store = BatchStore(ledger)
        batches = store.batches()
        answered = {batch.name: store.answered(batch.name) for batch in batches}
    waiting = [batch for batch in batches if batch.step is Step.HANDED_IN]
    profile = _last_request(folder, batches, base_url).profile if waiting else None
    remotes = asyncio.run(_remotes(profile, waiting)) if profile else {}
    return tuple(BatchState(batch, answered[batch.name], remotes.get(batch.name)) for batch in batches)


def stored_request(folder: Path, base_url: str | None = None) -> Request:
    """The request that the last batch of a folder was part of.

    The folder may come from somebody else, so its address must be that of the backend in the user's files,
    one of this machine, or given as `base_url`.

    Raises:
        UsageError: it is none of these.
        RunError: no batch was handed in from the folder.
    """
    with Ledger.read_only(RunFolder(folder).ledger) as ledger:
        return _last_request(folder, BatchStore(ledger).batches(), base_url)


def _last_request(folder: Path, batches: list[StoredBatch], base_url: str | None) -> Request:
    if not batches:
        raise RunError(f"{folder}: no batch was handed in: extractor batch submit {folder} ARTICLES")
    how = json.loads(batches[-1].how)
    return Request(
        inputs=tuple(how["inputs"]),
        folder=folder,
        profile=_trusted(folder, Profile.model_validate(how["backend"]), base_url),
        schema=how["schema"]["reference"],
        prompt=how["prompt"]["reference"],
        limit=how["limit"],
        keys=how.get("keys", {}),
    )


def _trusted(folder: Path, stored: Profile, base_url: str | None) -> Profile:
    """A stored profile with the key of the user's own, for an address of the user's own."""
    given = base_url or (stored.base_url if stored.is_loopback else None)
    own = load_profile(stored.name, model=stored.model, base_url=given, plan=stored.plan)
    if own.base_url != stored.base_url:
        raise UsageError(
            f"{folder}: its batches are at {stored.base_url}, and backend {own.name} is at {own.base_url}: "
            f"if you trust it, give --base-url {stored.base_url}"
        )
    return stored.model_copy(update={"key_env": own.key_env, "key_keyring": own.key_keyring})


async def _remotes(profile: Profile, batches: list[StoredBatch]) -> dict[str, RemoteBatch]:
    async with open_batch_api(profile) as api:
        return {batch.name: await api.get(batch.batch) for batch in batches if batch.batch}


def _work(
    request: Request, watcher: Watcher | None, *, most_requests: int, fetch: bool, hand_in: bool
) -> Report:
    _check(request)
    # Limits a minute are not for answers that lie here already.
    unhurried = {"requests_per_minute": None, "tokens_per_minute": None}
    work = prepare(replace(request, profile=request.profile.model_copy(update=unhurried)))
    folder = work.folder.path
    with Ledger(work.folder.ledger) as ledger, BatchFiles(folder, most_requests=most_requests) as files:
        store = BatchStore(ledger)
        fetched = asyncio.run(_fetched(request.profile, store, folder, fetch=fetch))
        budget = _budget(request, store)
        queue = LedgerQueue(store, files, budget)
        report = Report(carry_out(work, ledger, watcher, queue), fetched=fetched)
        report.not_asked, report.limit_reached = queue.not_asked, budget.reached
        if files and hand_in and not fetched.failed:
            report.handed_in = asyncio.run(_handed_in(work, store, files))
        else:
            report.open = len(files)
        for batch in store.batches(Step.FETCHED):
            ledger.write([replace(batch, step=Step.DONE)])
        report.awaited = sum(batch.requests for batch in store.batches(Step.HANDED_IN))
    return report


def _forget(folder: Path, ids: Sequence[str]) -> None:
    """Wait for these batches no longer, such as those that the provider has lost."""
    if not ids:
        return
    with Ledger(RunFolder(folder).ledger) as ledger:
        store = BatchStore(ledger)
        waiting = {batch.batch: batch for batch in store.batches(Step.HANDED_IN)}
        if unknown := [name for name in ids if name not in waiting]:
            known = ", ".join(str(name) for name in waiting) or "none"
            raise UsageError(f"{folder}: no batch {unknown[0]!r} is waited for: {known}")
        gone = [replace(waiting[name], step=Step.DONE, state="forgotten") for name in ids]
        ledger.write(gone)


def _check(request: Request) -> None:
    check_batches(request.profile)
    plan = PLANS.get(request.profile.plan)
    if plan and plan.rounds != 1:
        raise UsageError(
            f"plan {plan.name} asks questions that depend on answers, and a batch is handed in as one: "
            "choose --plan article, or use extractor run"
        )
    if "-" in request.inputs:
        raise UsageError("standard input cannot be read again when answers come: give files or folders")
    check_limits(request.profile, request.max_cost)


def _budget(request: Request, store: BatchStore) -> Budget:
    """What may be handed in: at the price of batches, less what those on their way can cost."""
    price = price_of(request.profile)
    budget = budget_of(request, spending_of(store.ledger), price and price.in_batches())
    for batch in store.batches(Step.HANDED_IN):
        budget.hold(batch.most)
    for batch in store.batches(Step.FETCHED):  # paid for, and not yet among the attempts
        budget.charge(store.used(batch.name))
    return budget


async def _fetched(profile: Profile, store: BatchStore, folder: Path, *, fetch: bool) -> Fetched:
    async with open_batch_api(profile) as api:
        uploader = BatchUploader(store, api, folder)
        await uploader.recover()
        return await uploader.fetch() if fetch else Fetched()


async def _handed_in(work: Work, store: BatchStore, files: BatchFiles) -> list[StoredBatch]:
    async with open_batch_api(work.request.profile) as api:
        uploader = BatchUploader(store, api, work.folder.path)
        return [await uploader.hand_in(file, json.dumps(work.described())) for file in files.files]
