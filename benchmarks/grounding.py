"""How many changed facts pass as said by the article, and how many true ones are refused.

    python -m benchmarks.grounding [--data FILE…] [--most N] [--list N] [--json]

Takes clauses of real articles (the seeds, and JSON Lines files given with `--data`), changes one number,
name, date, place or negation, and asks each aligner whether the sentence says it; then asks the same of as
many clauses unchanged or lightly edited. Clauses with another verb are looked for as headlines, which may
have words of their own if the note names them. `benchmarks/README.md` says what is counted.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks._aligners import ALIGNERS, Accepts, headline_state, installed, ours
from benchmarks._languages import LANGUAGES, invented_statements
from benchmarks._mutations import KINDS, changed_verbs, false_statements, names_of
from benchmarks._statements import Statement, clauses, order, read_articles, true_edits
from extractor.records import Article, Grounding

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
MOST = 2_000
"""Changed statements by default, and as many true ones."""

INVENTED = 500
"""Statements in each of the other languages."""

VARIANTS = 3
"""New values tried for each thing changed."""


@dataclass(frozen=True, slots=True)
class Score:
    """What one aligner did on the list."""

    aligner: str
    version: str
    changed: int
    changed_accepted: int
    accepted_by_kind: dict[str, int]
    true: int
    true_refused: int
    refused_by_kind: dict[str, int]
    milliseconds: float
    """Mean processor time a value, the first look at its article included."""


@dataclass(frozen=True, slots=True)
class VerbScore:
    """What becomes of headlines with another verb than their sentence."""

    changed: int
    refused: int
    """Found in no sentence, or only in others."""
    named: int
    """Accepted with a note that names the verb."""
    silent: int
    """Accepted without."""


def score_verbs(articles: Sequence[Article], most: int) -> tuple[VerbScore, list[Statement]]:
    """The score of up to `most` headlines, and those that are accepted without a word."""
    listed = _evenly([s for article in articles for s in changed_verbs(article, VARIANTS)], most)
    refused, named, silent = 0, 0, []
    for statement in listed:
        support = headline_state(statement)
        if support.grounding in {Grounding.UNSUPPORTED, Grounding.ELSEWHERE}:
            refused += 1
        elif support.note and "not in sentence" in support.note:
            named += 1
        else:
            silent.append(statement)
    return VerbScore(len(listed), refused, named, len(silent)), silent


def statements(articles: Sequence[Article], most: int) -> list[Statement]:
    """The list: up to `most` changed statements, kinds evenly, and as many true ones."""
    names = names_of(articles)
    changed = [s for article in articles for s in false_statements(article, names, VARIANTS)]
    changed = _evenly(changed, most)
    true = [
        Statement(text, article, sentence.number, kind, true=True)
        for article in articles
        for sentence in article.sentences
        for clause in clauses(article.sentence_text(sentence.number))
        for kind, text in true_edits(clause)
    ]
    place = {id(article): number for number, article in enumerate(articles)}
    listed = [*changed, *_evenly(true, len(changed))]
    return sorted(listed, key=lambda item: place[id(item.article)])  # a run grounds article by article


def _evenly(items: list[Statement], most: int) -> list[Statement]:
    """At most so many, as even over the kinds as they allow, chosen by content."""
    ranks: Counter[str] = Counter()
    ranked: list[tuple[int, bytes, Statement]] = []
    keyed = ((order(f"{item.article.id}\0{item.sentence}\0{item.text}"), item) for item in items)
    for key, item in sorted(keyed, key=lambda pair: pair[0]):
        ranks[item.kind] += 1
        ranked.append((ranks[item.kind], key, item))
    ranked.sort(key=lambda entry: entry[:2])
    return [item for _, _, item in ranked[:most]]


def score(
    name: str, release: str, accepts: Accepts, listed: Sequence[Statement]
) -> tuple[Score, list[Statement]]:
    """What an aligner does on the list, and the statements it got wrong."""
    started = time.process_time()
    wrong = [s for s in listed if accepts(s) is not s.true]
    elapsed = time.process_time() - started
    accepted = Counter(s.kind for s in wrong if not s.true)
    refused = Counter(s.kind for s in wrong if s.true)
    true = sum(s.true for s in listed)
    return (
        Score(
            aligner=name,
            version=release,
            changed=len(listed) - true,
            changed_accepted=accepted.total(),
            accepted_by_kind=dict(sorted(accepted.items())),
            true=true,
            true_refused=refused.total(),
            refused_by_kind=dict(sorted(refused.items())),
            milliseconds=round(1000 * elapsed / max(len(listed), 1), 3),
        ),
        wrong,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or the scores as JSON."""
    options = _parser().parse_args(arguments)
    missing = [path for path in options.data if not path.is_file()]
    articles = list(read_articles(SEEDS, [path for path in options.data if path not in missing]))
    listed = statements(articles, options.most)
    scores: list[Score] = []
    notes = [f"{path}: not there, skipped" for path in missing]
    for name, (package, make) in ALIGNERS.items():
        release = installed(package)
        if release is None or (options.only and name not in options.only):
            notes += [f"{name}: {package} is not installed, skipped"] if release is None else []
            continue
        result, wrong = score(name, release, make(), listed)
        scores.append(result)
        notes += [f"{name}: {_wrong(s)}" for s in wrong[: options.list]]
    verbs, silent = score_verbs(articles, options.most)
    notes += [f"headlines: {_wrong(s)}" for s in silent[: options.list]]
    invented = [score(f"ours, {code}", "", ours(), invented_statements(code, INVENTED)) for code in LANGUAGES]
    notes += [f"{s.aligner}: {_wrong(w)}" for s, wrong in invented for w in wrong[: options.list]]
    scores += [result for result, _ in invented]
    if options.json:
        found = {"scores": [asdict(s) for s in scores], "verbs": asdict(verbs), "notes": notes}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(_table(scores, len(articles)), _verbs(verbs), *notes, sep="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.grounding", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="JSON Lines with doc_id and text")
    parser.add_argument("--most", type=int, default=MOST, help="changed statements (default: %(default)s)")
    parser.add_argument("--only", nargs="*", choices=tuple(ALIGNERS), help="only these aligners")
    parser.add_argument(
        "--list", type=int, default=0, metavar="N", help="show the first N wrong answers of each"
    )
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    return parser


