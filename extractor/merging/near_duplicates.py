"""Which articles are near-identical copies of one text, so that a wire story counts as one source.

Texts are compared by their runs of `SHINGLE_WORDS` words. Of these only the `SKETCH_SIZE` smallest hashes are
kept, which estimates how much two texts share without holding them (bottom-k sketches: Broder 1997). Only the
articles of one event are compared with each other, so other articles cannot change the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations

import numpy as np
import numpy.typing as npt

from extractor.records import Article, JsonObject

SHINGLE_WORDS = 5
SKETCH_SIZE = 256
COPY_PERCENT = 60
"""Share of common runs of words from which two texts are copies: cuts, an own headline and a changed
dateline stay above it, two reporters at one event stay far below."""

Sketch = npt.NDArray[np.uint64]
"""Different hashes, the smallest first."""

_WORD = re.compile(r"\w+")


def sketch(article: Article) -> Sketch:
    """The smallest hashes of the article's runs of words, boilerplate left out."""
    return sketch_of(sentence.span.text_in(article.text) for sentence in article.news)


def sketch_from_json(article: JsonObject) -> Sketch:
    """As `sketch`, from the parsed JSON of an article, which is not checked: that takes longer than this."""
    text, spans = article["text"], (s["span"] for s in article["sentences"] if s["boilerplate"] is None)
    return sketch_of(text[span["start"] : span["end"]] for span in spans)


def sketch_of(sentences: Iterable[str]) -> Sketch:
    """As `sketch`, from the text of the sentences that are no boilerplate."""
    words = _WORD.findall("\n".join(sentences).casefold())
    following = (words[i:] for i in range(min(len(words), SHINGLE_WORDS)))
    runs = set(map(" ".join, zip(*following, strict=False)))
    hashes = {blake2b(run.encode(), digest_size=8).digest() for run in runs}
    return np.frombuffer(b"".join(sorted(hashes)[:SKETCH_SIZE]), dtype=">u8").astype(np.uint64)


def near_duplicate_groups(articles: Iterable[str], sketches: Mapping[str, Sketch]) -> dict[str, str]:
    """For each article id, the smallest id among the copies of its text; its own id if it has none.

    Articles without a sketch are groups of their own.
    """
    copies = {name: name for name in sorted(set(articles))}
    if not sketches:
        return copies
    first_with: dict[bytes, str] = {}
    for name in copies:
        if name in sketches and len(sketches[name]):
            copies[name] = first_with.setdefault(sketches[name].tobytes(), name)
    texts = list(first_with.values())
    for a, b in _which_may_be_copies([sketches[name] for name in texts]):
        if _are_copies(sketches[texts[a]], sketches[texts[b]]):
            _unite(copies, texts[a], texts[b])
    return {name: _root(copies, name) for name in copies}


def _which_may_be_copies(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Pairs of sketches that have some hash in common of those of which copies have one in common.

    Two copies share `COPY_PERCENT` of the larger sketch. So of each it is enough to look at its smallest
    hashes, up to one more than it may have that the other has not (prefix filter: see `blocking`).
    """
    if len(sketches) < 2:
        return
    heads = [own[: len(own) * (100 - COPY_PERCENT) // 100 + 1] for own in sketches]
    _, number, count = np.unique(np.concatenate(heads), return_inverse=True, return_counts=True)
    owner = np.repeat(np.arange(len(heads)), [len(head) for head in heads])
    shared = count[number] > 1
    holders: dict[int, list[int]] = {}
    for run, one in zip(number[shared].tolist(), owner[shared].tolist(), strict=True):
        holders.setdefault(run, []).append(one)
    yield from sorted({pair for own in holders.values() for pair in combinations(own, 2)})


def _are_copies(a: Sketch, b: Sketch) -> bool:
    common = np.intersect1d(a, b, assume_unique=True)
    size = min(SKETCH_SIZE, len(a) + len(b) - len(common))
    if len(common) * 100 < COPY_PERCENT * size:
        return False
    smallest = np.union1d(a, b)[:size]
    return int(np.searchsorted(common, smallest[-1], side="right")) * 100 >= COPY_PERCENT * size


def _root(parents: dict[str, str], name: str) -> str:
    while parents[name] != name:
        name = parents[name]
    return name


def _unite(parents: dict[str, str], a: str, b: str) -> None:
    first, second = sorted((_root(parents, a), _root(parents, b)))
    parents[second] = first
