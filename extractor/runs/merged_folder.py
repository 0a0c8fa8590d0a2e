"""A merge of several runs as a run folder of its own, to be shown, checked, exported and merged again."""

from __future__ import annotations

import hashlib
import json
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.errors import RecordsError, RunError
from extractor.records import Article, EventRecord, JsonObject, MergedEvent
from extractor.runs.derived import Found, write_derived
from extractor.schemas import Schema
from extractor.store.folder import RunFolder, article_from_line, json_line, read_lines, read_records
from extractor.store.line_index import LineIndex
from extractor.store.staging import Staging


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
    """Write all that a run folder holds, together or not at all.

    Raises:
        RecordsError: two articles with different texts have one id.
        RunError: the folder is one of the sources or of another kind, or cannot be written.
    """
    folder = RunFolder(path)
    _check(folder, merged.sources)
    folder.create()
    runs = [RunFolder(source) for source in merged.sources if source.is_dir()]
    description = _description(merged, runs)
    event_of: dict[str, str] = {}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory()))
        events = LineIndex.new(scratch / "events.jsonl", merged.schema.merged_from_line)
        stack.enter_context(closing(events))
        staging = stack.enter_context(Staging(folder.run))
        staging.write(folder.articles, _articles(runs))
        staging.write(folder.records, _once(merged.records))
        staging.write(folder.events, _indexed(merged.events, events, event_of))
        indexes = [LineIndex.of_file(run.articles, article_from_line) for run in runs]
        for index in indexes:
            stack.enter_context(closing(index))
        # Of several articles with one id the last; it is only read.
        articles: Mapping[str, Article] = ChainMap(*reversed(indexes))  # type: ignore[arg-type]
        found = Found(events, event_of, partial(_records, merged), articles, merged.schema)
        write_derived(staging, folder, found, description)
        staging.write(folder.failures, _once([run.failures for run in runs if run.failures.is_file()]))
        staging.write(folder.rejections, _once([run.rejections for run in runs if run.rejections.is_file()]))
        staging.write(folder.run, [json.dumps(description, ensure_ascii=False, indent=2), "\n"])
        staging.swap(gone=[folder.aliases])


def _indexed(lines: Iterable[str], events: LineIndex[MergedEvent], event_of: dict[str, str]) -> Iterator[str]:
    """The lines of the events, each added to the index, and the event of each record to `event_of`."""
    for some in lines:
        for line in filter(None, some.split("\n")):
            event = json.loads(line)
            events.add(event["id"], f"{line}\n")
            event_of.update(dict.fromkeys(event["records"], event["id"]))
        yield some


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
