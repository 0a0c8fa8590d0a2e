"""Stems: the forms of one word have one."""

from __future__ import annotations

import pytest

from extractor.text.stems import stem


@pytest.mark.parametrize(
    "forms",
    [
        "extradite extradited extradites extraditing extradition extraditions",
        "transfer transfers transferred transferring",
        "kill kills killed killing killings",
        "murder murders murdered murdering",
        "agree agrees agreed agreeing",
        "arrest arrests arrested",
        "announce announced announcing announcement",
        "policy policies",
        "expel expels expelled expelling",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(("a", "b"), [("police", "policy"), ("minister", "mine"), ("bus", "but")])
def test_different_words_keep_different_stems(a: str, b: str) -> None:
    assert stem(a) != stem(b)
