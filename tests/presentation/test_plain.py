from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.presentation.plain import plain, shown_text

any_text = st.text(st.characters(exclude_categories=()))


@given(any_text)
def test_positions_stay_the_same_whatever_is_not_shown(words: str) -> None:
    assert len(shown_text(words)) == len(words)


@given(any_text)
def test_a_plain_text_is_one_line_that_can_be_written(words: str) -> None:
    assert len(plain(words).splitlines()) <= 1
    assert not re.search("[\x00-\x1f\u202a-\u202e\ud800-\udfff]", plain(words))
