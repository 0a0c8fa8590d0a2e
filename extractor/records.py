"""What passes between the rooms: articles, mentions, event records and merged events.

All classes are frozen pydantic models, but for spans and sentences: of these there are so many that they are
plain dataclasses, which pydantic checks as parts of a model. Positions are Unicode code points into
`Article.text`, half-open (`text[start:end]`), and the text itself is never edited.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import singledispatch
from operator import not_
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


@singledispatch
def notebook_html(item: object) -> str | None:  # noqa: ARG001  # those that are registered look at it
    """An item as HTML for a notebook; `None` until `extractor.presentation.notebook` says how."""
    return None


def as_json(item: BaseModel) -> str:
    """An item as JSON without spaces, characters as they are.

    Half of a surrogate pair too, which pydantic refuses: the name of a file may hold one.
    """
    try:
        return item.model_dump_json()
    except ValueError:
        return json.dumps(item.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))


def _is_none(item: object) -> bool:
    return item is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of code points in an article's text."""

    start: int
    end: int

    __pydantic_config__: ClassVar = _Frozen.model_config

    def text_in(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an article; `boilerplate` says why it is not news, or is `None`."""

    number: int
    """Counts from 1 over all sentences of the article, boilerplate included."""
    span: Span
    boilerplate: str | None = None
    """For example `ad size`, `photo credit`, `byline`, `rule`, `site notice`; `None` for news."""
    page: Annotated[int | None, Field(exclude_if=_is_none)] = None
    """The page of a PDF or DOCX file on which it begins, from 1; `None` where there are no pages."""

    __pydantic_config__: ClassVar = _Frozen.model_config


class Article(_Frozen):
    """One article: its unedited text, its sentences as spans, and what its file says about it."""

    id: str
    """Unique in a run; the file's stem, or the `id` a JSON line gives."""
    text: str
    sentences: tuple[Sentence, ...]
    published: date | None = None
    """From the file's metadata or header; `None` when nobody states it."""
    title: str | None = None
    url: str | None = None
    source: str | None = None
    """The publisher, when the file names it."""
    language: str | None = None
    """An ISO 639-1 code, as in `es`: what the file states, else what the text shows; `None` when unknown."""
    path: str | None = None
    """The file it was read from, as the user gave it; `-` for standard input."""
    sha256: str = ""
    """Hash of the article's bytes as read, in hexadecimal."""

    def sentence(self, number: int) -> Sentence:
        """The sentence with this number.

        Raises:
            IndexError: there is no such sentence.
        """
        if not 1 <= number <= len(self.sentences):
            raise IndexError(f"{self.id} has no sentence {number}")
        return self.sentences[number - 1]

    def sentence_at(self, place: int) -> Sentence | None:
        """The sentence that holds a character, or else the next one; `None` without any sentence.

        Behind the last sentence it is the last.
        """
        index = bisect_right(self.sentences, place, key=lambda sentence: sentence.span.end)
        return self.sentences[min(index, len(self.sentences) - 1)] if self.sentences else None

    def sentence_text(self, number: int) -> str:
        """The unedited text of the sentence with this number."""
        return self.sentence(number).span.text_in(self.text)

    def _repr_html_(self) -> str | None:
        return notebook_html(self)

    @property
    def news(self) -> tuple[Sentence, ...]:
        """The sentences that are not boilerplate: those a model is shown."""
        return tuple(s for s in self.sentences if s.boilerplate is None)


class Grounding(StrEnum):
    """How a written value was found in its article, from best to worst."""

    EXACT = "exact"
    """Verbatim in the cited sentences."""
    NORMALISED = "normalised"
    """Equal after folding case, accents, quotes, dashes and spaces."""
    FUZZY = "fuzzy"
    """A near match that keeps every number, every name and every negation."""
    ELSEWHERE = "elsewhere"
    """Verbatim in the article, but not in the cited sentences."""
    UNSUPPORTED = "unsupported"
    """Not found."""
    JUDGED = "judged"
    """A model's judgement about the cited sentences; no words of theirs are looked for."""


class Value(_Frozen):
    """Base of the normalised values of field types (one subclass a field type)."""


class Support(_Frozen):
    """Where an article says a value: the words as written, and the span that holds them."""

    article: str
    sentences: tuple[int, ...]
    """The numbers of the sentences the model cited."""
    written: str
    """The value as the model wrote it."""
    span: Span | None
    """The place in the article's text. `None` where no one place says it: it is `unsupported`, `judged`, or a
    headline whose words are spread over the cited sentences."""
    grounding: Grounding
    note: str | None = None
    """Why the value was refused, only partly understood, or may be judged otherwise; for people."""
    confidence: float | None = Field(default=None, exclude_if=_is_none)
    """The probability that the model gave it, from 0 to 1; left out where the backend gives none."""


class Mention(_Frozen):
    """One value of one field in one article: its normalised form and its support."""

    value: SerializeAsAny[Value] | None
    """`None` when the words were kept but mean nothing to the field type."""
    support: Support


class Origin(_Frozen):
    """Which model, asked how, gave a record."""

    backend: str
    model: str
    plan: str
    prompt: str
    """Fingerprint of the prompt templates."""

    @property
    def label(self) -> str:
        """The model for people, as in `local (qwen2.5-coder-1.5b)`."""
        return f"{self.backend} ({self.model})"


class EventRecord(_Frozen):
    """One event as one article reports it."""

    id: str
    """Hash of the article's id and of all that was written; the same content has the same id."""
    article: str
    published: date | None
    """The publication date of the article."""
    source: str | None
    """The publisher of the article."""
    schema_name: str
    headline: str = ""
    """What happened, in a line for people."""
    confidence: float | None = Field(default=None, exclude_if=_is_none)
    """The probability that the model gave for this being an event; left out where the backend gives none."""
    sentences: tuple[int, ...]
    """The numbers of the sentences that report the event."""
    fields: dict[str, tuple[Mention, ...]]
    """Every field of the schema by name, in the schema's order; empty where nothing was said."""
    origin: Origin | None = None
    story: tuple[str, ...] = Field(default=(), exclude_if=not_)
    """Names and numbers of the whole article, the most frequent first, by which its story is known."""


class Conflict(StrEnum):
    """How the alternatives of a merged value differ from the value that stands."""

    REFINEMENT = "refinement"
    """The value that stands is a more precise form of the alternatives."""
    UPDATE = "update"
    """A later report changed the value, as a rising toll does."""
    DISAGREEMENT = "disagreement"
    """Sources contradict each other."""


class SourcedValue(_Frozen):
    """A value and everything that says so."""

    value: SerializeAsAny[Value]
    supports: tuple[Support, ...]
    models: tuple[str, ...] = Field(default=(), exclude_if=not_)
    """Of an event that several models read: those that give the value, sorted. Left out where it is empty."""

    @property
    def confidence(self) -> float | None:
        """The highest confidence among its supports; `None` where none has any."""
        return most_confident(support.confidence for support in self.supports)


def most_confident(confidences: Iterable[float | None]) -> float | None:
    """The highest of some confidences, `None` where none is known: a second report makes a fact surer."""
    return max((each for each in confidences if each is not None), default=None)


class Alternative(SourcedValue):
    """A value that does not stand, kept with its supports and how it differs from the one that does."""

    conflict: Conflict


class MergedValue(SourcedValue):
    """The value that stands in a merged event, with every alternative to it."""

    alternatives: tuple[Alternative, ...] = ()

    @property
    def conflict(self) -> Conflict | None:
        """The gravest conflict among the alternatives, or `None`."""
        order = (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)
        kinds = {a.conflict for a in self.alternatives}
        return next((kind for kind in order if kind in kinds), None)


class MergedEvent(_Frozen):
    """One real event, fused from the records of one or more articles."""

    id: str
    schema_name: str
    headline: str = ""
    """What happened, in a line for people."""
    confidence: float | None = Field(default=None, exclude_if=_is_none)
    """The highest confidence among its records; left out where none has any."""
    fields: dict[str, tuple[MergedValue, ...]]
    """Every field of the schema by name, in the schema's order; empty where nobody said anything."""
    records: tuple[str, ...]
    """Ids of the member records, sorted."""
    articles: tuple[str, ...]
    """Ids of the articles they come from, sorted."""
    copies: tuple[tuple[str, ...], ...] = ()
    """Of these the ids of those that are near-identical copies of one text, together; each a sorted group."""

    models: tuple[str, ...] = Field(default=(), exclude_if=not_)
    """The models that read the event in these articles, sorted, as in `local (qwen2.5-coder-1.5b)`. They are
    no further sources. Left out where no record says which model it is of."""

    @property
    def sources(self) -> int:
        """How many articles report the event, copies of one text counted once."""
        return len(self.articles) - sum(len(group) - 1 for group in self.copies)

    def _repr_html_(self) -> str | None:
        return notebook_html(self)


class RelationKind(StrEnum):
    """How one event stands to another."""

    MENTIONS = "mentions"
    """A report of the event counts or names the other as an earlier one of its kind."""
    FOLLOWS = "follows"
    """The event is a step after the other, as a trial after an attack."""

    @property
    def inverse(self) -> str:
        """How the other event stands to this one, for people."""
        return {"mentions": "mentioned by", "follows": "followed by"}[self.value]


class EventRelation(_Frozen):
    """How a later event stands to an earlier one, with the words that an article has for it."""

    kind: RelationKind
    event: str
    """The id of the later event, the one that the words are about."""
    other: str
    """The id of the earlier one."""
    supports: tuple[Support, ...]
    """Where articles say so, sorted; for `follows`, where the step names a party of the other event."""

    def seen_from(self, event: str) -> tuple[str, str] | None:
        """In words how the other event stands to this one, and its id; `None` for a relation of others."""
        if event == self.event:
            return self.kind.value, self.other
        return (self.kind.inverse, self.event) if event == self.other else None


class EntityName(_Frozen):
    """A name of an entity, as articles write it."""

    written: str
    articles: tuple[str, ...]
    """The ids of the articles that write it so, sorted; empty for an alias of which no record makes use."""
    reason: str
    """Why it is a name of this entity, for people."""


class Entity(_Frozen):
    """A person, an organisation or a government that articles name, each in its own words."""

    id: str
    name: str
    """Its fullest name."""
    kind: str
    """`person`, `organisation` or `government`."""
    country: str | None
    """ISO 3166 code, of a government or where an organisation's name says it."""
    names: tuple[EntityName, ...]
    """The one of most articles first."""
    articles: tuple[str, ...]
    """Ids of the articles that name it, sorted."""
    events: tuple[str, ...]
    """Ids of the merged events it takes part in, sorted."""
    kept_apart: str | None = None
    """Why it was not joined to others that it could be, for people."""


JsonObject = dict[str, Any]
"""A parsed JSON object."""
