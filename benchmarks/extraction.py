"""How many of the event mentions that people annotated the plan `triggers` asks about, without a model.

    python -m benchmarks.extraction --data FILE… [--split NAME] [--articles N] [--skip N] [--words N] [--json]

A file holds one article a line: `text`, a line for each sentence with blanks between its words, and `events`
with `sent`, `tok` (positions in the sentence) and `type` (ECB+, MEANTIME). Only sentences in which something
is annotated are looked at: in the others nobody looked for events. A mention is covered when a trigger meets
it. Reports, perceptions and states are counted apart: they are mentions, but no events as the gold format has
them. `precision` is the share of questions whose word meets a mention of an occurrence; a question about a
word that is annotated as a report or a state, or not at all, is wrong. So it is a lower bound: annotators of
event coreference leave out what no other article tells.

`--articles N` takes the first N by `doc_id` of each topic, `--skip N` leaves those out: tuning and checking.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.extraction.plans import placed_triggers
from extractor.extraction.triggers import trigger_field
from extractor.fields import Choice
from extractor.records import Article, JsonObject, Sentence, Span
from extractor.schemas import load_schema

_SET_APART = ("REPORTING", "SPEECH", "STATE", "PERCEPTION", "GENERIC", "GRAMMATICAL")
"""Parts of the names of the annotated types that are no events of news."""


@dataclass
class Coverage:
    """What was counted over the articles of one file."""

    articles: int = 0
    sentences: int = 0
    mentions: Counter[str] = field(default_factory=Counter)
    """By kind: `occurrence` or `set apart`."""
    covered: Counter[str] = field(default_factory=Counter)
    questions: int = 0
    right: int = 0
    """Questions about a word that is annotated as an occurrence."""
    missed_words: Counter[str] = field(default_factory=Counter)
    wrong_words: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """The figures, shares in per cent."""
        covered, mentions = self.covered, self.mentions
        return {
            "articles": self.articles,
            "sentences": self.sentences,
            "occurrences": mentions["occurrence"],
            "covered": _per_cent(covered["occurrence"], mentions["occurrence"]),
            "set_apart": mentions["set apart"],
            "set_apart_asked_about": _per_cent(covered["set apart"], mentions["set apart"]),
            "questions": self.questions,
            "questions_a_sentence": round(self.questions / max(1, self.sentences), 2),
            "precision": _per_cent(self.right, self.questions),
            "seconds": round(self.seconds, 2),
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the files that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--data", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--split", help="only the articles of this split, where a file has several")
    parser.add_argument("--articles", type=int, metavar="N", help="the first N of each topic")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="all but the first N of each topic")
    parser.add_argument("--words", type=int, default=0, metavar="N", help="show the N most frequent faults")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    options = parser.parse_args(arguments)
    if not options.data:
        parser.error("name a file of annotated articles: --data FILE")
    for path in options.data:
        if not path.is_file():
            print(f"skipped: no file {path}", file=sys.stderr)
            continue
        coverage = measure(chosen(path, options.split, options.articles, options.skip))
        _print(path, coverage, options.words, as_json=options.json)
    return 0


def measure(documents: Sequence[JsonObject]) -> Coverage:
    """Find the triggers of the default schema in annotated sentences and compare them with the mentions."""
    choice_field = trigger_field(load_schema())
    choice = choice_field.type if choice_field else None
    if not isinstance(choice, Choice):
        raise TypeError("the default schema lists no triggers")
    coverage = Coverage()
    start = time.perf_counter()
    for document in documents:
        coverage.articles += bool(document["events"])
        for sentence, mentions in annotated(document):
            _count(sentence, mentions, choice, coverage)
    coverage.seconds = time.perf_counter() - start
    return coverage


def _count(text: str, mentions: Sequence[tuple[Span, str]], choice: Choice, coverage: Coverage) -> None:
    whole = Span(start=0, end=len(text))
    article = Article(id="a", text=text, sentences=(Sentence(number=1, span=whole),))
    coverage.sentences += 1
    asked = placed_triggers(article, whole, choice)
    places = [place for placed in asked for place in (placed.span, *placed.repeats)]
    for span, kind in mentions:
        coverage.mentions[kind] += 1
        if any(_meet(span, place) for place in places):
            coverage.covered[kind] += 1
        elif kind == "occurrence":
            coverage.missed_words[span.text_in(text).casefold()] += 1
    for placed in asked:
        coverage.questions += 1
        own = (placed.span, *placed.repeats)
        if any(kind == "occurrence" and _meet(span, place) for span, kind in mentions for place in own):
            coverage.right += 1
        else:
            coverage.wrong_words[placed.trigger.text.casefold()] += 1


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


def _print(path: Path, coverage: Coverage, words: int, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": path.name, **coverage.as_json()}), flush=True)
        return
    print(path.name)
    for name, figure in coverage.as_json().items():
        print(f"  {name.replace('_', ' '):<22} {figure}")
    for title, counter in (("missed", coverage.missed_words), ("wrong", coverage.wrong_words)):
        if words:
            print(f"  {title}: " + ", ".join(f"{word} {count}" for word, count in counter.most_common(words)))


def _meet(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _per_cent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


if __name__ == "__main__":
    sys.exit(main())
