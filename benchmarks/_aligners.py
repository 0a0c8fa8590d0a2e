"""Ours and the peers', behind one question: is this statement accepted as said by that sentence?"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks._statements import Statement
from extractor.grounding import ground, ground_headline
from extractor.records import Grounding, Support

Accepts = Callable[[Statement], bool]

CHUNK = 1_000
"""Characters around the sentence that langextract sees: its own default, `max_char_buffer`."""


def ours() -> Accepts:
    """`ground` with the sentence; any state but unsupported is accepted."""

    def accepts(statement: Statement) -> bool:
        support = ground(statement.text, statement.article, [statement.sentence])
        return support.grounding is not Grounding.UNSUPPORTED

    return accepts


def headline_state(statement: Statement) -> Support:
    """What `ground_headline` says of a statement as a headline that cites the sentence."""
    return ground_headline(statement.text, statement.article, [statement.sentence])


def headlines() -> Accepts:
    """`ground_headline` with the sentence; accepted is what the sentence says, and not another one."""

    def accepts(statement: Statement) -> bool:
        return headline_state(statement).grounding not in {Grounding.UNSUPPORTED, Grounding.ELSEWHERE}

    return accepts


def langextract(*, exact_only: bool) -> Accepts:
    """The resolver of langextract, called as its pipeline calls it, with its defaults.

    What it aligns to the chunk it shows as grounded; `exact_only` takes its status MATCH_EXACT alone.
    """
    from langextract import data, resolver, tokenizer  # type: ignore[import-not-found, unused-ignore]

    aligner = resolver.Resolver()
    splitter = tokenizer.RegexTokenizer()

    def accepts(statement: Statement) -> bool:
        extraction = data.Extraction(extraction_class="statement", extraction_text=statement.text)
        found = next(
            iter(aligner.align([extraction], _chunk(statement), 0, 0, tokenizer_inst=splitter)), extraction
        )
        if exact_only:
            return bool(found.alignment_status is data.AlignmentStatus.MATCH_EXACT)
        return found.char_interval is not None

    return accepts


def _chunk(statement: Statement) -> str:
    span = statement.article.sentence(statement.sentence).span
    room = max(CHUNK - (span.end - span.start), 0)
    start = max(span.start - room // 2, 0)
    return statement.article.text[start : max(start + CHUNK, span.end)]


def citation_mixin() -> Accepts:
    """The `CitationMixin` of instructor; its context is the sentence alone, the easiest case for it."""
    from instructor import CitationMixin

    def accepts(statement: Statement) -> bool:
        context = {"context": statement.article.sentence_text(statement.sentence)}
        quoted: Any = CitationMixin.model_validate({"substring_quotes": [statement.text]}, context=context)
        return bool(quoted.substring_quotes)

    return accepts


ALIGNERS: dict[str, tuple[str | None, Callable[[], Accepts]]] = {
    "ours": (None, ours),
    "ours, headlines": (None, headlines),
    "langextract": ("langextract", lambda: langextract(exact_only=False)),
    "langextract, exact only": ("langextract", lambda: langextract(exact_only=True)),
    "CitationMixin": ("instructor", citation_mixin),
}
"""By name: the package it needs, and how to make it."""


def installed(package: str | None) -> str | None:
    """The version of a package, an empty string for our own, or `None` when it is not installed."""
    try:
        return "" if package is None else version(package)
    except PackageNotFoundError:
        return None
