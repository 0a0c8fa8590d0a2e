"""Splink 5 on the records of a file, for `merge_scale --splink`: prints what it found, as JSON.

Set up as its guide does, for news: the values that our own merge compares, one column each; levels for near
names, near days and shared words; term frequencies where values repeat; its model estimated from the records,
without the truth. Blocking rules are those that keep its recall near ours without blowing up. The threshold
is the one with the best pair F1 *by the truth* (given on standard input), which favours Splink: users have no
truth to choose by. All thresholds, with precision, recall and seconds of clustering, go to standard error;
clustering at the others is not counted in its seconds.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.merge_scale import pair_scores
from extractor.fields import Choice, ChoiceValue, CountValue, LineValue, PartyValue, PlaceValue, TimeValue
from extractor.records import EventRecord, Value
from extractor.schemas import load_schema

_THRESHOLDS = (0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.9999999)
_RULES = (
    ("patient", "family"),
    ("patient", "day"),
    ("agent", "family", "day"),
    ("number", "family", "day"),
    ("number", "place", "family"),
    ("place", "day", "family"),
    ("agent", "patient"),
    ("rare_word", "family"),
    ("patient", "number"),
)


def main() -> None:
    """Link the file that the command line names."""
    logging.disable(logging.WARNING)
    truth = json.load(sys.stdin)
    table = _table(Path(sys.argv[1]))
    start, before = time.perf_counter(), time.process_time()
    database = DuckDBAPI()
    linker = Linker(database.register(table), _settings(), log_level=None)
    _train(linker)
    pairs = linker.inference.predict(threshold_match_probability=min(_THRESHOLDS))
    predicted, cpu = time.perf_counter() - start, time.process_time() - before
    best, seconds, cpu_seconds, found = -1.0, 0.0, 0.0, {}
    for threshold in _THRESHOLDS:
        start, before = time.perf_counter(), time.process_time()
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        rows = clusters.as_record_list()
        took, used = time.perf_counter() - start, time.process_time() - before
        by_record = {row["unique_id"]: str(row["cluster_id"]) for row in rows}
        precision, recall = pair_scores(truth, by_record)
        score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        print(f"threshold {threshold}: {precision:.4f} {recall:.4f} {took:.1f} s", file=sys.stderr)
        if score > best:
            best, seconds, cpu_seconds, found = score, took, used, by_record
    print(
        json.dumps(
            {
                "found": found,
                "comparing": round(predicted + seconds, 2),
                "reading": 0.0,
                "fusing": 0.0,
                "cpu": round(cpu + cpu_seconds, 2),
                "compared": 0,
                "linked": 0,
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
    )


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[
            cl.CustomComparison(
                output_column_name="type",
                comparison_levels=[
                    _level("type_l IS NULL OR type_r IS NULL", "null", null=True),
                    _level("type_l = type_r", "same"),
                    _level("family_l = family_r", "related"),
                    _level("ELSE", "different"),
                ],
            ),
            cl.ArrayIntersectAtSizes("words", [4, 3, 2, 1]),
            cl.JaroWinklerAtThresholds("agent", [0.92]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("patient", [0.92]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("number").configure(term_frequency_adjustments=True),
            cl.AbsoluteDateDifferenceAtThresholds(
                "day", input_is_string=False, metrics=["day", "day"], thresholds=[1, 7]
            ),
            cl.AbsoluteDateDifferenceAtThresholds(
                "published", input_is_string=False, metrics=["day", "day", "day"], thresholds=[2, 7, 60]
            ),
            cl.ExactMatch("place").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in _RULES],
        retain_matching_columns=False,
    )


def _level(condition: str, label: str, *, null: bool = False) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": label, "is_null_level": null}


def _train(linker: Linker) -> None:
    linker.training.estimate_probability_two_random_records_match(
        [block_on("patient", "day", "family"), block_on("agent", "patient", "number", "family")], recall=0.4
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in (("patient", "family"), ("day", "place"), ("rare_word", "family")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))


def _table(path: Path) -> pa.Table:
    """The records as a table of the values that a merge compares."""
    schema = load_schema("news_event")
    kinds = schema.field("type").type
    assert isinstance(kinds, Choice)
    families = {option.name: option.family or option.name for option in kinds.options}
    with path.open(encoding="utf-8") as lines:
        rows = [_row(schema.record_from_json(json.loads(line)), families) for line in lines]
    words = Counter(word for row in rows for word in row["words"] or ())
    for row in rows:
        row["rare_word"] = min(row["words"] or (), key=lambda word: (words[word], word), default=None)
    return pa.Table.from_pylist(rows, schema=_COLUMNS)


def _row(record: EventRecord, families: Mapping[str, str]) -> dict[str, Any]:
    first: dict[type[Value], Any] = {}
    parties: dict[str, str] = {}
    for mention in (mention for mentions in record.fields.values() for mention in mentions):
        if isinstance(mention.value, PartyValue):
            parties[mention.value.role] = mention.value.key
        elif mention.value is not None:
            first.setdefault(type(mention.value), mention.value)
    kind, line, place = first.get(ChoiceValue), first.get(LineValue), first.get(PlaceValue)
    count, time_said = first.get(CountValue), first.get(TimeValue)
    return {
        "unique_id": record.id,
        "type": kind and kind.name,
        "family": kind and families.get(kind.name),
        "words": line and list(line.words),
        "agent": parties.get("agent"),
        "patient": parties.get("patient"),
        "number": count and count.value,
        "day": time_said and time_said.start,
        "published": record.published,
        "place": place and place.key,
    }


_COLUMNS = pa.schema(
    [
        ("unique_id", pa.string()),
        ("type", pa.string()),
        ("family", pa.string()),
        ("words", pa.list_(pa.string())),
        ("agent", pa.string()),
        ("patient", pa.string()),
        ("number", pa.int64()),
        ("day", pa.date32()),
        ("published", pa.date32()),
        ("place", pa.string()),
        ("rare_word", pa.string()),
    ]
)

if __name__ == "__main__":
    main()
