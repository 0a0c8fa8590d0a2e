"""`extractor serve`: a local model alone, for every program of this machine that speaks OpenAI's protocol."""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING

import click

from extractor.backends.profiles import load_profile
from extractor.cli.output import print_either
from extractor.presentation.plain import plain

if TYPE_CHECKING:
    from extractor.backends.local.server import LocalServer
    from extractor.backends.profiles import Profile


@click.command()
@click.option(
    "--model",
    help="A known model, hf:OWNER/REPO/FILE.gguf, or a .gguf file; by default the one that `local` uses.",
)
@click.option("--port", default=8080, show_default=True, help="The port to listen on; 0 takes a free one.")
@click.option(
    "--context",
    type=click.IntRange(min=256),
    help="Tokens for a question and its answer; by default what the memory allows.",
)
@click.option(
    "--slots",
    type=click.IntRange(1, 256),
    help="Questions answered at once; by default 2, or fewer where memory is short.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 1024),
    help="Processor threads; by default EXTRACTOR_THREADS, or as many as cores are idle.",
)
@click.option("--json", "as_json", is_flag=True, help="Print where and what as one line of JSON.")
def serve(
    model: str | None,
    port: int,
    context: int | None,
    slots: int | None,
    threads: int | None,
    as_json: bool,
) -> None:
    """Serve a local model on this machine until Ctrl-C.

    The server that `--backend local` starts for each run, alone: the model is loaded once, for any program
    that speaks OpenAI's chat completions. It listens on 127.0.0.1 only and wants no key.
    """
    from extractor.backends.connection import local_server

    profile = load_profile("local", model=model).model_copy(update={"context": context})
    server = local_server(profile, slots=slots, threads=threads, port=port)
    with contextlib.suppress(KeyboardInterrupt), server:  # the way to end it
        _print_address(server, profile, as_json=as_json)
        server.wait()


def _print_address(server: LocalServer, profile: Profile, *, as_json: bool) -> None:
    size = server.size
    assert size is not None, "it runs"  # noqa: S101
    facts = {
        "base_url": server.base_url,
        "model": server.alias,
        "context": size.context,
        "slots": size.slots,
        "threads": server.threads,
        "prompt_cache_mib": size.prompt_cache,
    }
    slots = f"{size.slots} slots" if size.slots > 1 else "1 slot"
    threads = f"{server.threads} threads" if server.threads != 1 else "1 thread"
    use = f"--base-url {server.base_url} --model {shlex.quote(server.alias)} --plan {profile.plan}"
    lines = (
        f"{plain(server.alias)} at {server.base_url}  (Ctrl-C ends)",
        f"{slots} of {size.context:,} tokens, {threads}, {size.prompt_cache} MiB for earlier prompts",
        plain(f"extractor run articles/ -o runs/mine --backend compatible {use}"),
    )
    print_either(lines, facts, as_json=as_json)
