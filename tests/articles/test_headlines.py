"""Headlines that the story repeats, in the words of a language."""

from __future__ import annotations

from extractor.articles.headlines import repeated_headlines


def test_the_words_of_a_headline_are_those_of_its_language() -> None:
    lines = [
        "Tres muertos en un incendio en Lima",
        "Un incendio dejó tres muertos en la ciudad de Lima el lunes.",
    ]
    assert repeated_headlines(lines, None, "es") == [0]
    lines = ["Ningún herido, niega la policía de Lima", "La policía de Lima dijo que no hay ningún herido."]
    assert repeated_headlines(lines, None, "es") == []
