"""Whether a better model gives better events: two sets of answers to the same articles, side by side.

    python -m benchmarks.better_answers --data FOLDER --better ANSWERS --weaker ANSWERS_OR_RUN [--changes]

FOLDER holds `articles.jsonl` and `gold.jsonl`; answers are as for `benchmarks.extraction`, and a run is a
folder that `extractor run` made of these articles. Prints every score of both and marks those in which the
better one is behind; then counts, and with `--changes` lists, each value of the better one that code did not
leave as it was written: refused, not understood, or read in part. Ends with 1 when it is behind anywhere.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.extraction import assembled, scores_of
from extractor.evaluation.evaluating import evaluate
from extractor.evaluation.gold import read_gold
from extractor.records import Grounding
from extractor.store.folder import StoredRun

_LESS_IS_BETTER = frozenset({"parts", "not_in_gold", "foreign_articles", "unsupported"})
_NO_SCORE = frozenset({"seconds"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the answers that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.better_answers", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--better", type=Path, required=True)
    parser.add_argument("--weaker", type=Path, required=True)
    parser.add_argument("--changes", action="store_true", help="list every value that code changed")
    options = parser.parse_args(arguments)
    articles, gold = options.data / "articles.jsonl", read_gold(options.data / "gold.jsonl")
    better, weaker = _run(articles, options.better), _run(articles, options.weaker)
    scores = [scores_of(evaluate(run, gold), 0.0) for run in (better, weaker)]
    behind = []
    print(f"{'':<18} {'better':>8} {'weaker':>8}")
    for name in (name for name in scores[0] if name not in _NO_SCORE):
        first, second = scores[0][name], scores[1].get(name)
        is_behind = _is_behind(name, first, second)
        behind += [name] if is_behind else []
        mark = "  behind" if is_behind else ""
        print(f"{name.replace('_', ' '):<18} {_shown(first):>8} {_shown(second):>8}{mark}")
    changes = list(changed(better))
    counts = Counter(change.split(" ")[0] for change in changes)
    print(f"\nvalues of the better answers that code changed: {dict(sorted(counts.items())) or 'none'}")
    if options.changes:
        print("\n".join(changes))
    return 1 if behind else 0


def changed(run: StoredRun) -> Iterator[str]:
    """A line for each value that is not as the model wrote it, with the reason."""
    for record in run.records:
        for field in run.schema.fields:
            for mention in record.fields[field.name]:
                support = mention.support
                if support.grounding is Grounding.UNSUPPORTED:
                    state = "refused"
                elif mention.value is None:
                    state = "unread"
                elif support.note and support.grounding is not Grounding.JUDGED:
                    state = "noted"
                else:
                    continue
                where = f"{record.article} {field.name}"
                yield f"{state} {where}: {support.written!r} ({support.note or support.grounding.value})"


def _run(articles: Path, answers: Path) -> StoredRun:
    return StoredRun.read(answers) if answers.is_dir() else assembled(articles, answers)


def _is_behind(name: str, first: object, second: object) -> bool:
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return False
    return first > second if name in _LESS_IS_BETTER else first < second


def _shown(figure: object) -> str:
    return "-" if figure is None else str(figure)


if __name__ == "__main__":
    sys.exit(main())
