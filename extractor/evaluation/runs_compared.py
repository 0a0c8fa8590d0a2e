"""Runs over the same articles, held against each other: what only some found, and what they say of it.

No gold is needed, and none is assumed: this shows where models, prompts or plans differ, not who is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.errors import RunError
from extractor.evaluation.agreement import nominal_alpha
from extractor.evaluation.assignment import best_assignment
from extractor.evaluation.pairing import fit, reports_of
from extractor.presentation.words import cell, kind_fields, words_of_record
from extractor.records import EventRecord, Grounding
from extractor.store.folder import StoredRun

_LESS = 0.01
"""So little that shared words decide only between fits that are equal otherwise."""


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """One event in one article, and the record that each run made of it, if it did."""

    article: str
    records: Mapping[str, EventRecord]
    """By the run's name; a run that did not find the event is not in it."""
    what: str
    """The event in the words of the first run that found it."""


@dataclass(frozen=True, slots=True)
class OnlySome:
    """An event that some runs found and others did not."""

    article: str
    sentences: tuple[int, ...]
    what: str
    found_by: tuple[str, ...]
    missed_by: tuple[str, ...]
    records: dict[str, str]
    """The id of the record that each run made of it, by the run's name."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of which runs that found the same event say different things."""

    article: str
    sentences: tuple[int, ...]
    what: str
    field: str
    said: dict[str, tuple[str, ...]]
    """The values in words, by the run's name; empty where a run says nothing."""
    records: dict[str, str]
    """The id of the record that each run made of the event, by the run's name."""


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far runs agree in one field, over the events that at least two of them found."""

    events: int
    same: int
    """Events of which all runs that found them say the same, or all say nothing."""
    alpha: float | None
    """Krippendorff's alpha for nominal values, saying nothing being a value; `None` where nothing differs."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What several runs over the same articles have in common, and what not."""

    articles: int
    """Those that every run has, with the same text; only these are compared."""
    left_out: tuple[str, ...]
    """The articles that not every run has with the same text."""
    events: int
    """Events in articles that any run found: an event counts once in each article that reports it."""
    found_by_all: int
    fields: dict[str, FieldAgreement]
    only_some: tuple[OnlySome, ...]
    differences: tuple[FieldDifference, ...]
    grounding: dict[str, dict[str, int]]
    """By the run's name: values in each grounding state."""


def compare_runs(runs: Mapping[str, StoredRun]) -> Comparison:
    """Hold runs against each other, article by article.

    Two records of one article report the same event when their headlines fit as those of an event and a gold
    event must (`pairing.pair`); each record has at most one partner in another run, chosen so that they fit
    best in sum. A third run is paired with what the first two found. Values are the same when they are equal
    after normalisation; unsupported ones do not count.

    Raises:
        RunError: there are fewer than two runs, or their schemas differ.
    """
    names = tuple(runs)
    if len(names) < 2:
        raise RunError("one run has nothing to be compared with: give two run folders or more")
    first = runs[names[0]]
    fields = [field.name for field in first.schema.fields]
    for name in names[1:]:
        if [field.name for field in runs[name].schema.fields] != fields:
            raise RunError(f"{names[0]} and {name} have different schemas: run the articles with one of them")
    shared, left_out = _articles(runs)
    found = [event for article in shared for event in _found_in(article, runs)]
    together = [event for event in found if len(event.records) > 1]
    return Comparison(
        articles=len(shared),
        left_out=left_out,
        events=len(found),
        found_by_all=sum(1 for event in found if len(event.records) == len(names)),
        fields={field: _agreement(field, together) for field in fields},
        only_some=tuple(_only_some(event, names) for event in found if len(event.records) < len(names)),
        differences=tuple(_differences(together, fields, runs)),
        grounding={name: _grounding(run, shared) for name, run in runs.items()},
    )


