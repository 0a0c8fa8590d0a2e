"""Sentences of articles as HTML: they are the most of a report, so no template goes over each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from extractor.reporting.event_views import COLOURS, EventView
from extractor.reporting.passages import Marked, Meaning, Piece, Said
from extractor.reporting.texts import Text, shown_text


def drawn_quotes(text: Text, said: Iterable[Said]) -> Markup:
    """The sentences of an article that these supports rest on, each mark with the names of its values."""
    marked = Marked(text, said)
    lines = []
    before = 0
    for number in marked.cited:
        kind = "" if before == number - 1 else " gap"
        values = marked.resting.get(number, ())
        drawn = _words(marked.pieces(number), with_names=True)
        lines.append(_line(text.shown_number(number), kind, drawn, values=values))
        before = number
    return Markup("".join(lines))  # noqa: S704  # every text in it was escaped


def drawn_text(text: Text, told: Sequence[tuple[EventView, Sequence[Said]]], *, whole: bool) -> Markup:
    """The text of an article, or else the sentences that these events rest on, marked by what they say.

    After each sentence stand the events that rest on it.
    """
    marked = Marked(text, [one.named(f"e{event.number}") for event, said in told for one in said])
    lines = []
    links = _links(text, told)
    before = 0
    for number in range(1, len(text) + 1) if whole else marked.cited:
        kind = " aside" if number in text.asides else ""
        if not whole and before != number - 1:
            kind += " gap"
        before = number
        if number in marked.inside:
            words = _words(marked.pieces(number), with_names=False)
        else:
            words = escape(text.sentence(number))
        lines.append(_line(text.shown_number(number), kind, words, links=links.get(number, "")))
    return Markup("".join(lines))  # noqa: S704  # every text in it was escaped


def _line(number: str, kind: str, words: str, *, links: str = "", values: Sequence[str] = ()) -> str:
    names = f' data-v="{_safe(" ".join(values))}"' if values else ""
    return f'<p class="passage{kind}"{names} dir="auto"><span class="no">{number}</span>{words}{links}</p>\n'


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


def _links(text: Text, told: Iterable[tuple[EventView, Sequence[Said]]]) -> dict[int, str]:
    """By the number of a sentence, links to the events whose words begin in it, or that rest on all of it."""
    links: dict[int, str] = {}
    for event, said in told:
        link = f' <a class="ev" href="#e{event.number}" title="{_safe(event.headline)}">{event.number}</a>'
        numbers = {text.at(one.span[0]) for one in said if one.span is not None}
        numbers |= {n for one in said if one.is_placeless for n in text.cited(None, one.sentences)}
        for number in numbers:
            if number is not None:
                links[number] = links.get(number, "") + link
    return links


@lru_cache(maxsize=1_000)  # the articles of an event say the same of it
def _safe(text: str) -> str:
    return str(escape(shown_text(text)))
