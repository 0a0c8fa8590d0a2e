from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.errors import RunError
from extractor.evaluation.runs_compared import compare_runs
from extractor.fields import CountValue
from extractor.records import EventRecord, Mention
from extractor.store.folder import StoredRun
from tests.evaluation import hand_made
from tests.evaluation.hand_made import ARRESTED_A, FELL_A, SCHEMA, WEPT_A, article, record, spread, support


def run(*records: EventRecord, texts: str = "ab") -> StoredRun:
    return StoredRun(
        schema=SCHEMA,
        articles={name: article(name) for name in texts},
        records=records,
        events=(),
    )


def count(number: int, words: str | None) -> Mention:
    return Mention(value=CountValue(value=number), support=support("a", words))


def test_three_runs_are_held_against_each_other() -> None:
    found = compare_runs(
        {
            "x": run(record("a", ARRESTED_A, count=count(2, "two")), record("a", FELL_A, "disaster")),
            "y": run(record("a", ARRESTED_A, count=count(2, "two"))),
            "z": run(record("a", ARRESTED_A, count=count(3, "two")), record("a", WEPT_A, "other")),
        }
    )
    assert [(event.what.split(" · ")[0], event.found_by, event.missed_by) for event in found.only_some] == [
        (FELL_A, ("x",), ("y", "z")),
        (WEPT_A, ("z",), ("x", "y")),
    ]
    assert [(each.field, each.said) for each in found.differences] == [
        ("count", {"x": ("2",), "y": ("2",), "z": ("3",)})
    ]
    assert (found.events, found.found_by_all, found.fields["type"].same) == (3, 1, 1)


def test_two_headlines_in_other_words_are_one_event_if_they_share_enough_of_them_in_one_sentence() -> None:
    ours = run(record("a", spread("a", 1, "Police arrested two men")))
    for words, found_by_all in (("Two men held", 1), ("A man is held", 0)):
        theirs = run(record("a", spread("a", 1, words), "disaster"))
        assert compare_runs({"x": ours, "y": theirs}).found_by_all == found_by_all


def test_what_no_article_says_does_not_count_as_said() -> None:
    invented = run(record("a", ARRESTED_A, count=count(99, None)))
    found = compare_runs({"x": run(record("a", ARRESTED_A)), "y": invented})
    assert found.differences == ()
    assert found.grounding["y"]["unsupported"] == 1


def test_only_articles_that_every_run_has_with_the_same_text_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = run(record("a", ARRESTED_A))
    other = replace(run(texts="a"), records=(record("a", ARRESTED_A),))
    found = compare_runs({"x": one, "y": other})
    assert (found.articles, found.left_out) == (1, ("b",))
    monkeypatch.setitem(hand_made.TEXTS, "a", hand_made.A + " Again.")
    assert compare_runs({"x": one, "y": run()}).left_out == ("a",)


def test_one_run_alone_is_no_comparison() -> None:
    with pytest.raises(RunError, match="one run has nothing to be compared with"):
        compare_runs({"x": run()})
