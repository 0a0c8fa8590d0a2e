"""What happened, as the words of a headline."""

from __future__ import annotations

import pytest

from extractor.extraction.lines import line_span
from extractor.extraction.plans import placed_triggers
from extractor.extraction.reading import mention_at
from extractor.records import Span

from .conftest import MakeArticle
from .test_roles import CHOICE, WHO

LINES = [
    # a sentence, the trigger, those it was done to, the line
    ("Spain extradited two men to France.", "extradited", "two men", "extradited two men"),
    (
        "In May, Chile handed over to Peru 29 men, including a judge.",
        "handed over",
        "29 men",
        "handed over to Peru 29 men",
    ),
    (
        "The leaders were being sent from Peru to the U.S. on Tuesday, a person said.",
        "sent",
        "leaders",
        "leaders were being sent from Peru to the U.S. on Tuesday",
    ),
    (
        "The men extradited included “key figures” of a gang.",
        "extradited",
        "key figures",
        "The men extradited",
    ),
    (
        "Some of those extradited to France fled.",
        "extradited",
        None,
        "Some of those extradited to France fled",
    ),
    (
        "Those extradited include Luis Diaz, a baker.",
        "extradited",
        "Luis Diaz",
        "Those extradited include Luis Diaz",
    ),
    (
        "One of the men being extradited, Luis Diaz, is ill.",
        "extradited",
        "Luis Diaz",
        "One of the men being extradited",
    ),
    (
        "Luis Diaz was extradited in May, aged 50.",
        "extradited",
        "Luis Diaz",
        "Luis Diaz was extradited in May",
    ),
    ("Luis Diaz, a judge, who was killed in 2008.", "killed", "Luis Diaz", "killed in 2008"),
    (
        "He was behind the killing of a U.S. DEA agent in 1985.",
        "killing",
        None,
        "killing of a U.S. DEA agent in 1985",
    ),
    ("The prisoner transfer was late.", "transfer", None, "prisoner transfer"),
    (
        "It is the second transfer of its kind this year.",
        "transfer",
        None,
        "second transfer of its kind this year",
    ),
    (
        "He confirmed the transfer in a post on X, writing that it was over.",
        "transfer",
        None,
        "transfer in a post on X",
    ),
    ("She held the latest transfers up as proof.", "transfers", None, "latest transfers"),
    ("“This transfer is one example.”", "transfer", None, "transfer"),
    ("They praised a deal with the Ruiz administration.", "deal", None, "deal with the Ruiz administration"),
    ("Ana Ruiz resigned.", "resigned", None, "resigned"),
    ("He has been charged with theft in Peru.", "been charged", None, "charged with theft in Peru"),
    ("They attacked with the, of and for.", "attacked", None, "attacked"),
]


@pytest.mark.parametrize(("sentence", "word", "affected", "expected"), LINES)
def test_lines(
    make_article: MakeArticle, sentence: str, word: str, affected: str | None, expected: str
) -> None:
    article = make_article(sentence)
    placed = next(
        t for t in placed_triggers(article, article.sentence(1).span, CHOICE) if t.trigger.text == word
    )
    parties = []
    if affected:
        start = sentence.index(affected)
        span = Span(start=start, end=start + len(affected))
        parties = [mention_at(WHO, span, article, (1,), role="patient")]
    assert line_span(placed, article, parties, "patient").text_in(article.text) == expected


def test_a_line_has_at_most_sixteen_words(make_article: MakeArticle) -> None:
    sentence = "Spain extradited " + "very " * 40 + "old men."
    article = make_article(sentence)
    (placed,) = placed_triggers(article, article.sentence(1).span, CHOICE)
    span = Span(start=17, end=len(sentence) - 1)
    parties = [mention_at(WHO, span, article, (1,), role="patient")]
    assert len(line_span(placed, article, parties, "patient").text_in(sentence).split()) == 16
