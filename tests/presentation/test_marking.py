from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.presentation.marking import Claim, Mark, MarkedArticle, lanes, pieces
from extractor.records import Article, Grounding, Sentence, Span, Support

LINE = "Mexico sent 26 prisoners"


def cut(*marks: tuple[int, int, int], within: tuple[int, int] = (0, len(LINE))) -> list[tuple[str, str]]:
    """Each piece of the line with the fields it is marked for, the outermost first."""
    found = pieces(*within, [Mark(*mark) for mark in marks])
    return [(LINE[start:end], ">".join(str(mark.field) for mark in over)) for start, end, over in found]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param([], [(LINE, "")], id="nothing is marked"),
        pytest.param([(0, 24, 1)], [(LINE, "1")], id="all is marked"),
        pytest.param(
            [(0, 6, 1), (12, 14, 2)],
            [("Mexico", "1"), (" sent ", ""), ("26", "2"), (" prisoners", "")],
            id="apart",
        ),
        pytest.param(
            [(12, 14, 2), (7, 24, 1)],
            [("Mexico ", ""), ("sent ", "1"), ("26", "1>2"), (" prisoners", "1")],
            id="one inside another",
        ),
        pytest.param(
            [(0, 11, 1), (7, 24, 2)],
            [("Mexico ", "1"), ("sent", "2>1"), (" 26 prisoners", "2")],
            id="crossing",
        ),
        pytest.param(
            [(0, 6, 1), (6, 11, 2)],
            [("Mexico", "1"), (" sent", "2"), (" 26 prisoners", "")],
            id="touching",
        ),
        pytest.param(
            [(0, 6, 2), (0, 6, 1)],
            [("Mexico", "2>1"), (" sent 26 prisoners", "")],
            id="the same span twice, in the order given",
        ),
        pytest.param(
            [(0, 6, 1), (0, 6, 1)],
            [("Mexico", "1"), (" sent 26 prisoners", "")],
            id="the same mark twice counts once",
        ),
        pytest.param([(3, 3, 1), (30, 40, 2)], [(LINE, "")], id="empty or outside"),
    ],
)
def test_a_text_is_cut_where_its_marks_change(
    marks: list[tuple[int, int, int]], expected: list[tuple[str, str]]
) -> None:
    assert cut(*marks) == expected


def test_marks_are_cut_to_the_part_that_is_shown() -> None:
    assert cut((0, 14, 1), within=(7, 24)) == [("sent 26", "1"), (" prisoners", "")]


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: (min(ends), max(ends)))
some_marks = st.lists(
    st.tuples(spans, st.sampled_from([1, 2, 3])).map(lambda pair: Mark(*pair[0], pair[1])), max_size=12
)


@given(spans, some_marks)
def test_the_pieces_are_the_text_and_each_character_has_all_its_marks(
    whole: tuple[int, int], marks: list[Mark]
) -> None:
    found = list(pieces(*whole, marks))
    assert [place for start, end, _ in found for place in range(start, end)] == list(range(*whole))
    for start, end, over in found:
        for place in range(start, end):
            assert set(over) == {mark for mark in marks if mark.start <= place < mark.end}


@given(some_marks)
def test_marks_that_overlap_have_different_lines(marks: list[Mark]) -> None:
    lane_of = lanes(dict.fromkeys(marks))
    for a in lane_of:
        for b in lane_of:
            if a != b and a.start < b.end and b.start < a.end:
                assert lane_of[a] != lane_of[b]


# An article

TEXT = "Mexico sent 26 <prisoners>. Nobody said why. It was \u202eTuesday & dark."


def article() -> Article:
    ends = [place + 1 for place, letter in enumerate(TEXT) if letter == "."]
    sentences = tuple(
        Sentence(number=number, span=Span(start=start, end=end))
        for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False), start=1)
    )
    return Article(id="a", text=TEXT, sentences=sentences)


def claim(
    words: str,
    field: int = 0,
    value: str = "v0",
    sentences: tuple[int, ...] = (),
    grounding: Grounding | None = None,
) -> Claim:
    start = TEXT.find(words)
    span = Span(start=start, end=start + len(words)) if start >= 0 and grounding is None else None
    state = grounding or (Grounding.EXACT if span else Grounding.UNSUPPORTED)
    support = Support(article="a", sentences=sentences, written=words, span=span, grounding=state)
    return Claim(field, value, f"field {field}: “{words}”", support)


def marked(*claims: Claim) -> MarkedArticle:
    return MarkedArticle(article(), claims)


def test_a_sentence_without_a_mark_is_its_words_and_nothing_of_them_is_markup() -> None:
    assert [str(marked().html(number)) for number in (1, 2, 3)] == [
        "Mexico sent 26 &lt;prisoners&gt;.",
        " Nobody said why.",
        " It was \ufffdTuesday &amp; dark.",
    ]


def test_marks_that_overlap_lie_in_each_other_and_each_has_its_title_once() -> None:
    found = marked(claim("sent 26", 1, "v1"), claim("26 <pri", 2, "v2"))
    assert found.html(1) == (
        "Mexico "
        '<mark class="f1 l0" data-v="v1" title="field 1: “sent 26”">sent </mark>'
        '<mark class="f2 l1" data-v="v2" title="field 2: “26 &lt;pri”">'
        '<mark class="f1 l0" data-v="v1">26</mark></mark>'
        '<mark class="f2 l1" data-v="v2"> &lt;pri</mark>soners&gt;.'
    )
    assert "data-v" not in found.html(1, names=False)


def test_words_that_two_values_rest_on_have_one_mark_with_the_names_of_both() -> None:
    drawn = marked(claim("Mexico", 3, "v1"), claim("Mexico", 3, "v2")).html(1)
    assert drawn.count("<mark") == 1
    assert 'data-v="v1 v2"' in drawn


def test_sentences_that_say_or_are_cited_are_cited() -> None:
    assert marked(claim("Mexico"), claim("not there", sentences=(3,))).cited == [1, 3]
    assert marked(claim("why. It")).cited == [2, 3]


def test_a_judgement_rests_on_whole_sentences() -> None:
    judged = [
        claim("transport", value=name, sentences=numbers, grounding=Grounding.JUDGED)
        for name, numbers in (("v1", (1, 3, 9)), ("v2", (3,)))
    ]
    found = marked(claim("Mexico"), *judged, claim("not there", sentences=(2,)))
    assert found.resting == {1: ("v1",), 3: ("v1", "v2")}
    assert [found.is_marked(number) for number in (1, 2, 3)] == [True, False, True]


def test_an_article_without_sentences_has_no_marks() -> None:
    empty = MarkedArticle(Article(id="a", text="", sentences=()), [claim("Mexico")])
    assert (empty.cited, empty.resting) == ([], {})
