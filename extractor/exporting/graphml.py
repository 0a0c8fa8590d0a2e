"""GraphML: events, entities and articles as the nodes of a graph that networkx, Gephi and others open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TextIO

from extractor.exporting.checked import Checked
from extractor.exporting.formats import clean, flat
from extractor.exporting.source import RunSource, claims_of, quotation
from extractor.exporting.tables import columns_of, event_row, events_table, with_names_of_their_own
from extractor.fields import Cell, CellKind
from extractor.presentation.views import EventView
from extractor.presentation.words import sentence_numbers
from extractor.records import Alternative, Entity, EventRelation, Grounding, Support

_OF_NODES, _OF_EDGES = columns_of("nodes"), columns_of("edges")

_TYPES = {
    CellKind.TEXT: "string",
    CellKind.TEXTS: "string",
    CellKind.WHOLE: "long",
    CellKind.NUMBER: "double",
    CellKind.DAY: "string",
    CellKind.TRUTH: "boolean",
}

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write (its production 2, `Char`)."""

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""


def write_graphml(out: TextIO, source: RunSource) -> Counter[str]:
    """Write a run as a directed graph; returns how many nodes there are of each kind.

    A node of an event has the columns of the table `events`. Edges go from an article to the events that it
    `reports`, from an entity to those it is a `party` of, from an event to earlier ones it `mentions` or
    `follows`.
    Only ids, relations and the names of entities stay in memory.
    """
    return _Writer(out, source).write()


class _Writer:
    def __init__(self, out: TextIO, source: RunSource) -> None:
        self._out = out
        self._source = source
        columns = events_table(source.schema).columns
        every = with_names_of_their_own([*_OF_NODES, *columns])
        self._event_columns = [column.name for column in every[len(_OF_NODES) :]]
        self._node_keys = {column.name: f"n{number}" for number, column in enumerate(every)}
        self._edge_keys = {column.name: f"e{number}" for number, column in enumerate(_OF_EDGES)}
        self._declared = (("node", "n", every), ("edge", "e", _OF_EDGES))
        self._story_of: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], str] = {}
        """The node of each event, entity and article: numbers, since an id of an article may be anything."""

    def write(self) -> Counter[str]:
        self._out.write(_HEAD)
        for place, letter, columns in self._declared:
            for number, column in enumerate(columns):
                self._out.write(
                    f'<key id="{letter}{number}" for="{place}" attr.name="{escape(column.name)}"'
                    f' attr.type="{_TYPES[column.kind]}"><desc>{escape(column.description)}</desc></key>\n'
                )
        self._out.write('<graph id="events" edgedefault="directed">\n')
        self._story_of = self._source.story_of()
        for each in self._source.events():
            self._event(each)
        for relations in self._source.related.values():
            self._relations(relations)
        self._out.write("</graph>\n</graphml>\n")
        found = Counter(kind for kind, _ in self._numbers)
        return Counter(events=found["event"], entities=found["entity"], articles=found["article"])

    def _event(self, checked: Checked) -> None:
        event, source = checked.event, self._source
        related = source.related.get(event.id, ())
        row = event_row(checked, source.schema, source.articles, related, self._story_of.get(event.id))
        cells = dict(zip(self._event_columns, row, strict=True))
        node = self._node("event", event.id, {"label": EventView(event, source.schema).headline, **cells})
        said: dict[str, list[Support]] = {name: [] for name in event.articles}
        for field, claim in claims_of(event, source.schema):
            supports = [one for one in claim.supports if one.grounding is not Grounding.UNSUPPORTED]
            for one in supports:
                said.setdefault(one.article, []).append(one)
            if entity := source.entity_of(field, claim):
                cells = {
                    "edge": "party",
                    "role": getattr(claim.value, "role", None),
                    "name": field.type.show(claim.value),
                    "conflict": claim.conflict.value if isinstance(claim, Alternative) else None,
                }
                self._edge(self._entity(entity), node, cells | self._evidence(supports))
        for article, supports in said.items():
            sentences = sentence_numbers(number for one in supports for number in one.sentences)
            cells = {"edge": "reports", "sentences": sentences, **self._evidence(supports)}
            self._edge(self._article(article), node, cells)

    def _relations(self, relations: Iterable[EventRelation]) -> None:
        for found in relations:
            start, end = (self._numbers.get(("event", name)) for name in (found.event, found.other))
            if start and end:  # either may be left out: rejected, or below the confidence asked for
                self._edge(start, end, {"edge": found.kind.value, **self._evidence(found.supports)})

    def _evidence(self, supports: Sequence[Support]) -> dict[str, Cell]:
        words = (quotation(one, self._source.articles.get(one.article)) for one in supports)
        return {
            "articles": tuple(dict.fromkeys(one.article for one in supports)),
            "quotations": tuple(dict.fromkeys(filter(None, words))),
        }

    def _entity(self, entity: Entity) -> str:
        cells = {"label": entity.name, "entity_kind": entity.kind, "entity_country": entity.country}
        return self._node("entity", entity.id, cells)

    def _article(self, name: str) -> str:
        article = None if ("article", name) in self._numbers else self._source.articles.get(name)
        if article is None:
            return self._node("article", name, {"label": name})
        cells = {
            "label": article.title or name,
            "article_source": article.source,
            "article_published": article.published,
            "article_url": article.url,
            "article_language": article.language,
        }
        return self._node("article", name, cells)

    def _node(self, kind: str, name: str, cells: Mapping[str, Cell]) -> str:
        """The node, which is written when it is first asked for."""
        known = self._numbers.get((kind, name))
        if known is None:
            known = self._numbers[kind, name] = f"n{len(self._numbers)}"
            data = _data(self._node_keys, {"node": kind, "id": name, **cells})
            self._out.write(f'<node id="{known}">{data}</node>\n')
        return known

    def _edge(self, start: str, end: str, cells: Mapping[str, Cell]) -> None:
        data = _data(self._edge_keys, cells)
        self._out.write(f'<edge source="{start}" target="{end}">{data}</edge>\n')


def _data(keys: Mapping[str, str], cells: Mapping[str, Cell]) -> str:
    """The cells that hold something, as elements."""
    texts = (
        (keys[name], _text(cell)) for name, cell in zip(cells, clean(tuple(cells.values())), strict=True)
    )
    return "".join(f'<data key="{key}">{text}</data>' for key, text in texts if text)


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    flattened = flat(cell)
    text = "" if flattened is None else str(flattened)
    # A parser takes a bare carriage return for the end of a line.
    return escape(_NOT_IN_XML.sub("\ufffd", text)).replace("\r", "&#13;")
