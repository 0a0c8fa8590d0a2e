"""The command line: one module a command, each imported only when it is called.

Exit codes: 0 all is well; 1 an error, in one line; 2 the command was used wrongly; 3 finished, but some
articles failed; 4 stopped before a limit of cost or tokens; 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

from extractor.errors import ExtractorError, LimitReached, UsageError
from extractor.presentation.plain import plain

EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_FAILURES = 3
EXIT_LIMIT = 4
EXIT_INTERRUPTED = 130

_COMMANDS = {
    "demo": "Show what the tool does with five articles that come with it, without a model.",
    "run": "Extract events from articles into a run folder.",
    "status": "Show how far a run is: done, failed, pending, spent.",
    "batch": "Ask by the provider's Batch API, at its lower price and within a day.",
    "show": "Print the events of a run, or one event with its evidence.",
    "review": "Check the events of a run in a browser, on this machine.",
    "explain": "Explain why records were joined into an event, or kept apart.",
    "merge": "Merge records of any runs or files into events.",
    "evaluate": "Score a run against events that people found.",
    "compare": "Hold runs over the same articles against each other.",
    "gold": "Write what reviewers settled, to score runs by it or to teach models with it.",
    "export": "Write the events of a run as tables: CSV, JSON Lines, Parquet, XLSX, SQLite.",
    "backends": "List, show and probe the models that can answer.",
    "report": "Write a run as one HTML page with its evidence, to read, send and print.",
    "cassettes": "List, verify, scrub and refresh recorded answers.",
    "models": "List, fetch and find local models.",
    "serve": "Serve a local model on this machine, for any program that speaks OpenAI's protocol.",
    "schema": "Print the JSON Schema of the output files.",
}
"""Each command and its line in `--help`; its module has its name, and its function too."""


class _Commands(click.Group):
    """Finds a command by importing its module, so that `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"extractor.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


_GO_ON = frozenset({"run", "demo", "batch", "models"})
"""Commands that go on where they were interrupted; others begin anew, and have written nothing till then."""


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="news-event-extractor", prog_name="extractor")
def cli() -> None:
    """Turn news articles into checked, sourced event records.

    A folder of articles goes in; one record per event comes out, and every value can be traced to the
    sentence that says so.
    """
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        click.get_current_context().color = False


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; an error is one line, never a traceback."""
    _set_up()
    try:
        code = cli.main(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        command = next(iter(sys.argv[1:] if arguments is None else arguments), "")
        goes_on = "; the same command again goes on from here" if command in _GO_ON else ""
        complain(f"interrupted{goes_on}")
        code = EXIT_INTERRUPTED
    except ExtractorError as error:
        complain(str(error))
        code = EXIT_USAGE if isinstance(error, UsageError) else EXIT_ERROR
        if isinstance(error, LimitReached):
            code = EXIT_LIMIT
    except BrokenPipeError:
        # The reader of our output has gone, as in `| head`, and nobody reads what is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_ERROR
    except OSError as error:
        complain(f"{error.filename or 'output'}: {error.strerror or error}")
        code = EXIT_ERROR
    sys.exit(code if isinstance(code, int) else 0)


def _set_up() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not when a test has put its own in place
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal cannot write is no error
    signal.signal(signal.SIGTERM, _end_as_on_interrupt)


def _end_as_on_interrupt(_number: int, frame: FrameType | None) -> None:
    """End on SIGTERM as on Ctrl-C, also where a shell made us ignore that one."""
    on_interrupt = signal.getsignal(signal.SIGINT)
    if not callable(on_interrupt):
        raise KeyboardInterrupt
    on_interrupt(signal.SIGINT, frame)


def complain(message: str) -> None:
    """Say on standard error, in one line, what is wrong."""
    click.echo(f"extractor: {plain(message)}", err=True)
