from __future__ import annotations

import pytest

from extractor.records import Article, Sentence, Span
from extractor.reporting.drawing import drawn_quotes, drawn_text
from extractor.reporting.passages import Said
from extractor.reporting.texts import Text, text_of

TEXT = "Mexico sent 26 <prisoners>. Nobody said why. It was \u202eTuesday & dark."


def text(text: str = TEXT) -> Text:
    ends = [place + 1 for place, letter in enumerate(text) if letter == "."]
    sentences = tuple(
        Sentence(number=number, span=Span(start=start, end=end))
        for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False), start=1)
    )
    return text_of(Article(id="a", text=text, sentences=sentences))


def said(words: str, field: int = 0, value: str = "v0", *, sentences: tuple[int, ...] = ()) -> Said:
    start = TEXT.find(words)
    span = (start, start + len(words)) if start >= 0 else None
    return Said(field, value, f"field {field}: “{words}”", span, sentences, is_missing=span is None)


def judged(value: str, *sentences: int) -> Said:
    return Said(0, value, "type: transport", None, sentences)


def test_a_sentence_without_a_mark_is_its_words_and_nothing_of_them_is_markup() -> None:
    assert drawn_text(text(), (), whole=True).splitlines() == [
        '<p class="passage" dir="auto"><span class="no">1</span>Mexico sent 26 &lt;prisoners&gt;.</p>',
        '<p class="passage" dir="auto"><span class="no">2</span> Nobody said why.</p>',
        '<p class="passage" dir="auto"><span class="no">3</span> It was \ufffdTuesday &amp; dark.</p>',
    ]


def test_marks_that_overlap_lie_in_each_other_and_each_has_its_title_once() -> None:
    (line,) = drawn_quotes(text(), [said("sent 26", 1, "v1"), said("26 <pri", 2, "v2")]).splitlines()
    assert line == (
        '<p class="passage" dir="auto"><span class="no">1</span>Mexico '
        '<mark class="f1 l0" data-v="v1" title="field 1: “sent 26”">sent </mark>'
        '<mark class="f2 l1" data-v="v2" title="field 2: “26 &lt;pri”">'
        '<mark class="f1 l0" data-v="v1">26</mark></mark>'
        '<mark class="f2 l1" data-v="v2"> &lt;pri</mark>soners&gt;.</p>'
    )


def test_words_that_two_values_rest_on_have_one_mark_with_the_names_of_both() -> None:
    drawn = drawn_quotes(text(), [said("Mexico", 3, "v1"), said("Mexico", 3, "v2")])
    assert drawn.count("<mark") == 1
    assert 'data-v="v1 v2"' in drawn


def test_only_sentences_that_say_or_are_cited_are_quoted_and_gaps_are_shown() -> None:
    lines = drawn_quotes(text(), [said("Mexico"), said("not there", sentences=(3,))]).splitlines()
    assert [line.partition(">")[0] for line in lines] == [
        '<p class="passage" dir="auto"',
        '<p class="passage gap" dir="auto"',
    ]


def test_the_sentences_that_a_judgement_rests_on_are_quoted_whole_with_its_name() -> None:
    lines = drawn_quotes(text(), [said("Mexico"), judged("v1", 1, 3), judged("v2", 3)]).splitlines()
    assert [line.partition(">")[0] for line in lines] == [
        '<p class="passage" data-v="v1" dir="auto"',
        '<p class="passage gap" data-v="v1 v2" dir="auto"',
    ]


@pytest.mark.parametrize("whole", [True, False])
def test_of_an_article_that_is_not_whole_nothing_stands_there_that_no_event_rests_on(whole: bool) -> None:
    lines = drawn_text(text(), (), whole=whole).splitlines()
    assert len(lines) == (3 if whole else 0)
