"""The end of a run: its records are merged, and the files that people read are written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from extractor.decisions.constraints import constraints_of
from extractor.runs.derived import Found, write_derived
from extractor.runs.endings import Tally
from extractor.runs.pipeline import Outcome, Work, described
from extractor.runs.spending import Spending
from extractor.runs.spool import Spool
from extractor.runs.spooled_merge import merge_spooled
from extractor.runs.stored_events import StoredEvents
from extractor.store.staging import Staging


def finish(work: Work, spool: Spool, tally: Tally, spent: Spending, limit_reached: str) -> Outcome:
    """Merge what a run found, and write its files.

    Raises:
        RunError: a file cannot be written.
    """
    schema = work.plan.schema
    spool.sort()
    merge_spooled(spool, schema, constraints_of(work.decisions, spool.records.values(), spool.articles))
    events = StoredEvents(work.folder.events, schema, tuple(spool.events))
    outcome = Outcome(tally, events, schema, spent, limit_reached)
    return replace(outcome, left_out=_write(work, spool, outcome))


def _write(work: Work, spool: Spool, outcome: Outcome) -> int:
    """Write the derived files, `run.json` last: it says that the others are whole.

    Returns how many events are not in the report.
    """
    folder = work.folder
    description = {
        **described(work.request, work.plan),
        "articles_sha256": _hash(spool),
        "totals": outcome.totals(),
    }
    with Staging(folder.run) as staging:
        staging.write(folder.articles, spool.articles.lines())
        staging.write(folder.records, spool.records.lines())
        staging.write(folder.events, spool.events.lines())
        found = Found(spool.events, spool.event_of, spool.records.values, spool.articles, outcome.schema)
        left_out = write_derived(staging, folder, found, description)
        staging.write(folder.rejections, spool.rejection_lines())
        staging.write(folder.failures, spool.failure_lines())
        staging.write(folder.run, [json.dumps(description, ensure_ascii=False, indent=2), "\n"])
        staging.swap(gone=[folder.aliases])
    return left_out


def _hash(spool: Spool) -> str:
    digest = hashlib.sha256()
    for name, sha256 in spool.article_hashes():
        digest.update(f"{name}\0{sha256}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
