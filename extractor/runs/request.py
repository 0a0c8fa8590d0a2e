"""What a run is asked to do: what it reads, who answers, and what it may cost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractor.articles import (
    Source,
    Unread,
    WarnOnce,
    count_inputs,
    find_articles,
    find_sources,
    log_warning,
    read_each,
)
from extractor.backends import Profile
from extractor.backends.keys import key_of
from extractor.backends.limits.budget import Budget
from extractor.backends.limits.prices import Price, how_to_give, price_of
from extractor.errors import ArticleError, UsageError
from extractor.records import Article
from extractor.runs.answers import Reuse
from extractor.runs.cascade import Escalation
from extractor.runs.engine import EngineChoice, check_choice
from extractor.runs.spending import Spending

_MOST_REASONS = 3


@dataclass(frozen=True)
class Request:
    """All that a run is asked to do."""

    inputs: tuple[str, ...]
    """Files, folders, globs, or `-` for standard input."""
    folder: Path
    profile: Profile
    schema: str = "news_event"
    prompt: str | None = None
    """A folder of templates; `None` for those that ship for the schema, or for every schema."""
    record: Path | None = None
    """A folder to record every exchange in; everything is asked anew, also what the ledger could answer."""
    replay: Path | None = None
    """A folder of recorded exchanges that answer in place of the model and of the ledger."""
    limit: int | None = None
    """The most articles to read, those that cannot be read not counted; `None` for all."""
    retry_failed: bool = False
    """Ask again what an earlier run in the folder gave up."""
    allow_live: bool = False
    """Whether a replay asks, and records, what it has no answer for."""
    max_cost: float | None = None
    """US dollars that the folder may cost, all commands on it together; `None` for no limit."""
    max_tokens: int | None = None
    """The same in tokens, of prompts and answers."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Under which key or column of the inputs a field is, where the user names one."""
    escalate: Escalation | None = None
    """Which articles a better model is asked about too, after `profile` has read all; `None` for none."""
    engine: EngineChoice = field(default_factory=EngineChoice)
    """Where the articles are asked about."""

    def heading(self) -> str:
        """Who answers and how, for people."""
        profile = self.profile
        source = f"replayed from {self.replay}" if self.replay else f"{profile.name} · {profile.model}"
        heading = f"{source} · plan {profile.plan} · schema {Path(self.schema).stem}"
        if self.escalate is None:
            return heading
        better = self.escalate.profile
        return f"{heading} · below {self.escalate.below:g} to {better.name} · {better.model}"

    @property
    def reuse(self) -> Reuse:
        """What of the ledger answers in place of the model."""
        if self.record or self.replay:
            return Reuse.NOTHING
        return Reuse.REPLIES if self.retry_failed else Reuse.ALL

    def asked_of(self, profile: Profile) -> Request:
        """The same of another model; its cassettes are in a folder of its name."""
        record = self.record / profile.name if self.record else None
        replay = self.replay / profile.name if self.replay else None
        return replace(self, profile=profile, record=record, replay=replay)

    def of_second_pass(self) -> Request:
        """What the better model of a cascade is asked.

        Raises:
            ValueError: the request is no cascade.
        """
        if self.escalate is None:
            raise ValueError("nothing is escalated")
        return replace(self.asked_of(self.escalate.profile), escalate=None)

    def count(self, found: Sequence[Source | ArticleError]) -> int | None:
        """How many inputs these sources have; `None` when that cannot be known before they are read."""
        number = count_inputs(found)
        return number if number is None or self.limit is None else min(number, self.limit)

    def articles(self, warn: Callable[[str], None] = log_warning) -> Iterator[Article | ArticleError]:
        """The articles, and what cannot be read as one, each read when it is wanted.

        Args:
            warn: is called with what should be known of how they are read; by default it is logged.

        Raises:
            UsageError: there is nothing to read, or none of it can be read.
        """
        once = WarnOnce(warn)
        return read_each(self.find_articles(find_sources(self.inputs), once), once)

    def find_articles(
        self, sources: Sequence[Source | ArticleError], once: WarnOnce
    ) -> Iterator[Article | Unread | ArticleError]:
        """As `articles`, of these sources, which raises the same; those after the first are not read yet.

        With a `limit` they are, for it counts those that can be.
        """
        found: Iterator[Article | Unread | ArticleError] = find_articles(sources, keys=self.keys)
        if self.limit is not None:
            found = self._up_to_the_limit(read_each(found, once))
        return itertools.chain(_up_to_the_first_readable(read_each(found, once)), found)

    def _up_to_the_limit(
        self, articles: Iterator[Article | ArticleError]
    ) -> Iterator[Article | ArticleError]:
        readable = 0
        for item in articles:
            yield item
            readable += isinstance(item, Article)
            if readable == self.limit:
                return


