"""JSON-LD: events in the words of schema.org, and where each value is from in those of PROV-O.

Vocabularies: https://schema.org/Event, https://www.w3.org/TR/prov-o/, and for the place of a quotation
https://www.w3.org/TR/annotation-model/#text-position-selector. What none of them has a word for is `x:`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from extractor.exporting.checked import Checked
from extractor.exporting.formats import whole_characters
from extractor.exporting.source import RunSource, quotation
from extractor.fields import Aspect
from extractor.presentation.views import EventView
from extractor.presentation.words import is_supported
from extractor.records import (
    Alternative,
    Article,
    Entity,
    EventRelation,
    Grounding,
    JsonObject,
    MergedValue,
    SourcedValue,
    Support,
)
from extractor.schemas import SchemaField
from extractor.store.folder import json_line

CONTEXT: JsonObject = json.loads(Path(__file__).with_name("context.jsonld").read_text(encoding="utf-8"))
"""The meaning of every key; it stands in the file, so that nothing is fetched to read it."""

_TYPES = {"person": "Person", "organisation": "Organization", "government": "GovernmentOrganization"}
"""Kinds of entities in the words of schema.org."""


def write_jsonld(out: TextIO, source: RunSource) -> Counter[str]:
    """Write a run as one JSON-LD document, a node a line; returns how many nodes there are of each kind.

    Articles and entities stand behind the first event that needs them; only their ids, and the names of
    entities, stay in memory. Ids are fragments of the file's own address.
    """
    out.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [')
    counts: Counter[str] = Counter(events=0, entities=0, articles=0)
    for kind, node in _nodes(source):
        out.write("\n" if not counts.total() else ",\n")
        out.write(whole_characters(json_line(_filled(node))).rstrip("\n"))
        counts[kind] += 1
    out.write("\n]}\n")
    return counts


def _nodes(source: RunSource) -> Iterator[tuple[str, JsonObject]]:
    known: set[str] = set()
    for each in source.events():
        node = _Event(each, source)
        yield "events", node.json()
        for entity in node.entities:
            if (iri := _iri("entity", entity.id)) not in known:
                known.add(iri)
                yield "entities", _entity(entity)
        for name in node.articles:
            if (iri := _iri("article", name)) not in known:
                known.add(iri)
                yield "articles", _article(name, source.articles.get(name))


class _Event:
    """The node of an event; knows what it refers to when it is made."""

    def __init__(self, checked: Checked, source: RunSource) -> None:
        self._checked = checked
        self._source = source
        self.entities: list[Entity] = []
        self.articles = dict.fromkeys(checked.event.articles)

    def json(self) -> JsonObject:
        event, schema = self._checked.event, self._source.schema
        standing = {
            field.name: [value for value in event.fields[field.name] if self._stands(field, value)]
            for field in schema.fields
        }
        times = [v.value for field in schema.fields_for(Aspect.WHEN) for v in standing[field.name]]
        places = [(f, v) for f in schema.fields_for(Aspect.WHERE) for v in standing[f.name]]
        values = [self._value(field, v) for field in schema.fields for v in event.fields[field.name]]
        relations = map(self._relation, self._source.related.get(event.id, ()))
        agents = [{"@type": "prov:SoftwareAgent", "name": model} for model in event.models]
        agents += [{"@type": "prov:Person", "name": name} for name in self._checked.reviewers]
        return {
            "@id": _iri("event", event.id),
            "@type": ["Event", "prov:Entity"],
            "identifier": event.id,
            "name": EventView(event, schema).headline,
            "startDate": _day(times, "start"),
            "endDate": _day(times, "end"),
            "location": [_place(field.type.show(v.value), v) for field, v in places],
            "confidence": event.confidence,
            "review": self._checked.status,
            "values": [*values, *relations],
            "subjectOf": [_iri("article", name) for name in event.articles],
            "wasAttributedTo": agents,
        }

    def _stands(self, field: SchemaField, value: MergedValue) -> bool:
        return is_supported(value) or self._checked.confirms(field.name, value)

    def _value(self, field: SchemaField, said: SourcedValue) -> JsonObject:
        entity = self._source.entity_of(field, said)
        if entity is not None:
            self.entities.append(entity)
        node = {
            "@type": ["PropertyValue", "prov:Entity"],
            "propertyID": field.name,
            "value": field.type.show(said.value),
            "role": getattr(said.value, "role", None),
            "refersTo": _iri("entity", entity.id) if entity else None,
            "confidence": said.confidence,
            **self._sources(said.supports),
        }
        if isinstance(said, MergedValue):
            node["stands"] = self._stands(field, said)
            node["alternatives"] = [self._value(field, other) for other in said.alternatives]
        elif isinstance(said, Alternative):
            node |= {"stands": False, "conflict": said.conflict.value}
        return node

    def _relation(self, found: EventRelation) -> JsonObject:
        return {
            "@type": ["PropertyValue", "prov:Entity"],
            "propertyID": found.kind.value,
            "value": found.other,
            "refersTo": _iri("event", found.other),
            **self._sources(found.supports),
        }

    def _sources(self, supports: Sequence[Support]) -> JsonObject:
        """What a value is from; what no article says is from none, and its words are kept apart."""
        refused = Grounding.UNSUPPORTED
        once = dict.fromkeys(supports)
        return {
            "wasDerivedFrom": [self._quotation(one) for one in once if one.grounding is not refused],
            "refused": [self._quotation(one) for one in once if one.grounding is refused],
        }

    def _quotation(self, support: Support) -> JsonObject:
        self.articles[support.article] = None
        span = support.span
        place = {"@type": "oa:TextPositionSelector", "start": span.start, "end": span.end} if span else None
        return {
            "@type": ["Quotation", "prov:Entity"],
            "text": quotation(support, self._source.articles.get(support.article)),
            "wasQuotedFrom": _iri("article", support.article),
            "selector": place,
            "grounding": support.grounding.value,
            "written": support.written,
            "sentences": list(support.sentences),
            "confidence": support.confidence,
            "note": support.note,
        }


def _entity(entity: Entity) -> JsonObject:
    names = dict.fromkeys(name.written for name in entity.names)
    return {
        "@id": _iri("entity", entity.id),
        "@type": _TYPES.get(entity.kind, "Thing"),
        "identifier": entity.id,
        "name": entity.name,
        "alternateName": [name for name in names if name != entity.name],
        "address": _address(entity.country),
    }


def _article(name: str, article: Article | None) -> JsonObject:
    node: JsonObject = {
        "@id": _iri("article", name),
        "@type": ["NewsArticle", "prov:Entity"],
        "identifier": name,
    }
    if article is not None:
        node |= {
            "headline": article.title,
            "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
            "datePublished": article.published.isoformat() if article.published else None,
            "inLanguage": article.language,
            "url": _address_of_page(article.url),
            "sha256": article.sha256,
        }
    return node


def _address_of_page(url: str | None) -> str | None:
    """An address as IRIs are written; nothing for what is none."""
    if url is None or not url.startswith(("http://", "https://")):
        return None
    return quote(whole_characters(url), safe="%/:=&?~#+!$,;'@()*[]")


def _iri(kind: str, name: str) -> str:
    return f"#{kind}/{quote(whole_characters(name), safe='')}"


def _day(times: Sequence[Any], end: str) -> str | None:
    day = getattr(times[0], end, None) if times else None
    return day.isoformat() if day else None


def _place(name: str, said: SourcedValue) -> JsonObject:
    return {"@type": "Place", "name": name, "address": _address(getattr(said.value, "country", None))}


def _address(country: str | None) -> JsonObject | None:
    return {"@type": "PostalAddress", "addressCountry": country} if country else None


def _filled(node: JsonObject) -> JsonObject:
    """The node without keys that say nothing."""
    return {key: _kept(item) for key, item in node.items() if item not in (None, "", [])}


def _kept(item: Any) -> Any:
    if isinstance(item, list):
        return [_kept(each) for each in item]
    return _filled(item) if isinstance(item, dict) else item