def _wrong(statement: Statement) -> str:
    verdict = "refused" if statement.true else "accepted"
    source = statement.article.sentence_text(statement.sentence)
    return f"{verdict} ({statement.kind}) {statement.text!r} of {source!r}"


def _table(scores: Sequence[Score], articles: int) -> str:
    lines = [
        f"{articles} articles; Python {platform.python_version()}, {os.cpu_count()} cores",
        "",
        "| aligner | changed facts accepted | " + " | ".join(KINDS) + " | true ones refused | ms a value |",
        "|---|---:|" + "---:|" * len(KINDS) + "---:|---:|",
    ]
    for s in scores:
        kinds = " | ".join(str(s.accepted_by_kind.get(kind, 0)) for kind in KINDS)
        name = f"{s.aligner} ({s.version})" if s.version else s.aligner
        lines.append(
            f"| {name} | {_share(s.changed_accepted, s.changed)} | {kinds} "
            f"| {_share(s.true_refused, s.true)} | {s.milliseconds:.2f} |"
        )
    refused = {s.aligner: s.refused_by_kind for s in scores if s.refused_by_kind}
    return "\n".join(
        [*lines, "", *(f"{name}, true ones refused by edit: {kinds}" for name, kinds in refused.items())]
    )


def _verbs(score: VerbScore) -> str:
    return (
        f"headlines with another verb: {_share(score.refused, score.changed)} refused, "
        f"{_share(score.named, score.changed)} named in the note, "
        f"{_share(score.silent, score.changed)} neither"
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


if __name__ == "__main__":
    main()
