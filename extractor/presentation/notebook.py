"""A run, an event and an article as HTML for notebooks: escaped, without a script, and with its own style.

Importing this module is what makes an event or an article show itself so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from extractor.fields import Choice, Count, FieldType, Line, Option, When, Where, Who
from extractor.presentation.plain import plain
from extractor.presentation.templating import templates
from extractor.presentation.views import by_weight, sources
from extractor.presentation.words import is_supported, percent, second_opinions, sentence_numbers
from extractor.records import Article, Grounding, MergedEvent, SourcedValue, notebook_html
from extractor.schemas import Schema

_MOST_ROWS = 50
"""Events of a run that are shown; a notebook is no place for all of a large one."""

_TYPES: tuple[FieldType[Any], ...] = (
    Choice([Option("-", "")]),
    Count(),
    Line(),
    When(),
    Where(),
    Who(roles=()),
)
"""One field type of each kind: an event does not know its schema, and these put its values into words."""

_TEX = re.compile(r"\$|\\(?=[\[(])")
"""Where a notebook may take a text for TeX; there it gets a blank without width."""


def run_html(events: Iterable[MergedEvent], schema: Schema, articles: Mapping[str, Article]) -> str:
    """The events of a run in a table, the most reported first."""
    return _drawn("run", by_weight(events, schema), len(articles), _MOST_ROWS)


@notebook_html.register
def _event_html(event: MergedEvent) -> str:
    """The values of an event, the alternatives to each, and the words that say them."""
    return _drawn("event", event)


@notebook_html.register
def _article_html(article: Article) -> str:
    """The title and the numbered sentences of an article; what is no news is greyed."""
    return _drawn("article", article)


def _drawn(macro: str, *arguments: object) -> str:
    environment = templates("extractor.presentation", _safe)
    environment.filters |= {
        "in_words": _in_words,
        "is_supported": is_supported,
        "percent": percent,
        "places": _places,
        "second_opinions": second_opinions,
        "sources": sources,
    }
    module = environment.get_template("notebook.html.jinja").module
    return str(getattr(module, macro)(*arguments))


def _safe(value: Any) -> Any:
    """Safe as an element's text and in an attribute; what begins TeX has a blank without width behind it."""
    if type(value) is not str:
        return value
    return Markup(_TEX.sub(r"\g<0>&#8203;", str(escape(plain(value)))))  # noqa: S704  # it was escaped


def _in_words(said: SourcedValue) -> str:
    kind = next((kind for kind in _TYPES if type(said.value) is kind.value_type), None)
    return kind.show(said.value) if kind else said.value.model_dump_json()


def _places(value: SourcedValue) -> list[tuple[str, str]]:
    """The words that say a value, and where; of a judgement and of a headline, how and the sentences."""
    found: dict[tuple[str, str], None] = {}
    for support in value.supports:
        if support.span is not None:
            found[f"“{plain(support.written)}”", support.article] = None
        elif support.grounding is not Grounding.UNSUPPORTED:
            is_judged = support.grounding is Grounding.JUDGED
            how = f"judged {percent(support.confidence)}" if is_judged else "in words of"
            found[how, f"{support.article} {sentence_numbers(support.sentences)}"] = None
    return list(found)
