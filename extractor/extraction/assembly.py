"""From what a model told about an event to an event record, or to a rejection that says why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.extraction.anchors import is_anchored
from extractor.extraction.choices import chosen
from extractor.extraction.deriving import derive
from extractor.extraction.drafts import Draft
from extractor.extraction.party_checks import role_of
from extractor.extraction.place_checks import checked_place
from extractor.extraction.plans import PlacedTrigger, Plan, ToldEvent
from extractor.extraction.reading import read_mention
from extractor.extraction.rejection import Rejection
from extractor.extraction.roles import checked_parties, distinct_parties
from extractor.extraction.uniting import unite
from extractor.fields import Choice, Line, Where, Who
from extractor.records import Article, EventRecord, Mention, Origin, Span
from extractor.schemas import Schema, SchemaField


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

    def assemble(self, told: Iterable[ToldEvent]) -> list[EventRecord | Rejection]:
        """The records of an article's events, each event once, in reading order.

        An event of which no anchor is found in the article is a rejection, unless it points back to another.
        """
        united = unite([self.draft(each) for each in told], self.schema, self.article)
        return [self._record(draft) for draft in united]

    def draft(self, told: ToldEvent) -> Draft:
        """What was told of one event, found in the article and read."""
        fields = self._fields_of_trigger(told, told.trigger) if told.trigger else self._fields_as_told(told)
        return Draft(told, fields)

    def _record(self, draft: Draft) -> EventRecord | Rejection:
        told, fields = draft.told, draft.fields
        if not is_anchored(self.schema, fields):
            reason = "nothing certain of who, when, where or how many is found in the article"
            return Rejection(self.article.id, told.sentences, _json(told.reply), reason)
        return EventRecord(
            id=_identify(self.article, told.sentences, fields),
            article=self.article.id,
            published=self.article.published,
            source=self.article.source,
            schema_name=self.schema.name,
            sentences=told.sentences,
            fields=dict(fields),
            origin=self.origin,
        )

    def _fields_of_trigger(self, told: ToldEvent, placed: PlacedTrigger) -> dict[str, tuple[Mention, ...]]:
        """What was asked is read near the trigger; the rest is derived from its sentence."""
        asked = {
            field.name: self._as_told(field, told, placed.span)
            for field in self.schema.fields
            if not self.plan.leaves_to_code(field)
        }
        for field in self.schema.fields:
            if isinstance(field.type, Who):
                asked[field.name] = checked_parties(field, asked[field.name], placed, self.article)
        parties = self._parties(asked)
        roles = [field.type.roles for field in self.schema.fields if isinstance(field.type, Who)]
        patient = next((names[1].name for names in roles if len(names) > 1), None)
        # Who does it and whom it is done to are counted; whoever it reaches beside them is not.
        beside = {role.name for names in roles for role in names[2:]}
        parties = tuple(m for m in parties if role_of(m) not in beside)
        derived = {
            field.name: derive(field, placed, self.article, parties, patient)
            for field in self.schema.fields
            if field.name not in asked
        }
        return self._checked({**asked, **derived})

    def _fields_as_told(self, told: ToldEvent) -> dict[str, tuple[Mention, ...]]:
        """Everything was asked: the line of what happened says where in the article to look for the rest."""
        every = self.schema.fields
        lines = {
            field.name: self._mentions(field, told, None) for field in every if isinstance(field.type, Line)
        }
        places = (mention.support.span for mentions in lines.values() for mention in mentions)
        near = next((place for place in places if place), None)
        # No place is nearer to it than its own: there it need not be looked for again.
        found = {n: mentions for n, mentions in lines.items() if [m.support.span for m in mentions] == [near]}
        return self._checked(
            {field.name: found.get(field.name) or self._as_told(field, told, near) for field in every}
        )

    def _as_told(self, field: SchemaField, told: ToldEvent, near: Span | None) -> tuple[Mention, ...]:
        if isinstance(field.type, Choice):
            option = told.reply.get(field.name)
            return chosen(field, field.type, option, self.article, told.sentences, near)
        return self._mentions(field, told, near)

    def _checked(self, fields: Mapping[str, tuple[Mention, ...]]) -> dict[str, tuple[Mention, ...]]:
        """The fields in the schema's order, each party once, and no party as a place."""
        parties = self._parties(fields)
        checked = {}
        for field in self.schema.fields:
            mentions = fields[field.name]
            if isinstance(field.type, Who):
                mentions = distinct_parties(mentions)
            elif isinstance(field.type, Where):
                mentions = tuple(checked_place(mention, parties, self.article) for mention in mentions)
            checked[field.name] = mentions
        return checked

    def _parties(self, fields: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
        return tuple(m for f in self.schema.fields if isinstance(f.type, Who) for m in fields[f.name])

    def _mentions(self, field: SchemaField, told: ToldEvent, near: Span | None) -> tuple[Mention, ...]:
        mentions = (
            read_mention(field, written, self.article, told.sentences, near)
            for written in field.type.written(field.name, told.reply)
        )
        return tuple(dict.fromkeys(mentions))


def _identify(article: Article, sentences: Sequence[int], fields: Mapping[str, Sequence[Mention]]) -> str:
    content = {name: [mention.model_dump(mode="json") for mention in found] for name, found in fields.items()}
    text = json.dumps(
        [article.id, article.sha256, list(sentences), content],
        sort_keys=True,
        ensure_ascii=False,
        check_circular=False,  # what was just dumped holds nothing twice
    )
    return "r" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _json(reply: Mapping[str, object]) -> str:
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
