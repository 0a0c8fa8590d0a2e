"""How the merge grows: seconds, memory, and how right it is, on synthetic news with known events.

    python -m benchmarks.merge_scale --records N… [--seed S] [--folder F] [--workers N] [--splink] [--json]

One line a size. The news is written to a file, and the command `extractor merge` reads it: `reading` are
the seconds for that, `comparing` those until it is known which records are one event, `fusing` those for
making and writing the events; `cpu` are the processor seconds of all of it, which other work on the machine
changes less; `compared` and `linked` are pairs of records; precision and recall are of pairs of records, in
per cent; `peak_mb` is the peak memory of its largest process.

With `--workers N` the merge is done by so many workers on a Ray on this machine; `cpu` and `peak_mb` are then
of the driver alone.

With `--splink` (pip install splink) a second line follows: Splink on the same records as a table, as
`benchmarks/_splink.py` sets it up. Its seconds begin with the table in memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._synthetic_news import write_news

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
)
_MERGE = ("-c", "import sys; from extractor.cli import main; sys.exit(main())", "merge")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.merge_scale", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--records", nargs="+", type=int, required=True, metavar="N", help="sizes to measure")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other news")
    parser.add_argument("--workers", type=int, help="merge with so many workers on Ray")
    parser.add_argument("--splink", action="store_true", help="measure Splink on the same records too")
    parser.add_argument("--folder", type=Path, help="keep the news here, and take what is there")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    options = parser.parse_args(arguments)
    if min(options.records) < 1:
        parser.error("--records: give sizes of 1 or more")
    if not options.json:
        print("".join(f"{name:>15}" for name in _COLUMNS))
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        for size in options.records:
            for found in measure(size, folder, options.seed, options.workers, splink=options.splink):
                row = "".join(f"{found[name]!s:>15}" for name in _COLUMNS)
                print(json.dumps(found) if options.json else row, flush=True)
    return 0


def measure(
    size: int, folder: Path, seed: int = 0, workers: int | None = None, *, splink: bool = False
) -> Iterable[dict[str, float | str]]:
    """The figures of merging so many records; the folder keeps the news for another time."""
    news, known = folder / f"news-{size}-{seed}.jsonl", folder / f"truth-{size}-{seed}.json"
    if not known.is_file():
        known.write_text(json.dumps(write_news(news, size, seed)), encoding="utf-8")
    truth = json.loads(known.read_text(encoding="utf-8"))
    yield _scored("extractor", size, truth, _merged(news, folder / "events.jsonl", workers))
    if splink and find_spec("splink") is None:
        print("skipped: splink is not installed", file=sys.stderr)
    elif splink:
        yield _scored("splink", size, truth, _json_of(["-m", "benchmarks._splink", str(news)], truth))


def _merged(news: Path, events: Path, workers: int | None) -> dict[str, object]:
    before = _processor_seconds()
    engine = ["--engine", "ray", "--workers", str(workers)] if workers else []
    result = _json_of([*_MERGE, str(news), "-o", str(events), "--json", *engine])
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
    }


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


def _scored(
    tool: str, size: int, truth: Mapping[str, str], result: dict[str, object]
) -> dict[str, float | str]:
    found = result.pop("found")
    assert isinstance(found, dict)
    precision, recall = pair_scores(truth, found)
    figures = {name: value for name, value in result.items() if isinstance(value, int | float)}
    return {
        "tool": tool,
        "records": size,
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
