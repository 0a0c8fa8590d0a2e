"""What a run would ask, and about what that would cost: nothing is asked, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from extractor.backends.prices import Price, price_of
from extractor.backends.profiles import Profile
from extractor.backends.usage import Usage
from extractor.errors import ArticleError, UsageError
from extractor.extraction.plans import Ask, load_plan
from extractor.records import JsonObject
from extractor.runs.call_keys import CallKeys
from extractor.runs.folder import RunFolder
from extractor.runs.ledger import Ledger
from extractor.runs.pipeline import Request, check_request
from extractor.schemas import load_schema

BYTES_A_TOKEN = 3.3
"""Of a prompt, as measured over the recorded exchanges with the local model."""

_TYPICAL_REPLY = {"triggers": 20, "sentence": 60}
"""Tokens of a short answer: the first as measured over the recorded exchanges, the second a guess."""

_A_SENTENCE = 40
"""Tokens of a long answer for each sentence that was shown: a 1.5B model wrote 650 to 850 about 20."""


@dataclass(frozen=True, slots=True)
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
            "prompt_tokens": self.likely.prompt_tokens,
            "completion_tokens": self.likely.completion_tokens,
            "cost": self.cost,
            "most_cost": self.most_cost,
            "price": self.price.model_dump(mode="json") if self.price else None,
        }


def estimate(request: Request) -> Estimate:
    """What a request would ask and cost, from its articles, its plan and what its ledger answers.

    A prompt's tokens are counted by its bytes. The length of an answer is that of the average answer in the
    ledger, else a typical one of the plan.

    Raises:
        UsageError: the request names something that does not exist or does not go together.
        RunError: the folder's ledger cannot be read.
    """
    if request.replay:
        raise UsageError("--dry-run does not go with --replay: a replay asks nothing and costs nothing")
    check_request(request)
    schema = load_schema(request.schema)
    plan = load_plan(request.profile.plan, schema, request.prompt)
    profile = request.profile
    keys = CallKeys(profile)
    made = Estimate(price=price_of(profile))
    with ExitStack() as held:
        ledger = _ledger(request, held)
        average = _average_reply(ledger, profile) if ledger else None
        for item in request.reading.articles():
            if isinstance(item, ArticleError):
                made = replace(made, unreadable=made.unreadable + 1)
                continue
            asks = list(plan.asks(item))
            open_asks = list(_unanswered(asks, keys, ledger, retry_failed=request.retry_failed))
            made = replace(
                made,
                articles=made.articles + 1,
                questions=made.questions + len(asks),
                answered=made.answered + len(asks) - len(open_asks),
                likely=sum((_likely(ask, profile, average) for ask in open_asks), made.likely),
                most=sum((_most(ask, profile) for ask in open_asks), made.most),
            )
    return made


def _ledger(request: Request, held: ExitStack) -> Ledger | None:
    """The ledger that would answer; `None` where there is none, or everything is asked anew."""
    path = RunFolder(request.folder).ledger
    if request.record or not path.is_file():
        return None
    return held.enter_context(Ledger.read_only(path))


def _unanswered(
    asks: list[Ask], keys: CallKeys, ledger: Ledger | None, *, retry_failed: bool
) -> Iterator[Ask]:
    for ask in asks:
        key = keys.key(ask.messages, ask.reply_type) if ledger else ""
        if ledger is None or ledger.find(key) is None:
            if ledger and not retry_failed and ledger.find_failure(key):
                continue
            yield ask


def _average_reply(ledger: Ledger, profile: Profile) -> int | None:
    """Tokens of an attempt at this model, over what was asked before."""
    asked = [spent for spent in ledger.spent() if spent.model == profile.model]
    tokens = sum(spent.usage.completion_tokens for spent in asked)
    return round(tokens / sum(spent.attempts for spent in asked)) if tokens else None


def _likely(ask: Ask, profile: Profile, average: int | None) -> Usage:
    typical = _TYPICAL_REPLY.get(profile.plan, _A_SENTENCE * len(ask.sentences))
    return Usage(_prompt(ask), min(average or typical, _room(ask, profile)))


def _most(ask: Ask, profile: Profile) -> Usage:
    return Usage(_prompt(ask), _room(ask, profile))


def _prompt(ask: Ask) -> int:
    return round(
        sum(len(message.content.encode("utf-8", "replace")) for message in ask.messages) / BYTES_A_TOKEN
    )


def _room(ask: Ask, profile: Profile) -> int:
    return min(ask.max_tokens, profile.max_tokens)
