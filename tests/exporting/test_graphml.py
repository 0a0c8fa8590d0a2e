from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx

from extractor.exporting.checked import MinimumConfidence
from extractor.exporting.exporting import export_run
from extractor.fields import CountValue
from extractor.records import EventRelation, Grounding, MergedEvent, MergedValue, RelationKind, Support
from extractor.schemas import load_schema
from extractor.store.folder import StoredRun
from tests.kit.stored_runs import judged_run, story_run, write_run


def graph_of(run: Path, folder: Path, **choices: Any) -> Any:
    """The graph as networkx reads it, its nodes named as in the run."""
    (path, *_) = {item.path for item in export_run(run, folder / "x.graphml", **choices)}
    graph = nx.MultiDiGraph(nx.read_graphml(path))
    return nx.relabel_nodes(graph, dict(graph.nodes(data="id")))


def edges(graph: Any, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [edge for edge in graph.edges(data=True) if edge[2]["edge"] == kind]


def test_every_source_of_every_event_reports_it_in_its_own_words(
    seeds_run_folder: Path, tmp_path: Path
) -> None:
    graph = graph_of(seeds_run_folder, tmp_path)
    stored = StoredRun.read(seeds_run_folder)
    reports = {(article, event): data for article, event, data in edges(graph, "reports")}
    assert reports.keys() == {(article, event.id) for event in stored.events for article in event.articles}
    for event in stored.events:
        for values in event.fields.values():
            for value in values:
                for support in value.supports:
                    if support.span and support.grounding is not Grounding.UNSUPPORTED:
                        words = support.span.text_in(stored.articles[support.article].text)
                        assert words in reports[support.article, event.id]["quotations"]


def test_an_event_has_the_columns_of_its_table_with_their_types(tmp_path: Path) -> None:
    run = judged_run()
    graph = graph_of(write_run(tmp_path / "run", run), tmp_path)
    (crane,) = (event for event in run.events if len(event.articles) == 2)
    data = graph.nodes[crane.id]
    assert (data["node"], data["label"]) == ("event", crane.headline)
    assert (data["article_count"], data["when_start"], data["when_approximate"]) == (2, "2026-03-02", False)
    assert data["confidence"] == 0.96
    assert graph.nodes["gazette"]["article_published"] == "2026-03-03"


def test_a_party_takes_part_in_its_role(tmp_path: Path) -> None:
    graph = graph_of(write_run(tmp_path / "run", judged_run()), tmp_path)
    ((entity, event, data),) = edges(graph, "party")
    assert (graph.nodes[entity]["label"], graph.nodes[entity]["entity_kind"]) == ("Port Alder", "government")
    assert graph.nodes[event]["label"] == "Port Alder will install a new crane"
    assert (data["role"], data["articles"], data["quotations"]) == ("agent", "harbour", "Port Alder")


def test_an_event_mentions_another_unless_that_is_left_out(tmp_path: Path) -> None:
    run = judged_run()
    (unsure,) = (event for event in run.events if event.confidence == 0.62)
    other = next(event for event in run.events if event is not unsure)
    support = unsure.fields["what"][0].supports[0]
    related = EventRelation(kind=RelationKind.MENTIONS, event=other.id, other=unsure.id, supports=(support,))
    folder = write_run(tmp_path / "run", replace(run, relations=(related,)))
    ((start, end, data),) = edges(graph_of(folder, tmp_path), "mentions")
    assert (start, end, data["quotations"]) == (other.id, unsure.id, support.written)
    without = graph_of(folder, tmp_path, minimum=MinimumConfidence(0.7))
    assert unsure.id not in without
    assert edges(without, "mentions") == []


def test_a_step_follows_its_incident_and_both_name_their_story(tmp_path: Path) -> None:
    run = story_run()
    attack, trial = sorted(run.events, key=lambda event: "trial" in event.headline)
    graph = graph_of(write_run(tmp_path / "run", run), tmp_path)
    ((start, end, _),) = edges(graph, "follows")
    assert (start, end) == (trial.id, attack.id)
    assert graph.nodes[trial.id]["story"] == graph.nodes[attack.id]["story"] == attack.id


def test_characters_that_xml_cannot_hold_are_replaced_and_all_others_kept(
    hostile_folder: Path, tmp_path: Path
) -> None:
    graph = graph_of(hostile_folder, tmp_path)
    stored = StoredRun.read(hostile_folder)
    labels = [data["label"] for _, data in graph.nodes(data=True) if data["node"] == "article"]
    assert len(labels) == len(stored.articles)
    assert "\ufffd<script>\ufffdalert(1)\ufffd[31m</script>\x7f" in labels
    assert "\ufffd<script>alert(1)</script>\ufffd" in labels
    assert "\u2028<script>alert(1)</script>\u2029\x85\r\n" in labels
    assert "<![CDATA[<script>alert(1)</script>]]>" in labels


SHIPMENT = """
from typing import Annotated
from pydantic import BaseModel, Field
from extractor.fields import Count, CountValue


class Shipment(BaseModel):
    node: Annotated[CountValue | None, Count()] = Field(None, description="how many nodes")
"""


def test_a_field_that_is_called_like_a_key_of_the_graph_has_a_name_of_its_own(tmp_path: Path) -> None:
    reference = str(tmp_path / "shipment.py")
    Path(reference).write_text(SHIPMENT, encoding="utf-8")
    schema = load_schema(reference)
    support = Support(article="a", sentences=(), written="12", span=None, grounding=Grounding.FUZZY)
    value = MergedValue(value=CountValue(value=12, unit="nodes"), supports=(support,))
    event = MergedEvent(
        id="event-1", schema_name=schema.name, fields={"node": (value,)}, records=(), articles=("a",)
    )
    run = StoredRun(schema=schema, articles={}, records=(), events=(event,))
    graph = graph_of(write_run(tmp_path / "run", run, schema=reference), tmp_path)
    assert (graph.nodes["event-1"]["node"], graph.nodes["event-1"]["node_"]) == ("event", "12 nodes")
    assert list(graph.predecessors("event-1")) == ["a"]
