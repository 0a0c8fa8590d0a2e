"""Which articles are near-identical copies of one text, so that a wire story counts as one source.

Texts are compared by their runs of `SHINGLE_WORDS` words. Of these only the `SKETCH_SIZE` smallest hashes are
kept, which estimates how much two texts share without holding them (bottom-k sketches: Broder 1997). Only the
articles of one event are compared with each other, so other articles cannot change the answer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from extractor.records import Article

SHINGLE_WORDS = 5
SKETCH_SIZE = 256
COPY_PERCENT = 60
"""Share of common runs of words from which two texts are copies: cuts, an own headline and a changed
dateline stay above it, two reporters at one event stay far below."""

Sketch = frozenset[int]

_WORD = re.compile(r"\w+")


def sketch(article: Article) -> Sketch:
    """The smallest hashes of the article's runs of words, boilerplate left out."""
    words = [
        word
        for sentence in article.news
        for word in _WORD.findall(sentence.span.text_in(article.text).casefold())
    ]
    runs = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    hashes = (int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) for run in runs if run)
    return frozenset(sorted(hashes)[:SKETCH_SIZE])


def witnesses(articles: Iterable[str], sketches: Mapping[str, Sketch]) -> dict[str, str]:
    """For each article id, the smallest id among the copies of its text; its own id if it has none.

    Articles without a sketch are witnesses of their own.
    """
    names = sorted(set(articles))
    holders: dict[int, list[str]] = defaultdict(list)
    for name in names:
        for run in sketches.get(name, ()):
            holders[run].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for sharing in holders.values():
        shared.update((a, b) for i, a in enumerate(sharing) for b in sharing[i + 1 :])
    copies: dict[str, str] = {name: name for name in names}
    for a, b in sorted(shared):
        if _are_copies(sketches[a], sketches[b]):
            _unite(copies, a, b)
    return {name: _root(copies, name) for name in names}


def _are_copies(a: Sketch, b: Sketch) -> bool:
    smallest = sorted(a | b)[:SKETCH_SIZE]
    both = sum(1 for run in smallest if run in a and run in b)
    return both * 100 >= COPY_PERCENT * len(smallest)


def _root(parents: dict[str, str], name: str) -> str:
    while parents[name] != name:
        name = parents[name]
    return name


def _unite(parents: dict[str, str], a: str, b: str) -> None:
    first, second = sorted((_root(parents, a), _root(parents, b)))
    parents[second] = first
