"""Whether recorded answers still are those to what is asked now, and what is to be recorded again.

`BackendError` is raised where a file is no cassette, or cannot be read or written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from extractor.backends.cassettes.folder import file_name, write_atomically
from extractor.backends.cassettes.text import backend_of, cassette_from_text
from extractor.backends.client import ClientOnDemand
from extractor.backends.keys import OWN_HOSTS, SHORTEST_SECRET, key_like_texts
from extractor.backends.profiles import Profile
from extractor.errors import BackendError, UsageError
from extractor.extraction.plans import Plan
from extractor.records import Article, JsonObject
from extractor.runs.answers import NoAnswers
from extractor.runs.article_runner import ArticleRunner


class Freshness(StrEnum):
    """How a cassette stands to what is asked now."""

    CURRENT = "current"
    STALE = "stale"
    """It lacks an answer, or has one that is not asked for any more."""
    MISSING = "missing"
    """Nothing is recorded for the article."""
    ORPHAN = "orphan"
    """It belongs to no article that was given."""


@dataclass(frozen=True, slots=True)
class CassetteCheck:
    """What was found out about the cassette of one article."""

    article: str
    file: Path
    state: Freshness
    questions: int = 0
    """Asked now about the article."""
    missing: tuple[str, ...] = ()
    """For each question without an answer, what is different from the closest recorded one."""
    unused: tuple[str, ...] = ()
    """The last words of each recorded question that is not asked any more."""


@dataclass(frozen=True, slots=True)
class CassetteSummary:
    """What a cassette says about itself."""

    article: str
    backend: str | None
    """The profile it was recorded with; `None` when it does not say."""
    models: tuple[str, ...]
    forms: tuple[str, ...]
    """How the answers' form was asked for: `json_schema`, `tools`, `json_object` or `text`."""
    prompts: tuple[str, ...]
    """A short hash of each system message: the same for the same instructions."""
    questions: int
    secrets: int
    """Texts in it with the form of a key."""


def cassette_files(folder: Path) -> list[Path]:
    """The cassettes of a folder, sorted.

    Raises:
        UsageError: there is no such folder, or it holds none.
    """
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files:
        raise UsageError(f"{folder}: no cassettes here; record some with: extractor run … --record {folder}")
    return files


def summarise(path: Path) -> CassetteSummary:
    """What a cassette says about itself."""
    text = _text(path)
    bodies = list(_bodies(path, text))
    systems = (
        body.get("system") or body["messages"][0].get("content", "")
        for body in bodies
        if body.get("messages")
    )
    return CassetteSummary(
        article=path.stem,
        backend=backend_of(text),
        models=_distinct(str(body.get("model")) for body in bodies),
        forms=_distinct(map(_form, bodies)),
        prompts=_distinct(hashlib.sha256(str(system).encode()).hexdigest()[:8] for system in systems),
        questions=len(bodies),
        secrets=len(secrets_in(text)),
    )


async def verify(
    plan: Plan, profile: Profile, folder: Path, articles: Sequence[Article]
) -> AsyncIterator[CassetteCheck]:
    """Check the cassettes of these articles, one after the other."""
    missing: list[str] = []
    async with ClientOnDemand(profile, replay=folder) as source:
        runner = ArticleRunner(
            plan, source, NoAnswers(), asks_anew=True, on_miss=lambda miss: missing.append(str(miss))
        )
        for article in articles:
            path = folder / file_name(article.id)
            missing.clear()
            ended = await runner.run(article)
            state = Freshness.STALE if missing or ended.unused else Freshness.CURRENT
            if not path.is_file():
                state = Freshness.MISSING if ended.questions else Freshness.CURRENT
            said = tuple(miss.removeprefix(f"{path}: ") for miss in missing)
            yield CassetteCheck(article.id, path, state, ended.questions, said, ended.unused)


def orphans(folder: Path, articles: Sequence[Article]) -> list[CassetteCheck]:
    """The cassettes that belong to none of these articles."""
    known = {file_name(article.id) for article in articles}
    return [
        CassetteCheck(path.stem, path, Freshness.ORPHAN)
        for path in sorted(folder.glob("*.yaml"))
        if path.name not in known
    ]


async def refresh(
    plan: Plan, profile: Profile, folder: Path, articles: Sequence[Article]
) -> AsyncIterator[str]:
    """Ask what is not recorded about these articles, record it, and drop what is not asked any more.

    Gives the id of each article whose cassette is whole again.
    """
    async with ClientOnDemand(profile, replay=folder, allow_live=True) as source:
        runner = ArticleRunner(plan, source, NoAnswers(), asks_anew=True)
        for article in articles:
            await runner.run(article)
            yield article.id


def secrets_in(text: str) -> list[str]:
    """What in a text has the form of a key, or is the value of a provider's variable in the environment."""
    held = (os.environ.get(name, "").strip() for name in OWN_HOSTS)
    known = [key for key in held if len(key) >= SHORTEST_SECRET and key in text]
    return list(dict.fromkeys([*known, *key_like_texts(text)]))


def scrub(path: Path) -> int:
    """Put `***` in place of every secret in a cassette; how many there were. Nothing else is changed."""
    text = _text(path)
    found = secrets_in(text)
    for secret in sorted(found, key=len, reverse=True):
        text = text.replace(secret, "***")
    if found:
        write_atomically(path, text)
    return len(found)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackendError(f"{path}: cannot be read: {error}") from None


def _bodies(path: Path, text: str) -> Iterator[JsonObject]:
    """The requests of a cassette, parsed."""
    try:
        for item in cassette_from_text(text)["interactions"]:
            body: Any = json.loads(item["request"]["body"])
            yield body if isinstance(body, dict) else {}
    except Exception as error:  # noqa: BLE001  # a damaged file can make YAML raise anything
        why = " ".join(str(error).split())[:200]
        raise BackendError(f"{path}: not a cassette ({why}): record it again") from None


def _form(body: JsonObject) -> str:
    if body.get("tools"):
        return "tools"
    form = body.get("response_format") or (body.get("output_config") or {}).get("format")
    return str(form.get("type", "text")) if isinstance(form, dict) else "text"


def _distinct(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
