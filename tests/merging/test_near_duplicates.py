from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extractor.merging.near_duplicates import (
    COPY_PERCENT,
    SKETCH_SIZE,
    near_duplicate_groups,
    sketch,
    sketch_from_json,
)
from extractor.records import Article, Sentence, Span

WIRE = (
    "Mexico has sent 26 high-ranking cartel figures to the United States in the latest major deal with the "
    "administration, as American authorities ratchet up pressure on criminal networks sending drugs across "
    "the border, a person familiar with the matter said. The leaders and other prominent figures were being "
    "flown from Mexico on Tuesday, the person said on condition of anonymity because it was still ongoing."
)
OWN = (
    "Twenty-six inmates accused of leading roles in powerful gangs were handed over this week. Officials in "
    "Washington called the men key operatives and thanked their neighbours, who had asked in return that no "
    "prosecutor seek death for any of those who were flown north, as earlier governments had asked too."
)


def article(name: str, text: str, boilerplate: str = "") -> Article:
    whole = text + boilerplate
    sentences = [Sentence(number=1, span=Span(start=0, end=len(text)))]
    if boilerplate:
        sentences.append(
            Sentence(number=2, span=Span(start=len(text), end=len(whole)), boilerplate="site notice")
        )
    return Article(id=name, text=whole, sentences=tuple(sentences))


def test_copies_of_one_text_are_one_group_named_by_the_smallest_id() -> None:
    texts = {"b": WIRE, "a": "BREAKING! " + WIRE, "c": OWN}
    sketches = {name: sketch(article(name, text)) for name, text in texts.items()}
    assert near_duplicate_groups(texts, sketches) == {"a": "a", "b": "a", "c": "c"}


def test_boilerplate_makes_no_copies() -> None:
    notice = " Subscribe to our newsletter for all the news of the day, every day." * 40
    sketches = {
        "a": sketch(article("a", WIRE, notice)),
        "b": sketch(article("b", OWN, notice)),
    }
    assert near_duplicate_groups("ab", sketches) == {"a": "a", "b": "b"}


def test_an_article_without_text_is_its_own_group() -> None:
    assert near_duplicate_groups(["x", "y"], {}) == {"x": "x", "y": "y"}


def test_empty_articles_are_no_copies_of_each_other() -> None:
    sketches = {name: sketch(article(name, "")) for name in "ab"}
    assert near_duplicate_groups("ab", sketches) == {"a": "a", "b": "b"}


def test_an_article_in_json_has_the_sketch_of_the_article() -> None:
    longer = article("a", WIRE, " Subscribe to our newsletter for all the news of the day, every day.")
    assert sketch_from_json(longer.model_dump(mode="json")).tolist() == sketch(longer).tolist()


@st.composite
def texts(draw: st.DrawFn) -> dict[str, set[int]]:
    """Texts as sets of runs: cuts of a few, with runs of their own; some longer than a sketch."""
    sources = [range(start, start + draw(st.integers(1, 400))) for start in (0, 300, 1000)]
    found = {}
    for name in "abcdef"[: draw(st.integers(1, 6))]:
        source = draw(st.sampled_from(sources))
        cut = draw(st.integers(0, len(source)))
        own = range(2000 + 500 * ord(name), 2000 + 500 * ord(name) + draw(st.integers(0, 200)))
        found[name] = {number * 2654435761 % 2**32 for number in (*source[:cut], *own)}
    return found


@given(texts())
def test_copies_are_what_shares_enough_of_the_smallest_runs_of_both(runs: dict[str, set[int]]) -> None:
    smallest = {name: sorted(own)[:SKETCH_SIZE] for name, own in runs.items()}
    groups = {name: {name} for name in runs}
    for a, b in combinations(sorted(runs), 2):
        together = sorted({*smallest[a], *smallest[b]})[:SKETCH_SIZE]
        both = set(together) & set(smallest[a]) & set(smallest[b])
        if both and 100 * len(both) >= COPY_PERCENT * len(together):
            joined = groups[a] | groups[b]
            groups.update(dict.fromkeys(joined, joined))
    sketches = {name: np.array(own, dtype=np.uint64) for name, own in smallest.items()}
    assert near_duplicate_groups(runs, sketches) == {name: min(group) for name, group in groups.items()}
