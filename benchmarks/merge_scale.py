"""How the merge grows: seconds, memory, and how right it is, on synthetic news with known events.

    python -m benchmarks.merge_scale --records N… [--seed S] [--json]

One line a size. `seconds` is the merge alone, from records in memory to merged events; `scored` the pairs of
records that were compared; precision and recall are of pairs of records, in per cent; `peak_mb` is the most
memory the process has held so far, the records and their making included, so give sizes from small to large.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks._synthetic_news import synthetic_news
from extractor.merging import Cost, merge
from extractor.records import MergedEvent
from extractor.schemas import load_schema

_COLUMNS = ("records", "events", "seconds", "scored", "linked", "pair_precision", "pair_recall", "peak_mb")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.merge_scale", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--records", nargs="+", type=int, required=True, metavar="N", help="sizes to measure")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other news")
    parser.add_argument("--json", action="store_true", help="print one JSON object a size")
    options = parser.parse_args(arguments)
    if min(options.records) < 1:
        parser.error("--records: give sizes of 1 or more")
    if not options.json:
        print("".join(f"{name:>15}" for name in _COLUMNS))
    for size in options.records:
        found = measure(size, options.seed)
        line = json.dumps(found) if options.json else "".join(f"{found[name]!s:>15}" for name in _COLUMNS)
        print(line, flush=True)
    return 0


def measure(size: int, seed: int = 0) -> dict[str, float]:
    """The figures of merging so many records."""
    schema = load_schema("news_event")
    news = synthetic_news(size, schema, seed)
    cost = Cost()
    start = time.perf_counter()
    events = merge(news.records, schema, cost=cost)
    seconds = time.perf_counter() - start
    precision, recall = pair_scores(news.truth, events)
    return {
        "records": size,
        "events": len(events),
        "seconds": round(seconds, 2),
        "scored": cost.scored,
        "linked": cost.linked,
        "pair_precision": round(100 * precision, 2),
        "pair_recall": round(100 * recall, 2),
        "peak_mb": round(_peak_bytes() / 2**20),
    }


def pair_scores(truth: Mapping[str, str], events: Iterable[MergedEvent]) -> tuple[float, float]:
    """Precision and recall of the pairs of records that were put into one event; 1 where there are none."""
    found = {record: event.id for event in events for record in event.records}
    right = _pairs(Counter((truth[record], event) for record, event in found.items()).values())
    joined = _pairs(Counter(found.values()).values())
    true = _pairs(Counter(truth.values()).values())
    return (right / joined if joined else 1.0, right / true if true else 1.0)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # Linux counts in KiB


if __name__ == "__main__":
    sys.exit(main())