def check_request(request: Request) -> None:
    """Refuse what does not go together, and a folder among the articles: the next run would read it.

    Raises:
        UsageError: what is wrong with the request.
    """
    if request.allow_live and not request.replay:
        raise UsageError("--allow-live goes with --replay: it asks what is not recorded there")
    if request.replay and not request.allow_live and not request.replay.is_dir():
        raise UsageError(f"{request.replay}: no folder of cassettes to replay; record one with --record")
    if (
        request.replay
        and not request.allow_live
        and (request.max_cost is not None or request.max_tokens is not None)
    ):
        raise UsageError("--max-cost and --max-tokens do not go with --replay, which costs nothing")
    check_limits(request.profile, request.max_cost)
    if request.escalate is not None:
        _check_escalation(request, request.escalate)
    check_choice(request.engine)
    if request.engine.name == "ray" and (not request.replay or request.allow_live):
        for profile in (request.profile, *([request.escalate.profile] if request.escalate else [])):
            if profile.kind == "embedded":
                raise UsageError(
                    f"backend {profile.name} has its model on this machine alone: with --engine ray choose "
                    "one with a server, as extractor serve starts it"
                )
    for name in request.inputs:
        if Path(name).is_dir() and request.folder.resolve().is_relative_to(Path(name).resolve()):
            raise UsageError(
                f"{request.folder}: lies in {name}, which is read: choose another folder with -o"
            )


def _check_escalation(request: Request, escalate: Escalation) -> None:
    first, better = request.profile, escalate.profile
    if not 0 < escalate.below <= 1:
        raise UsageError(f"--below {escalate.below:g}: give a certainty above 0 and up to 1, such as 0.1")
    same = first.model == better.model
    if same and (first.base_url, first.plan) == (better.base_url, better.plan):
        raise UsageError(f"--escalate {better.name}: would ask {better.model} the same again")
    if same and price_of(first) != price_of(better):
        raise UsageError(
            f"{first.name} and {better.name} call two models {better.model!r}, so that nobody could say what "
            "each has cost: give each a name of its own in extractor.toml"
        )
    check_limits(better, request.max_cost)
    if not request.replay:
        key_of(better)  # now: a missing key must not be found after hours of asking


def check_limits(profile: Profile, max_cost: float | None) -> None:
    """Refuse a limit that cannot be held.

    Raises:
        UsageError: it is no amount, or the price of the profile's model is unknown.
    """
    if max_cost is not None and not max_cost >= 0:
        raise UsageError(f"--max-cost {max_cost}: give an amount of US dollars, such as 2.50")
    if max_cost is not None and price_of(profile) is None:
        raise UsageError(
            f"--max-cost needs the price of {profile.model!r} at backend {profile.name}, which is not known: "
            f"{how_to_give(profile.name)}, or limit the tokens with --max-tokens"
        )


def budget_of(request: Request, spent: Spending, price: Price | None) -> Budget:
    """The budget, at this price, of a command on a folder that has cost so much already.

    Raises:
        UsageError: what the folder has cost is unknown, so that a limit cannot be held.
    """
    if request.max_cost is not None and spent.cost is None:
        raise UsageError(
            "--max-cost cannot be held: the folder has answers of a model whose price is not known; "
            "choose another folder with -o, or limit the tokens with --max-tokens"
        )
    return Budget(
        max_cost=request.max_cost,
        max_tokens=request.max_tokens,
        price=price,
        cost=spent.cost or 0.0,
        tokens=spent.usage.total,
    )


def _up_to_the_first_readable(articles: Iterator[Article | ArticleError]) -> list[Article | ArticleError]:
    """The first article and the errors before it: no model need start for nothing."""
    first: list[Article | ArticleError] = []
    for item in articles:
        first.append(item)
        if isinstance(item, Article):
            return first
    reasons = [str(error) for error in first[:_MOST_REASONS]]
    more = f"; and {len(first) - _MOST_REASONS} more" if len(first) > _MOST_REASONS else ""
    raise UsageError(f"no article can be read: {'; '.join(reasons)}{more}")
