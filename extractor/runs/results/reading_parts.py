"""Files of records and articles read in parts, each of so many bytes: a worker opens the files itself.

`RecordsError` is raised where a line is none of the schema.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import RecordsError
from extractor.merging.rows import Rows, rows_of
from extractor.merging.shared_folder import SharedFolder
from extractor.record_lines import json_object
from extractor.records import EventRecord
from extractor.schemas import Schema
from extractor.store.line_index import JsonLines

PART_BYTES = 1 << 22
"""Of a file, read at a time: some thousand records."""


@dataclass(frozen=True)
class Sources:
    """The files that are merged."""

    schema: str
    """What `load_schema` takes."""
    records: tuple[Path, ...]
    articles: tuple[Path, ...]
    """To see which of them are copies of one text; of several with one id the last counts."""


@dataclass(frozen=True)
class RecordsPart:
    """Some lines of the records."""

    sources: Sources
    folder: SharedFolder
    number: int
    start: int
    """A place."""
    end: int

    @property
    def values(self) -> Path:
        """The file that is to hold the values of their fields."""
        return self.folder.path / f"values-{self.number}"


def record_parts(sources: Sources, folder: SharedFolder) -> Iterator[RecordsPart]:
    """All parts of the records; their values are to be in files in the folder."""
    for number, (start, end) in enumerate(JsonLines(*sources.records).ranges(PART_BYTES)):
        yield RecordsPart(sources, folder, number, start, end)


def read_records_part(part: RecordsPart) -> tuple[array[int], Rows]:
    """The places of the records of a part, and what comparing looks at of them."""
    schema, lines, places = part.folder.loaded_schema(), JsonLines(*part.sources.records), array("q")

    def typed() -> Iterator[EventRecord]:
        for place, line in lines.between(part.start, part.end):
            places.append(place)
            yield record_from(line, lines, place, schema)

    with part.values.open("wb") as file:
        return places, rows_of(typed(), schema, file.write)


def record_from(line: bytes, lines: JsonLines, place: int, schema: Schema) -> EventRecord:
    """The record of a line that stands at a place."""
    try:
        return schema.record_from_line(line)
    except RecordsError:
        return schema.record_from_line(line, lines.line_number(place))


def read_article_places(part: tuple[Sources, int, int]) -> list[tuple[str, int]]:
    """The ids of the articles between two places, each with its place."""
    sources, start, end = part
    lines = JsonLines(*sources.articles)
    return [
        (str(json_object(line, lines.where(place)).get("id")), place)
        for place, line in lines.between(start, end)
    ]
