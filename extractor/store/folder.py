"""The run folder: what stands in it, written whole or not at all, and read back.

What reads a file raises `RecordsError` when it cannot be read, or a line is not what it should be.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from extractor import resources
from extractor.errors import RecordsError, RunError
from extractor.presentation.notebook import run_html
from extractor.record_lines import json_object
from extractor.records import Article, Entity, EventRecord, EventRelation, JsonObject, MergedEvent, as_json
from extractor.schemas import Schema, load_schema

M = TypeVar("M", bound=BaseModel)


class RunFolder:
    """A folder with one run: `run.json`, the ledger, and the files derived from it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ledger = path / "ledger.sqlite"
        """Every reply; the other files are derived from it and the articles."""
        self.run = path / "run.json"
        """Schema, prompt, backend, parameters and totals; there exactly when the other files are whole."""
        self.articles = path / "articles.jsonl"
        """The articles as they were read, one a line."""
        self.records = path / "records.jsonl"
        """One event record a line."""
        self.events = path / "events.jsonl"
        """One merged event a line."""
        self.relations = path / "relations.jsonl"
        """One line two events of which an article says that one speaks of the other."""
        self.entities = path / "entities.jsonl"
        """One line a person, organisation or government that the articles name."""
        self.aliases = path / "aliases.jsonl"
        """One line an event of an earlier command that is not the same now; absent when there is none."""
        self.failures = path / "failures.jsonl"
        """One line a failed article or question."""
        self.rejections = path / "rejections.jsonl"
        """One line an event that a model wrote and of which the article says nothing."""
        self.report = path / "report.html"
        """The static report, for people."""
        self.datasheet = path / "datasheet.md"
        """What the data of the run are, what made them, and how far to trust them; for people."""
        self.spool = path / ".spool.jsonl"
        """Scratch space of the command that writes the folder."""
        self.handover = path / ".handover.jsonl"
        """The same, of a cascade."""
        self.workers = path / ".workers.json"
        """Which workers it has; only while there are some."""
        self.log = path / "run.log"
        """What each command did and when, a line each, for people; only ever appended to."""
        self.decisions = path / "decisions.jsonl"
        """What reviewers decided, appended line by line; absent as long as nobody has. No run touches it."""

    def create(self) -> None:
        """Make the folder; it may exist.

        Raises:
            RunError: it cannot be made.
        """
        if re.match(r"\w[\w+.-]+:/", str(self.path)):  # of the two slashes of a URL a path keeps one
            raise RunError(
                f"{self.path}: a run is written to disk, not to a URL; choose a folder with -o, and copy it "
                "when it is done"
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"{self.path}: cannot make the run folder: {error.strerror}") from error

    def description(self) -> JsonObject:
        """What `run.json` says of the finished run.

        Raises:
            RunError: the folder holds no finished run.
            RecordsError: `run.json` is damaged.
        """
        if not self.run.is_file():
            if self.ledger.is_file():
                raise RunError(
                    f"{self.path}: its run has not finished; the same `extractor run` command goes on with it"
                )
            raise RunError(no_run_in(self.path))
        try:
            described = json.loads(self.run.read_text(encoding="utf-8"))
            described["schema"]["reference"]
        except OSError as error:
            raise RunError(f"{self.run}: cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise RecordsError(f"{self.run}: damaged; the same `extractor run` writes it anew") from error
        found: JsonObject = described
        return found

    def schema_reference(self) -> str:
        """What `load_schema` takes to load the schema of the finished run; raises as `description` does."""
        return str(self.description()["schema"]["reference"])

    def read_articles(self) -> dict[str, Article]:
        """The articles of the run, by id."""
        return {article.id: article for article in _read(self.articles, Article, "an article")}


def no_run_in(path: Path) -> str:
    """What is said of a path where no run is, with the next step."""
    if path.is_file():
        return f"{path}: a file; give the folder of a run" + (
            f": {path.parent}" if RunFolder(path.parent).ledger.is_file() else ""
        )
    return f"{path}: no run here; make one with: extractor run ARTICLES -o {path}"


@dataclass(frozen=True)
class StoredRun:
    """A finished run, read back from its folder."""

    schema: Schema
    articles: dict[str, Article]
    """By id."""
    records: tuple[EventRecord, ...]
    events: tuple[MergedEvent, ...]
    relations: tuple[EventRelation, ...] = ()
    """Which events mention earlier ones."""

    def _repr_html_(self) -> str:
        return run_html(self.events, self.schema, self.articles)

    @classmethod
    def read(cls, path: Path) -> StoredRun:
        """Read a run folder.

        Raises:
            RunError: the folder holds no finished run.
            RecordsError: a file in it is damaged.
            SchemaError: its schema is gone.
        """
        folder = RunFolder(path)
        schema = load_schema(folder.schema_reference())
        return cls(
            schema=schema,
            articles=folder.read_articles(),
            records=tuple(read_records(folder.records, schema)),
            events=tuple(read_events(folder.events, schema)),
            relations=tuple(read_relations(folder.relations)),
        )


def article_from_line(line: bytes, where: str = "article") -> Article:
    """The article that `json_line` wrote.

    Raises:
        RecordsError: the line is no article; the message starts with `where`.
    """
    try:
        return Article.model_validate_json(line)
    except ValidationError:  # half of a surrogate pair, which takes twice as long; or damage
        return _validated(Article, json_object(line, where), where, "an article")


def read_records(path: Path, schema: Schema) -> Iterator[EventRecord]:
    """The records of a file such as `records.jsonl`."""
    for data, where in read_lines(path):
        yield schema.record_from_json(data, where)


def read_events(path: Path, schema: Schema) -> Iterator[MergedEvent]:
    """The merged events of a file such as `events.jsonl`."""
    for data, where in read_lines(path):
        yield schema.merged_from_json(data, where)


def read_relations(path: Path) -> Iterator[EventRelation]:
    """The relations between the events of a run."""
    return _read(path, EventRelation, "a relation of events")


def read_entities(path: Path) -> Iterator[Entity]:
    """Whom the articles of a run name."""
    return _read(path, Entity, "an entity")


def _read(path: Path, model: type[M], kind: str) -> Iterator[M]:
    return (_validated(model, data, where, kind) for data, where in read_lines(path))


def _validated(model: type[M], data: JsonObject, where: str, kind: str) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise RecordsError(f"{where}: not {kind}: {error}") from error


def read_lines(path: Path) -> Iterator[tuple[JsonObject, str]]:
    """Each JSON object of a JSON Lines file, with `file:line` for messages."""
    for line, where, _ in lines_with_places(path):
        yield json_object(line, where), where


def lines_with_places(path: Path) -> Iterator[tuple[bytes, str, int]]:
    """Each line of a file that is not blank, `file:line` for messages, and the byte at which it starts."""
    start = 0
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield line, f"{path}:{number}", start
                start += len(line)
    except OSError as error:
        raise RecordsError(f"{path}: cannot be read: {error.strerror}") from error


_LINE_ENDS = "\x85\u2028\u2029"
"""Characters that JSON allows in a text and that some readers of lines take for the end of one."""


def json_line(item: BaseModel | JsonObject) -> str:
    """One line of JSON: keys in order, no spaces, characters as they are."""
    if isinstance(item, BaseModel):
        line = as_json(item)
    else:
        line = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    for character in _LINE_ENDS:
        line = line.replace(character, f"\\u{ord(character):04x}")
    return f"{line}\n"


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part, also after a crash.

    Raises:
        RunError: it cannot be written; what was there before still is.
    """
    with replacing(path) as temporary:
        write_synced(temporary, lines)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; what was written stands at `path` afterwards, or nothing changed.

    Raises:
        RunError: it cannot be written; what was there before still is.
    """
    if path.exists() and not path.is_file():
        raise RunError(f"{path}: not a file, so it cannot be replaced by one")
    try:
        with resources.replacing(path) as temporary:
            yield temporary
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path | str, error: OSError) -> RunError:
    """The error for the user where a file cannot be written."""
    return RunError(f"{path}: cannot be written: {error.strerror or error}; check the disk and its rights")


def write_synced(path: Path, lines: Iterable[str]) -> None:
    """Write a file, and return when it is on the disk.

    Raises:
        OSError: it cannot be written; a part of it may be there.
    """
    # An article may hold half a surrogate pair, which UTF-8 has no bytes for; JSON writes it as \\udXXX.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
        out.writelines(lines)
        out.flush()
        os.fsync(out.fileno())
