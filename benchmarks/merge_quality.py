"""How well the merge puts together what people say is one event.

    python -m benchmarks.merge_quality FILE… [--split NAME] [--mix A B]

Prints one JSON line for each file, and one for the mix of two files of the same articles, dealt out article
by article. `benchmarks/_events_format.py` says what a file holds; the gold is looked at after the merge.
Scores are in per cent; `seconds` is the time from the annotated file to the merged events.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks._events_format import read_annotated
from extractor.evaluation.coreference import CoreferenceScores, score_clusters
from extractor.merging import merge


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the files that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.merge_quality", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument(
        "--mix", nargs=2, type=Path, metavar=("A", "B"), help="two files of the same articles"
    )
    parser.add_argument("--split", help="only the articles of this split, where a file has several")
    options = parser.parse_args(arguments)
    jobs = [[path] for path in options.files] + ([options.mix] if options.mix else [])
    if not jobs:
        parser.error("name a file of annotated articles, or two with --mix")
    for paths in jobs:
        absent = [path for path in paths if not path.is_file()]
        if absent:
            print(f"skipped: no file {absent[0]}", file=sys.stderr)
            continue
        print(json.dumps(measure(paths, options.split)), flush=True)
    return 0


def measure(paths: Sequence[Path], split: str | None = None) -> dict[str, object]:
    """The scores of merging the events of one file, or of several mixed."""
    start = time.perf_counter()
    annotated = read_annotated(paths, split)
    events = merge(annotated.records, annotated.schema)
    seconds = time.perf_counter() - start
    predicted = {record: event.id for event in events for record in event.records}
    scores = score_clusters(annotated.gold, predicted)
    return {
        "file": " + ".join(path.name for path in paths),
        "records": len(annotated.records),
        "events": len(events),
        **_per_cent(scores),
        "largest_cluster": max(Counter(predicted.values()).values()),
        "seconds": round(seconds, 1),
    }


def _per_cent(scores: CoreferenceScores) -> dict[str, float]:
    values = {
        "conll": scores.conll,
        "lea": scores.lea.f1,
        "muc": scores.muc.f1,
        "b3": scores.b3.f1,
        "ceafe": scores.ceafe.f1,
        "pair_precision": scores.pairs.precision,
        "pair_recall": scores.pairs.recall,
    }
    return {name: round(100 * value, 2) for name, value in values.items()}


if __name__ == "__main__":
    sys.exit(main())
