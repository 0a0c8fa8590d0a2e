"""What an engine is, and the choice of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.articles import Unread, WarnOnce
    from extractor.backends.batch.transport import BatchQueue
    from extractor.backends.limits.budget import Budget
    from extractor.errors import ArticleError
    from extractor.extraction.plans import Plan
    from extractor.records import Article
    from extractor.runs.endings import Tally, Watcher
    from extractor.runs.progress import Progress
    from extractor.runs.request import Request
    from extractor.runs.runner import Keeper, Settle
    from extractor.runs.workers import WorkerState
    from extractor.store.ledger import Ledger

EngineName = Literal["local", "ray"]


@dataclass(frozen=True)
class EngineChoice:
    """Which engine a run uses."""

    name: EngineName = "local"
    address: str | None = None
    """Of a Ray cluster: `auto`, or `HOST:PORT` of its head; `None` to start workers on this machine."""
    workers: int | None = None
    """`None` for as many as there are cores."""


@dataclass(frozen=True)
class Job:
    """What an engine does: ask about articles, and hand on what comes of them."""

    request: Request
    plan: Plan
    articles: Iterator[Article | Unread | ArticleError]
    ledger: Ledger
    """In which every attempt and reply is, before it counts."""
    keeper: Keeper
    watchers: Sequence[Watcher]
    progress: Progress
    budget: Budget
    say: Callable[[str], None]
    """Takes lines for the log of the run."""
    show_workers: Callable[[Sequence[WorkerState]], None]
    """Takes how far each worker is, every second or so."""
    warn: WarnOnce
    """Takes what should be known of how articles are read."""
    tally: Tally
    """To which the articles are added."""
    settle: Settle
    """Says what stands of how an article ended."""
    batches: BatchQueue | None = None


class Engine(Protocol):
    """Runs a job; the results are the same with every engine."""

    def run(self, job: Job) -> Tally:
        """Ask about every article of the job.

        Raises:
            BackendUnavailable: no call can succeed.
            CassetteMiss: a replay has no answer for a question.
            RunError: the ledger cannot be used, or the workers fail.
            UsageError: the engine cannot do this job, or is not to be had.
        """


class WorkerLost(Exception):
    """A worker has ended, or does not answer."""


def check_choice(choice: EngineChoice) -> None:
    """Refuse what does not go together.

    Raises:
        UsageError: what is wrong with the choice.
    """
    if choice.name == "local" and (choice.address is not None or choice.workers is not None):
        raise UsageError("--address and --workers go with --engine ray")


def engine_of(choice: EngineChoice) -> Engine:
    """The engine that was chosen; of the others nothing is imported."""
    if choice.name == "ray":
        from extractor.runs.engine.ray import RayEngine

        return RayEngine(choice.address, choice.workers)
    from extractor.runs.engine.local import LocalEngine

    return LocalEngine()
