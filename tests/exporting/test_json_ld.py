from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import PROV, RDF

from extractor.exporting.checked import Checked, MinimumConfidence
from extractor.exporting.exporting import export_run
from extractor.records import EventRelation, Grounding, RelationKind
from extractor.store.folder import StoredRun
from tests.kit.stored_runs import judged_run, write_run

# rdflib's reader of JSON-LD uses a class of its own that it will drop.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA = Namespace("http://schema.org/")
ANNOTATION = Namespace("http://www.w3.org/ns/oa#")
OURS = Namespace("urn:x-extractor:")
BASE = "http://example.org/run"


def graph_of(run: Path, folder: Path, **choices: Any) -> Graph:
    """The triples of an exported run; sockets are shut, so its context is read from the file itself."""
    (path, *_) = {item.path for item in export_run(run, folder / "x.jsonld", **choices)}
    return Graph().parse(data=path.read_text(encoding="utf-8"), format="json-ld", publicID=BASE)


def node(kind: str, name: str) -> URIRef:
    return URIRef(f"{BASE}#{kind}/{name}")


def text_of(graph: Graph, subject: Any, predicate: Any) -> str:
    return str(graph.value(subject, predicate))


def test_every_value_is_derived_from_the_words_in_the_articles(
    seeds_run_folder: Path, tmp_path: Path
) -> None:
    graph = graph_of(seeds_run_folder, tmp_path)
    stored = StoredRun.read(seeds_run_folder)
    expected = sorted(
        (event.id, field.name, support.article, support.written, support.span.start if support.span else None)
        for event in stored.events
        for field in stored.schema.fields
        for value in event.fields[field.name]
        for said in (value, *value.alternatives)
        for support in dict.fromkeys(said.supports)
        if support.grounding is not Grounding.UNSUPPORTED
    )
    found = []
    for event in graph.subjects(RDF.type, SCHEMA.Event):
        standing = set(graph.objects(event, OURS["values"]))
        for value in standing.union(*(graph.objects(one, OURS.alternatives) for one in standing)):
            for quoted in graph.objects(value, PROV.wasDerivedFrom):
                article = stored.articles[str(graph.value(quoted, PROV.wasQuotedFrom)).rpartition("/")[2]]
                selector = graph.value(quoted, ANNOTATION.hasSelector)
                start, end = (graph.value(selector, place) for place in (ANNOTATION.start, ANNOTATION.end))
                if selector is not None:
                    assert article.text[int(str(start)) : int(str(end))] == text_of(
                        graph, quoted, SCHEMA.text
                    )
                found.append(
                    (
                        text_of(graph, event, SCHEMA.identifier),
                        text_of(graph, value, SCHEMA.propertyID),
                        article.id,
                        text_of(graph, quoted, OURS.written),
                        None if selector is None else int(str(start)),
                    )
                )
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_an_event_has_its_name_days_place_and_articles_in_the_words_of_schema_org(tmp_path: Path) -> None:
    run = judged_run()
    graph = graph_of(write_run(tmp_path / "run", run), tmp_path)
    (crane,) = (event for event in run.events if len(event.articles) == 2)
    event = node("event", crane.id)
    assert text_of(graph, event, SCHEMA.name) == crane.headline
    assert text_of(graph, event, SCHEMA.startDate) == "2026-03-02"
    assert text_of(graph, graph.value(event, SCHEMA.location), SCHEMA.name) == "Port Alder"
    articles = set(graph.objects(event, SCHEMA.subjectOf))
    assert articles == {node("article", "harbour"), node("article", "gazette")}
    assert {text_of(graph, one, SCHEMA.datePublished) for one in articles} == {"2026-03-03"}
    (model,) = graph.objects(event, PROV.wasAttributedTo)
    assert text_of(graph, model, SCHEMA.name) == "local (small)"


def test_a_party_refers_to_its_entity(tmp_path: Path) -> None:
    graph = graph_of(write_run(tmp_path / "run", judged_run()), tmp_path)
    (party,) = graph.subjects(OURS.refersTo, None)
    assert text_of(graph, party, OURS.role) == "agent"
    entity = graph.value(party, OURS.refersTo)
    assert (entity, RDF.type, SCHEMA.GovernmentOrganization) in graph
    assert text_of(graph, entity, SCHEMA.name) == "Port Alder"


def test_what_no_article_says_is_derived_from_none_and_kept(tmp_path: Path) -> None:
    graph = graph_of(write_run(tmp_path / "run", judged_run()), tmp_path)
    (quoted,) = graph.objects(None, OURS.refused)
    assert text_of(graph, quoted, OURS.written) == "the Blue Line"
    (value,) = graph.subjects(OURS.refused, quoted)
    assert text_of(graph, value, OURS.stands) == "false"
    assert (value, PROV.wasDerivedFrom, None) not in graph


def test_an_event_refers_to_those_it_mentions_and_to_the_words_that_say_so(tmp_path: Path) -> None:
    run = judged_run()
    first, second = run.events[:2]
    support = second.fields["what"][0].supports[0]
    related = EventRelation(kind=RelationKind.MENTIONS, event=first.id, other=second.id, supports=(support,))
    graph = graph_of(write_run(tmp_path / "run", replace(run, relations=(related,))), tmp_path)
    (value,) = graph.subjects(OURS.refersTo, node("event", second.id))
    assert (node("event", first.id), OURS["values"], value) in graph
    assert text_of(graph, graph.value(value, PROV.wasDerivedFrom), OURS.written) == support.written


def test_reviewers_and_the_review_are_named(tmp_path: Path) -> None:
    run = judged_run()
    checked = [Checked(event, "accepted", ("ada",)) for event in run.events[:1]]
    graph = graph_of(write_run(tmp_path / "run", run), tmp_path, checked=lambda: checked)
    (event,) = graph.subjects(RDF.type, SCHEMA.Event)
    assert text_of(graph, event, OURS.review) == "accepted"
    (reviewer,) = graph.subjects(RDF.type, PROV.Person)
    assert (event, PROV.wasAttributedTo, reviewer) in graph


def test_an_event_that_is_left_out_leaves_no_entity_behind(tmp_path: Path) -> None:
    minimum = MinimumConfidence(0.7)
    graph = graph_of(write_run(tmp_path / "run", judged_run()), tmp_path, minimum=minimum)
    assert len(set(graph.subjects(RDF.type, SCHEMA.Event))) == 2
    assert set(graph.subjects(RDF.type, SCHEMA.GovernmentOrganization)) == set()


def test_hostile_texts_leave_the_document_whole(hostile_folder: Path, tmp_path: Path) -> None:
    graph = graph_of(hostile_folder, tmp_path)
    stored = StoredRun.read(hostile_folder)
    assert len(set(graph.subjects(RDF.type, SCHEMA.Event))) == len(stored.events)
    assert len(set(graph.subjects(RDF.type, SCHEMA.NewsArticle))) == len(stored.articles)
    lines = (tmp_path / "x.jsonld").read_text(encoding="utf-8").split("\n")
    nodes = [json.loads(line.rstrip(",")) for line in lines if line.startswith('{"@id"')]
    events = [node["identifier"] for node in nodes if "Event" in node["@type"]]
    assert [name.split(" ")[0] for name in events] == [event.id.split(" ")[0] for event in stored.events]
