"""Binds decisions to the events and records of another run of the same articles, by what the articles say.

A *place* is a hash of an article's id, of a sentence, and of the words in it that say a value, without
positions. A judgement has the places of the sentences that were cited for it. Of a large event the smallest
hashes are kept, a sample that is the same whatever else there is (bottom-k sketch: Broder 1997).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

from extractor.decisions.decision import EventRef, JudgedValue, RecordRef, canonical
from extractor.records import Article, EventRecord, Grounding, MergedEvent, SourcedValue, Support
from extractor.schemas import SchemaField

MOST_PLACES = 64
"""Of an event's or a value's places that a decision keeps."""

_SAME_RECORD = 0.5
"""The share of common places, of all places of two records of one article, from which they are the same."""

_SAME_EVENT = 0.25
"""The share of a decision's places that an event must have, to be the one the decision is about."""

Articles = Mapping[str, Article]


def places(support: Support, articles: Articles) -> tuple[str, ...]:
    """Names for where an article says something, without positions."""
    article = articles.get(support.article)
    span = support.span
    if article is not None and span is not None:
        sentence = article.sentence_at(span.start)
        around = sentence.span.text_in(article.text) if sentence else ""
        return (_hash(support.article, around, span.text_in(article.text)),)
    if article is not None and support.grounding is not Grounding.UNSUPPORTED:
        cited = _cited(article, support.sentences)
        return tuple(_hash(support.article, text, support.written) for text in cited)
    return (_hash(support.article, "", support.written),)


def places_of_value(value: SourcedValue, articles: Articles) -> tuple[str, ...]:
    """The places that say a value, at most `MOST_PLACES`."""
    return _sketch(found for support in value.supports for found in places(support, articles))


def record_ref(record: EventRecord, articles: Articles) -> RecordRef:
    """A record, so that it can be found again."""
    supports = (mention.support for mentions in record.fields.values() for mention in mentions)
    found = {each for s in supports if s.span is not None for each in places(s, articles)}
    article = articles.get(record.article)
    if article is not None:
        found |= {_hash(record.article, text, "") for text in _cited(article, record.sentences)}
    return RecordRef(id=record.id, article=record.article, places=tuple(sorted(found)))


def event_ref(event: MergedEvent, headline: str, articles: Articles) -> EventRef:
    """An event, so that it can be found again."""
    return EventRef(id=event.id, headline=headline, places=_sketch(_places_of_event(event, articles)))


def judged(field: SchemaField, value: SourcedValue, articles: Articles) -> JudgedValue:
    """A value of an event as a reviewer sees it."""
    return JudgedValue(
        field=field.name,
        value=value.value.model_dump(mode="json"),
        shown=field.type.show(value.value),
        places=places_of_value(value, articles),
    )


class RecordIndex:
    """Finds the records that decisions speak of among those of now."""

    def __init__(self, records: Iterable[EventRecord], articles: Articles) -> None:
        self._articles = articles
        self._by_id = {record.id: record for record in records}
        self._by_article: dict[str, list[EventRecord]] = defaultdict(list)
        for record in self._by_id.values():
            self._by_article[record.article].append(record)

    def find(self, ref: RecordRef) -> str | None:
        """The id of the record: the same one, or else that of its article which shares most places."""
        if ref.id in self._by_id:
            return ref.id
        wanted = set(ref.places)
        best: tuple[float, str] | None = None
        for record in self._by_article.get(ref.article, ()):
            found = set(record_ref(record, self._articles).places)
            share = len(wanted & found) / max(1, len(wanted | found))
            if share >= _SAME_RECORD and (best is None or (-share, record.id) < best):
                best = (-share, record.id)
        return best[1] if best else None

    def find_all(self, refs: Iterable[RecordRef]) -> list[str]:
        """The ids of those records that are still there, sorted, each once."""
        return sorted({found for ref in refs if (found := self.find(ref))})


class EventIndex:
    """Finds the events and values that decisions speak of among those of now."""

    def __init__(self, events: Iterable[MergedEvent], articles: Articles) -> None:
        self._articles = articles
        self._events: dict[str, MergedEvent] = {}
        self._holders: dict[str, set[str]] = defaultdict(set)
        """By place, the ids of the events that have it."""
        for event in events:
            self.add(event)

    def add(self, event: MergedEvent) -> None:
        """Take in an event."""
        self._events[event.id] = event
        for found in _places_of_event(event, self._articles):
            self._holders[found].add(event.id)

    def remove(self, event: MergedEvent) -> None:
        """Forget an event."""
        del self._events[event.id]
        for found in _places_of_event(event, self._articles):
            self._holders[found].discard(event.id)

    def places(self, event: MergedEvent) -> set[str]:
        """Where articles say something of an event: what decides which decisions can be about it."""
        return set(_places_of_event(event, self._articles))

    def candidates(self, ref: EventRef) -> list[str]:
        """Ids of the events that can be the one meant, the likeliest first: the same id, then most places."""
        shared: Counter[str] = Counter()
        for found in ref.places:
            shared.update(self._holders.get(found, ()))
        enough = max(1.0, _SAME_EVENT * len(ref.places))
        same = [ref.id] if ref.id in self._events and (shared[ref.id] or not ref.places) else []
        others = sorted((-count, name) for name, count in shared.items() if count >= enough)
        return list(dict.fromkeys([*same, *(name for _, name in others)]))

    def find(self, event_id: str, value: JudgedValue) -> SourcedValue | None:
        """The value in the event, if some of the evidence is still the same: a `MergedValue` when it stands.

        Otherwise an `Alternative`, or `None` when the event no longer says it, or says it on other evidence.
        """
        wanted = set(value.places)
        for found in _values(self._events[event_id], value.field):
            if canonical(value.field, found.value) == value.key:
                here = {each for support in found.supports for each in places(support, self._articles)}
                if not wanted or wanted & here:
                    return found
        return None


def _values(event: MergedEvent, field: str) -> Iterator[SourcedValue]:
    for value in event.fields.get(field, ()):
        yield value
        yield from value.alternatives


def _places_of_event(event: MergedEvent, articles: Articles) -> Iterator[str]:
    for name in event.fields:
        for value in _values(event, name):
            for support in value.supports:
                article = articles.get(support.article)
                if article is None or support.span is not None or support.grounding is Grounding.UNSUPPORTED:
                    yield from places(support, articles)
                else:  # other events of these sentences are judged in the same words
                    yield from (_hash(article.id, text, "") for text in _cited(article, support.sentences))


def _cited(article: Article, numbers: Iterable[int]) -> Iterator[str]:
    return (article.sentence_text(number) for number in numbers if 1 <= number <= len(article.sentences))


def _sketch(places: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(places))[:MOST_PLACES])


def _hash(article: str, sentence: str, words: str) -> str:
    text: Sequence[str] = (article, sentence, words)
    return blake2b("\0".join(text).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
