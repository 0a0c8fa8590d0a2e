"""From what a model told about an event to an event record, or to a rejection that says why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.extraction.choices import chosen
from extractor.extraction.deriving import derive
from extractor.extraction.plans import PlacedTrigger, Plan, ToldEvent
from extractor.extraction.reading import read_mention
from extractor.extraction.roles import checked_parties
from extractor.fields import Choice, Count, Line, When, Where, Who
from extractor.records import Article, EventRecord, Grounding, Mention, Origin, Span
from extractor.schemas import Schema, SchemaField

_ANCHORS = (Who, Count, When, Where)
"""An event is somebody's, somewhere, at some time, or of some number; words alone are no event."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """An event that a model wrote and that does not become a record, with the reason."""

    article: str
    sentences: tuple[int, ...]
    written: str
    """What the model wrote, as JSON."""
    reason: str


@dataclass(frozen=True)
class Assembler:
    """Turns what was told about the events of one article into records."""

    plan: Plan
    article: Article
    origin: Origin

    @property
    def schema(self) -> Schema:
        """The schema of the plan."""
        return self.plan.schema

    def assemble(self, told: ToldEvent) -> EventRecord | Rejection:
        """The record of one event; a rejection when none of its anchors is found in the article."""
        fields = self._fields_of_trigger(told, told.trigger) if told.trigger else self._fields_as_told(told)
        if not _has_anchor(self.schema, fields):
            reason = "nothing it says of who, when, where or how many is found in the article"
            return Rejection(self.article.id, told.sentences, _json(told.reply), reason)
        return EventRecord(
            id=_identify(self.article, told.sentences, fields),
            article=self.article.id,
            published=self.article.published,
            source=self.article.source,
            schema_name=self.schema.name,
            sentences=told.sentences,
            fields=fields,
            origin=self.origin,
        )

    def _fields_of_trigger(self, told: ToldEvent, placed: PlacedTrigger) -> dict[str, tuple[Mention, ...]]:
        """What was asked is read near the trigger; the rest is derived from its sentence."""
        asked = {
            field.name: self._mentions(field, told, placed.span)
            for field in self.schema.fields
            if not isinstance(field.type, self.plan.leaves_out)
        }
        parties: tuple[Mention, ...] = ()
        for field in self.schema.fields:
            if isinstance(field.type, Who):
                asked[field.name] = checked_parties(field.type, asked[field.name], placed, self.article)
                parties += asked[field.name]
        return {
            field.name: asked[field.name]
            if field.name in asked
            else derive(field, placed, self.article, parties)
            for field in self.schema.fields
        }

    def _fields_as_told(self, told: ToldEvent) -> dict[str, tuple[Mention, ...]]:
        """Everything was asked: the line of what happened says where in the article to look for the rest."""
        near = self._place_of_line(told)
        return {
            field.name: chosen(
                field, field.type, told.reply.get(field.name), self.article, told.sentences, near
            )
            if isinstance(field.type, Choice)
            else self._mentions(field, told, near)
            for field in self.schema.fields
        }

    def _place_of_line(self, told: ToldEvent) -> Span | None:
        for field in self.schema.fields:
            if isinstance(field.type, Line):
                for mention in self._mentions(field, told, None):
                    if mention.support.span:
                        return mention.support.span
        return None

    def _mentions(self, field: SchemaField, told: ToldEvent, near: Span | None) -> tuple[Mention, ...]:
        mentions = (
            read_mention(field, written, self.article, told.sentences, near)
            for written in field.type.written(field.name, told.reply)
        )
        return tuple(dict.fromkeys(mentions))


def _has_anchor(schema: Schema, fields: Mapping[str, Sequence[Mention]]) -> bool:
    return any(
        mention.value is not None and mention.support.grounding is not Grounding.UNSUPPORTED
        for field in schema.fields
        if isinstance(field.type, _ANCHORS)
        for mention in fields[field.name]
    )


def _identify(article: Article, sentences: Sequence[int], fields: Mapping[str, Sequence[Mention]]) -> str:
    content = {name: [mention.model_dump(mode="json") for mention in found] for name, found in fields.items()}
    text = json.dumps(
        [article.id, article.sha256, list(sentences), content], sort_keys=True, ensure_ascii=False
    )
    return "r" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _json(reply: Mapping[str, object]) -> str:
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
