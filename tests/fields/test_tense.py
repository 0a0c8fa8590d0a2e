"""Laws of the search for verbs: what makes it quick changes nothing of what it finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.fields.times import tense

VERBS = f"{tense.IRREGULAR}|{tense.NO_PAST}|has|have|having|arrested|ed|aed|ſaid|İed"
AHEAD = """will shall won't wo n't 'll would must can cannot may May might should have is are was 's ’re to
going due expected scheduled likely set about for plan hopes agreed vowed told the an postponed until upcoming
forthcoming ahead of by starting on Monday next Jan its planned begins takes place effect kicks off"""
SPACES = [" ", " ", " ", "  ", "\n", "\u00a0", "", "-", "'", "’", ", "]
PROSE = st.lists(
    st.tuples(st.sampled_from([*VERBS.split("|"), *AHEAD.split(), "x", "9", "é"]), st.sampled_from(SPACES)),
    max_size=25,
).map(lambda pairs: "".join(word + space for word, space in pairs))
TEXTS = st.one_of(PROSE, PROSE.map(str.title), st.text(max_size=60))


@pytest.mark.parametrize("pattern", [tense.FUTURE, tense.PAST])
@given(text=TEXTS)
@example(text="They'll have sent it; he’d said so, and is to go. It's due to be put off. Sheʼd ’ve")
def test_verbs_looked_for_where_words_begin_are_all_that_there_are(
    pattern: re.Pattern[str], text: str
) -> None:
    anywhere = re.compile(pattern.pattern.removeprefix(tense.AT_A_WORD), pattern.flags)
    assert anywhere.pattern != pattern.pattern
    assert spans(pattern, text) == spans(anywhere, text)


def spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


@given(TEXTS)
def test_words_compared_by_their_first_letter_are_the_same_words(text: str) -> None:
    words = f"has|have|having|{tense.IRREGULAR}"
    listed = tense.PAST.pattern.replace(tense.by_first_letter(words), words)
    assert listed != tense.PAST.pattern
    assert spans(re.compile(listed, tense.PAST.flags), text) == spans(tense.PAST, text)
