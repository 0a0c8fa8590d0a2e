"""The whole way of a run: articles, questions, records, merged events, and the files that hold them."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import time
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
from extractor.runs.aliases import FormerNames
from extractor.runs.folder import RunFolder, json_line, write_whole
from extractor.runs.ledger import Ledger
from extractor.runs.runner import Reuse, Runner, RunResult, Watcher
from extractor.schemas import Schema, load_schema

_VERSIONED = ("news-event-extractor", "openai", "instructor", "pydantic", "sentencex", "xllamacpp")
"""Packages whose version can change what a run gives."""

_MOST_REASONS = 3
"""Of unreadable articles, that a message repeats."""


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


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    result: RunResult
    events: tuple[MergedEvent, ...]
    schema: Schema

    def totals(self) -> dict[str, int]:
        """The counts that `run.json` keeps and the command prints; each is explained with the run folder."""
        return {
            "articles": len(self.result.ended),
            "questions": sum(ended.questions for ended in self.result.ended),
            "records": len(self.result.records),
            "events": len(self.events),
            "rejections": len(self.result.rejections),
            "failures": len(self.result.failures),
            "unused": sum(len(ended.unused) for ended in self.result.ended),
            "prompt_tokens": self.result.usage.prompt_tokens,
            "completion_tokens": self.result.usage.completion_tokens,
        }


def extract(request: Request, watcher: Watcher | None = None) -> Outcome:
    """Run a request and write its folder; the same request again asks only what was not answered before.

    What is answered is in the ledger at once. When the run ends early the folder keeps the ledger and no
    other file of a run, so that results of an earlier request cannot pass for those of this one.

    Raises:
        UsageError: the request names something that does not exist or does not go together.
        BackendUnavailable: no call can succeed.
        ModelError: the local model is missing or cannot be loaded.
        CassetteMiss: a replay has no answer for a question.
        RunError: the run folder cannot be used.
    """
    _check_that_no_loop_runs()
    schema = load_schema(request.schema)
    plan = load_plan(request.profile.plan, schema, request.prompt)
    _check_folder(request)
    if request.replay and not request.replay.is_dir():
        raise UsageError(f"{request.replay}: no folder of cassettes to replay; record one with --record")
    articles = _articles(request)
    first = _up_to_the_first_readable(articles)
    folder = RunFolder(request.folder)
    folder.create()
    former = FormerNames.of(folder)
    with Ledger(folder.ledger) as ledger:
        ledger.begin(time.time(), json.dumps(_request(request, plan)))
        asking = _ask(request, plan, folder, ledger, itertools.chain(first, articles), watcher)
        result = asyncio.run(asking)
        by_id = {article.id: article for article in result.articles}
        outcome = Outcome(result, tuple(merge(result.records, schema, by_id)), schema)
        _write(folder, request, plan, outcome, former)
        ledger.finish(time.time())
    return outcome


def _check_that_no_loop_runs() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise UsageError(
        "extract has its own event loop: in a notebook or a coroutine, await asyncio.to_thread(extract, …)"
    )


def _check_folder(request: Request) -> None:
    """Refuse to write where articles are read: the next run would read what this one wrote."""
    for name in request.inputs:
        if Path(name).is_dir() and request.folder.resolve().is_relative_to(Path(name).resolve()):
            raise UsageError(
                f"{request.folder}: lies in {name}, which is read: choose another folder with -o"
            )


def _articles(request: Request) -> Iterator[Article | ArticleError]:
    readable = 0
    for item in read_articles(request.inputs):
        yield item
        readable += isinstance(item, Article)
        if readable == request.limit:
            return


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


async def _ask(
    request: Request,
    plan: Plan,
    folder: RunFolder,
    ledger: Ledger,
    articles: Iterable[Article | ArticleError],
    watcher: Watcher | None,
) -> RunResult:
    async with open_client(request.profile, record=request.record, replay=request.replay) as client:
        folder.remove_derived()
        return await Runner(plan, client, ledger, watcher, _reuse(request)).run(articles)


def _reuse(request: Request) -> Reuse:
    if request.record or request.replay:
        return Reuse.NOTHING
    return Reuse.REPLIES if request.retry_failed else Reuse.ALL


def _write(folder: RunFolder, request: Request, plan: Plan, outcome: Outcome, former: FormerNames) -> None:
    """The derived files, `run.json` last: it says that the others are whole."""
    result = outcome.result
    write_whole(folder.articles, map(json_line, result.articles))
    write_whole(folder.records, map(json_line, result.records))
    write_whole(folder.events, map(json_line, outcome.events))
    if aliases := former.aliases(outcome.events):
        write_whole(folder.aliases, (json_line(asdict(alias)) for alias in aliases))
    write_whole(folder.rejections, (json_line(asdict(rejection)) for rejection in result.rejections))
    write_whole(folder.failures, (json_line(asdict(failure)) for failure in result.failures))
    description = json.dumps(_describe(request, plan, outcome), ensure_ascii=False, indent=2)
    write_whole(folder.run, [description, "\n"])


def _describe(request: Request, plan: Plan, outcome: Outcome) -> JsonObject:
    return {
        **_request(request, plan),
        "articles_sha256": _hash(outcome.result.articles),
        "totals": outcome.totals(),
    }


def _request(request: Request, plan: Plan) -> JsonObject:
    """What was asked for: enough to repeat it."""
    return {
        "schema": {"reference": _lasting(request.schema), "name": plan.schema.name},
        "prompt": {"reference": request.prompt, "fingerprint": plan.fingerprint},
        "backend": request.profile.model_dump(mode="json", exclude={"timeout", "concurrency"}),
        "plan": plan.name,
        "versions": {name: version(name) for name in _VERSIONED},
        "inputs": list(request.inputs),
        "limit": request.limit,
        "replayed": request.replay is not None,
    }


def _lasting(schema: str) -> str:
    """The reference of a schema, so that it holds in every working directory."""
    path, colon, name = schema.partition(":")
    return f"{Path(path).absolute()}{colon}{name}" if path.endswith(".py") else schema


def _hash(articles: Sequence[Article]) -> str:
    digest = hashlib.sha256()
    for article in articles:
        digest.update(f"{article.id}\0{article.sha256}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
