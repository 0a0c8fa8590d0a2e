"""Cut a text into paragraphs at its line breaks, joining the lines of hard-wrapped text.

Text is hard-wrapped when someone broke it to fit a width: its lines are about as long as one another, and
break in the middle of sentences. Such a line break does not end a paragraph; every other does.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.records import Span

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_BLANK = "\u200b\u200c\u200d\u2060\ufeff"
_SENTENCE_END = re.compile(r"[.!?:;…。！？；：؟।۔][\"'”’»)\]」』]*$")
_LIST_ENTRY = re.compile(r"(?:[-*+•·●▪–—>]|\d{1,3}[.)])\s+\w")
_OWN_LINE = re.compile(
    r"(?:[-*+•·●▪–—>#|]|\d{1,3}[.)])\s"  # an entry of a list, a heading
    r"|[\W_]*$"  # a rule
    r"|\d{2,4}\s?[xX×]\s?\d{2,4}$"  # the size of an advertisement
    r"|https?://\S+$"
)

_WIDEST_WRAP = 130
"""People and mail programs wrap at 60 to 100 characters; a longer line is a paragraph."""
_NARROWEST_WRAP = 30
_LEAST_FULL = 0.6
"""Of the breaks inside blocks, the share that must come where the next word would not have fitted."""
_LEAST_BROKEN = 0.2
"""Of the breaks inside blocks, the share that must come in the middle of a sentence."""


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The same range without the white space and zero-width characters at its ends."""
    while start < end and (text[start].isspace() or text[start] in _BLANK):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _BLANK):
        end -= 1
    return start, end


def cut_paragraphs(text: str, start: int = 0) -> list[Span]:
    """The paragraphs from `start` on, in order, trimmed; together they hold every visible character."""
    blocks = _blocks(text, start)
    width = _wrap_width(text, blocks)
    if width is None:
        return [line for block in blocks for line in block]
    return [paragraph for block in blocks for paragraph in _join_block(text, block, width)]


def _blocks(text: str, start: int) -> list[list[Span]]:
    """The lines with something on them, in runs that no blank line parts."""
    blocks: list[list[Span]] = []
    last_end = start
    for match in _LINE.finditer(text, start):
        first, end = trim(text, *match.span())
        if first == end:
            continue
        if not blocks or len(_LINE_BREAK.findall(text, last_end, first)) > 1:
            blocks.append([])
        blocks[-1].append(Span(start=first, end=end))
        last_end = end
    return blocks


def _wrap_width(text: str, blocks: list[list[Span]]) -> int | None:
    """The width the text was wrapped at, or `None` when it was not."""
    width = max((_columns(text, line) for block in blocks for line in block), default=0)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return None
    breaks = [pair for block in blocks for pair in pairwise(block)]
    full = sum(_is_full(text, line, following, width) for line, following in breaks)
    broken = sum(_is_mid_sentence(text, line, following) for line, following in breaks)
    if not broken or full < _LEAST_FULL * len(breaks) or broken < _LEAST_BROKEN * len(breaks):
        return None
    return width


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on this one."""
    word = re.match(r"\S{1,30}", text[following.start : following.end])
    # Chinese and Japanese have no spaces: there a line is full when no character more would fit.
    first = 1 if word and ord(word[0][0]) > 0x2E7F else len(word[0]) if word else 0
    return _columns(text, line) + 1 + first > width


def _is_mid_sentence(text: str, line: Span, following: Span) -> bool:
    return not _SENTENCE_END.search(text[max(line.start, line.end - 5) : line.end]) and not (
        text[following.start].isupper() or text[following.start].isdigit()
    )


def _join_block(text: str, block: list[Span], width: int) -> list[Span]:
    paragraphs: list[Span] = []
    for before, line in zip([None, *block], block, strict=False):
        if before and _continues(text, before, line, width):
            paragraphs[-1] = Span(start=paragraphs[-1].start, end=line.end)
        else:
            paragraphs.append(line)
    return paragraphs


def _continues(text: str, line: Span, following: Span, width: int) -> bool:
    if _OWN_LINE.match(text, line.start, line.end) and not _is_list_entry(text, line):
        return False
    if _OWN_LINE.match(text, following.start, following.end) or _is_indented(text, line, following):
        return False
    # Proportional fonts wrap less evenly: half a line will do when the sentence plainly goes on.
    half_full = 2 * _columns(text, line) >= width
    return _is_full(text, line, following, width) or (half_full and _is_mid_sentence(text, line, following))


def _is_list_entry(text: str, line: Span) -> bool:
    return _LIST_ENTRY.match(text, line.start, line.end) is not None


def _is_indented(text: str, line: Span, following: Span) -> bool:
    """Whether the following line starts two or more columns further in, as a new paragraph may."""
    return not _is_list_entry(text, line) and _indent(text, following) >= _indent(text, line) + 2


def _columns(text: str, line: Span) -> int:
    return _indent(text, line) + line.end - line.start


def _indent(text: str, line: Span) -> int:
    start = line.start
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    return line.start - start
