"""Cascades judged by gold: what escalation buys, and below which certainty an article should be escalated."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.errors import UsageError
from extractor.evaluation.evaluating import Detection, Evaluation, evaluate
from extractor.evaluation.gold import GoldEvent
from extractor.merging import merge
from extractor.runs.cascade import certainty
from extractor.runs.spending import costs_by_article
from extractor.store.folder import RunFolder, StoredRun, read_lines
from extractor.store.ledger import Ledger

LEVEL = 0.95
"""How sure a bound is, as in the intervals of scores."""

_STEPS = 20
"""Thresholds that are tried, each a twentieth of the articles apart."""
_ONLY_WITHOUT = 1e-6
"""The lowest threshold: what escalates are articles without an event, or with a failure."""
_POINTS = 10
"""Of a curve, behind that of the first run alone."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a cascade of two runs would have found, and cost, with one threshold."""

    below: float
    """Articles of a lower certainty are the second run's; 0 for none, 1 for all that may be better."""
    escalated: int
    cost: float | None
    """US dollars; `None` where a price, or the ledger, is not known."""
    events: Detection


@dataclass(frozen=True, slots=True)
class Threshold:
    """The lowest certainty at which a run can be left as it is, and how sure that is."""

    target: float
    below: float | None
    """For `--below`; `None` where no threshold holds the target, and the rest is of the surest articles."""
    articles: int
    """Those of gold that stay with the run."""
    of_articles: int
    right: int
    """Merged events of these articles alone that are gold events."""
    of_events: int
    lower: float
    """Their precision is at least this, with a probability of `LEVEL`."""
    needed: int
    """Events without a single wrong one that it takes to show the target."""


def failed_articles(folder: Path) -> frozenset[str]:
    """The articles of a finished run about which a question failed."""
    failures = RunFolder(folder).failures
    return (
        frozenset(data["article"] for data, _ in read_lines(failures)) if failures.is_file() else frozenset()
    )


def read_certainties(folder: Path, run: StoredRun) -> dict[str, float]:
    """How sure the run in a folder is of each of its articles.

    Raises:
        UsageError: it is a cascade, whose second model is not the one to be judged.
        RecordsError: a file of it is damaged.
    """
    if "escalate" in RunFolder(folder).description():
        raise UsageError(f"{folder}: is a cascade already: give the run of its first model alone")
    failed = failed_articles(folder)
    records = defaultdict(list)
    for record in run.records:
        records[record.article].append(record)
    return {name: certainty(records[name], failed=name in failed) for name in run.articles}


def curve(first: Path, second: Path, runs: Sequence[StoredRun], gold: Sequence[GoldEvent]) -> list[Point]:
    """What cascades of the runs in two folders would have found: escalated are none, then a tenth more each.

    Nothing is asked: the records of both are mixed, and merged.

    Raises:
        UsageError: the first is a cascade itself.
        RecordsError: gold does not fit the runs.
    """
    cheap, better = runs
    shared = {name for name, text in cheap.articles.items() if better.articles.get(name) == text}
    sure = {name: known for name, known in read_certainties(first, cheap).items() if name in shared}
    paid, prices = _costs(first), _costs(second)
    points = []
    for below in _thresholds(sorted(sure.values()), _POINTS):
        escalated = {name for name, known in sure.items() if known < below}
        cost = None
        if paid is not None and prices is not None:
            cost = round(sum(paid.values()) + sum(prices.get(name, 0.0) for name in escalated), 6)
        found = evaluate(_mixed(cheap, better, shared, escalated), gold).events
        points.append(Point(below, len(escalated), cost, found))
    return points


def _mixed(
    cheap: StoredRun, better: StoredRun, shared: Collection[str], escalated: Collection[str]
) -> StoredRun:
    records = [
        record
        for run, is_better in ((cheap, False), (better, True))
        for record in run.records
        if record.article in shared and (record.article in escalated) is is_better
    ]
    articles = {name: cheap.articles[name] for name in sorted(shared)}
    events = merge(records, cheap.schema, articles)
    return replace(cheap, articles=articles, records=tuple(records), events=tuple(events), relations=())


