"""An event on its way from a reply to a record: found in the article and read, not yet judged or united."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from extractor.extraction.plans import PlacedTrigger, ToldEvent
from extractor.fields import Choice, ChoiceValue, Line, PartyValue, TimeValue, When, Who
from extractor.fields.choice import Option
from extractor.records import Article, Mention, Span, Value
from extractor.schemas import Schema, SchemaField

Fields = Mapping[str, tuple[Mention, ...]]
"""Every field of a schema by name, with what the article says in it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One event as one place of an article tells it."""

    told: ToldEvent
    fields: Fields

    @property
    def placed(self) -> PlacedTrigger | None:
        """The word that names the event, when it was asked about by one."""
        return self.told.trigger


@dataclass(frozen=True)
class Reader:
    """Looks into the drafts of one article by the kinds of the schema's fields."""

    schema: Schema
    article: Article

    @cached_property
    def order_of_news(self) -> dict[int, int]:
        """The place of each news sentence among them, by its number."""
        return {sentence.number: place for place, sentence in enumerate(self.article.news)}

    def first_field(self, kind: type) -> SchemaField | None:
        """The first field of a type; of choices the first without cues, which is the kind of the event."""
        for field in self.schema.fields:
            if isinstance(field.type, kind) and not (isinstance(field.type, Choice) and field.type.has_cues):
                return field
        return None

    def status_field(self) -> SchemaField | None:
        """The field that says whether the event is fact."""
        return next(
            (f for f in self.schema.fields if isinstance(f.type, Choice) and f.type.has_cues),
            None,
        )

    def values(self, draft: Draft, field: SchemaField) -> tuple[Value, ...]:
        """What a draft says in a field, as far as it is found and read."""
        return tuple(m.value for m in draft.fields[field.name] if m.value is not None and m.support.span)

    def option(self, draft: Draft) -> Option | None:
        """The kind of the event."""
        field = self.first_field(Choice)
        if field is None or not isinstance(field.type, Choice):
            return None
        names = [v.name for v in self.values(draft, field) if isinstance(v, ChoiceValue)]
        return next((o for o in field.type.options if o.name in names), None)

    def family(self, draft: Draft) -> str | None:
        """The kind of the event, broadly."""
        option = self.option(draft)
        return (option.family or option.name) if option else None

    def status(self, draft: Draft) -> str | None:
        """Whether it is fact: the name of the option."""
        field = self.status_field()
        values = self.values(draft, field) if field else ()
        return next((v.name for v in values if isinstance(v, ChoiceValue)), None)

    def patients(self, draft: Draft) -> Iterator[tuple[PartyValue, Span]]:
        """Those it was done to, and their places."""
        for field in self.schema.fields:
            if not isinstance(field.type, Who) or len(field.type.roles) < 2:
                continue
            role = field.type.roles[1].name
            for mention in draft.fields[field.name]:
                value, span = mention.value, mention.support.span
                if isinstance(value, PartyValue) and value.role == role and span is not None:
                    yield value, span

    def day(self, draft: Draft) -> TimeValue | None:
        """Its time, when it has a place in the calendar."""
        field = self.first_field(When)
        values = self.values(draft, field) if field else ()
        return next((v for v in values if isinstance(v, TimeValue) and v.resolved), None)

    def line(self, draft: Draft) -> str:
        """What happened, in the article's words."""
        field = self.first_field(Line)
        mentions = draft.fields[field.name] if field else ()
        written = next((m.support.written for m in mentions if m.support.span), None)
        return written or (draft.placed.trigger.text if draft.placed else "an event")
