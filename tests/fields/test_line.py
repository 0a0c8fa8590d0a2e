"""Lines: what happened in a few words, compared by the words that carry the news."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields import base
from extractor.fields.base import EXCLUDED, MISSING, Context, Evidence, Written
from extractor.fields.line import Line, LineValue
from extractor.records import Article, Conflict, Grounding, Mention, Support

LINE = Line(max_words=8)
CONTEXT = Context(Article(id="a", text="", sentences=()), ())


def value(text: str) -> LineValue:
    found = LINE.read(Written(text), CONTEXT)
    assert found is not None
    return found


def test_quotes_and_the_final_stop_are_no_part_of_a_line() -> None:
    assert value(" “Mexico  sends 26 suspects.” ").text == "Mexico sends 26 suspects"


def test_the_key_words_of_a_line_are_read_from_its_text_and_not_stored() -> None:
    line = value("Mexico extradited 26 cartel members to the U.S.")
    assert line.model_dump() == {"text": "Mexico extradited 26 cartel members to the U.S"}
    assert line.words == ("mexico", "extradit", "26", "cartel", "member")
    assert Line.evidence is Evidence.WORDED


@pytest.mark.parametrize("text", ["", "…", "it was", "the", "—"])
def test_a_line_without_news_is_none(text: str) -> None:
    assert LINE.read(Written(text), CONTEXT) is None


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("Mexico extradited 26 cartel members", "the extradition by Mexico of 26 cartel members", "same"),
        ("Mexico extradites 26 cartel members to the U.S.", "Mexico extradited 26 alleged members", "same"),
        ("Mexico extradited 26 cartel members", "Mexico expels 26 cartel figures", "similar"),
        ("Mexico extradited 26 cartel members", "a deputy was killed", "unlike"),
        ("Salazar killed a sheriff's deputy", "the killing of a deputy", "similar"),
    ],
)
def test_lines_are_compared_by_the_words_that_carry_the_news(a: str, b: str, level: str) -> None:
    assert LINE.compare([value(a)], [value(b)]).level == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (
            "The United States is not going to come to Mexico with the military",
            "“the United States is not going to come to Mexico with the military.”",
            "verbatim",
        ),
        (
            "The United States is not going to come to Mexico with the military",
            "Mexico is not going to come to the United States with the military",
            "same",
        ),
        ("Mexico sent 26 prisoners", "Mexico sent 26 prisoners", "same"),
    ],
)
def test_a_long_line_word_for_word_is_known_again(a: str, b: str, level: str) -> None:
    assert LINE.compare([value(a)], [value(b)]).level == level


def test_nothing_said_is_missing() -> None:
    assert LINE.compare([], [value("a deal")]).level == MISSING


def test_blocking_keys_are_few_and_not_common_words() -> None:
    keys = LINE.block(
        [value("Government officials of the United States extradited seventeen notorious cartel leaders")]
    )
    assert "extradit" in keys
    assert len(keys) == 4 + 3 + 1
    assert LINE.allows("extradit") == ("similar",)
    assert [LINE.allows(key) for key in keys if key.startswith("whole: ")] == [("verbatim",)]
    assert not keys & {"governm", "offici", "unit", "stat"}


NEWS_WORDS = st.lists(st.sampled_from(("fire", "storm", "court", "jury")), min_size=1, unique=True)


@given(NEWS_WORDS, NEWS_WORDS)
def test_lines_of_up_to_four_words_that_are_the_same_share_a_key_that_allows_it(
    a: list[str], b: list[str]
) -> None:
    mine, theirs = [value(" ".join(a))], [value(" ".join(b))]
    if LINE.compare(mine, theirs).level == "same":
        assert any("same" in LINE.allows(key) for key in LINE.block(mine) & LINE.block(theirs))


def said(text: str, source: str) -> base.Claim[LineValue]:
    support = Support(
        article=source, sentences=(1,), written=text, span=None, grounding=Grounding.UNSUPPORTED
    )
    return base.Claim(Mention(value=value(text), support=support), value(text), None, source)


def fused(*claims: base.Claim[LineValue]) -> tuple[str, list[tuple[str, Conflict]]]:
    (merged,) = LINE.fuse(claims)
    others = [(a.value.model_dump()["text"], a.conflict) for a in merged.alternatives]
    return merged.value.model_dump()["text"], others


def test_the_line_of_most_sources_stands_and_others_are_refinements() -> None:
    assert fused(
        said("Mexico transfers 26 suspects", "a"),
        said("Transfer of 26 suspects by Mexico", "b"),
        said("26 prisoners flown out", "c"),
    ) == ("Transfer of 26 suspects by Mexico", [("26 prisoners flown out", Conflict.REFINEMENT)])


def test_among_equals_the_line_most_like_the_others_stands_within_the_limit() -> None:
    long = "Mexico flew a very large group of notorious drug lords north"
    assert fused(said("a flight", "a"), said("Mexico flew suspects north", "b"), said(long, "c"))[0] == (
        "Mexico flew suspects north"
    )


TEXTS = st.sampled_from(
    [
        "Mexico transfers 26 suspects",
        "transfer of suspects",
        "26 suspects transferred by Mexico",
        "a deputy killed",
        "killing of a deputy",
        "tariffs threatened",
    ]
)


@given(st.lists(st.builds(said, TEXTS, st.sampled_from("abcd")), max_size=7))
def test_fusing_loses_no_support_and_does_not_depend_on_order(
    claims: list[base.Claim[LineValue]],
) -> None:
    result = LINE.fuse(claims)
    supports = [s for m in result for s in (*m.supports, *(s for a in m.alternatives for s in a.supports))]
    assert sorted(s.model_dump_json() for s in supports) == sorted(
        t.mention.support.model_dump_json() for t in claims
    )
    for order in itertools.islice(itertools.permutations(claims), 1, 6):
        assert LINE.fuse(order) == result


@given(st.text(), st.text())
def test_reading_never_raises_and_wording_never_excludes(a: str, b: str) -> None:
    first, second = LINE.read(Written(a), CONTEXT), LINE.read(Written(b), CONTEXT)
    if first and second:
        assert LINE.compare([first], [second]) == LINE.compare([second], [first])
        assert (
            LINE.compare([first], [second]).level
            == LINE.level(LINE.comparison_key([first]), LINE.comparison_key([second]))
            != EXCLUDED
        )
        assert LINE.compare([first], [first]).level in {"verbatim", "same"}


def test_small_words_of_any_language_make_no_lines_alike() -> None:
    spanish = LINE.compare(
        [LineValue(text="Mueren dos hombres en la ciudad de Puebla")],
        [LineValue(text="Detienen a la alcaldesa en el puerto de Veracruz")],
    )
    assert spanish.level == "unlike"
    assert LineValue(text="die Polizei in der Stadt").words == ("die", "polizei", "stadt")
