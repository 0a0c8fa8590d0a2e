"""The five seed articles, answered by what the local model really answered: recorded, never written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor import EventRecord, Grounding, MergedEvent, Outcome, StoredRun
from extractor.backends.cassettes.folder import file_name
from extractor.records import Support
from extractor.text.positions import fold_lightly, fold_value

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS, CASSETTES = REPOSITORY / "seeds", REPOSITORY / "cassettes" / "local"


@dataclass(frozen=True)
class Replay:
    """What a replay gave, and where."""

    outcome: Outcome
    folder: Path
    stored: StoredRun


@pytest.fixture(scope="module")
def replay(seeds_outcome: Outcome, seeds_run_folder: Path) -> Replay:
    """One replay, for all that is asserted about it."""
    return Replay(seeds_outcome, seeds_run_folder, StoredRun.read(seeds_run_folder))


def events_with(replay: Replay, *words: str) -> list[MergedEvent]:
    """The events with all of these among the words of their values, or of what these replaced."""

    def said(event: MergedEvent) -> str:
        values = [value for values in event.fields.values() for value in values]
        every = [s for v in values for item in (v, *v.alternatives) for s in item.supports]
        return fold_lightly(" ".join(support.written for support in every))

    return [event for event in replay.outcome.events if all(word in said(event) for word in words)]


def counts(event: MergedEvent) -> list[int]:
    return [value.value.model_dump()["value"] for value in event.fields["count"]]


def shown(replay: Replay, event: MergedEvent, field: str) -> list[str]:
    kind = replay.outcome.schema.field(field).type
    return [kind.show(value.value) for value in event.fields[field]]


def transfers(replay: Replay, count: int) -> list[MergedEvent]:
    """Events of so many people moved by Mexico."""
    return [
        event
        for event in replay.outcome.events
        if counts(event) == [count] and "Mexico" in shown(replay, event, "who") and len(event.articles) > 1
    ]


# What the articles say together


def test_the_transfer_of_the_26_is_one_event_of_all_five_articles(replay: Replay) -> None:
    (event,) = transfers(replay, 26)
    assert len(event.articles) == 5


def test_the_transfer_of_february_is_one_event_of_at_least_three_articles(replay: Replay) -> None:
    (event,) = transfers(replay, 29)
    assert len(event.articles) >= 3
    assert shown(replay, event, "when") == ["2025-02"]


def test_the_killing_of_the_deputy_is_one_event_of_at_least_three_articles(replay: Replay) -> None:
    killings = [event for event in events_with(replay, "salazar", "deputy") if len(event.articles) > 1]
    (event,) = killings
    assert len(event.articles) >= 3
    assert shown(replay, event, "when") == ["2008"]


def test_the_woman_who_was_extradited_alone_is_not_one_of_the_26(replay: Replay) -> None:
    (transfer,) = transfers(replay, 26)
    woman = [record for record in replay.stored.records if mentions(record, "rosa a", "a woman")]
    assert woman
    assert not {record.id for record in woman} & set(transfer.records)


def mentions(record: EventRecord, *names: str) -> bool:
    parties = [fold_lightly(mention.support.written) for mention in record.fields["who"]]
    return any(party == name or party.startswith(f"{name} ") for party in parties for name in names)


# What every value rests on


def supports(replay: Replay) -> Iterator[Support]:
    for record in replay.stored.records:
        for mentions_of_field in record.fields.values():
            yield from (mention.support for mention in mentions_of_field)
    for event in replay.outcome.events:
        for values in event.fields.values():
            for value in values:
                for item in (value, *value.alternatives):
                    yield from item.supports


def test_every_value_has_a_place_that_says_it_or_is_marked_as_unsupported(replay: Replay) -> None:
    texts = {article.id: article.text for article in replay.stored.articles.values()}
    checked = 0
    for support in supports(replay):
        if support.span is None:  # judged, or a headline whose words are spread over its sentences
            assert support.grounding is not Grounding.EXACT
            assert support.sentences
            continue
        words = support.span.text_in(texts[support.article])
        if support.grounding is Grounding.FUZZY:
            assert re.findall(r"\d+", support.written) == re.findall(r"\d+", words), support
        else:
            # A model may part initials, "U. S." for "U.S.".
            written = re.sub(r"(?<=\b\w\.) (?=\w\.)", "", support.written)
            assert fold_value(written) in fold_lightly(words), support
        checked += 1
    assert checked > 100


def test_no_name_of_the_prompts_examples_is_in_any_result(replay: Replay) -> None:
    written = " ".join(support.written for support in supports(replay))
    for name in ("Lyon", "Roux", "Weber", "Austin", "Norsk Data", "Regnecentralen", "Per Dahl", "Peru"):
        assert name not in written


# The replay itself


def test_nothing_failed_and_every_recorded_answer_was_asked_for(replay: Replay) -> None:
    assert (replay.outcome.tally.failures, replay.outcome.tally.unused) == (0, 0)
    assert {path.name for path in CASSETTES.glob("*.yaml")} == set(map(file_name, replay.stored.articles))
