"""The whole way of a run: articles, questions, records, merged events, and the files that hold them."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from extractor.articles import read_articles
from extractor.backends import Profile, open_client
from extractor.errors import ArticleError, UsageError
from extractor.extraction.plans import Plan, load_plan
from extractor.merging import merge
from extractor.records import Article, JsonObject, MergedEvent
from extractor.runs.folder import RunFolder, json_line, write_whole
from extractor.runs.ledger import Ledger
from extractor.runs.runner import Runner, RunResult, Watcher
from extractor.schemas import Schema, load_schema

_VERSIONED = ("openai", "instructor", "pydantic", "sentencex")
"""Packages whose version can change what a run gives."""


@dataclass(frozen=True)
class Request:
    """All that a run is asked to do."""

    inputs: tuple[str, ...]
    """Files, folders, globs, or `-` for standard input."""
    folder: Path
    profile: Profile
    schema: str = "news_event"
    prompt: str | None = None
    record: Path | None = None
    replay: Path | None = None
    limit: int | None = None
    """The most articles to read; `None` for all."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    result: RunResult
    events: tuple[MergedEvent, ...]
    schema: Schema

    def totals(self) -> dict[str, int]:
        """The counts that `run.json` keeps and the command prints."""
        return {
            "articles": len(self.result.ended),
            "questions": sum(ended.questions for ended in self.result.ended),
            "records": len(self.result.records),
            "events": len(self.events),
            "rejections": len(self.result.rejections),
            "failures": len(self.result.failures),
            "prompt_tokens": self.result.usage.prompt_tokens,
            "completion_tokens": self.result.usage.completion_tokens,
        }


def extract(request: Request, watcher: Watcher | None = None) -> Outcome:
    """Run a request and write its folder; the same request again asks only what was not answered before.

    When it is interrupted, what was answered is in the ledger, and the same request goes on from there.

    Raises:
        UsageError: the request names something that does not exist or does not go together.
        BackendUnavailable: no call can succeed.
        CassetteMiss: a replay has no answer for a question.
        RunError: the run folder cannot be used.
    """
    schema = load_schema(request.schema)
    plan = load_plan(request.profile.plan, schema, request.prompt)
    articles = _some(read_articles(request.inputs), request.limit)
    first = next(articles, None)
    if first is None:
        raise UsageError(f"no articles in {', '.join(request.inputs)}: give files, folders, globs or - ")
    folder = RunFolder(request.folder)
    folder.create()
    result = RunResult()
    with Ledger(folder.ledger) as ledger:
        asyncio.run(_ask(request, plan, ledger, itertools.chain([first], articles), result, watcher))
        result.sort()
        by_id = {article.id: article for article in result.articles}
        events = tuple(merge(result.records, schema, by_id))
        outcome = Outcome(result, events, schema)
        _write(folder, request, plan, outcome)
    return outcome


def _some(articles: Iterator[Article | ArticleError], limit: int | None) -> Iterator[Article | ArticleError]:
    return itertools.islice(articles, limit)


async def _ask(
    request: Request,
    plan: Plan,
    ledger: Ledger,
    articles: Iterable[Article | ArticleError],
    result: RunResult,
    watcher: Watcher | None,
) -> None:
    async with open_client(request.profile, record=request.record, replay=request.replay) as client:
        await Runner(plan, client, ledger, watcher).run(articles, result)


def _write(folder: RunFolder, request: Request, plan: Plan, outcome: Outcome) -> None:
    """The derived files, `run.json` last: it says that the others are whole."""
    result = outcome.result
    write_whole(folder.articles, map(json_line, result.articles))
    write_whole(folder.records, map(json_line, result.records))
    write_whole(folder.events, map(json_line, outcome.events))
    write_whole(folder.rejections, (json_line(asdict(rejection)) for rejection in result.rejections))
    write_whole(folder.failures, (json_line(asdict(failure)) for failure in result.failures))
    description = json.dumps(_describe(request, plan, outcome), ensure_ascii=False, indent=2)
    write_whole(folder.run, [description, "\n"])


def _describe(request: Request, plan: Plan, outcome: Outcome) -> JsonObject:
    profile = request.profile
    return {
        "schema": {"reference": request.schema, "name": outcome.schema.name},
        "prompt": {"reference": request.prompt, "fingerprint": plan.fingerprint},
        "backend": profile.model_dump(mode="json", exclude={"timeout", "concurrency"}),
        "plan": plan.name,
        "versions": {name: version(name) for name in _VERSIONED},
        "inputs": list(request.inputs),
        "articles_sha256": _hash(outcome.result.articles),
        "totals": outcome.totals(),
    }


def _hash(articles: Sequence[Article]) -> str:
    digest = hashlib.sha256()
    for article in articles:
        digest.update(f"{article.id}\0{article.sha256}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