def _thresholds(ordered: Sequence[float], steps: int) -> list[float]:
    """0, and thresholds below which a step more of the certainties are each time, up to 1."""
    cuts = {ordered[len(ordered) * step // steps] for step in range(1, steps)} if ordered else set[float]()
    return [0.0, *sorted(cut for cut in map(_shortened, cuts) if 0 < cut < 1), 1.0]


def _shortened(number: float) -> float:
    """A number to three figures, rounded down."""
    if number <= 0:
        return 0.0
    unit: float = 10.0 ** (math.floor(math.log10(number)) - 2)
    return float(f"{math.floor(number / unit) * unit:.3g}")


def _costs(folder: Path) -> Mapping[str, float] | None:
    ledger_file = RunFolder(folder).ledger
    if not ledger_file.is_file():
        return None
    with Ledger.read_only(ledger_file) as ledger:
        return costs_by_article(ledger)


def choose_threshold(folder: Path, run: StoredRun, evaluation: Evaluation, target: float) -> Threshold:
    """The lowest certainty at which the precision of what stays is `target`, with a probability of `LEVEL`.

    Thresholds are tried in a fixed order, the surest articles first, until one fails. So the last that held
    does so with that probability, however many were tried: fixed sequence testing, as in Angelopoulos et al.
    2021, "Learn then Test". Judged are the merged events of which all articles stay, as `evaluate` judges
    them; they are taken to be independent. Articles without any event never stay.

    Raises:
        UsageError: the run is a cascade.
        RecordsError: a file of it is damaged.
    """
    judged = {name for event in evaluation.gold for name in (*event.articles, *event.missed_articles)}
    sure = {name: known for name, known in read_certainties(folder, run).items() if name in judged}
    outcomes = [(judged & articles, is_right) for articles, is_right in _outcomes(run, evaluation)]
    needed = math.ceil(math.log(1 - LEVEL) / math.log(target))
    best = tried = Threshold(target, None, 0, len(sure), 0, 0, 0.0, needed)
    for below in reversed(_thresholds(sorted(sure.values()), _STEPS)):
        stay = {name for name, known in sure.items() if known >= max(below, _ONLY_WITHOUT)}
        right = [is_right for articles, is_right in outcomes if articles <= stay]
        lower = lower_bound(sum(right), len(right))
        tried = replace(tried, articles=len(stay), right=sum(right), of_events=len(right), lower=lower)
        if len(right) < needed:
            continue  # too few to tell, whatever they are
        if lower < target:
            break
        best = replace(tried, below=max(below, _ONLY_WITHOUT))
    return tried if best.below is None else best


def _outcomes(run: StoredRun, evaluation: Evaluation) -> Iterator[tuple[frozenset[str], bool]]:
    """The articles of each merged event that is right or wrong, and which it is."""
    articles = {event.id: frozenset(event.articles) for event in run.events}
    for outcome in evaluation.gold:
        if outcome.event is not None and not outcome.optional:
            yield articles[outcome.event], True
    for event in evaluation.surplus:
        yield articles[event.event], False


def lower_bound(right: int, of: int, level: float = LEVEL) -> float:
    """The share that is right is at least this, with a probability of `level` (Clopper and Pearson 1934)."""
    if not right:
        return 0.0
    low, high = 0.0, 1.0
    while high - low > 1e-9:  # finer than anybody reads
        middle = (low + high) / 2
        low, high = (middle, high) if _at_least(right, of, middle) < 1 - level else (low, middle)
    return low


def _at_least(right: int, of: int, share: float) -> float:
    """The probability of so many right ones or more, each being right with a probability of `share`."""
    if not 0 < share < 1:
        return float(share >= 1)
    return math.fsum(_binomial(number, of, share) for number in range(right, of + 1))


def _binomial(number: int, of: int, share: float) -> float:
    ways = math.lgamma(of + 1) - math.lgamma(number + 1) - math.lgamma(of - number + 1)
    return math.exp(ways + number * math.log(share) + (of - number) * math.log1p(-share))


def remarks(found: Threshold) -> Iterator[str]:
    """What a threshold says, in lines for people."""
    wanted, lower = f"{100 * found.target:g} %", f"{100 * found.lower:.1f} %"
    seen = f"{found.right} of {found.of_events} events"
    stay = f"{found.articles} of {found.of_articles} articles"
    if found.below is not None:
        yield f"--below {found.below:g}: {seen} in the {stay} that stay are right,"
        yield f"so at least {lower} with a probability of {100 * LEVEL:g} %; {wanted} were wanted."
        return
    if found.of_events < found.needed:
        yield f"No threshold can show {wanted}: that takes {found.needed} events without a wrong one,"
        yield f"and gold judges {found.of_events}."
        return
    yield f"No threshold holds {wanted}: {seen} in the surest {stay} are right,"
    yield f"which is at least {lower} with a probability of {100 * LEVEL:g} %."
