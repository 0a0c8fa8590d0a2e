"""How pages are made: templates that escape all texts and show none that steers a browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.presentation.plain import plain


def _shown(value: Any) -> Any:
    """What a template writes: no text of an article or a model goes past this."""
    return plain(value) if type(value) is str else value


@cache  # with what it has compiled
def templates(package: str, shown: Callable[[Any], Any] = _shown, *, escape: bool = True) -> Environment:
    """The templates of a package; `shown` makes what they write safe before it is escaped for HTML."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=escape,  # noqa: S701  # Markdown has escapes of its own
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
