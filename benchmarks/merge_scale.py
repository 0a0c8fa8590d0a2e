"""How the merge grows: seconds, memory, and how right it is, on synthetic news with known events.

    python -m benchmarks.merge_scale --records N… [--copies C] [--seed S] [--folder F] [--engine ray]
        [--workers N] [--splink] [--json]

One line a size. The news is written to a file, and the command `extractor merge` reads it: `reading` are
the seconds for that, `comparing` those until it is known which records are one event, `fusing` those for
making and writing the events; `cpu` are the processor seconds of all of it, which other work on the machine
changes less; `compared` and `linked` are pairs of records; precision and recall are of pairs of records, in
per cent; `peak_mb` is the peak memory of its largest process, `worker_mb` that of the largest that it
started, and `all_mb` that of all together, both as seen every second.

With `--engine ray` the merge is done by so many workers on a Ray on this machine: its own processes are in
`all_mb`, and `cpu` and `peak_mb` are of the driver alone. With `--copies C` the records are C copies of
N / C, each with names, words and days of its own (`benchmarks/_copied_news.py`): they are made in less time.

With `--splink` (pip install splink) a second line follows: Splink on the same records as a table, as
`benchmarks/_splink.py` sets it up. Its seconds begin with the table in memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks._copied_news import write_copies
from benchmarks._synthetic_news import days_of, write_news

_COLUMNS = (
    "tool",
    "records",
    "events",
    "reading",
    "comparing",
    "fusing",
    "cpu",
    "compared",
    "linked",
    "pair_precision",
    "pair_recall",
    "peak_mb",
    "worker_mb",
    "all_mb",
)
_MERGE = ("-c", "import sys; from extractor.cli import main; sys.exit(main())", "merge")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.merge_scale", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--records", nargs="+", type=int, required=True, metavar="N", help="sizes to measure")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other news")
    parser.add_argument("--copies", type=int, default=1, metavar="C", help="draw a C-th of the records only")
    parser.add_argument("--engine", choices=("local", "ray"), default="local", help="where the merge is done")
    parser.add_argument("--workers", type=int, default=2, help="workers on Ray")
    parser.add_argument("--splink", action="store_true", help="measure Splink on the same records too")
    parser.add_argument("--folder", type=Path, help="keep the news here, and take what is there")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    options = parser.parse_args(arguments)
    if min(options.records) < 1 or any(size % max(1, options.copies) for size in options.records):
        parser.error("--records: give sizes of 1 or more, and of whole copies")
    engine = ["--engine", "ray", "--workers", str(options.workers)] if options.engine == "ray" else []
    if not options.json:
        print("".join(f"{name:>15}" for name in _COLUMNS))
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        for size in options.records:
            news, truth = _made(size, max(1, options.copies), options.seed, folder)
            for found in measure(news, truth, engine, splink=options.splink):
                row = "".join(f"{found.get(name, '')!s:>15}" for name in _COLUMNS)
                print(json.dumps(found) if options.json else row, flush=True)
    return 0


def _made(size: int, copies: int, seed: int, folder: Path) -> tuple[Path, dict[str, str]]:
    """A file of so many records, and the event of each; the folder keeps them for another time."""
    name = f"{size}-{seed}" if copies == 1 else f"{size}-{seed}-in-{copies}"
    news, known = folder / f"news-{name}.jsonl", folder / f"truth-{name}.json"
    if not known.is_file():
        if copies == 1:
            truth = write_news(news, size, seed)
        else:
            first, of_first = _made(size // copies, 1, seed, folder)
            truth = write_copies(first, of_first, days_of(size // copies), copies, news)
        known.write_text(json.dumps(truth), encoding="utf-8")
    return news, json.loads(known.read_text(encoding="utf-8"))


def measure(
    news: Path, truth: Mapping[str, str], engine: Sequence[str], *, splink: bool = False
) -> Iterable[dict[str, float | str]]:
    """The figures of merging the records of a file."""
    yield _scored("extractor", truth, _merged(news, news.with_name("events.jsonl"), engine))
    if splink and find_spec("splink") is None:
        print("skipped: splink is not installed", file=sys.stderr)
    elif splink:
        yield _scored("splink", truth, _json_of(["-m", "benchmarks._splink", str(news)], truth))


def _merged(news: Path, events: Path, engine: Sequence[str]) -> dict[str, object]:
    before = _processor_seconds()
    command = [sys.executable, *_MERGE, str(news), "-o", str(events), "--json", *engine]
    with psutil.Popen(command, text=True, stdout=subprocess.PIPE) as program:
        peaks = _watched(program)
        result = json.loads(program.stdout.read())
    cpu = round(_processor_seconds() - before, 2)
    found: dict[str, str] = {}
    with events.open(encoding="utf-8") as lines:
        for event in map(json.loads, lines):
            found.update(dict.fromkeys(event["records"], event["id"]))
    keys = {name: f"seconds_{name}" for name in ("reading", "comparing", "fusing")}
    return {
        "found": found,
        "cpu": cpu,
        **{
            name: result[keys.get(name, name)]
            for name in ("reading", "comparing", "fusing", "compared", "linked", "peak_mb")
        },
        **peaks,
    }


def _watched(program: psutil.Popen) -> dict[str, int]:
    """The peak memory, in MB, of the processes of a program: it ends meanwhile."""
    worker = total = 0
    while program.poll() is None:
        own = [_memory_of(process) for process in (program, *_children_of(program))]
        worker, total = max(worker, *own[1:], 0), max(total, sum(own))
        time.sleep(1)
    return {"worker_mb": worker, "all_mb": total}


def _children_of(program: psutil.Popen) -> list[psutil.Process]:
    try:
        return list(program.children(recursive=True))
    except psutil.NoSuchProcess:  # it has ended meanwhile
        return []


def _memory_of(process: psutil.Process) -> int:
    """In MB, with its part of what it shares with others."""
    try:
        return int(process.memory_full_info().pss) >> 20
    except psutil.Error:  # it has ended meanwhile
        return 0


def _processor_seconds() -> float:
    """Those of the programs that were started here and have ended, and of their own."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _json_of(arguments: Sequence[str], given: object = None) -> dict[str, object]:
    """What a program of this Python prints as JSON; `given` is written to its input."""
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, *arguments], check=True, text=True, input=json.dumps(given), stdout=subprocess.PIPE
    )
    result: dict[str, object] = json.loads(done.stdout)
    return result


def _scored(tool: str, truth: Mapping[str, str], result: dict[str, object]) -> dict[str, float | str]:
    found = result.pop("found")
    assert isinstance(found, dict)
    precision, recall = pair_scores(truth, found)
    figures = {name: value for name, value in result.items() if isinstance(value, int | float)}
    return {
        "tool": tool,
        "records": len(truth),
        "events": len(set(found.values())),
        **figures,
        "pair_precision": round(100 * precision, 2),
        "pair_recall": round(100 * recall, 2),
    }


def pair_scores(truth: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float]:
    """Precision and recall of the pairs of records that were put into one event; 1 where there are none."""
    right = _pairs(Counter((truth[record], event) for record, event in found.items()).values())
    joined = _pairs(Counter(found.values()).values())
    true = _pairs(Counter(truth.values()).values())
    return (right / joined if joined else 1.0, right / true if true else 1.0)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


if __name__ == "__main__":
    sys.exit(main())
