"""The law of reading: an expression is read whole, or it is unresolved. No word of time is passed over."""

from __future__ import annotations

import pytest

from tests.fields.times.test_languages import TABLES, as_text, read

CHANGING_WORDS = {
    "en": ["two", "weeks", "ago", "every", "and a half", "three days after", "fortnight", "until", "hours"],
    "es": ["dos", "semanas", "hace", "cada", "y medio", "tres días después de", "antes de", "hasta"],
    "fr": ["deux", "semaines", "il y a", "chaque", "trois jours après", "avant", "jusqu'à"],
    "de": ["zwei", "Wochen", "vor", "jeden", "drei Tage nach", "Stunden", "bis"],
    "it": ["due", "settimane", "fa", "ogni", "e mezzo", "tre giorni dopo", "prima di"],
    "nl": ["twee", "weken", "geleden", "elke", "drie dagen na", "voor", "uren geleden"],
    "pt": ["dois", "semanas", "cada", "e meio", "três dias depois de", "antes de", "até"],
}
"""Words of time that always change the expression next to them, or make it meaningless."""


@pytest.mark.parametrize("language", CHANGING_WORDS)
def test_a_word_of_time_next_to_an_expression_is_never_passed_over(language: str) -> None:
    passed_over = [
        words
        for expression, meaning in TABLES[language]["means"].items()
        for word in CHANGING_WORDS[language]
        for words in (f"{word} {expression}", f"{expression} {word}")
        if as_text(read(words, language)) == meaning
    ]
    assert passed_over == []
