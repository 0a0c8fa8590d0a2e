"""What two pieces of an article have in common."""

from __future__ import annotations

import pytest

from extractor.extraction.plans.overlap import Rarity, tokens

ARTICLE = ("The council approved the port.", "The mayor praised the council.", "The port lies near the sea.")


@pytest.fixture
def rarity() -> Rarity:
    return Rarity([tokens(sentence) for sentence in ARTICLE])


def test_rare_words_tell_more_than_those_of_every_sentence(rarity: Rarity) -> None:
    sentence = tokens(ARTICLE[1])
    assert rarity.share(tokens("the mayor"), sentence) == 1
    assert rarity.share(tokens("the sea"), sentence) < 0.4
    assert rarity.share(tokens("mayor dances"), sentence) < 0.6


def test_likeness_is_the_same_both_ways_and_1_for_equal_words(rarity: Rarity) -> None:
    a, b = tokens("council approved port"), tokens("port approved")
    assert rarity.likeness(a, b) == rarity.likeness(b, a)
    assert rarity.likeness(a, a) == 1
    assert rarity.likeness(tokens(""), tokens("")) == 0


def test_scripts_without_blanks_are_compared_by_pairs_of_characters() -> None:
    assert tokens("昆明市爆炸") == {"昆明", "明市", "市爆", "爆炸"}
    assert tokens("El 16 de MARZO") == {"el", "16", "de", "marzo"}
