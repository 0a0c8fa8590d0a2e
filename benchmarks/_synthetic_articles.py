"""Made-up articles of a size, and what a model answers about each: for measuring everything but the model.

Each has a title of its own, by which `benchmarks/_model_server.py` finds the answer; its first sentence
reports one event of `benchmarks/_synthetic_news.py`, and two dozen sentences that report none follow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from benchmarks._synthetic_news import dated_reports
from extractor.articles import read_articles
from extractor.extraction.plans import load_plan
from extractor.records import Article
from extractor.schemas import load_schema

_FILLERS = (
    "The market was quiet again, with few buyers and fewer sellers.",
    "Nobody at the station could say more than that.",
    "Rain is likely in the north and by the coast.",
    "The road along the river is narrow and often wet.",
    "Older houses near the harbour have small windows and thick walls.",
    "The bakery opens early, as it always has.",
    "There is a long bench under the trees of the square.",
    "The library keeps the papers of many years.",
    "Coffee is cheap here and comes in large cups.",
    "The hills behind the town are green for most of the year.",
    "A narrow bridge leads to the mill and to the fields beyond it, which belong to three families.",
    "Boats are blue or white, and most of them are small and old.",
)
_SENTENCES = 24


def synthetic_articles(number: int, seed: int = 0) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """So many articles, each with the event that a model finds in it, both as JSON objects."""
    random = Random(seed)
    for count, (said, published) in enumerate(dated_reports(number, seed)):
        where = f" in {said.where}" if said.where else ""
        when = f" on {said.when}" if said.when else ""
        with_patient = f", with {said.patient}" if said.patient and said.patient not in said.what else ""
        lead = f"{said.agent or 'Officials'} {said.what}{with_patient}{where}{when}."
        fillers = random.choices(_FILLERS, k=_SENTENCES)
        name = f"{count:07d}"
        article = {
            "id": f"a{name}",
            "title": f"Report {name}",
            "text": " ".join([lead, *fillers]),
            "published": published.isoformat(),
            "source": f"Paper {count % 200}",
        }
        event = {
            "s": [1],
            "type": said.type,
            "what": said.what,
            "who": [said.agent] if said.agent else None,
            "whom": [said.patient] if said.patient else None,
            "count": said.count or None,
            "when": said.when or None,
            "where": said.where or None,
            "status": said.status,
        }
        yield article, {key: value for key, value in event.items() if value is not None}


def write_articles(folder: Path, number: int, *, parquet: bool = False) -> tuple[Path, Path]:
    """Files with so many articles, and with what a model answers about them, a line an article."""
    folder.mkdir(parents=True, exist_ok=True)
    replies, lines = folder / "replies.jsonl", folder / "articles.jsonl"
    with replies.open("w", encoding="utf-8") as answers, lines.open("w", encoding="utf-8") as articles:
        for article, event in synthetic_articles(number):
            articles.write(json.dumps(article) + "\n")
            answers.write(json.dumps({"events": [event]}, separators=(",", ":")) + "\n")
    if not parquet:
        return lines, replies
    from pyarrow import json as arrow_json
    from pyarrow import parquet as arrow_parquet

    table = arrow_json.read_json(lines)
    arrow_parquet.write_table(table, folder / "articles.parquet", row_group_size=20_000)
    lines.unlink()
    return folder / "articles.parquet", replies


def write_questions(folder: Path, number: int) -> Path:
    """A file with the messages that the plan `article` sends about each of so many articles."""
    plan = load_plan("article", load_schema("news_event"))
    questions = folder / "questions.jsonl"
    lines, _ = write_articles(folder / "asked", number)
    with questions.open("w", encoding="utf-8") as out:
        for article in read_articles([str(lines)]):
            assert isinstance(article, Article)
            (ask,) = plan.opening(article)
            messages = [asdict(message) for message in ask.messages]
            line = {"id": article.id, "text": f"{article.title}. {article.text}", "messages": messages}
            out.write(json.dumps(line) + "\n")
    return questions
