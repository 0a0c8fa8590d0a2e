from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks._event_words import families
from benchmarks._events_fields import Counts, Kind, Names, WordsValue, counts_of, kind_of
from benchmarks._events_format import read_annotated
from benchmarks.merge_quality import main
from extractor.fields.base import EXCLUDED
from extractor.merging import merge

FIRE = "Flames gutted the Riverside Mill in Leeds on Friday .\nFire chief Mary Holt blamed Tom Reed ."
VOTE = "Voters in Norway backed Anna Berg on Monday ."


def with_roles(name: str, text: str, *events: dict[str, Any]) -> dict[str, Any]:
    return {"doc_id": name, "topic": "secret", "text": text, "events": list(events)}


def event(number: int, cluster: str, trigger: str, patient: str, day: str) -> dict[str, Any]:
    return {
        "id": f"e{number}",
        "cluster": cluster,
        "trigger": trigger,
        "lemma": trigger,
        "type": f"{trigger}.01",
        "participants": [{"role": "arg1", "name": patient}],
        "time": day,
        "location": "Leeds, England",
        "evidence": FIRE.splitlines()[0],
    }


DOCUMENTS = [
    with_roles("a", FIRE, event(1, "mill", "gutted", "Riverside Mill", "3 May 2013")),
    with_roles("b", FIRE, event(1, "mill", "destroy", "Riverside Mill", "3 May 2013")),
    with_roles("c", VOTE, event(1, "vote", "back", "Anna Berg", "6 May 2013")),
]


def write(path: Path, documents: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    return path


def test_annotated_events_are_merged_and_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "roles.jsonl", DOCUMENTS)
    assert main([str(path), "--mix", str(path), str(path)]) == 0
    one, mixed = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (one["records"], one["events"], one["pair_precision"], one["pair_recall"]) == (3, 2, 100.0, 100.0)
    assert mixed["events"] == 2


def test_the_gold_and_the_topic_change_nothing(tmp_path: Path) -> None:
    other = json.loads(json.dumps(DOCUMENTS).replace("secret", "other").replace('"mill"', '"vote"'))
    first, second = (
        read_annotated([write(tmp_path / name, documents)])
        for name, documents in (("a.jsonl", DOCUMENTS), ("b.jsonl", other))
    )
    assert first.records == second.records
    assert first.gold != second.gold
    assert merge(first.records, first.schema) == merge(second.records, second.schema)


def test_the_shape_with_sentences_is_recognised_by_its_events(tmp_path: Path) -> None:
    mention = {"id": "m1", "cluster": "x", "trigger": "gutted", "type": "ACTION", "sent": 0, "tok": [1]}
    said = {"participants": [{"text": "Riverside Mill"}], "time": [{"text": "Friday"}], "location": []}
    document = with_roles("a", FIRE, {**mention, **said})
    annotated = read_annotated([write(tmp_path / "sentences.jsonl", [document])])
    assert annotated.schema.name == "SentenceEvent"
    assert annotated.records[0].sentences == (1,)


def test_a_split_is_chosen_by_name(tmp_path: Path) -> None:
    documents = [{**document, "split": split} for document, split in zip(DOCUMENTS, "xyx", strict=True)]
    annotated = read_annotated([write(tmp_path / "split.jsonl", documents)], split="x")
    assert sorted({record.article for record in annotated.records}) == ["a", "c"]


def test_a_mix_takes_each_article_from_one_file_in_turn(tmp_path: Path) -> None:
    second = json.loads(json.dumps(DOCUMENTS).replace("Riverside Mill", "the old mill"))
    paths = [write(tmp_path / "a.jsonl", DOCUMENTS), write(tmp_path / "b.jsonl", second)]
    shown = [
        annotated.fields["patient"][0].value
        for annotated in read_annotated(paths).records
        if annotated.article in "ab"
    ]
    assert [getattr(value, "name", None) for value in shown] == ["Riverside Mill", "the old mill"]


def test_a_file_that_is_absent_is_skipped_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.jsonl")]) == 0
    assert "skipped: no file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("one", "other"), [("opened fire", "shooting"), ("sped off", "fled"), ("gunned down", "shot")]
)
def test_phrases_are_of_the_family_of_words_for_the_same(one: str, other: str) -> None:
    assert families(one) & families(other)


def test_a_phrase_is_read_as_a_whole() -> None:
    assert not families("opened fire") & families("blaze")


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("killed", "killing", "same word"),
        ("killed", "died", "same family"),
        ("checked into", "checked out of", "different"),
        ("elected", "died", "different"),
        ("said", "confirmed", "sayings"),
        ("said", "died", "different"),
    ],
)
def test_kinds_of_event_are_compared_by_word_family_and_sense(one: str, other: str, level: str) -> None:
    first, second = kind_of(None, (one,), ("a", (1,))), kind_of(None, (other,), ("a", (2,)))
    assert Kind().compare([first], [second]).level == level
    assert Kind().compare([second], [first]).level == level


def test_two_words_of_a_family_in_one_sentence_are_two_events_and_one_word_twice_may_be_one() -> None:
    here = ("a", (3,))
    killed, died, again = (kind_of(None, (word,), here) for word in ("killed", "died", "killing"))
    assert Kind().compare([killed], [died]).level == EXCLUDED
    assert Kind().compare([killed], [again]).level == "same word"
    unknown = ("a", ())
    places = [kind_of(None, (word,), unknown) for word in ("killed", "died")]
    assert Kind().compare(places[:1], places[1:]).level == "same family"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("a 36 - year - old man", "the 36 - year - old", "shared"),
        ("a 36 - year - old man", "a 32 - year - old man", "contradict"),
        ("fell 2,000 feet", "fell 2000 feet", "shared"),
        ("36 years", "200 feet", "of other things"),
    ],
)
def test_numbers_of_two_sentences_are_compared_by_what_they_count(one: str, other: str, level: str) -> None:
    first, second = counts_of(one), counts_of(other)
    assert first is not None
    assert second is not None
    assert Counts().compare([first], [second]).level == level


def test_a_sentence_without_numbers_says_nothing_of_them() -> None:
    assert counts_of("A man fell.") is None


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("ann lee", "ann lee", "equal"),
        ("ann lee", "ann", "part"),
        ("ann mexico", "bob mexico", "mixed"),
        ("ann", "bob", "different"),
    ],
)
def test_names_of_two_sentences_are_equal_a_part_mixed_or_different(one: str, other: str, level: str) -> None:
    values = [WordsValue(stems=tuple(names.split())) for names in (one, other)]
    assert Names().compare(values[:1], values[1:]).level == level
