"""Laws of grounding: whatever is written, a span says what the value says."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from extractor.grounding import ground
from extractor.grounding.vocabulary import vocabulary
from extractor.grounding.words import Kind, Word
from extractor.grounding.words import words_of as words_in
from extractor.records import Article, Grounding, Sentence, Span
from extractor.text.positions import fold_value

KEPT = {Kind.NUMBER, Kind.NAME, Kind.NEGATION, Kind.QUANTITY}

TEXT = """Mexico extradited extradites 26 twenty-six 126 26,000 two dozen million about not never n't no
Omar García Garcia Gonza\u0301lez Harfuch alleged cartel members people the a has have were to , . ; “ ” ‑ –
\u200b \u202e US us U.S. May may 墨西哥 26人 不起诉 straße ﬁne İ 2025-08-12 Tuesday quickly who refused"""
WORDS = st.sampled_from([*TEXT.split(), "\u00a0"])
PROSE = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
ANYTHING = st.text(max_size=60)
WRITTEN_TOGETHER = st.lists(st.one_of(WORDS, st.sampled_from(list(" .,'’-–()1aB_éЖ墨\u0301\u200b")))).map(
    "".join
)


def one_sentence(text: str) -> Article:
    sentence = Sentence(number=1, span=Span(start=0, end=len(text)))
    return Article(id="a", text=text, sentences=(sentence,), language="en")


def words_of(text: str, offset: int = 0) -> tuple[Word, ...]:
    return words_in(text, vocabulary("en"), offset)


@given(st.one_of(PROSE, ANYTHING), st.one_of(PROSE, ANYTHING))
def test_what_the_span_holds_is_what_the_value_says(text: str, value: str) -> None:
    article = one_sentence(text)
    support = ground(value, article, [1])
    assert (support.span is None) == (support.grounding is Grounding.UNSUPPORTED)
    if support.span is None:
        return
    found = support.span.text_in(text)
    assert 0 <= support.span.start < support.span.end <= len(text)
    if support.grounding is Grounding.EXACT:
        assert found == value.strip()
    elif support.grounding is Grounding.NORMALISED:
        assert fold_value(found) == fold_value(value)
    kept = [(w.kind, w.key) for w in words_of(value) if w.kind in KEPT and w.kind is not Kind.NAME]
    there = [(w.kind, w.key) for w in words_of(found)]
    if not any("\u4e00" <= c <= "\u9fff" for c in value):
        assert all(word in there for word in kept)
        assert sum(k is Kind.NEGATION for k, _ in there) == sum(k is Kind.NEGATION for k, _ in kept)


@given(PROSE, st.data())
def test_whole_words_of_a_sentence_are_found_again(text: str, data: st.DataObject) -> None:
    words = words_of(text)
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    value = text[words[first].start : words[last].end]
    support = ground(value, one_sentence(text), [1], allow_negated=True)
    assert support.span is not None or "\u202e" in text or not any(c.isalnum() for c in value)


@given(PROSE, st.integers(0, 400))
def test_a_number_that_is_not_there_is_never_found(text: str, number: int) -> None:
    there = {w.key for w in words_of(text) if w.kind is Kind.NUMBER}
    if f"cardinal={number}" not in there:
        assert ground(str(number), one_sentence(text), [1]).span is None


@given(PROSE, PROSE, st.lists(st.integers(-2, 4), max_size=4))
def test_the_same_question_has_the_same_answer(text: str, value: str, cited: list[int]) -> None:
    assert ground(value, one_sentence(text), cited) == ground(value, one_sentence(text), cited)


@given(st.one_of(PROSE, ANYTHING), st.integers(1, 10_000))
def test_the_words_of_a_text_are_the_same_wherever_it_stands(text: str, offset: int) -> None:
    shifted = [w._replace(start=w.start + offset, end=w.end + offset) for w in words_of(text)]
    assert list(words_of(text, offset)) == shifted


@given(st.one_of(PROSE, ANYTHING, WRITTEN_TOGETHER))
@example("twenty-six U.S. a.m. isn't Sept. x. xy.z. ab'c abé abe\u0301 ab\u200bc ab1 1ab (ab)")
def test_every_letter_and_digit_of_a_text_is_in_one_word(text: str) -> None:
    covered = [position for word in words_of(text) for position in range(word.start, word.end)]
    assert len(covered) == len(set(covered))
    assert {at for at, character in enumerate(text) if character.isalpha()} <= set(covered)
