"""What a run would ask, and about what that would cost: nothing is asked, and nothing written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from extractor.backends.limits.prices import Price, price_of
from extractor.backends.profiles import Profile
from extractor.backends.usage import Usage
from extractor.errors import ArticleError, UsageError
from extractor.extraction.plans import Answer, Ask, Asker, Plan, load_plan
from extractor.records import JsonObject
from extractor.runs.answers import Reuse, known_of
from extractor.runs.call_keys import call_key
from extractor.runs.request import Request, check_request
from extractor.schemas import load_schema
from extractor.store.entries import StoredReply
from extractor.store.folder import RunFolder
from extractor.store.ledger import Ledger

BYTES_A_TOKEN = 3.3
"""Of a prompt, as measured over the recorded exchanges with the local model."""


@dataclass(slots=True)
class Estimate:
    """What a run would ask."""

    articles: int = 0
    unreadable: int = 0
    questions: int = 0
    answered: int = 0
    """Of the questions, those that the folder's ledger answers."""
    likely: Usage = field(default_factory=Usage)
    """Tokens of the others, if each is answered at the first attempt."""
    most: Usage = field(default_factory=Usage)
    """The same, if every answer were as long as it may be."""
    price: Price | None = None
    is_exact: bool = True
    """Whether the number of questions is known: it is not where some depend on answers still to come."""

    @property
    def cost(self) -> float | None:
        """Dollars that it would likely cost; `None` when the price is unknown."""
        return self.price.cost(self.likely) if self.price else None

    @property
    def most_cost(self) -> float | None:
        """Dollars, if every answer were as long as it may be."""
        return self.price.cost(self.most) if self.price else None

    def as_json(self) -> JsonObject:
        """For the command line."""
        return {
            "articles": self.articles,
            "unreadable": self.unreadable,
            "questions": self.questions,
            "answered": self.answered,
            "is_exact": self.is_exact,
            "prompt_tokens": self.likely.prompt_tokens,
            "completion_tokens": self.likely.completion_tokens,
            "cost": self.cost,
            "most_cost": self.most_cost,
            "price": self.price.model_dump(mode="json") if self.price else None,
        }


def estimate(request: Request) -> Estimate:
    """What a request would ask and cost, from its articles, its plan and what its ledger answers.

    A prompt's tokens are counted by its bytes. An answer is as long as the average one in the ledger, else a
    typical one of the plan, which also guesses the number of questions that depend on answers still to come.

    Raises:
        UsageError: the request names something that does not exist or does not go together.
        RunError: the folder's ledger cannot be read.
    """
    if request.replay:
        raise UsageError("--dry-run does not go with --replay: a replay asks nothing and costs nothing")
    check_request(request)
    schema = load_schema(request.schema)
    plan = load_plan(request.profile.plan, schema, request.prompt)
    with ExitStack() as held:
        ledger = _ledger(request, held)
        return asyncio.run(_estimate(request, plan, ledger))


async def _estimate(request: Request, plan: Plan, ledger: Ledger | None) -> Estimate:
    profile = request.profile
    average = _average_attempt(ledger, profile) if ledger else None
    made = Estimate(price=price_of(profile))
    for item in request.articles():
        if isinstance(item, ArticleError):
            made.unreadable += 1
            continue
        asker = _LedgerAsker(profile, ledger, request.reuse)
        await plan.events(item, asker)
        most = [_most(ask, profile) for ask in asker.open]
        typical = [average.completion_tokens if average else plan.likely_tokens(ask) for ask in asker.open]
        likely = [
            Usage(each.prompt_tokens, min(tokens, each.completion_tokens))
            for each, tokens in zip(most, typical, strict=True)
        ]
        following = max(0, plan.likely_questions(item) - asker.questions) if asker.open else 0
        made.articles += 1
        made.questions += asker.questions + following
        made.answered += asker.questions - len(asker.open)
        made.likely += sum(likely, _later(following, plan, average, likely))
        made.most += sum(most, _mean(most, following))
        made.is_exact &= plan.rounds is not None or not asker.open
    return made


class _LedgerAsker(Asker):
    """Answers what the ledger can, as a run would, and keeps the questions that are left."""

    def __init__(self, profile: Profile, ledger: Ledger | None, reuse: Reuse) -> None:
        self._profile = profile
        self._ledger = ledger
        self._reuse = reuse
        self.questions = 0
        self.open: list[Ask] = []

    async def ask(self, question: Ask) -> list[Answer]:
        """See `Asker`."""
        self.questions += 1
        key = call_key(self._profile, question.messages, question.reply_type, question.options)
        known = known_of(self._ledger, key, self._reuse) if self._ledger else None
        if isinstance(known, StoredReply):
            reply = question.reply_type.model_validate_json(known.text, strict=False)
            return [Answer(question, reply, known.logprobs)]
        if known is None:
            self.open.append(question)
        return []


def _ledger(request: Request, held: ExitStack) -> Ledger | None:
    """The ledger that would answer; `None` where there is none."""
    path = RunFolder(request.folder).ledger
    return held.enter_context(Ledger.read_only(path)) if path.is_file() else None


def _average_attempt(ledger: Ledger, profile: Profile) -> Usage | None:
    """Tokens of an attempt at this model, over what was asked before."""
    asked = [spent for spent in ledger.spent() if spent.model == profile.model]
    attempts = sum(spent.attempts for spent in asked)
    total = sum((spent.usage for spent in asked), Usage())
    if not attempts or not total.completion_tokens:
        return None
    return Usage(round(total.prompt_tokens / attempts), round(total.completion_tokens / attempts))


def _later(number: int, plan: Plan, average: Usage | None, known: Sequence[Usage]) -> Usage:
    """Tokens of so many questions that depend on others, their prompts as long as those that are known."""
    if average:
        return Usage(average.prompt_tokens * number, average.completion_tokens * number)
    return Usage(_mean(known, number).prompt_tokens, plan.later_tokens * number)


def _mean(known: Sequence[Usage], number: int) -> Usage:
    """Tokens of so many questions that are as long as the mean of those that are known."""
    total, share = sum(known, Usage()), number / max(1, len(known))
    return Usage(round(total.prompt_tokens * share), round(total.completion_tokens * share))


def _most(ask: Ask, profile: Profile) -> Usage:
    prompt = sum(len(message.content.encode("utf-8", "replace")) for message in ask.messages)
    return Usage(round(prompt / BYTES_A_TOKEN), min(ask.max_tokens, profile.max_tokens))
