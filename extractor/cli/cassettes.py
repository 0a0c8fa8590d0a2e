"""`extractor cassettes`: recorded answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.backends.local.discovery import load_running_profile
from extractor.backends.profiles import Profile
from extractor.cli import EXIT_ERROR
from extractor.cli.options import JSON_LINES, PLAN, PROMPT, SCHEMA, together
from extractor.cli.output import print_either
from extractor.errors import UsageError
from extractor.presentation.plain import plain

if TYPE_CHECKING:
    from extractor.extraction.plans import Plan
    from extractor.records import Article
    from extractor.runs.cassette_checks import CassetteCheck

_MOST_SHOWN = 3


@click.group()
def cassettes() -> None:
    """List, verify, scrub and refresh recorded answers."""


_FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


_ASKED = together(
    _FOLDER,
    click.argument("paths", nargs=-1, required=True),
    SCHEMA,
    PROMPT,
    click.option("--backend", default="local", show_default=True, help="Which profile was asked."),
    click.option("--model", help="The model's id at the backend."),
    PLAN,
    JSON_LINES,
)
"""What says what would be asked: the options of `extractor run`."""


@cassettes.command("list")
@_FOLDER
@JSON_LINES
def list_cassettes(folder: Path, as_json: bool) -> None:
    """List the cassettes of FOLDER: article, backend, model, form, instructions and questions."""
    from extractor.runs.cassette_checks import cassette_files, summarise

    for path in cassette_files(folder):
        summary = summarise(path)
        prompts = f"prompt {'+'.join(summary.prompts)}"
        parts = " ".join((summary.backend or "-", *summary.models, *summary.forms, prompts))
        scrub_it = f"extractor cassettes scrub {folder}"
        warning = f", {summary.secrets} secrets: {scrub_it}" if summary.secrets else ""
        line = plain(f"{path.name}  {parts}  {summary.questions} questions{warning}")
        print_either([line], asdict(summary), as_json=as_json)


@cassettes.command()
@_ASKED
def verify(folder: Path, paths: tuple[str, ...], as_json: bool, **asked: str | None) -> int:
    """Check that the cassettes of FOLDER answer what a run over PATHS would ask.

    Stale cassettes are named with the first difference; exit code 1 when there are any, or secrets. No model
    is asked.
    """
    from extractor.runs.cassette_checks import Freshness, cassette_files, orphans, secrets_in

    cassette_files(folder)
    plan, profile, articles = _what(paths, asked)
    checks = [*asyncio.run(_checks(plan, profile, folder, articles)), *orphans(folder, articles)]
    with_secrets = [
        check.file for check in checks if check.file.is_file() and secrets_in(check.file.read_text("utf-8"))
    ]
    for check in checks:
        print_either(_lines(check), {**asdict(check), "file": str(check.file)}, as_json=as_json)
    stale = [check for check in checks if check.state is not Freshness.CURRENT]
    if not as_json:
        for path in with_secrets:
            click.echo(f"{path}: holds something like a key: extractor cassettes scrub {folder}")
        click.echo(f"{len(checks) - len(stale)} of {len(checks)} cassettes are current.")
        if stale:
            click.echo(f"Ask what is missing: extractor cassettes refresh {folder} {' '.join(paths)}")
    return EXIT_ERROR if stale or with_secrets else 0


@cassettes.command()
@_ASKED
def refresh(folder: Path, paths: tuple[str, ...], as_json: bool, **asked: str | None) -> None:
    """Ask what the cassettes of FOLDER have no answer for, and drop what is not asked any more.

    Only the articles whose cassettes are stale are touched; of these only what is missing is asked.
    """
    from extractor.runs.cassette_checks import Freshness
    from extractor.runs.cassette_checks import refresh as ask_again

    plan, profile, articles = _what(paths, asked)
    checks = asyncio.run(_checks(plan, profile, folder, articles))
    stale = {c.article for c in checks if c.state in {Freshness.STALE, Freshness.MISSING}}
    missing = {check.article: len(check.missing) for check in checks}

    async def ask() -> None:
        async for article in ask_again(plan, profile, folder, [a for a in articles if a.id in stale]):
            line = f"{article}: {missing[article]} questions asked"
            print_either([line], {"article": article, "asked": missing[article]}, as_json=as_json)

    if stale:
        asyncio.run(ask())
    elif not as_json:
        click.echo("All cassettes are current: nothing was asked.")


@cassettes.command()
@_FOLDER
def scrub(folder: Path) -> None:
    """Put *** in place of everything in FOLDER that looks like a key, or is one of your keys."""
    from extractor.runs.cassette_checks import cassette_files
    from extractor.runs.cassette_checks import scrub as clean

    found = {path: clean(path) for path in cassette_files(folder)}
    for path, count in found.items():
        if count:
            click.echo(f"{path}: {count} secrets replaced; a key that was in it should be revoked")
    if not any(found.values()):
        click.echo(f"{len(found)} cassettes, and nothing in them that looks like a key.")


def _what(paths: tuple[str, ...], asked: dict[str, str | None]) -> tuple[Plan, Profile, list[Article]]:
    """The plan, the profile and the articles that a run with these options would have."""
    from extractor.articles import read_articles
    from extractor.extraction.plans import load_plan
    from extractor.records import Article
    from extractor.schemas import load_schema

    profile = load_running_profile(asked["backend"] or "local", model=asked["model"], plan=asked["plan"])
    plan = load_plan(profile.plan, load_schema(asked["schema"] or "news_event"), asked["prompt"])
    articles = [item for item in read_articles(paths) if isinstance(item, Article)]
    if not articles:
        raise UsageError(f"no article can be read: {', '.join(paths)}")
    return plan, profile, articles


async def _checks(plan: Plan, profile: Profile, folder: Path, articles: list[Article]) -> list[CassetteCheck]:
    from extractor.runs.cassette_checks import verify as check

    return [found async for found in check(plan, profile, folder, articles)]


def _lines(check: CassetteCheck) -> Iterator[str]:
    facts = [f"{check.questions} questions"] if check.questions else []
    facts += [f"{len(check.missing)} without an answer"] if check.missing else []
    facts += [f"{len(check.unused)} recorded and not asked any more"] if check.unused else []
    yield f"{check.file.name}: {check.state}" + (f" ({', '.join(facts)})" if facts else "")
    yield from (f"  {plain(says)}" for says in check.missing[:_MOST_SHOWN])
    if len(check.missing) > _MOST_SHOWN:
        yield f"  and {len(check.missing) - _MOST_SHOWN} more"
