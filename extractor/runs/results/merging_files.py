"""Records of several runs and files merged into a file of events, or into a run folder of its own.

Such a folder can be shown, reviewed, exported and merged again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from extractor.errors import RecordsError, RunError
from extractor.records import JsonObject
from extractor.runs.engine import EngineChoice
from extractor.runs.engine.workshops import open_workshop
from extractor.runs.results.comparing_files import ComparedFiles, compare_files
from extractor.runs.results.reading_parts import Sources
from extractor.runs.results.run_files import Parts, write_run_files
from extractor.schemas import lasting_reference, load_schema
from extractor.store.folder import RunFolder, json_line, read_lines, write_whole

LOCAL = EngineChoice()


def merge_files(
    sources: Sequence[Path],
    schema: str,
    output: Path,
    processes: int | None = None,
    engine: EngineChoice = LOCAL,
) -> tuple[ComparedFiles, float]:
    """Merge the records of run folders and files of records into a file of events.

    An `output` that is a folder, or has no ending, becomes a run folder. `schema` is what `load_schema`
    takes; `processes` is that of `open_workshop`. Returned are what was compared, and the seconds for fusing
    and writing.

    Raises:
        RecordsError: a source is no file of records of this schema, or two articles have one id.
        RunError: a folder holds no finished run, the output cannot be written, or a worker was lost.
        SchemaError: there is no such schema.
        UsageError: the engine is not to be had.
    """
    runs = [RunFolder(path) for path in sources if path.is_dir()]
    records = tuple(_records_file(path) for path in sources)
    given = Sources(schema, records, tuple(run.articles for run in runs))
    size = sum(path.stat().st_size for path in records)
    with open_workshop(engine, size, output, processes) as workshop:
        compared = compare_files(given, None, workshop)
        began = time.perf_counter()
        if output.is_dir() or not (output.suffix or output.exists()):
            _write_folder(RunFolder(output), sources, runs, compared)
        else:
            write_whole(output, compared.lines())
    return compared, time.perf_counter() - began


def _records_file(path: Path) -> Path:
    if path.is_dir():
        RunFolder(path).schema_reference()  # says so when its run has not finished
        return RunFolder(path).records
    if not path.exists():
        raise RecordsError(f"{path}: no such file or run folder")
    return path


def _write_folder(
    folder: RunFolder, sources: Sequence[Path], runs: Sequence[RunFolder], compared: ComparedFiles
) -> None:
    if any(source.resolve() in {folder.path.resolve(), folder.records.resolve()} for source in sources):
        raise RunError(f"{folder.path}: is merged itself: give another folder with -o")
    made_by_run = folder.ledger.exists() or (folder.run.exists() and "merged" not in folder.description())
    if made_by_run:
        raise RunError(f"{folder.path}: holds a run of its own, which stays: give another folder with -o")
    folder.create()
    description = _description(compared.sources.schema, sources, runs)
    parts = Parts(
        load_schema(compared.sources.schema),
        articles=_articles(runs),
        records=_once(compared.sources.records),
        events=lambda _records, _articles: compared.lines(),
        rejections=_once(run.rejections for run in runs if run.rejections.is_file()),
        failures=_once(run.failures for run in runs if run.failures.is_file()),
        description=lambda _events: description,
    )
    write_run_files(folder, parts)


def _description(schema: str, sources: Sequence[Path], runs: Sequence[RunFolder]) -> JsonObject:
    """What `run.json` says; of one model, the backend that all runs share."""
    backends = [run.description().get("backend") for run in runs]
    shared = backends[0] if backends and all(backend == backends[0] for backend in backends) else None
    loaded = load_schema(schema)
    return {
        "schema": {
            "reference": lasting_reference(schema),
            "name": loaded.name,
            "fingerprint": loaded.fingerprint,
        },
        "merged": [str(source) for source in sources],
        **({"backend": shared} if shared and len(runs) == len(sources) else {}),
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
