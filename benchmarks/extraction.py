"""How right the part of the tool behind the model is: stored answers of a model, without a model.

    python -m benchmarks.extraction --data FOLDER… [--answers NAME] [--json]

A folder holds `articles.jsonl`, `gold.jsonl` (docs/reference/gold.md) and a file of answers, one article a
line: `article` (its id) and `events`, as a model answers the plan `article`. The answers become records, the
records are merged, and `extractor evaluate` scores the events. What is lost is lost by grounding, by reading
values or by the merge. Keys of an answer that the schema does not ask for are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from extractor import read_articles
from extractor.evaluation.bootstrap import Estimate
from extractor.evaluation.evaluating import Evaluation, evaluate
from extractor.evaluation.gold import read_gold
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import ArticlePlan
from extractor.extraction.plans.base import Answer
from extractor.extraction.replies import CITED
from extractor.merging import merge
from extractor.records import Article, EventRecord, JsonObject, Origin, Span
from extractor.schemas import load_schema
from extractor.store.folder import StoredRun

_ORIGIN = Origin(backend="stored", model="answers", plan=ArticlePlan.name, prompt="")


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the answers in the folders that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--data", nargs="*", type=Path, default=[], metavar="FOLDER")
    parser.add_argument(
        "--answers", default="strong_answers.jsonl", metavar="NAME", help="the file of answers"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a folder")
    options = parser.parse_args(arguments)
    if not options.data:
        parser.error("name a folder with articles, gold and answers: --data FOLDER")
    for folder in options.data:
        needed = [folder / name for name in ("articles.jsonl", "gold.jsonl", options.answers)]
        lacking = [path for path in needed if not path.is_file()]
        if lacking:
            print(f"skipped: no file {lacking[0]}", file=sys.stderr)
            continue
        start = time.perf_counter()
        run = assembled(folder / "articles.jsonl", folder / options.answers)
        seconds = time.perf_counter() - start
        scores = scores_of(evaluate(run, read_gold(folder / "gold.jsonl")), seconds)
        _print(folder, scores, as_json=options.json)
    return 0


def assembled(articles: Path, answers: Path) -> StoredRun:
    """The run that these answers give."""
    with answers.open(encoding="utf-8") as lines:
        by_article = {found["article"]: found["events"] for found in map(json.loads, lines)}
    schema = load_schema()
    plan = ArticlePlan(schema)
    read = {each.id: each for each in read_articles([str(articles)]) if isinstance(each, Article)}
    records = [
        record
        for name, article in read.items()
        for answer in _answers(plan, article, by_article.get(name, []))
        for record in Assembler(schema, article, _ORIGIN).assemble(plan.events_in(answer))
        if isinstance(record, EventRecord)
    ]
    return StoredRun(schema, read, tuple(records), tuple(merge(records, schema, read)))


def _answers(plan: ArticlePlan, article: Article, events: Sequence[JsonObject]) -> Iterator[Answer]:
    """One reply with all events, as if the question had shown all sentences."""
    ask = next(plan.opening(article), None)
    if ask is not None:
        known = {CITED, *(question.key for question in plan.questions)}
        asked = [{key: value for key, value in event.items() if key in known} for event in events]
        shown = tuple(sentence.number for sentence in article.news)
        yield Answer(replace(ask, sentences=shown), ask.reply_type.model_validate({"events": asked}))


def scores_of(evaluation: Evaluation, seconds: float) -> dict[str, object]:
    """The figures that are compared, shares in per cent."""
    events, parties = evaluation.events, evaluation.parties
    parts = sum(1 for event in evaluation.surplus if event.part_of)
    return {
        "precision": _per_cent(events.precision),
        "recall": _per_cent(events.recall),
        "f1": _per_cent(events.f1),
        "main_recall": _per_cent(evaluation.main.share),
        "parts": parts,
        "not_in_gold": len(evaluation.surplus) - parts,
        "articles_covered": _per_cent(evaluation.articles.share),
        "foreign_articles": evaluation.foreign_articles,
        **{name: _per_cent(field.accuracy) for name, field in evaluation.fields.items()},
        "parties_found": _per_cent(parties.names.recall) if parties else None,
        "conll": _per_cent(evaluation.merging.conll),
        "unsupported": _per_cent(evaluation.grounding["unsupported"].share),
        "seconds": round(seconds, 2),
    }


def _per_cent(score: Estimate | None) -> float | None:
    return None if score is None else round(100 * score.value, 1)


def _print(folder: Path, scores: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"folder": folder.name, **scores}), flush=True)
        return
    print(folder.name)
    for name, figure in scores.items():
        print(f"  {name.replace('_', ' '):<18} {'-' if figure is None else figure}")


# Articles with annotated mentions (ECB+, MEANTIME), for `benchmarks.annotated_gold`

_SET_APART = ("REPORTING", "SPEECH", "STATE", "PERCEPTION", "GENERIC", "GRAMMATICAL")
"""Parts of the names of the annotated types that are no events of news."""


def annotated(document: JsonObject) -> Iterator[tuple[str, list[tuple[Span, str]]]]:
    """The sentences with annotated events, and the places and kinds of these."""
    lines = document["text"].split("\n")
    by_sentence: dict[int, list[tuple[Span, str]]] = defaultdict(list)
    for event in document["events"]:
        text = lines[event["sent"]]
        starts = [0]
        for word in text.split(" "):
            starts.append(starts[-1] + len(word) + 1)
        span = Span(start=starts[min(event["tok"])], end=starts[max(event["tok"]) + 1] - 1)
        apart = any(part in (event["type"] or "") for part in _SET_APART)
        by_sentence[event["sent"]].append((span, "set apart" if apart else "occurrence"))
    for number in sorted(by_sentence):
        yield lines[number], by_sentence[number]


def chosen(path: Path, split: str | None, first: int | None, skip: int) -> list[JsonObject]:
    """The articles of a file, by topic and id: of each topic the first ones, after those left out."""
    with path.open(encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines if line.strip()]
    by_topic: dict[str, list[JsonObject]] = defaultdict(list)
    for document in sorted(documents, key=lambda item: str(item["doc_id"])):
        if split is None or document.get("split") == split:
            by_topic[str(document.get("topic"))].append(document)
    return [document for topic in sorted(by_topic) for document in by_topic[topic][skip:][:first]]


if __name__ == "__main__":
    sys.exit(main())
