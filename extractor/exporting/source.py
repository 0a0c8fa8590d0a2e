"""A finished run as what writes it in other formats reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from extractor.exporting.checked import Checked, CheckedEvents, MinimumConfidence, as_found
from extractor.fields import Aspect
from extractor.merging import stories
from extractor.records import Article, Entity, EventRelation, Grounding, MergedEvent, SourcedValue, Support
from extractor.schemas import Schema, SchemaField, load_schema
from extractor.store.folder import RunFolder, article_from_line, read_entities, read_relations
from extractor.store.line_index import LineIndex

_ARTICLES_KEPT = 1_000
"""Articles that stay in memory: several events quote each."""


class RunSource:
    """A finished run, its events and articles read when they are needed."""

    def __init__(
        self,
        folder: RunFolder,
        checked: CheckedEvents | None = None,
        minimum: MinimumConfidence | None = None,
    ) -> None:
        self.folder = folder
        self._checked = checked
        self._minimum = minimum
        self.schema: Schema = load_schema(folder.schema_reference())
        self.articles = LineIndex(folder.articles, article_from_line, _ARTICLES_KEPT)
        self.relations = tuple(read_relations(folder.relations))
        self.related: dict[str, list[EventRelation]] = defaultdict(list)
        """The relations of each event to earlier ones, by its id."""
        for found in self.relations:
            self.related[found.event].append(found)

    def events(self) -> Iterable[Checked]:
        """The events, read one at a time."""
        found = self._checked() if self._checked else as_found(self.folder, self.schema)
        return self._minimum.of(found) if self._minimum else found

    def story_of(self) -> dict[str, str]:
        """The id of the first event of its story, for each event of one."""
        if not self.relations:
            return {}
        chains = stories((each.event for each in self.events()), self.relations, self.schema)
        return {event.id: chain[0].id for chain in chains for event in chain}

    def entities(self) -> Iterator[Entity]:
        """The persons, organisations and governments, read one at a time."""
        return read_entities(self.folder.entities)

    def entity_of(self, field: SchemaField, said: SourcedValue) -> Entity | None:
        """The entity that a party is, by the articles that name it so; `None` for groups and descriptions."""
        if field.type.aspect is not Aspect.WHO:
            return None
        name, kind = (getattr(said.value, key, None) for key in ("name", "kind"))
        found = [
            entity
            for support in said.supports
            if support.grounding is not Grounding.UNSUPPORTED
            for entity in self._named.get((support.article, name), ())
        ]
        return next((entity for entity in found if entity.kind == kind), found[0] if found else None)

    @cached_property
    def _named(self) -> dict[tuple[str, str | None], list[Entity]]:
        """The entities by article and by the name it gives them."""
        named: dict[tuple[str, str | None], list[Entity]] = defaultdict(list)
        for entity in self.entities():
            for name in entity.names:
                for article in name.articles:
                    named[article, name.written].append(entity)
        return named


def claims_of(event: MergedEvent, schema: Schema) -> Iterator[tuple[SchemaField, SourcedValue]]:
    """Every value of an event with its field, the alternatives to each behind it."""
    for field in schema.fields:
        for value in event.fields[field.name]:
            yield field, value
            for other in value.alternatives:
                yield field, other


def quotation(support: Support, article: Article | None) -> str | None:
    """The words of the article that say a value: those in its place, or else the cited sentences."""
    if article is None or support.grounding is Grounding.UNSUPPORTED:
        return None
    if support.span is not None:
        return support.span.text_in(article.text)
    cited = (n for n in support.sentences if 1 <= n <= len(article.sentences))
    return " ".join(map(article.sentence_text, cited)) or None
