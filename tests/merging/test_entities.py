"""Who is one across articles, why, and that nothing else moves it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields import PartyValue
from extractor.fields.parties.matching import same_name
from extractor.fields.parties.values import PartyKind
from extractor.merging import entities, find_entities, merge
from extractor.merging.fusing import fuse
from extractor.records import Entity, EventRecord, Grounding, Mention, MergedEvent, Support
from extractor.schemas import load_schema
from extractor.store.folder import json_line
from tests.merging.seed_records import seed_articles, seed_records

SCHEMA = load_schema()


def party(
    name: str,
    kind: PartyKind = PartyKind.PERSON,
    *,
    full: str | None = None,
    aliases: tuple[str, ...] = (),
    country: str | None = None,
) -> PartyValue:
    return PartyValue(name=name, kind=kind, role="agent", full=full, aliases=aliases, country=country)


def body(name: str, country: str | None = None, aliases: tuple[str, ...] = ()) -> PartyValue:
    return party(name, PartyKind.ORGANISATION, country=country, aliases=aliases)


def state(name: str, country: str) -> PartyValue:
    return party(name, PartyKind.GOVERNMENT, country=country)


def record_of(
    article: str, *parties: PartyValue, grounding: Grounding = Grounding.ELSEWHERE, day: int = 1
) -> EventRecord:
    """A record that names parties and says nothing else."""
    support = Support(article=article, sentences=(1,), written="words", span=None, grounding=grounding)
    named = tuple(Mention(value=value, support=support) for value in parties)
    return EventRecord(
        id=f"r{article} {' '.join(value.model_dump_json() for value in parties)}",
        article=article,
        published=date(2025, 8, day),
        source=None,
        schema_name=SCHEMA.name,
        sentences=(1,),
        fields={field.name: named if field.name == "who" else () for field in SCHEMA.fields},
    )


def event_of(*records: EventRecord) -> MergedEvent:
    return fuse(records, SCHEMA, {record.article: record.article for record in records})


def names(entities: Sequence[Entity]) -> list[list[str]]:
    """The names of each entity as written."""
    return sorted(sorted(name.written for name in entity.names if name.articles) for entity in entities)


def apart(*parties: PartyValue) -> list[Entity]:
    """The entities of parties that articles of their own name, in events of their own."""
    records = [record_of(f"a{number}", value) for number, value in enumerate(parties)]
    return find_entities([event_of(record) for record in records], records, SCHEMA)


ONE = {
    "a name, and whose it is": (party("Harrow Vance", PartyKind.UNKNOWN), party("Harrow Vance")),
    "a name, and of what it is": (party("Harrow Vance", PartyKind.UNKNOWN), body("Harrow Vance")),
    "accents": (party("Abigael Gonzalez"), party("Abigael González")),
    "an alias": (
        party("Abigael Gonzalez Valencia", aliases=("El Cuini",)),
        party("El Cuini"),
    ),
    "a shorter name": (party("Rafael Caro Quintero"), party("Caro Quintero")),
    "the short form in one article": (party("Trump", full="Donald Trump"), party("Donald Trump")),
    "an initial": (party("John Smith"), party("J Smith")),
    "one letter": (party("Nemesio Oseguera"), party("Nemesio Osegueta")),
    "a country": (state("United States", "US"), state("American authorities", "US")),
    "an acronym": (body("World Health Organization"), body("WHO")),
    "a body that one article places": (body("Justice Department", "US"), body("Justice Department", "US")),
}


@pytest.mark.parametrize("case", ONE)
def test_names_of_one_entity_are_joined_over(case: str) -> None:
    (entity,) = apart(*ONE[case])
    assert len(entity.articles) == 2
    assert all(name.reason for name in entity.names)


TWO = {
    "first names": (party("Omar Garcia"), party("Maria Garcia")),
    "a word alone in each article": (party("Garcia"), party("Garcia")),
    "a word alone and a full name": (party("Garcia"), party("Omar Garcia")),
    "generations": (party("Ken Smith Jr"), party("Ken Smith Sr")),
    "states": (state("United States", "US"), state("Mexico", "MX")),
    "bodies of two states": (body("Justice Department", "US"), body("Justice Department", "MX")),
    "a man and a body": (party("Jordan"), body("Jordan")),
}


@pytest.mark.parametrize("case", TWO)
def test_two_entities_stay_two_that_differ_in(case: str) -> None:
    assert len(apart(*TWO[case])) == 2


def test_a_short_name_that_fits_two_stays_by_itself_and_says_so() -> None:
    entities = apart(party("Omar Diaz Garcia"), party("Maria Diaz Garcia"), party("Diaz Garcia"))
    assert len(entities) == 3
    (reason,) = [entity.kept_apart for entity in entities if entity.kept_apart]
    assert reason == "can be 2: Maria Diaz Garcia, Omar Diaz Garcia"


def test_a_short_name_is_the_one_of_the_two_that_takes_part_in_its_event() -> None:
    omar, maria, short = party("Omar Garcia"), party("Maria Garcia"), party("Garcia")
    first, second, third = record_of("a", omar), record_of("b", maria), record_of("c", short)
    entities = find_entities([event_of(first, third), event_of(second)], [first, second, third], SCHEMA)
    assert names(entities) == [["Garcia", "Omar Garcia"], ["Maria Garcia"]]
    (omar_found,) = [entity for entity in entities if entity.name == "Omar Garcia"]
    reason = next(name.reason for name in omar_found.names if name.written == "Garcia")
    assert reason == f"short for Omar Garcia, in {event_of(first, third).id} as nobody else of that name"


def test_one_word_for_a_person_is_found_by_an_alias_in_either_direction() -> None:
    nicknamed = party("Oseguera", aliases=("Mencho",))
    assert len(apart(nicknamed, party("Mencho"))) == 1
    assert len(apart(party("Nemesio Oseguera Cervantes", aliases=("Mencho",)), party("Mencho"))) == 1


def test_a_surname_that_hundreds_of_articles_give_alone_is_not_compared_with_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[str] = []

    def counted(a: PartyValue, b: PartyValue) -> bool:
        compared.append(a.name)
        return same_name(a, b)

    monkeypatch.setattr(entities, "same_name", counted)
    found = apart(party("Omar Garcia"), *(party("Garcia") for _ in range(400)))
    assert len(found) == 401
    assert len(compared) < 10
    reason = "can be Omar Garcia, but no event has both and one word is not enough"
    assert {entity.kept_apart for entity in found} == {None, reason}


def test_what_no_article_says_groups_and_descriptions_are_no_entities() -> None:
    records = [
        record_of("a", party("Omar Garcia"), grounding=Grounding.UNSUPPORTED),
        record_of("b", party("26 men", PartyKind.GROUP), party("the person", PartyKind.DESCRIPTION)),
        record_of("c", body("Authorities")),
    ]
    assert find_entities([event_of(record) for record in records], records, SCHEMA) == []


def test_an_entity_keeps_its_id_when_later_articles_name_it() -> None:
    first, later = record_of("a", party("Omar Garcia")), record_of("b", party("Omar Garcia Harfuch"), day=2)
    (alone,) = find_entities([event_of(first)], [first], SCHEMA)
    (grown,) = find_entities([event_of(first), event_of(later)], [first, later], SCHEMA)
    assert grown.id == alone.id
    assert grown.name == "Omar Garcia Harfuch"


def test_the_seeds_name_each_of_theirs_once(seeds: Path) -> None:
    articles = seed_articles(seeds)
    records = [record for record, _ in seed_records(articles, SCHEMA)]
    entities = {
        e.name: {name.written for name in e.names}
        for e in find_entities(merge(records, SCHEMA, articles), records, SCHEMA)
    }
    assert entities["Abigael Gonzalez Valencia"] == {
        "Abigael Gonzalez Valencia",
        "Abigael González Valencia",
    }
    assert {"United States", "US", "American authorities"} <= entities["United States"]
    assert entities["Rafael Caro Quintero"] == {"Rafael Caro Quintero", "Caro Quintero"}
    assert len([name for name in entities if "Quintero" in name or "Valencia" in name]) == 2


# Laws

_POOL = [
    *(case for cases in ONE.values() for case in cases),
    *(case for cases in TWO.values() for case in cases),
    party("Diaz Garcia"),
    party("Omar Diaz Garcia"),
]
some_records = st.lists(
    st.builds(
        lambda article, parties, day: record_of(article, *parties, day=day),
        st.sampled_from("abcd"),
        st.lists(st.sampled_from(_POOL), min_size=1, max_size=3),
        st.integers(1, 3),
    ),
    max_size=8,
    unique_by=lambda record: record.id,
)


def printed(records: Sequence[EventRecord], events: Sequence[MergedEvent]) -> list[str]:
    return [json_line(entity) for entity in find_entities(events, records, SCHEMA)]


def events_of(records: Sequence[EventRecord], parts: int = 3) -> list[MergedEvent]:
    """Events of these records, whose members depend on the records alone."""
    groups: Mapping[int, list[EventRecord]] = {
        part: [record for record in records if len(record.id) % parts == part] for part in range(parts)
    }
    return [event_of(*group) for group in groups.values() if group]


@given(some_records, st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_byte(records: list[EventRecord], chance: random.Random) -> None:
    events = events_of(records)
    shuffled, turned = [*records, *records[:2]], list(events)
    chance.shuffle(shuffled)
    chance.shuffle(turned)
    assert printed(shuffled, turned) == printed(records, events)


@given(some_records)
def test_unrelated_names_move_nothing(records: list[EventRecord]) -> None:
    others = [record_of("z", party("Li Wei"), body("Nordisk Radio"), state("Chile", "CL"))]
    alone = printed(records, events_of(records)) + printed(others, events_of(others))
    together = printed([*records, *others], [*events_of(records), *events_of(others)])
    assert sorted(together) == sorted(alone)


@given(some_records)
def test_each_name_that_an_article_says_is_in_an_entity_and_ids_are_never_shared(
    records: list[EventRecord],
) -> None:
    entities = find_entities(events_of(records), records, SCHEMA)
    said = {
        (m.value.name, r.article) for r in records for m in r.fields["who"] if isinstance(m.value, PartyValue)
    }
    found = {(n.written, article) for e in entities for n in e.names for article in n.articles}
    assert found == said
    assert len({entity.id for entity in entities}) == len(entities)
