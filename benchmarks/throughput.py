"""How fast a run goes when the model takes no processor: articles a second, processor time, memory.

    python -m benchmarks.throughput [--articles N] [--seconds S] [--in-flight N] [--only TOOL…]
                                    [--python PROGRAM] [--parquet] [--folder F] [--json]

Made-up articles are asked about at a server on 127.0.0.1 (`benchmarks/_model_server.py`, a process of its
own) that answers each question after S seconds. Each tool is a process of its own, started anew. One line a
tool: `seconds` of the whole process, imports, merge and files included; `rate`, the articles a second between
the first question and the last answer, as the server saw them; `of_ideal`, that rate against in flight ÷ S;
`steady`, the same of the middle three fifths of the answers, as a short run is mostly its beginning and its
end; `cpu_ms`, the processor time an article, and `peak_mb`, the most memory, both of the process and those
that it starts.

`ours` is the command `extractor run`, its ledger on the disk. `openai` is the SDK with a semaphore,
`instructor` its client with `asyncio.gather`; both get the same messages, ready made, and the same schema.
`langextract` and `curator` (not dependencies of the project) make their own prompts; they are run by PROGRAM,
the Python of an environment that has them, and skipped when that has not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from benchmarks._synthetic_articles import write_articles, write_questions

TOOLS = ("ours", "openai", "instructor", "langextract", "curator")
_COLUMNS = ("tool", "articles", "answered", "seconds", "rate", "of_ideal", "steady", "cpu_ms", "peak_mb")
_RUN = "from extractor.cli import main; main()"
_NOT_INSTALLED = 9
"""What a peer's process ends with when it cannot be imported."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.throughput", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--articles", type=int, default=1500, help="how many")
    parser.add_argument("--seconds", type=float, default=0.2, help="from a question to its answer")
    parser.add_argument("--in-flight", type=int, default=64, help="calls at once")
    parser.add_argument("--only", nargs="+", choices=TOOLS, default=TOOLS, help="tools to measure")
    parser.add_argument("--python", default=sys.executable, help="a Python that has the peers")
    parser.add_argument("--parquet", action="store_true", help="ours reads Parquet, else JSON Lines")
    parser.add_argument("--folder", type=Path, help="keep the articles and the run here")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    options = parser.parse_args(arguments)
    if not options.json:
        print("".join(f"{name:>13}" for name in _COLUMNS))
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        articles, replies = write_articles(folder, options.articles, parquet=options.parquet)
        questions = write_questions(folder, options.articles) if set(options.only) != {"ours"} else articles
        for tool in options.only:
            command = _command(tool, articles, questions, folder, options)
            found = measure(tool, command, replies, options)
            if isinstance(found, str):
                print(f"skipped: {tool} {found}", file=sys.stderr)
                continue
            row = "".join(f"{found[name]!s:>13}" for name in _COLUMNS)
            print(json.dumps(found) if options.json else row, flush=True)
    return 0


def _command(
    tool: str, articles: Path, questions: Path, folder: Path, options: argparse.Namespace
) -> list[str]:
    """What to run; `URL` stands for the address of the server."""
    if tool == "ours":
        asked = ["--base-url", "URL", "--model", "fixed", "--plan", "article", "--json"]
        pace = ["--concurrency", str(options.in_flight)]
        return [sys.executable, "-c", _RUN, "run", str(articles), "-o", str(folder / "run"), *asked, *pace]
    peer = Path(__file__).with_name("_throughput_peers.py")
    python = sys.executable if tool in {"openai", "instructor"} else options.python
    return [python, str(peer), tool, "URL", str(questions), str(options.in_flight), str(folder)]


def measure(
    tool: str, command: Sequence[str], replies: Path, options: argparse.Namespace
) -> dict[str, Any] | str:
    """The figures of one tool; else why there are none."""
    form = "langextract" if tool == "langextract" else "events"
    with serving(replies, options.seconds, form) as url:
        began = time.perf_counter()
        words = [url if word == "URL" else word for word in command]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, cwd=Path(__file__).parent.parent) as child:  # noqa: S603 - our own programs
            family = _Family(child.pid)
            family.start()
            _, status, used = os.wait4(child.pid, 0)
            family.ended.set()
            child.returncode = code = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        seen = json.loads(_got(url))
    if code == _NOT_INSTALLED:
        return f"is not installed for {options.python}"
    if code:
        return f"ended with {code}"
    rate = seen["calls"] / (seen["last"] - seen["first"])
    kilo = 1 if sys.platform == "darwin" else 1024
    return {
        "tool": tool,
        "articles": options.articles,
        "answered": seen["calls"],
        "seconds": round(seconds, 1),
        "rate": round(rate, 1),
        "of_ideal": round(rate * options.seconds / options.in_flight, 2),
        "steady": round(seen["steady"] * options.seconds / options.in_flight, 2),
        "cpu_ms": round(1000 * (used.ru_utime + used.ru_stime) / options.articles, 1),
        "peak_mb": round(max(used.ru_maxrss * kilo, family.most) / 1e6),
    }


class _Family(threading.Thread):
    """Looks twice a second at how much a process and its children hold together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.ended = threading.Event()
        self._pid = pid

    def run(self) -> None:
        while not self.ended.wait(0.5):
            with contextlib.suppress(psutil.Error):
                first = psutil.Process(self._pid)
                held = [_held(each) for each in (first, *first.children(recursive=True))]
                self.most = max(self.most, sum(held))


def _held(process: psutil.Process) -> int:
    """The bytes a process holds, of those it shares with others its part, where the system tells."""
    full = process.memory_full_info()
    held: int = getattr(full, "pss", 0) or full.rss
    return held


def _got(url: str) -> bytes:
    with urllib.request.urlopen(url.removesuffix("/v1")) as answer:  # noqa: S310 - our own server
        found: bytes = answer.read()
    return found


@contextmanager
def serving(replies: Path, seconds: float, form: str = "events") -> Iterator[str]:
    """The server in a process of its own; its address."""
    command = [sys.executable, "-m", "benchmarks._model_server", str(replies), "--seconds", str(seconds)]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--form", form],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


if __name__ == "__main__":
    sys.exit(main())
