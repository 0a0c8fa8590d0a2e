"""`extractor backends`: the profiles, and what their servers really honour."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import asdict

import click

from extractor.backends.keys import key_of
from extractor.backends.profiles import (
    PROJECT_FILE,
    Profile,
    address_without_model,
    load_profile,
    profile_names,
    server_addresses,
    write_profile,
)
from extractor.cli.output import print_either, print_lines
from extractor.errors import BackendUnavailable, ProfileError
from extractor.presentation.plain import plain
from extractor.records import JsonObject


@click.group()
def backends() -> None:
    """List, show and probe the models that can answer."""


@backends.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON Lines.")
def list_backends(as_json: bool) -> None:
    """List the backends, whether each can be used now, and the model servers that run here."""
    from extractor.backends.local.discovery import running_models

    running = running_models(server_addresses())
    for name, place in profile_names().items():
        facts = _facts(name, place, running)
        line = f"{name:<12} {facts['model'] or '-':<24} {place:<8} {facts['state']}"
        print_either([line], facts, as_json=as_json)


def _facts(name: str, place: str, running: dict[str, tuple[str, ...]]) -> JsonObject:
    models = list(running.get(name, ()))
    facts: JsonObject = {"name": name, "from": place, "model": None, "running_models": models}
    try:
        profile = load_profile(name)
    except ProfileError as error:
        says = str(error).partition(".")[2].replace(":", "", 1) or str(error)
        if len(models) == 1:
            return facts | {
                "model": models[0],
                "usable": True,
                "state": "ready: it runs here with this model",
            }
        state = f"runs here with {', '.join(models)}: choose with --model" if models else says
        if name in server_addresses() and name not in running:
            state = f"no server at {server_addresses()[name]}"
        return facts | {"usable": False, "state": state}
    usable, state = _state(profile, running)
    return facts | {"model": profile.model, "usable": usable, "state": state}


def _state(profile: Profile, running: dict[str, tuple[str, ...]]) -> tuple[bool, str]:
    """Whether a call could be made now, and why not; nothing is sent to another machine."""
    if profile.kind == "embedded":
        from extractor.backends.local.models import find_model, is_fetchable

        here = find_model(profile.model) is not None
        fetch = f"extractor models pull {profile.model}" if is_fetchable(profile.model) else "no such file"
        return here, "ready" if here else f"model not fetched: {fetch}"
    if profile.is_loopback and profile.name not in running:
        return False, f"no server at {profile.base_url}"
    from extractor.backends.providers.base import api_of

    try:
        api_of(profile).check_installed(profile)
        key_of(profile)
    except BackendUnavailable as error:
        return False, (str(error).partition(": ")[2] or str(error)).partition(", or use ")[0]
    return True, "ready"


@backends.command()
@click.argument("name", default="local")
@click.option("--model", help="With this model in place of the profile's.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def show(name: str, model: str | None, as_json: bool) -> None:
    """Show a backend as a run would use it; keys are named, never shown."""
    profile = load_profile(name, model=model)
    print_either([_toml(profile)], profile.model_dump(mode="json"), as_json=as_json)


@backends.command()
@click.argument("name", default="local")
@click.option("--model", help="With this model in place of the profile's.")
@click.option("--base-url", help="At this address in place of the profile's.")
@click.option("--write", is_flag=True, help="Write what was found into extractor.toml, for this project.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def probe(name: str, model: str | None, base_url: str | None, write: bool, as_json: bool) -> None:
    """Find out what a backend's server really honours.

    About a dozen small questions are asked: a few thousand tokens.
    """
    from extractor.backends.local.discovery import load_running_profile
    from extractor.backends.probing import probe as ask

    found_here = model is None and address_without_model(name, base_url) is not None
    profile = load_running_profile(name, model=model, base_url=base_url)
    given = {"model": profile.model if found_here else model, "base_url": base_url}
    found = asyncio.run(ask(profile))
    lines = (f"{each.name:<15} {each.verdict:<9} {plain(each.detail)}" for each in found.findings)
    data = {"backend": name, "model": profile.model, **asdict(found)}
    print_either((*lines, f"\nmode {found.mode}: {found.why}"), data, as_json=as_json)
    changes = {**{field: value for field, value in given.items() if value}, **found.changes(profile)}
    if write:
        write_profile(PROJECT_FILE, name, changes)
    if not as_json:
        print_lines(_advice(changes, write=write))


def _advice(changes: JsonObject, *, write: bool) -> Iterator[str]:
    if not changes:
        yield "The profile says so already."
    elif write:
        yield f"Written to {PROJECT_FILE}: {', '.join(changes)}"
    else:
        said = ", ".join(f"{field} = {json.dumps(value)}" for field, value in changes.items())
        yield f"The profile does not say {said}: --write puts it into {PROJECT_FILE}"


def _toml(profile: Profile) -> str:
    """A profile as the TOML block that gives it."""
    import tomlkit

    table = tomlkit.table()
    for field, value in profile.model_dump(mode="json", exclude_none=True, exclude={"name"}).items():
        item = tomlkit.item(value)
        if field == "key_env":
            item.comment("set" if os.environ.get(str(value)) else "not set")
        if value != {}:
            table.add(field, item)
    backends = tomlkit.table(is_super_table=True).add(profile.name, table)
    return tomlkit.dumps(tomlkit.document().add("backends", backends)).strip()
