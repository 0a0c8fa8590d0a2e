"""Numbers of each language, as grounding compares them."""

from __future__ import annotations

import pytest

from extractor.grounding import ground
from extractor.grounding.numbers import number_spans
from extractor.records import Article, Grounding, Sentence, Span


@pytest.mark.parametrize(
    ("language", "text", "keys"),
    [
        ("es", "treinta y dos mil votos", [("cardinal", "32000")]),
        ("es", "12.000 y doce", [("cardinal", "12000"), ("cardinal", "12")]),
        ("es", "1,200 votos", [("literal", "1,200")]),
        ("es", "un autobús", []),
        ("de", "zweieinhalb Millionen", [("cardinal", "2500000")]),
        ("de", "1,234 Tonnen", [("cardinal", "1.234")]),
        ("de", "Hunderte", [("literal", "hunderte")]),
        ("zh", "三人", []),
    ],
)
def test_a_number_has_one_key_with_all_its_words(
    language: str, text: str, keys: list[tuple[str, str]]
) -> None:
    assert [key for _, _, key in number_spans(text, language)] == keys


def grounding(language: str, text: str, written: str) -> Grounding:
    sentence = Sentence(number=1, span=Span(start=0, end=len(text)))
    article = Article(id="a", text=text, sentences=(sentence,), language=language)
    return ground(written, article, [1]).grounding


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("en", "Two and a half million people fled.", "2.5 million people"),
        ("en", "A third man was freed.", "the third man"),
        ("es", "El fuego dejó doce muertos en Puebla.", "12 muertos"),
        ("es", "Hubo 32.000 votos.", "treinta y dos mil votos"),
        ("de", "In Celle starben zwölf Menschen.", "12 Menschen"),
        ("de", "Es kamen 12.000 Menschen.", "12000 Menschen"),
    ],
)
def test_the_same_number_written_otherwise_is_found(language: str, text: str, written: str) -> None:
    assert grounding(language, text, written) in {Grounding.FUZZY, Grounding.NORMALISED}


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("en", "Two and a half million people fled.", "a half million people"),
        ("en", "A million and a half people fled.", "A million people"),
        ("en", "Three-quarters of a million people fled.", "a million people"),
        ("en", "Two point five million votes were lost.", "five million votes"),
        ("en", "Tens of thousands of homes burnt down.", "thousands of homes"),
        ("es", "Hubo treinta y dos mil votos.", "dos mil votos"),
        ("es", "Medio millón de personas huyó.", "un millón de personas"),
        ("de", "Eine halbe Million Menschen floh.", "eine Million Menschen"),
        ("de", "Es waren 1,234 Tonnen.", "1234 Tonnen"),
        ("it", "Sono morti in duemilacinquecento.", "cinquecento"),
        ("fr", "Quatre-vingt-dix-neuf personnes sont mortes.", "neuf personnes"),
    ],
)
def test_a_part_of_a_number_is_not_found(language: str, text: str, written: str) -> None:
    assert grounding(language, text, written) is Grounding.UNSUPPORTED
