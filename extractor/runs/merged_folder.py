"""A merge of several runs as a run folder of its own, to be shown, checked, exported and merged again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from extractor.errors import RecordsError, RunError
from extractor.records import EventRecord, JsonObject, MergedEvent
from extractor.runs.derived import Found, write_derived
from extractor.runs.folder import RunFolder, json_line, read_lines, read_records
from extractor.runs.staging import Staging
from extractor.schemas import Schema


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gives to a folder."""

    schema: Schema
    reference: str
    """What `load_schema` takes to load the schema."""
    sources: Sequence[Path]
    """The run folders and files of records that were merged."""
    records: Sequence[Path]
    """The files of records."""
    events: Iterable[str]
    """The lines of `events.jsonl`, some at a time."""


def is_folder(output: Path) -> bool:
    """Whether the output of a merge is meant as a folder: it is one, or it has no ending."""
    return output.is_dir() or not (output.suffix or output.exists())


def write_merged_folder(path: Path, merged: Merged) -> None:
    """Write all that a run folder holds, together or not at all; its events are held in memory.

    Raises:
        RecordsError: two articles with different texts have one id.
        RunError: the folder is one of the sources or of another kind, or cannot be written.
    """
    folder = RunFolder(path)
    _check(folder, merged.sources)
    folder.create()
    runs = [RunFolder(source) for source in merged.sources if source.is_dir()]
    description = _description(merged, runs)
    events: list[MergedEvent] = []
    with Staging(folder.run) as staging:
        staging.write(folder.articles, _articles(runs))
        staging.write(folder.records, _once(merged.records))
        staging.write(folder.events, _kept(merged, events))
        articles = {name: article for run in runs for name, article in run.read_articles().items()}
        records = partial(_records, merged)
        by_id = {event.id: event for event in events}
        event_of = {name: event.id for event in events for name in event.records}
        found = Found(by_id, event_of, records, articles, merged.schema)
        write_derived(staging, folder, found, description)
        staging.write(folder.failures, _once([run.failures for run in runs if run.failures.is_file()]))
        staging.write(folder.rejections, _once([run.rejections for run in runs if run.rejections.is_file()]))
        staging.write(folder.run, [json.dumps(description, ensure_ascii=False, indent=2), "\n"])
        staging.swap(gone=[folder.aliases])


def _kept(merged: Merged, events: list[MergedEvent]) -> Iterator[str]:
    """The lines of the events, which are kept too: what is derived from them needs them all."""
    for lines in merged.events:
        events += (
            merged.schema.merged_from_json(json.loads(line), "events") for line in lines.split("\n") if line
        )
        yield lines


def _records(merged: Merged) -> Iterator[EventRecord]:
    """The records, each id once."""
    seen: set[str] = set()
    for path in merged.records:
        for record in read_records(path, merged.schema):
            if record.id not in seen:
                seen.add(record.id)
                yield record


def _check(folder: RunFolder, sources: Sequence[Path]) -> None:
    if any(source.resolve() in {folder.path.resolve(), folder.records.resolve()} for source in sources):
        raise RunError(f"{folder.path}: is merged itself: give another folder with -o")
    made_by_run = folder.ledger.exists() or (folder.run.exists() and "merged" not in folder.description())
    if made_by_run:
        raise RunError(f"{folder.path}: holds a run of its own, which stays: give another folder with -o")


def _description(merged: Merged, runs: Sequence[RunFolder]) -> JsonObject:
    """What `run.json` says; of one model, the backend that all runs share."""
    backends = [run.description().get("backend") for run in runs]
    shared = backends[0] if backends and all(backend == backends[0] for backend in backends) else None
    return {
        "schema": {"reference": merged.reference, "name": merged.schema.name},
        "merged": [str(source) for source in merged.sources],
        **({"backend": shared} if shared and len(runs) == len(merged.sources) else {}),
        "versions": {"news-event-extractor": version("news-event-extractor")},
    }


def _articles(runs: Sequence[RunFolder]) -> Iterator[str]:
    """The articles of all runs, each id once."""
    texts: dict[str, tuple[bytes, str]] = {}
    for run in runs:
        for article, where in read_lines(run.articles):
            name, text = str(article.get("id")), str(article.get("text"))
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
            known, first = texts.setdefault(name, (digest, where))
            if known != digest:
                raise RecordsError(
                    f"{where}: article {name} has another text than in {first}: "
                    "give the articles ids of their own, or merge into a file of events (-o events.jsonl)"
                )
            if first == where:
                yield json_line(article)


def _once(files: Iterable[Path]) -> Iterator[str]:
    """The lines of all files, each once."""
    seen: set[bytes] = set()
    for file in files:
        for data, _ in read_lines(file):
            line = json_line(data)
            digest = hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if digest not in seen:
                seen.add(digest)
                yield line
