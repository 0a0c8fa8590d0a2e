"""Cuts what is too long for one question, and makes an article's words fit to be shown in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.records import Article, Sentence, Span

_UNSHOWN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+|[\ud800-\udfff]")
_BREAK = re.compile(r"[;,:.!?…]?\s")


def passages(sentence: Sentence, article: Article, longest: int) -> Iterator[Span]:
    """The sentence, in pieces of at most so many characters when it is longer.

    Nearly every sentence is one passage. A long one, such as a list that a broken page made into one, is cut
    after a mark or a blank in the last third of a piece, or anywhere when there is neither.
    """
    start, end = sentence.span.start, sentence.span.end
    if end - start <= longest:
        yield sentence.span
        return
    while end - start > longest:
        cut = _cut(article.text, start + 2 * longest // 3, start + longest)
        yield Span(start=start, end=cut)
        start = cut
    yield Span(start=start, end=end)


def _cut(text: str, earliest: int, latest: int) -> int:
    breaks = [match.end() for match in _BREAK.finditer(text, earliest, latest)]
    marked = [place for place in breaks if not text[place - 2].isalnum()]
    return (marked or breaks or [latest])[-1]


def shown(text: str) -> str:
    """A text on one line, as a question shows it: white space and control characters are single blanks.

    So no line of a question begins with words of the article that only look like a sentence's number.
    """
    if text.isascii() and text.isprintable() and "  " not in text:  # as most are
        return text.strip()
    return _UNSHOWN.sub(lambda match: " " if match[0] < "\ud800" else "\ufffd", text).strip()
