"""Laws of the folding that keeps positions: every folded character leads back to what it was."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from extractor.text.positions import fold_lightly, fold_value, fold_with_positions

WORDS = """Mexico 26 twenty-six 26,000 n't García Gonza\u0301lez , . ; “ ” ‑ – \u200b \u202e U.S. 墨西哥 26人
straße ﬁne İ 2025-08-12"""
PROSE = st.lists(st.sampled_from([*WORDS.split(), "\u00a0"]), max_size=25).map(" ".join)
ANYTHING = st.one_of(PROSE, st.text(max_size=60))


@given(ANYTHING)
@example("e\u0301")
@example("가\u11a8 ﬁ ß İ \u0301")
def test_folded_positions_lead_back_to_characters_that_fold_the_same(text: str) -> None:
    folded = fold_with_positions(text)
    last = 0
    for position in range(len(folded.text)):
        start, end = folded.start(position), folded.end(position + 1)
        assert last <= start < end <= len(text)
        assert folded.text[position] in fold_with_positions(text[start:end]).text
        last = start


@given(ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_lightly(fold_lightly(text)) == fold_lightly(text)


@given(st.text(st.characters(max_codepoint=127), max_size=20))
def test_ascii_holds_something_to_read_exactly_when_it_does_once_folded(text: str) -> None:
    assert any(c.isalnum() for c in text) == any(c.isalnum() for c in fold_value(text.strip()))
