"""Laws of the search for verbs: what makes it quick changes nothing of what it finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.fields.times import tense
from extractor.fields.times.tense import Tense
from extractor.text.language_data import language_data

WORDS = language_data("en", "times")["tense"]
VERBS = [*WORDS["past"], *WORDS["no_past"], "arrested", "ed", "aed", "ſaid", "İed"]
ENGLISH = tense.verbs_of("en")
AHEAD = """will shall won't wo n't 'll would must can cannot may May might should have is are was 's ’re to
going due expected scheduled likely set about for plan hopes agreed vowed told the an postponed until upcoming
forthcoming ahead of by starting on Monday next Jan its planned begins takes place effect kicks off"""
SPACES = [" ", " ", " ", "  ", "\n", "\u00a0", "", "-", "'", "’", ", "]
PROSE = st.lists(
    st.tuples(st.sampled_from([*VERBS, *AHEAD.split(), "x", "9", "é"]), st.sampled_from(SPACES)),
    max_size=25,
).map(lambda pairs: "".join(word + space for word, space in pairs))
TEXTS = st.one_of(PROSE, PROSE.map(str.title), st.text(max_size=60))


@pytest.mark.parametrize("pattern", [ENGLISH.future, ENGLISH.past])
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
    words = [word for word in WORDS["past"] if not word.startswith("*")]
    listed = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    grouped = re.compile(rf"\b(?:{tense.by_first_letter(words)})\b", re.IGNORECASE)
    assert spans(listed, text) == spans(grouped, text)


@pytest.mark.parametrize(
    ("language", "sentence", "found"),
    [
        ("en", "The court will not be moved on Friday", Tense.FUTURE),
        ("en", "They agreed on Friday", Tense.PAST),
        ("es", "El juicio se celebrará el viernes", Tense.FUTURE),
        ("es", "El viernes van a votar", Tense.FUTURE),
        ("de", "Am Freitag wurde gewählt", Tense.PAST),
        ("de", "am letzten Freitag, dem elften", Tense.UNKNOWN),
        ("nl", "volgende week op de eenendertigste", Tense.UNKNOWN),
        ("zh", "周五已经投票", Tense.PAST),
        ("xx", "Will they vote on Friday", Tense.UNKNOWN),
    ],
)
def test_the_verbs_of_a_language_tell_its_tense(language: str, sentence: str, found: Tense) -> None:
    assert tense.tense_at(sentence, None, language) is found
