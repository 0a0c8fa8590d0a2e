"""A run, an event and an article as HTML for notebooks: escaped, without a script, and with its own style.

Importing this module is what makes an event or an article show itself so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extractor.fields import Aspect, Choice, Count, FieldType, Line, Option, When, Where, Who
from extractor.presentation.plain import plain
from extractor.presentation.words import (
    by_weight,
    cell,
    headline_of,
    is_supported,
    main_parties,
    percent,
    second_opinions,
    sentence_numbers,
    told_by,
    words_of_event,
)
from extractor.records import (
    Article,
    Grounding,
    MergedEvent,
    MergedValue,
    SourcedValue,
    Support,
    Value,
    notebook_html,
)
from extractor.schemas import Schema

_MOST_ROWS = 50
"""Events of a run that are shown; a notebook is no place for all of a large one."""
_MOST_SUPPORTS = 3
"""Places that are quoted for a value."""

_TYPES: tuple[FieldType[Any], ...] = (
    Choice([Option("-", "")]),
    Count(),
    Line(),
    When(),
    Where(),
    Who(roles=()),
)
"""One field type of each kind: an event does not know its schema, and these put its values into words."""

_SOFT = "color:#777"
_CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0"


def run_html(events: Iterable[MergedEvent], schema: Schema, articles: Mapping[str, Article]) -> str:
    """The events of a run in a table, the most reported first."""
    ordered = by_weight(list(events), schema)
    has_confidence = any(event.confidence is not None for event in ordered)
    rows = [_row(event, schema, has_confidence=has_confidence) for event in ordered[:_MOST_ROWS]]
    left_out = len(ordered) - len(rows)
    more = f"<p style='{_SOFT}'>and {left_out} more</p>" if left_out > 0 else ""
    more_heads = ["confidence"] if has_confidence else []
    head = _tr(("event", "when", "count", "parties", "articles", *more_heads, "id"), "th")
    return (
        f"<div><b>{len(ordered)} events in {len(articles)} articles</b>"
        f"<table>{head}{''.join(rows)}</table>{more}</div>"
    )


def _row(event: MergedEvent, schema: Schema, *, has_confidence: bool) -> str:
    words = words_of_event(event, schema)
    return _tr(
        (
            headline_of(event, schema, words),
            cell(words, schema.fields_for(Aspect.WHEN)),
            cell(words, schema.fields_for(Aspect.HOW_MANY)),
            main_parties(event, schema),
            str(len(event.articles)),
            *([percent(event.confidence)] if has_confidence else []),
            event.id,
        )
    )


def _tr(texts: Sequence[str], tag: str = "td") -> str:
    cells = "".join(f"<{tag} style='{_CELL}'>{_bdi(text)}</{tag}>" for text in texts)
    return f"<tr>{cells}</tr>"


@notebook_html.register
def _event_html(event: MergedEvent) -> str:
    """The values of an event, the alternatives to each, and the words that say them."""
    rows = "".join(
        f"<tr><th style='{_CELL}'>{_bdi(name)}</th>"
        f"<td style='{_CELL}'>{''.join(map(_value, values))}</td></tr>"
        for name, values in event.fields.items()
        if values
    )
    about = f"{len(event.records)} records from {told_by(event)}"
    if event.confidence is not None:
        about += f", confidence {percent(event.confidence)}"
    return f"<div><b>{_bdi(event.id)}</b> <span style='{_SOFT}'>{about}</span><table>{rows}</table></div>"


def _value(value: MergedValue) -> str:
    others = "".join(
        f"<div style='padding-left:1em'><i>{other.conflict.value}</i>: {_said(other)}</div>"
        for other in value.alternatives
    )
    doubt = "" if is_supported(value) else " <i>(unsupported)</i>"
    return f"<div><b>{_said(value)}</b>{doubt}{_quotes(value)}</div>{others}"


def _said(value: SourcedValue) -> str:
    role = getattr(value.value, "role", None)
    shown = _bdi(_in_words(value.value))
    return f"{shown} ({_bdi(str(role))})" if role else shown


def _in_words(value: Value) -> str:
    for kind in _TYPES:
        if type(value) is kind.value_type:
            return kind.show(value)
    return value.model_dump_json()


def _quotes(value: SourcedValue) -> str:
    """Where articles say the value, and what is to be said of a judgement."""
    places = list(
        dict.fromkeys(_place(s) for s in value.supports if s.grounding is not Grounding.UNSUPPORTED)
    )
    shown = "; ".join(places[:_MOST_SUPPORTS])
    more = f" and {len(places) - _MOST_SUPPORTS} more" if len(places) > _MOST_SUPPORTS else ""
    notes = "".join(f"; <i>{_bdi(note)}</i>" for note in second_opinions(value))
    style = f"{_SOFT};font-size:90%;font-weight:normal"
    return f"<div style='{style}'>{shown}{more}{notes}</div>" if shown else ""


def _place(support: Support) -> str:
    """The words with their article; of a judgement and of a line in words of several sentences, these."""
    if support.span is not None:
        return f"“{_bdi(support.written)}” {_bdi(support.article)}"
    how = f"judged {percent(support.confidence)}" if support.grounding is Grounding.JUDGED else "in words of"
    return f"{how.strip()} {_bdi(support.article)} {sentence_numbers(support.sentences)}"


@notebook_html.register
def _article_html(article: Article) -> str:
    """The title and the numbered sentences of an article; what is no news is greyed."""
    about = " · ".join(
        _bdi(text) for text in (article.source, str(article.published or "no date"), article.id) if text
    )
    title = f"<b>{_bdi(article.title)}</b><br>" if article.title else ""
    return (
        f"<div style='max-width:50em'>{title}<span style='{_SOFT}'>{about}</span>"
        f"<table>{''.join(_sentences(article))}</table></div>"
    )


def _sentences(article: Article) -> Iterator[str]:
    for sentence in article.sentences:
        grey = f" style='{_SOFT}'" if sentence.boilerplate else ""
        why = f" title='{_escaped(sentence.boilerplate)}'" if sentence.boilerplate else ""
        text = _bdi(article.sentence_text(sentence.number))
        yield (
            f"<tr><td style='{_CELL};{_SOFT}'>{sentence.number}</td>"
            f"<td style='text-align:left'{why}><span{grey}>{text}</span></td></tr>"
        )


def _bdi(text: str) -> str:
    """The text, which keeps its direction to itself."""
    return f"<bdi>{_escaped(text)}</bdi>"


_TEX = re.compile(r"\$|\\(?=[\[(])")
"""Where a notebook may take a text for TeX."""


def _escaped(text: str) -> str:
    """Safe as an element's text and in an attribute; what begins TeX has a blank without width behind it."""
    return _TEX.sub(r"\g<0>&#8203;", html.escape(plain(text), quote=True))
