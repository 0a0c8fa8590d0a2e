"""Whether a text is English."""

from __future__ import annotations

import pytest

from extractor.text.language import is_english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The police said on Tuesday that 26 men were taken to the United States.", True),
        ("La policía dijo el martes que 26 hombres fueron trasladados a Estados Unidos.", False),
        ("墨西哥向美国引渡26人。", False),
        ("", False),
    ],
)
def test_small_words_show_the_language(text: str, english: bool) -> None:
    assert is_english(text) is english
