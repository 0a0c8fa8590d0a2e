"""Sentences of articles as HTML: they are the most of a report, so no template goes over each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from extractor.records import Article
from extractor.reporting.event_views import COLOURS, EventView
from extractor.reporting.passages import Marked, Meaning, Piece, Said, shown_text


def drawn_quotes(article: Article, said: Iterable[Said]) -> Markup:
    """The sentences of an article that these supports rest on, each mark with the names of its values."""
    marked = Marked(article, said)
    lines = []
    before = 0
    for sentence in marked.cited:
        kind = "" if before == sentence.number - 1 else " gap"
        lines.append(_line(sentence.number, kind, _words(marked.pieces(sentence), with_names=True)))
        before = sentence.number
    return Markup("".join(lines))  # noqa: S704  # every text in it went through `_safe`


def drawn_text(article: Article, told: Sequence[tuple[EventView, Sequence[Said]]], *, whole: bool) -> Markup:
    """The text of an article, or else the sentences that these events rest on, marked by what they say.

    After each sentence stand the events that rest on it.
    """
    marked = Marked(article, [one.named(f"e{event.number}") for event, said in told for one in said])
    lines = []
    links = _links(article, told)
    before = 0
    for sentence in article.sentences if whole else marked.cited:
        number, span = sentence.number, sentence.span
        kind = "" if sentence.boilerplate is None else " aside"
        if not whole and before != number - 1:
            kind += " gap"
        before = number
        if number in marked.inside:
            words = _words(marked.pieces(sentence), with_names=False)
        else:
            words = str(escape(marked.text[span.start : span.end]))
        lines.append(_line(number, kind, words, links.get(number, "")))
    return Markup("".join(lines))  # noqa: S704  # every text in it went through `_safe`


def _line(number: int, kind: str, words: str, links: str = "") -> str:
    return f'<p class="passage{kind}" dir="auto"><span class="no">{number}</span>{words}{links}</p>\n'


def _words(pieces: Iterable[Piece], *, with_names: bool) -> str:
    drawn = []
    for piece in pieces:
        drawn += [_opening(meaning, piece, with_names=with_names) for meaning in piece.meanings]
        drawn += [escape(piece.text), "</mark>" * len(piece.meanings)]
    return "".join(drawn)


def _opening(meaning: Meaning, piece: Piece, *, with_names: bool) -> str:
    names = f' data-v="{_safe(" ".join(meaning.values))}"' if with_names else ""
    title = f' title="{_safe(meaning.title)}"' if meaning in piece.opens else ""
    return f'<mark class="f{meaning.field % COLOURS} l{meaning.lane}"{names}{title}>'


def _links(article: Article, told: Iterable[tuple[EventView, Sequence[Said]]]) -> dict[int, str]:
    """By the number of a sentence, links to the events whose words begin in it."""
    links: dict[int, str] = {}
    for event, said in told:
        starts = {one.support.span.start for one in said if one.support.span is not None}
        link = f' <a class="ev" href="#e{event.number}" title="{_safe(event.headline)}">{event.number}</a>'
        for sentence in article.sentences if starts else ():
            first, last = sentence.span.start, sentence.span.end
            if any(first <= start < last for start in starts):
                links[sentence.number] = links.get(sentence.number, "") + link
    return links


def _safe(text: str) -> str:
    return escape(shown_text(text))
