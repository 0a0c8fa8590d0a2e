"""Counts as `Count` reads them, for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from extractor.fields.base import Context, Written
from extractor.fields.count import Count, CountValue
from extractor.records import Article

COUNT = Count()
NOWHERE = Context(Article(id="a", text="", sentences=()), ())


def read(text: str) -> CountValue | None:
    """The count that words give, in no article, if any."""
    return COUNT.read(Written(text), NOWHERE)


def value(text: str) -> CountValue:
    """The count that words give."""
    found = read(text)
    assert found is not None
    return found


TEXTS = st.sampled_from(
    [
        "26",
        "26 people",
        "about 26",
        "dozens",
        "29 men",
        "12 dead",
        "45 killed",
        "30 injured",
        "$3 million",
        "10%",
        "12 to 30",
        "up to 40",
        "at least 20 homes",
    ]
)
"""Counts as texts write them."""
