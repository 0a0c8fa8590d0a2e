"""What times mean that are counted from another time in the text."""

from __future__ import annotations

import pytest

from tests.fields.times_read import UNDATED, WEDNESDAY, as_text, read

ANCHORED = [
    ("the following Monday", "The leaders met on June 18.", "They met again _.", "day 2025-06-23"),
    ("a day later", "The leaders met on June 18.", "They met again _.", "day 2025-06-19"),
    ("the next day", "The leaders met on June 18.", "They met again _.", "day 2025-06-19"),
    ("the previous day", "The leaders met on June 18.", "The aides had met _.", "day 2025-06-17"),
    ("that day", "The leaders met on June 18.", "Their aides met _ too.", "day 2025-06-18"),
    ("later in the day", "The leaders met on June 18.", "They left _.", "day 2025-06-18"),
    (
        "two weeks earlier",
        "The leaders met on June 18.",
        "Their aides met _.",
        "~ week 2025-06-02 2025-06-08",
    ),
    ("three days later", "He fled.", "He fled on June 18 and was caught _.", "day 2025-06-21"),
    ("One year later", "He founded it in 1984.", "_ he left.", "~ year 1985-01-01 1985-12-31"),
    ("the following year", "He founded it in 1984.", "He left _.", "year 1985-01-01 1985-12-31"),
    ("two days after", "He fled.", "He was caught _ the June 18 escape.", "day 2025-06-20"),
    ("the day before", "He fled.", "He was seen _ the June 18 escape.", "day 2025-06-17"),
    ("a day after the June 18 escape", "He fled.", "He was caught _.", "day 2025-06-19"),
]


@pytest.mark.parametrize(("words", "before", "sentence", "meaning"), ANCHORED)
def test_a_time_counted_from_another_uses_the_one_the_text_names(
    words: str, before: str, sentence: str, meaning: str
) -> None:
    assert as_text(read(words, WEDNESDAY, before, sentence.replace("_", words))) == meaning


@pytest.mark.parametrize(
    ("language", "sentence", "words"),
    [
        ("de", "Das Feuer vom 16. Juni 2025 war _ gelöscht.", "zwei Tage später"),
        ("es", "El incendio del 16 de junio de 2025 se apagó _.", "dos días después"),
        ("fr", "L'incendie du 16 juin 2025 a été éteint _.", "deux jours plus tard"),
        ("it", "L'incendio del 16 giugno 2025 fu spento _.", "due giorni dopo"),
        ("nl", "De brand van 16 juni 2025 was _ geblust.", "twee dagen later"),
        ("pt", "O incêndio de 16 de junho de 2025 foi apagado _.", "dois dias depois"),
    ],
)
def test_a_time_is_counted_from_another_in_any_language(language: str, sentence: str, words: str) -> None:
    value = read(words, UNDATED, sentence.replace("_", words), language=language)
    assert as_text(value) == "day 2025-06-18"


@pytest.mark.parametrize(
    ("words", "before", "sentence"),
    [
        ("a day after", "It was June 18.", "The transfer comes _ the department agreed to it."),
        ("a day after", "", "The transfer comes _ the department agreed to it."),
        ("Five years after", "", "_ its launch, the store passed its rival, figures of April 3 show."),
        ("the following Monday", "", "They met again _."),
        ("the following Monday", "He founded it in 1984.", "They met again _."),
        ("days later", "The leaders met on June 18.", "They met again _."),
        ("the next day", "", "They met again _."),
    ],
)
def test_without_a_time_to_count_from_it_stays_unresolved(words: str, before: str, sentence: str) -> None:
    value = read(words, WEDNESDAY, before, sentence.replace("_", words))
    assert value is not None
    assert not value.resolved
