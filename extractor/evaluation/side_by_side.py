"""What stands in the table that holds runs against each other, in the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from extractor.errors import UsageError
from extractor.evaluation.runs_compared import Comparison, FieldAgreement, compare_runs
from extractor.runs.spending import spending_of
from extractor.store.folder import RunFolder, StoredRun
from extractor.store.ledger import Ledger

NOTHING = "–"
"""Where there is no figure."""

Row = tuple[str, ...]
"""What a row counts, and a figure a run."""

AGREEMENT = "Krippendorff's alpha"
"""How agreement is measured."""


@dataclass(frozen=True, slots=True)
class RunCosts:
    """The calls of a run, those of all its commands together; nothing for a run without a ledger."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = None
    """US dollars; recorded answers cost nothing. `None` when a price is unknown, or there is no ledger."""
    seconds: float | None = None
    """Wall clock of the last command; `None` when it did not finish."""


def run_costs(path: Path) -> RunCosts:
    """What the run in this folder cost so far.

    Raises:
        RunError: its ledger cannot be read.
    """
    ledger_file = RunFolder(path).ledger
    if not ledger_file.is_file():
        return RunCosts()
    with Ledger.read_only(ledger_file) as ledger:
        spent = ledger.spent()
        last = ledger.last_command()
        cost = spending_of(ledger).cost
    return RunCosts(
        calls=sum(item.attempts for item in spent),
        prompt_tokens=sum(item.usage.prompt_tokens for item in spent),
        completion_tokens=sum(item.usage.completion_tokens for item in spent),
        cached_tokens=sum(item.usage.cached_tokens for item in spent),
        cost=cost,
        seconds=last.ended - last.started if last and last.ended else None,
    )


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Some runs by name, what differs between them, and what each cost."""

    runs: Mapping[str, StoredRun]
    compared: Comparison
    costs: Mapping[str, RunCosts]

    @classmethod
    def read(cls, folders: Mapping[str, Path], known: Mapping[str, StoredRun] | None = None) -> Self:
        """Read and compare the runs in these folders, by name; `known` are those that were read already.

        Raises:
            RunError: a folder holds no finished run, or the runs cannot be compared.
            RecordsError: a file in one is damaged.
        """
        runs = {name: (known or {}).get(name) or StoredRun.read(path) for name, path in folders.items()}
        return cls(runs, compare_runs(runs), {name: run_costs(path) for name, path in folders.items()})

    def rows(self) -> Iterator[Row]:
        """The figures of each run."""
        runs, compared = self.runs, self.compared
        yield ("records", *(str(len(run.records)) for run in runs.values()))
        yield ("merged events", *(str(len(run.events)) for run in runs.values()))
        alone = [sum(1 for event in compared.only_some if event.found_by == (name,)) for name in runs]
        yield ("found by it alone", *map(str, alone))
        for state in next(iter(compared.grounding.values()), {}):
            yield (f"values {state}", *(str(compared.grounding[name][state]) for name in runs))
        costs = [self.costs[name] for name in runs]
        for name, counts in (
            ("calls", [cost.calls for cost in costs]),
            ("tokens read", [cost.prompt_tokens for cost in costs]),
            ("of these cached", [cost.cached_tokens for cost in costs]),
            ("tokens written", [cost.completion_tokens for cost in costs]),
        ):
            shown = zip(counts, costs, strict=True)
            yield (name, *(f"{count:,}" if cost.calls else NOTHING for count, cost in shown))
        yield ("US dollars", *(NOTHING if cost.cost is None else f"{cost.cost:.4f}" for cost in costs))
        yield ("seconds", *(NOTHING if cost.seconds is None else f"{cost.seconds:.1f}" for cost in costs))
        yield ("seconds an article", *map(_an_article, costs, runs.values()))

    def fields(self) -> Iterator[Row]:
        """For each field of how many events all runs say the same, and how far they agree."""
        for name, field in self.compared.fields.items():
            yield (name, f"{field.same} of {field.events}", alpha_of(field))


def names_of(folders: tuple[Path, ...]) -> dict[str, Path]:
    """A short name for each folder: its last part, or its full path where two have the same.

    Raises:
        UsageError: a folder is given twice.
    """
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise UsageError("the same run is given twice: give different run folders")
    last = [folder.resolve().name for folder in folders]
    return {
        (name if last.count(name) == 1 else str(folder)): folder
        for name, folder in zip(last, folders, strict=True)
    }


def alpha_of(field: FieldAgreement) -> str:
    """The agreement in a field."""
    return NOTHING if field.alpha is None else f"{field.alpha:.2f}"


def _an_article(costs: RunCosts, run: StoredRun) -> str:
    if costs.seconds is None or not run.articles:
        return NOTHING
    return f"{costs.seconds / len(run.articles):.1f}"
