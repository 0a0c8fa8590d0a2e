"""What `extractor batch` does: hand questions in, tell how far they are, collect the answers, and so on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractor.backends.batch.api import RemoteBatch, open_batch_api
from extractor.backends.limits.budget import Budget
from extractor.backends.limits.prices import price_of
from extractor.backends.profiles import Profile, load_profile
from extractor.errors import RunError, UsageError
from extractor.extraction.plans import PLANS
from extractor.records import JsonObject
from extractor.runs.batches.mailbox import Mailbox
from extractor.runs.batches.outgoing import MOST_BYTES, MOST_REQUESTS, Outgoing
from extractor.runs.batches.postman import Fetched, Postman
from extractor.runs.batches.store import BatchStore, Step, StoredBatch
from extractor.runs.endings import Watcher
from extractor.runs.limits import check_limits, spending_budget
from extractor.runs.pipeline import Outcome, Request, Work, carry_out, prepare
from extractor.runs.spending import spending_of
from extractor.store.folder import RunFolder
from extractor.store.ledger import Ledger


@dataclass(frozen=True)
class Sizes:
    """The largest file that the provider takes."""

    requests: int = MOST_REQUESTS
    bytes: int = MOST_BYTES


@dataclass(frozen=True)
class Report:
    """What a command came to."""

    outcome: Outcome
    handed_in: tuple[StoredBatch, ...] = ()
    awaited: int = 0
    """Requests in batches that have not ended, those just handed in counted."""
    open: int = 0
    """Requests that are in no batch, for `collect` was told not to hand in, or a batch was refused."""
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


def submit(request: Request, watcher: Watcher | None = None, sizes: Sizes | None = None) -> Report:
    """Ask by batches what the folder's ledger does not answer: files are handed in, and this returns.

    Raises:
        UsageError: the request names what does not exist, does not go together, or has no Batch API.
        BackendError: the provider does not take it; the same again goes on, and hands nothing in twice.
        RunError: the run folder cannot be used.
    """
    return _work(request, watcher, sizes or Sizes(), fetch=False, hand_in=True)


def collect(
    request: Request,
    watcher: Watcher | None = None,
    sizes: Sizes | None = None,
    *,
    hand_in: bool = True,
    forget: Sequence[str] = (),
) -> Report:
    """Bring in the answers that are there, hand in what must be asked again; at last, write the run's files.

    Of a batch to `forget` no answer is waited for any more, and its questions are free to be asked again.

    Raises as `submit` does.
    """
    _forget(request.folder, forget)
    return _work(request, watcher, sizes or Sizes(), fetch=True, hand_in=hand_in)


def states(folder: Path, base_url: str | None = None) -> tuple[BatchState, ...]:
    """Every batch of a run, as the provider tells of it now; nothing is written.

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

    The folder may come from somebody else: where articles and keys go is not taken from it. The address must
    be that of the backend in the user's files, one of this machine, or given as `base_url`.

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


def _work(request: Request, watcher: Watcher | None, sizes: Sizes, *, fetch: bool, hand_in: bool) -> Report:
    _check(request)
    work = prepare(_unhurried(request))
    with Ledger(work.folder.ledger) as ledger:
        store = BatchStore(ledger)
        fetched = asyncio.run(_bring(request.profile, store, work.folder.path, fetch=fetch))
        with Outgoing(work.folder.path, most_requests=sizes.requests, most_bytes=sizes.bytes) as outgoing:
            budget = _budget(request, store)
            mailbox = Mailbox(store, outgoing, budget)
            outcome = carry_out(work, ledger, watcher, mailbox)
            report = Report(
                outcome, not_asked=mailbox.not_asked, limit_reached=budget.reached, fetched=fetched
            )
            if outgoing and hand_in and not fetched.failed:
                handed_in = asyncio.run(_hand_in(work, store, outgoing))
                report = replace(report, handed_in=handed_in)
            elif outgoing:
                report = replace(report, open=len(outgoing))
            _finish(store)
        return replace(report, awaited=sum(batch.requests for batch in store.batches(Step.HANDED_IN)))


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
    if request.profile.kind != "openai":
        raise UsageError(f"backend {request.profile.name} has no Batch API as OpenAI's: use extractor run")
    plan = PLANS.get(request.profile.plan)
    if plan and plan.rounds != 1:
        raise UsageError(
            f"plan {plan.name} asks questions that depend on answers, and a batch is handed in as one: "
            "choose --plan article, or use extractor run"
        )
    if "-" in request.inputs:
        raise UsageError("standard input cannot be read again when answers come: give files or folders")
    check_limits(request.profile, request.max_cost)


def _unhurried(request: Request) -> Request:
    """The request without limits a minute, which are not for answers that lie here already."""
    free = {"requests_per_minute": None, "tokens_per_minute": None}
    return replace(request, profile=request.profile.model_copy(update=free))


def _budget(request: Request, store: BatchStore) -> Budget:
    """What may be handed in: at the price of batches, less what those on their way can cost."""
    price = price_of(request.profile)
    budget = spending_budget(
        request, spending_of(store.ledger), None if price is None else price.in_batches()
    )
    for batch in store.batches(Step.HANDED_IN):
        budget.hold(batch.most)
    for batch in store.batches(Step.FETCHED):  # paid for, and not yet among the attempts
        budget.charge(store.used(batch.name))
    return budget


async def _bring(profile: Profile, store: BatchStore, folder: Path, *, fetch: bool) -> Fetched:
    async with open_batch_api(profile) as api:
        postman = Postman(store, api, folder)
        await postman.recover()
        return await postman.fetch() if fetch else Fetched()


async def _hand_in(work: Work, store: BatchStore, outgoing: Outgoing) -> tuple[StoredBatch, ...]:
    async with open_batch_api(work.request.profile) as api:
        postman = Postman(store, api, work.folder.path)
        return tuple([await postman.hand_in(parcel, work.described()) for parcel in outgoing.parcels()])


def _finish(store: BatchStore) -> None:
    fetched = store.batches(Step.FETCHED)
    store.ledger.write(replace(batch, step=Step.DONE) for batch in fetched)


def batch_objects(found: tuple[BatchState, ...]) -> Iterator[JsonObject]:
    """The batches of a run for programs."""
    for state in found:
        batch, remote = state.batch, state.remote
        yield {
            "name": batch.name,
            "batch": batch.batch,
            "requests": batch.requests,
            "answered": state.answered,
            "step": batch.step.value,
            "state": remote.status if remote else batch.state,
            "counts": dict(remote.counts) if remote else {},
            "message": batch.message,
        }


def batch_lines(found: tuple[BatchState, ...]) -> Iterator[str]:
    """The batches of a run for people, a line each."""
    for state in found:
        batch, remote = state.batch, state.remote
        counts = remote.counts if remote else {}
        done = counts.get("completed", 0) + counts.get("failed", 0) if remote else state.answered
        word = remote.status if remote else batch.state or batch.step.value
        problem = f" ({batch.message})" if batch.message else ""
        yield f"{batch.batch or batch.name}: {done:,} of {batch.requests:,}, {word}{problem}"
