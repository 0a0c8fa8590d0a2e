"""What expressions of time mean in each language, by tables of expressions."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractor.fields.base import Context, Written
from extractor.fields.when import TimeValue, When
from extractor.records import Article, Sentence, Span
from extractor.text.language_data import languages_with

WHEN = When()
TABLES = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in Path(__file__).parent.glob("*/*.toml")
}


def read(words: str, language: str) -> TimeValue | None:
    text = TABLES[language]["sentence"].replace("{}", words)
    sentence = Sentence(number=1, span=Span(start=0, end=len(text)))
    article = Article(
        id="a", text=text, sentences=(sentence,), published=date(2025, 8, 13), language=language
    )
    at = text.index(words)
    return WHEN.read(Written(words), Context(article, (1,), Span(start=at, end=at + len(words))))


def as_text(value: TimeValue | None) -> str:
    if value is None:
        return "nothing"
    if not value.resolved:
        return "unresolved"
    days = [str(value.start or "open"), str(value.end or "open")]
    interval = days[0] if days[0] == days[1] else " ".join(days)
    return f"{'~ ' if value.approximate else ''}{value.precision.value} {interval}"


def rows(key: str) -> list[Any]:
    return [(language, row) for language, table in TABLES.items() for row in table[key]]


def test_every_language_with_words_of_time_has_a_table() -> None:
    assert set(TABLES) == set(languages_with("times"))


@pytest.mark.parametrize(("language", "words"), rows("means"))
def test_an_expression_means_these_days(language: str, words: str) -> None:
    assert as_text(read(words, language)) == TABLES[language]["means"][words]


@pytest.mark.parametrize(("language", "words"), rows("unresolved"))
def test_what_is_only_partly_understood_is_unresolved_and_keeps_its_words(language: str, words: str) -> None:
    value = read(words, language)
    assert as_text(value) == "unresolved"
    assert value is not None
    assert WHEN.show(value)


@pytest.mark.parametrize(("language", "words"), rows("nothing"))
def test_durations_and_sets_are_no_time_of_an_event(language: str, words: str) -> None:
    assert as_text(read(words, language)) == "nothing"