def _articles(runs: Mapping[str, StoredRun]) -> tuple[list[str], tuple[str, ...]]:
    texts = [{id_: article.text for id_, article in run.articles.items()} for run in runs.values()]
    every = sorted({id_ for run in texts for id_ in run})
    shared = [id_ for id_ in every if len({run.get(id_) for run in texts}) == 1]
    return shared, tuple(id_ for id_ in every if id_ not in set(shared))


def _found_in(article: str, runs: Mapping[str, StoredRun]) -> Iterator[FoundEvent]:
    """The events of an article, in reading order."""
    found: list[dict[str, EventRecord]] = []
    for name, run in runs.items():
        records = [record for record in run.records if record.article == article]
        partners = _partners([next(iter(event.values())) for event in found], records, run)
        for number, partner in partners.items():
            found[number][name] = records[partner]
        alone = set(range(len(records))) - set(partners.values())
        found += [{name: records[number]} for number in sorted(alone)]
    order = sorted(found, key=lambda event: _place(next(iter(event.values()))))
    for event in order:
        name, record = next(iter(event.items()))
        yield FoundEvent(article, event, _in_words(record, runs[name]))


def _partners(known: Sequence[EventRecord], records: Sequence[EventRecord], run: StoredRun) -> dict[int, int]:
    """For each known event that has one, the number of the record that reports it."""
    reports = [reports_of(record, run.schema, run.articles) for record in records]
    weights: list[dict[int, float]] = []
    for one in known:
        own = reports_of(one, run.schema, run.articles)
        fits = {number: fit(own, other, records[number].headline) for number, other in enumerate(reports)}
        weights.append({n: found.points + _LESS * found.words for n, found in fits.items() if found})
    return best_assignment(weights)


def _place(record: EventRecord) -> tuple[int, int, str]:
    starts = [m.support.span.start for ms in record.fields.values() for m in ms if m.support.span]
    return (record.sentences[0] if record.sentences else 0, min(starts, default=0), record.id)


def _in_words(record: EventRecord, run: StoredRun) -> str:
    words = words_of_record(record, run.schema)
    kind = [cell(words, [field]) for field in kind_fields(run.schema)]
    shown = [text for text in (record.headline, *kind) if text]
    return " · ".join(shown) or " · ".join(", ".join(value) for value in words.values() if value)


def _said(record: EventRecord, field: str) -> frozenset[str]:
    """The normalised values of a field, for comparing."""
    return frozenset(
        mention.value.model_dump_json()
        for mention in record.fields.get(field, ())
        if mention.value is not None and mention.support.grounding is not Grounding.UNSUPPORTED
    )


def _agreement(field: str, together: Sequence[FoundEvent]) -> FieldAgreement:
    units = [[_said(record, field) for record in event.records.values()] for event in together]
    same = sum(1 for unit in units if len(set(unit)) == 1)
    return FieldAgreement(events=len(units), same=same, alpha=nominal_alpha(units))


def _only_some(event: FoundEvent, names: Sequence[str]) -> OnlySome:
    record = next(iter(event.records.values()))
    return OnlySome(
        article=event.article,
        sentences=record.sentences,
        what=event.what,
        found_by=tuple(event.records),
        missed_by=tuple(name for name in names if name not in event.records),
        records=_ids(event),
    )


def _differences(
    together: Sequence[FoundEvent], fields: Sequence[str], runs: Mapping[str, StoredRun]
) -> Iterator[FieldDifference]:
    for event in together:
        words = {name: words_of_record(record, runs[name].schema) for name, record in event.records.items()}
        for field in fields:
            if len({_said(record, field) for record in event.records.values()}) > 1:
                said = {name: tuple(sorted(words[name][field])) for name in event.records}
                sentences = next(iter(event.records.values())).sentences
                yield FieldDifference(event.article, sentences, event.what, field, said, _ids(event))


def _ids(event: FoundEvent) -> dict[str, str]:
    return {name: record.id for name, record in event.records.items()}


def _grounding(run: StoredRun, articles: Sequence[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    among = set(articles)
    for record in run.records:
        if record.article in among:
            counts.update(m.support.grounding.value for ms in record.fields.values() for m in ms)
    return {state.value: counts[state.value] for state in Grounding}
