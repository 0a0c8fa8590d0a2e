from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.evaluation.cascading import choose_threshold, lower_bound, remarks
from extractor.evaluation.evaluating import evaluate
from extractor.evaluation.gold import GoldEvent
from extractor.fields import LineValue
from extractor.merging import merge
from extractor.records import EventRecord, Grounding, Mention, Span, Support
from extractor.schemas import load_schema
from extractor.store.folder import StoredRun
from tests.kit.articles import article_of
from tests.kit.stored_runs import write_run

SCHEMA = load_schema()


@pytest.mark.parametrize(
    ("right", "of", "bound"),
    [(59, 59, 0.05 ** (1 / 59)), (1, 1, 0.05), (0, 5, 0.0), (0, 0, 0.0), (9, 10, 0.6058), (95, 100, 0.8977)],
)
def test_the_bound_is_that_of_clopper_and_pearson(right: int, of: int, bound: float) -> None:
    assert lower_bound(right, of) == pytest.approx(bound, abs=1e-4)


def test_one_wrong_more_lowers_the_bound_and_more_of_both_raise_it() -> None:
    assert lower_bound(48, 50) < lower_bound(49, 50) < lower_bound(490, 500) < 0.98


def run_of(confidences: dict[str, float | None]) -> StoredRun:
    """A run with one event an article, of these confidences by the article's id; no event for `None`."""
    articles = {name: article_of(name, f"The bridge of {name} fell.") for name in confidences}
    records = []
    for name, confidence in confidences.items():
        support = Support(
            article=name,
            sentences=(1,),
            written=f"bridge of {name} fell",
            span=Span(start=4, end=4 + len(f"bridge of {name} fell")),
            grounding=Grounding.EXACT,
        )
        fields: dict[str, tuple[Mention, ...]] = {field.name: () for field in SCHEMA.fields}
        fields["what"] = (Mention(value=LineValue(text=support.written), support=support),)
        record = EventRecord(
            id=f"record-{name}",
            article=name,
            published=None,
            source=None,
            schema_name=SCHEMA.name,
            headline=support.written,
            confidence=confidence,
            sentences=(1,),
            fields=fields,
        )
        records += [] if confidence is None else [record]
    return StoredRun(SCHEMA, articles, tuple(records), tuple(merge(records, SCHEMA)))


def gold_of(right: dict[str, bool]) -> list[GoldEvent]:
    """Gold that has the event of each article that is right, and another one in the others."""
    found = {name: f"bridge of {name} fell" if is_right else "The" for name, is_right in right.items()}
    return [GoldEvent(id=name, what=words, reports={name: (words,)}) for name, words in found.items()]


def names(start: str, number: int) -> list[str]:
    return [f"{start}{n}" for n in range(number)]


SURE, DOUBTED = names("sure", 80), names("doubted", 40)


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """The intervals of all scores take seconds, and no threshold comes from them."""
    monkeypatch.setattr("extractor.evaluation.bootstrap.RESAMPLES", 50)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, StoredRun]:
    run = run_of(dict.fromkeys(SURE, 0.95) | dict.fromkeys(DOUBTED, 0.4) | {"empty": None})
    return write_run(tmp_path_factory.mktemp("run"), run), run


def test_what_stays_is_the_lowest_certainty_at_which_gold_shows_the_target(
    stored: tuple[Path, StoredRun],
) -> None:
    folder, run = stored
    right = dict.fromkeys(SURE, True) | {name: n % 2 == 0 for n, name in enumerate(DOUBTED)}
    found = choose_threshold(folder, run, evaluate(run, gold_of(right)), 0.95)
    assert found.below is not None
    assert 0.55 < found.below <= 0.952  # e^-0.6 and e^-0.05
    assert (found.right, found.of_events, found.articles, found.of_articles) == (80, 80, 80, 120)
    assert found.lower == pytest.approx(0.05 ** (1 / 80), abs=1e-4)
    assert next(remarks(found)).startswith(f"--below {found.below:g}: 80 of 80 events in the 80 of 120")


def test_where_all_is_right_only_what_has_no_event_escalates(stored: tuple[Path, StoredRun]) -> None:
    folder, run = stored
    gold = gold_of(dict.fromkeys([*SURE, *DOUBTED], True) | {"empty": False})
    found = choose_threshold(folder, run, evaluate(run, gold), 0.95)
    assert found.below == 1e-6
    assert (found.articles, found.of_articles) == (120, 121)


def test_no_threshold_is_named_where_the_surest_are_wrong_too(stored: tuple[Path, StoredRun]) -> None:
    folder, run = stored
    right = {name: n % 10 > 0 for n, name in enumerate(SURE)} | dict.fromkeys(DOUBTED, True)
    found = choose_threshold(folder, run, evaluate(run, gold_of(right)), 0.95)
    assert found.below is None
    assert (found.right, found.of_events) == (72, 80)
    assert next(remarks(found)).startswith("No threshold holds 95 %")


def test_too_little_gold_is_said_to_be_too_little(stored: tuple[Path, StoredRun]) -> None:
    folder, run = stored
    found = choose_threshold(folder, run, evaluate(run, gold_of(dict.fromkeys(SURE[:58], True))), 0.95)
    assert (found.below, found.needed, found.of_events) == (None, 59, 58)
    assert "takes 59 events" in next(remarks(found))
    assert choose_threshold(folder, run, evaluate(run, gold_of(dict.fromkeys(SURE[:59], True))), 0.95).below


def test_an_article_with_a_failure_never_stays(stored: tuple[Path, StoredRun], tmp_path: Path) -> None:
    _, run = stored
    folder = write_run(tmp_path, run)
    (folder / "failures.jsonl").write_text('{"article": "sure0"}\n', encoding="utf-8")
    found = choose_threshold(folder, run, evaluate(run, gold_of(dict.fromkeys(SURE, True))), 0.9)
    assert (found.articles, found.of_articles) == (79, 80)


def test_a_cascade_says_nothing_of_its_first_model(stored: tuple[Path, StoredRun], tmp_path: Path) -> None:
    _, run = stored
    folder = write_run(tmp_path, run)
    (folder / "run.json").write_text('{"schema": {"reference": "news_event"}, "escalate": {}}')
    with pytest.raises(UsageError, match="is a cascade already"):
        choose_threshold(folder, run, evaluate(run, gold_of({"sure0": True})), 0.9)
