"""The datasheet of a run: on one page, what its data are, what made them, and how far to trust them.

After Gebru et al., Datasheets for Datasets (2021). The same run gives the same page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.backends.local.known_models import KNOWN_MODELS
from extractor.presentation.plain import plain
from extractor.presentation.templating import templates
from extractor.presentation.words import many, percent
from extractor.records import JsonObject, Origin
from extractor.reporting.intervals import wilson_interval
from extractor.reporting.page import name_of_run
from extractor.reporting.tally import CONFIDENCES, NO_CONFIDENCE, Review, Tally

NOT_STATED = "not stated"

_MARKUP = re.compile(r"([\\`*_\[\]<>|&#~])")
"""What Markdown would not show as it stands."""

_LONGEST_NAME = 60
_MOST_SOURCES = 5
_MOST_GUIDELINE = 400
"""Characters of a guideline."""


def datasheet(tally: Tally, description: JsonObject, review: Review | None = None) -> Iterator[str]:
    """The page in Markdown, piece by piece; `description` is what `run.json` holds."""
    environment = templates("extractor.reporting", _shown, escape=False)
    environment.filters |= {"many": many, "percent": percent}
    totals = description.get("totals") or {}
    origins = _origins(tally, description)
    page = {
        "NOT_STATED": NOT_STATED,
        "tally": tally,
        "review": review,
        "interval": wilson_interval,
        "name": name_of_run(description),
        "version": (description.get("versions") or {}).get("news-event-extractor", NOT_STATED),
        "languages": _languages(tally),
        "sources": _sources(tally),
        "undated": tally.articles - tally.dated if tally.dates else 0,
        "origins": [(_facts(origin) if origin else [NOT_STATED] * 5, records) for origin, records in origins],
        "is_alone": len(origins) == 1 and "escalate" not in description,
        "totals": totals,
        "questions": totals.get("questions"),
        "stated": (description.get("schema") or {}).get("fingerprint"),
        "guideline": _guideline(tally.schema.description),
        "confidences": [*(name for _, name in CONFIDENCES), NO_CONFIDENCE],
    }
    return environment.get_template("datasheet.md.jinja").stream(page)


def _languages(tally: Tally) -> str:
    languages = [f"{name or NOT_STATED} {number:,}" for name, number in _by_number(tally.languages)]
    return ", ".join(map(_shown, languages)) or NOT_STATED


def _sources(tally: Tally) -> str:
    known = [(name, number) for name, number in _by_number(tally.sources) if name]
    sources = [f"{_shown(name)} {number:,}" for name, number in known[:_MOST_SOURCES]]
    if more := known[_MOST_SOURCES:]:
        sources.append(f"{len(more):,} others {sum(number for _, number in more):,}")
    if tally.sources[None] or not known:
        sources.append(f"{NOT_STATED} {tally.sources[None]:,}" if known else NOT_STATED)
    return ", ".join(sources)


def _origins(tally: Tally, description: JsonObject) -> list[tuple[Origin | None, int]]:
    """What the records are of, most of them first; of a run of no records, what it says it asked."""
    origins = sorted(tally.origins.items(), key=lambda item: (-item[1], repr(item[0])))
    backend = description.get("backend") or {}
    if any(origin for origin, _ in origins) or not backend.get("model"):
        return origins
    prompt = (description.get("prompt") or {}).get("fingerprint", NOT_STATED)
    stated_of = {**backend, "backend": backend.get("name"), "plan": description.get("plan"), "prompt": prompt}
    return [(Origin(**{name: str(stated_of[name]) for name in Origin.model_fields}), tally.records)]


def _guideline(description: str) -> str:
    guideline = " ".join(description.split())
    if len(guideline) > _MOST_GUIDELINE:
        guideline = guideline[:_MOST_GUIDELINE].rpartition(" ")[0] + " …"
    return _escaped(guideline)


def _facts(origin: Origin) -> list[str]:
    known = KNOWN_MODELS.get(origin.model)
    licence = known.licence if known else NOT_STATED
    return [origin.model, origin.backend, origin.plan, origin.prompt, licence]


def _by_number(counts: Mapping[str | None, int]) -> list[tuple[str | None, int]]:
    """The most frequent first; equally frequent ones by name, those without one last."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))


def _escaped(text: str) -> str:
    """Any text as Markdown shows it, on one line."""
    return _MARKUP.sub(r"\\\1", plain(text))


def _shown(value: Any) -> Any:
    """What the template writes: of a text so much as a name may have; numbers with commas."""
    if type(value) is str:
        text = plain(value)
        return _escaped(text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…")
    return f"{value:,}" if type(value) is int else value
