"""Turns annotated articles (ECB+, MEANTIME) into articles to run and gold to score them with.

    python -m benchmarks.annotated_gold FILE FOLDER [--split NAME] [--skip N] [--articles N] [--topics N]

Writes `FOLDER/articles.jsonl` and `FOLDER/gold.jsonl`, for:

    extractor run FOLDER/articles.jsonl -o RUN
    extractor evaluate RUN --gold FOLDER/gold.jsonl

An article is cut down to the sentences in which something is annotated: in the others nobody looked for
events. A gold event is a cluster of mentions; a fragment is the trigger with the words around it. The sets
know nothing of our types, times as we write them, and status, so only `events`, `reports` and `merging` mean
something: every type is right. Mentions of saying, perceiving and being are optional.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.extraction import annotated, chosen
from extractor.fields import Purpose
from extractor.records import JsonObject, Span
from extractor.schemas import Schema, load_schema

_AROUND = 3
"""Words of a fragment on each side of the trigger."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert the file that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.annotated_gold", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", help="only the articles of this split, where a file has several")
    parser.add_argument("--articles", type=int, metavar="N", help="the first N of each topic")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="all but the first N of each topic")
    parser.add_argument("--topics", type=int, metavar="N", help="the first N topics")
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        print(f"skipped: no file {options.file}", file=sys.stderr)
        return 0
    documents = [d for d in chosen(options.file, options.split, None, options.skip) if d["events"]]
    articles, gold = converted(_of_topics(documents, options.topics, options.articles))
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("articles", articles), ("gold", gold)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (options.folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    print(f"{len(articles)} articles, {len(gold)} gold events in {options.folder}")
    return 0


def converted(documents: Sequence[JsonObject]) -> tuple[list[JsonObject], list[JsonObject]]:
    """The articles and the gold events, as JSON objects."""
    schema = load_schema()
    anything = {
        "type": _options(schema, Purpose.KIND),
        "when": None,
        "where": None,
        "who": [],
        "count": None,
        "status": _options(schema, Purpose.STATUS),
    }
    articles, reports, kinds = (
        [],
        defaultdict[str, dict[str, list[str]]](dict),
        defaultdict[str, set[str]](set),
    )
    triggers: dict[str, str] = {}
    for document in documents:
        name = re.sub(r"\W+", "_", str(document["doc_id"]))
        sentences = list(annotated(document))
        body = "\n\n".join(_as_printed(text) for text, _ in sentences)
        articles.append({"id": name, "text": body})
        clusters = _clusters(document)
        for number, (text, mentions) in enumerate(sentences):
            for (span, kind), cluster in zip(mentions, clusters[number], strict=True):
                fragment = _as_printed(_fragment(text, span))
                found = fragment if fragment in body else span.text_in(text)
                reports[cluster].setdefault(name, []).append(found)
                kinds[cluster].add(kind)
                triggers.setdefault(cluster, span.text_in(text))
    gold = [
        {"id": cluster, "what": triggers[cluster], **anything, "reports": reports[cluster]}
        | ({"optional": True} if kinds[cluster] == {"set apart"} else {})
        for cluster in sorted(reports)
    ]
    return articles, gold


def _options(schema: Schema, purpose: Purpose) -> list[str]:
    """The names of the options of the choice with this purpose."""
    choice = schema.choice(purpose)
    return [option.name for option in choice[1].options] if choice else []


def _clusters(document: JsonObject) -> list[list[str]]:
    """The clusters of the mentions of each annotated sentence, in the order of `annotated`."""
    by_sentence: dict[int, list[str]] = defaultdict(list)
    for event in document["events"]:
        by_sentence[event["sent"]].append(str(event["cluster"]))
    return [by_sentence[number] for number in sorted(by_sentence)]


_CLOSING = re.compile(r" ([.,;:!?%)\]]|(?:'s|n't|'re|'ve|'ll|'d|')(?=\s|$))")
_OPENING = re.compile(r"([($#\[]) ")


def _as_printed(text: str) -> str:
    """The words without the blanks that a tokenizer put between them and their marks."""
    joined = _OPENING.sub(r"\1", _CLOSING.sub(r"\1", text))
    return joined.replace("`` ", '"').replace(" ''", '"').replace("``", '"').replace("''", '"')


def _fragment(text: str, span: Span) -> str:
    before = text[: span.start].split(" ")[-_AROUND - 1 :]
    after = text[span.end :].split(" ")[: _AROUND + 1]
    return f"{' '.join(before)}{span.text_in(text)}{' '.join(after)}".strip()


def _of_topics(documents: Sequence[JsonObject], topics: int | None, articles: int | None) -> list[JsonObject]:
    by_topic: dict[str, list[JsonObject]] = defaultdict(list)
    for document in documents:
        by_topic[str(document.get("topic"))].append(document)
    return [document for topic in sorted(by_topic)[:topics] for document in by_topic[topic][:articles]]


if __name__ == "__main__":
    sys.exit(main())
