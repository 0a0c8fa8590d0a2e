"""The end of a run: its records are merged, and the files that people read are written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from extractor.decisions.constraints import constraints_of
from extractor.records import JsonObject
from extractor.runs.engine import EngineChoice
from extractor.runs.engine.workshops import MANY_BYTES, open_workshop
from extractor.runs.pipeline import Outcome, Work
from extractor.runs.results.comparing_files import compare_files
from extractor.runs.results.reading_parts import Sources
from extractor.runs.results.run_files import Parts, write_run_files
from extractor.runs.results.spool import Spool
from extractor.store.folder import article_from_line, read_records
from extractor.store.line_index import LineIndex


def finish(work: Work, spool: Spool, outcome: Outcome) -> Outcome:
    """Merge what a run found, and write its files; the outcome with the number of events.

    Raises:
        RunError: a file cannot be written.
    """
    schema = outcome.schema

    def events(records: Path, articles: Path) -> Iterator[str]:
        with closing(LineIndex(articles, article_from_line)) as texts:
            constraints = constraints_of(work.decisions, read_records(records, schema), texts)
        sources = Sources(work.request.schema, (records,), (articles,))
        size = records.stat().st_size
        # Of few records the merge takes less than workers do to start.
        engine = work.request.engine if size >= MANY_BYTES else EngineChoice()
        with open_workshop(engine, size, work.folder.events, processes=1) as workshop:
            yield from compare_files(sources, constraints, workshop).lines()

    def description(number_of_events: int) -> JsonObject:
        return {
            **work.described(),
            "articles_sha256": _hash(spool.article_hashes),
            "totals": replace(outcome, number_of_events=number_of_events).totals(),
        }

    parts = Parts(
        schema,
        articles=spool.lines("articles"),
        records=spool.lines("records"),
        events=events,
        rejections=spool.lines("rejections"),
        failures=spool.lines("unreadable", "failures"),
        description=description,
    )
    number, left_out = write_run_files(work.folder, parts)
    return replace(outcome, number_of_events=number, left_out=left_out)


def _hash(articles: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, sha256 in sorted(articles.items()):
        digest.update(f"{name}\0{sha256}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
