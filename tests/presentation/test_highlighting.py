from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.presentation.highlighting import Mark, segments

TEXT = "Mexico sent 26 prisoners"


def drawn(*marks: tuple[int, int, str], within: tuple[int, int] = (0, len(TEXT))) -> list[tuple[str, str]]:
    """Each piece of the text with the meanings it is marked for, the outermost first."""
    found = segments(*within, [Mark(*mark) for mark in marks])
    return [(piece.text_in(TEXT), ">".join(piece.meanings)) for piece in found]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param([], [(TEXT, "")], id="nothing is marked"),
        pytest.param([(0, 24, "what")], [(TEXT, "what")], id="all is marked"),
        pytest.param(
            [(0, 6, "who"), (12, 14, "count")],
            [("Mexico", "who"), (" sent ", ""), ("26", "count"), (" prisoners", "")],
            id="apart",
        ),
        pytest.param(
            [(12, 14, "count"), (7, 24, "what")],
            [("Mexico ", ""), ("sent ", "what"), ("26", "what>count"), (" prisoners", "what")],
            id="one inside another",
        ),
        pytest.param(
            [(0, 11, "a"), (7, 24, "b")],
            [("Mexico ", "a"), ("sent", "b>a"), (" 26 prisoners", "b")],
            id="crossing",
        ),
        pytest.param(
            [(0, 6, "a"), (6, 11, "b")],
            [("Mexico", "a"), (" sent", "b"), (" 26 prisoners", "")],
            id="touching",
        ),
        pytest.param(
            [(0, 6, "b"), (0, 6, "a")],
            [("Mexico", "b>a"), (" sent 26 prisoners", "")],
            id="the same span twice, in the order given",
        ),
        pytest.param(
            [(0, 6, "a"), (0, 6, "a")],
            [("Mexico", "a"), (" sent 26 prisoners", "")],
            id="the same mark twice counts once",
        ),
        pytest.param([(3, 3, "a"), (30, 40, "b")], [(TEXT, "")], id="empty or outside"),
    ],
)
def test_a_text_is_cut_where_its_marks_change(
    marks: list[tuple[int, int, str]], expected: list[tuple[str, str]]
) -> None:
    assert drawn(*marks) == expected


def test_marks_are_cut_to_the_part_that_is_shown() -> None:
    assert drawn((0, 14, "a"), within=(7, 24)) == [("sent 26", "a"), (" prisoners", "")]


def test_a_piece_knows_which_marks_begin_in_it() -> None:
    marks = [Mark(0, 11, "a"), Mark(7, 24, "b")]
    assert [piece.opens for piece in segments(0, 24, marks)] == [("a",), ("b",), ()]


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: (min(ends), max(ends)))
marks = st.lists(
    st.tuples(spans, st.sampled_from("abc")).map(lambda pair: Mark(*pair[0], pair[1])), max_size=12
)


@given(spans, marks)
def test_the_pieces_are_the_text_and_each_character_has_all_its_marks(
    whole: tuple[int, int], given_marks: list[Mark[str]]
) -> None:
    pieces = list(segments(*whole, given_marks))
    covered = [position for piece in pieces for position in range(piece.start, piece.end)]
    assert covered == list(range(*whole))
    for piece in pieces:
        for position in range(piece.start, piece.end):
            expected = {m.meaning for m in given_marks if m.start <= position < m.end}
            assert set(piece.meanings) == expected
            assert len(piece.meanings) == len(expected)


@given(spans, marks)
def test_neighbouring_pieces_differ_or_a_mark_ends_between_them(
    whole: tuple[int, int], given_marks: list[Mark[str]]
) -> None:
    ends = {end for mark in given_marks for end in (mark.start, mark.end)}
    pieces = list(segments(*whole, given_marks))
    assert all(piece.start == whole[0] or piece.start in ends for piece in pieces)
