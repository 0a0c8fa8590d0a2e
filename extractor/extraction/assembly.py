"""From what a model wrote about an event to an event record, or to a rejection that says why.

Found values are looked for in the article and read by their field types; what the article does not say is
kept and marked. Judged values stand as the model gave them. An event of which nothing stands in the sentences
it cites is no record, whatever was judged of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.extraction.plans.base import RawEvent
from extractor.extraction.reading import judged_mention, read_mention
from extractor.extraction.rejections import Rejection
from extractor.extraction.second_opinions import with_second_opinions
from extractor.extraction.uniting import Draft, unite
from extractor.fields.base import Evidence
from extractor.fields.story import story_of
from extractor.records import Article, EventRecord, Grounding, Mention, Origin, Span
from extractor.schemas import Schema, SchemaField

_STANDS = frozenset({Grounding.EXACT, Grounding.NORMALISED, Grounding.FUZZY})
"""States of values that the cited sentences say."""


@dataclass(frozen=True)
class Assembler:
    """Turns what a model wrote about the events of one article into records."""

    schema: Schema
    article: Article
    origin: Origin

    def assemble(self, events: Iterable[RawEvent]) -> list[EventRecord | Rejection]:
        """The records of an article's events, each event once, in the order given."""
        drafts: list[Draft] = []
        rejected: list[EventRecord | Rejection] = []
        for event in events:
            draft = self._draft(event)
            if self._is_grounded(draft):
                drafts.append(draft)
            else:
                reason = "nothing of who, when, where, how many or what is found in the cited sentences"
                rejected.append(Rejection(self.article.id, event.sentences, _json(event.reply), reason))
        return [*map(self._record, unite(drafts, self.schema)), *rejected]

    def _draft(self, event: RawEvent) -> Draft:
        headline = self.schema.headline_field
        lines = self._mentions(headline, event, None) if headline else ()
        near = next((mention.support.span for mention in lines if mention.support.span), None)
        fields = {
            field.name: lines if field is headline else self._mentions(field, event, near)
            for field in self.schema.fields
        }
        return Draft(event, with_second_opinions(fields, self.schema, self.article))

    def _mentions(self, field: SchemaField, event: RawEvent, near: Span | None) -> tuple[Mention, ...]:
        written = field.type.written(field.name, event.reply, self.article.language)
        if field.type.evidence is Evidence.JUDGED:
            confidence = event.confidences.get(field.name)
            return tuple(
                judged_mention(field, each, self.article, event.sentences, confidence) for each in written
            )
        mentions = (read_mention(field, each, self.article, event.sentences, near) for each in written)
        return tuple(dict.fromkeys(mentions))

    def _is_grounded(self, draft: Draft) -> bool:
        """Whether the cited sentences say anything of it; a schema of judged values alone needs no words."""
        found = [field for field in self.schema.fields if field.type.evidence is not Evidence.JUDGED]
        return not found or any(self._stands(m) for field in found for m in draft.fields[field.name])

    @staticmethod
    def _stands(mention: Mention) -> bool:
        return mention.value is not None and mention.support.grounding in _STANDS

    def _record(self, draft: Draft) -> EventRecord:
        fields, sentences = draft.fields, draft.event.sentences
        return EventRecord(
            id=_identify(self.article, sentences, fields),
            article=self.article.id,
            published=self.article.published,
            source=self.article.source,
            schema_name=self.schema.name,
            headline=self._headline(draft),
            confidence=draft.event.confidence,
            sentences=sentences,
            fields=dict(fields),
            origin=self.origin,
            story=story_of(self.article),
        )

    def _headline(self, draft: Draft) -> str:
        """The headline as the model wrote it, else the first thing that was found."""
        field = self.schema.headline_field
        values = [(field, m) for m in draft.fields[field.name]] if field else []
        values += [(f, m) for f in self.schema.fields for m in draft.fields[f.name] if self._stands(m)]
        return next((f.type.show(m.value) for f, m in values if m.value is not None), "an event")


def _identify(article: Article, sentences: Sequence[int], fields: Mapping[str, Sequence[Mention]]) -> str:
    """A hash of what was written, without the probabilities: they differ between machines."""
    content = {
        name: [mention.model_dump(mode="json", exclude={"support": {"confidence"}}) for mention in found]
        for name, found in fields.items()
    }
    text = json.dumps(
        [article.id, article.sha256, list(sentences), content],
        sort_keys=True,
        ensure_ascii=False,
        check_circular=False,  # what was just dumped holds nothing twice
    )
    return "r" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _json(reply: Mapping[str, object]) -> str:
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
