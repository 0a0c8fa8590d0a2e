"""The datasheet of a run: on one page, what its data are, what made them, and how far to trust them.

After Gebru et al., Datasheets for Datasets (2021). The same run gives the same page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.backends.local.known_models import KNOWN_MODELS
from extractor.presentation.plain import plain
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
    """The page in Markdown, line by line; `description` is what `run.json` holds."""
    for line in _lines(tally, description, review):
        yield f"{line}\n"


def _lines(tally: Tally, description: JsonObject, review: Review | None) -> Iterator[str]:
    version = (description.get("versions") or {}).get("news-event-extractor", NOT_STATED)
    yield f"# Datasheet: {_shown(name_of_run(description))}"
    yield ""
    yield (
        f"{many(tally.events, 'event')} from {many(tally.articles, 'article')}, "
        f"written by news-event-extractor {_shown(version)}. The numbers are those of this run."
    )
    yield from ("", "## What was read", "")
    yield from _read(tally)
    yield from ("", "## What made it", "")
    yield from _made(tally, description)
    yield from ("", "## What came out", "")
    yield from _came_out(tally, description.get("totals") or {})
    yield from ("", "## Whether the articles say it", "")
    yield from _grounding(tally)
    yield from ("", "## How sure the models are", "")
    yield from _confidence(tally)
    yield from ("", "## What people found", "")
    yield _reviewed(review)


def _read(tally: Tally) -> Iterator[str]:
    known = [(name, number) for name, number in _by_number(tally.sources) if name]
    sources = [f"{_shown(name)} {number:,}" for name, number in known[:_MOST_SOURCES]]
    if more := known[_MOST_SOURCES:]:
        sources.append(f"{len(more):,} others {sum(number for _, number in more):,}")
    if tally.sources[None] or not known:
        sources.append(f"{NOT_STATED} {tally.sources[None]:,}" if known else NOT_STATED)
    languages = [f"{name or NOT_STATED} {number:,}" for name, number in _by_number(tally.languages)]
    days = " to ".join(dict.fromkeys(tally.dates)) or NOT_STATED
    undated = tally.articles - tally.dated
    yield f"- Articles: {tally.articles:,}"
    yield f"- Languages: {', '.join(map(_shown, languages)) or NOT_STATED}"
    yield f"- Published: {_shown(days)}{f'; {undated:,} without a date' if undated and tally.dates else ''}"
    yield f"- Sources: {', '.join(sources)}"
    yield f"- Licence of the articles: {NOT_STATED}; it is the publishers' to say"


def _made(tally: Tally, description: JsonObject) -> Iterator[str]:
    questions = (description.get("totals") or {}).get("questions")
    origins = sorted(tally.origins.items(), key=lambda item: (-item[1], repr(item[0])))
    backend = description.get("backend") or {}
    if not any(origin for origin, _ in origins) and backend.get("model"):
        prompt = (description.get("prompt") or {}).get("fingerprint", NOT_STATED)
        stated_of = {
            **backend,
            "backend": backend.get("name"),
            "plan": description.get("plan"),
            "prompt": prompt,
        }
        only = Origin(**{name: str(stated_of[name]) for name in Origin.model_fields})
        origins = [(only, tally.records)]
    yield "| model | backend | plan | prompts | licence | questions | records |"
    yield "|---|---|---|---|---|---|---|"
    is_alone = len(origins) == 1 and "escalate" not in description
    for origin, records in origins:
        asked = f"{questions:,}" if is_alone and questions is not None else NOT_STATED
        facts = _facts(origin) if origin else [NOT_STATED] * 5
        yield f"| {' | '.join([*map(_shown, facts), asked, f'{records:,}'])} |"
    if not origins:
        yield f"| {' | '.join([NOT_STATED] * 6)} | 0 |"
    yield ""
    if questions is not None and not is_alone:
        yield from (f"All models together answered {many(questions, 'question')}.", "")
    stated = (description.get("schema") or {}).get("fingerprint")
    schema = tally.schema
    changed = stated is not None and stated != schema.fingerprint
    guideline = " ".join(schema.description.split())
    if len(guideline) > _MOST_GUIDELINE:
        guideline = guideline[:_MOST_GUIDELINE].rpartition(" ")[0] + " …"
    yield (
        f"Schema: {_shown(schema.name)}, fingerprint {_shown(stated or NOT_STATED)}"
        f"{', which has changed since' if changed else ''}. Its guideline begins:"
    )
    yield ""
    yield f"> {_shown(guideline, len(guideline)) or NOT_STATED}"


def _facts(origin: Origin) -> list[str]:
    known = KNOWN_MODELS.get(origin.model)
    licence = known.licence if known else NOT_STATED
    return [origin.model, origin.backend, origin.plan, origin.prompt, licence]


def _came_out(tally: Tally, totals: Mapping[str, Any]) -> Iterator[str]:
    yield f"- Records, one for each event of an article: {tally.records:,}"
    yield f"- Events, one for each real event: {tally.events:,}; {tally.shared:,} of them in several articles"
    for key, words in (
        ("rejections", "Refused, as the article says nothing of it"),
        ("failures", "Articles or questions that failed"),
    ):
        yield f"- {words}: {f'{totals[key]:,}' if key in totals else NOT_STATED}"


def _grounding(tally: Tally) -> Iterator[str]:
    yield "The values of all records. *Supported*: the article has the words. *Unsupported*: it does not."
    yield "*Unresolved*: it has the words, and no day, number or name could be read from them. *Judged*:"
    yield "the model's judgement of the sentences it cites, for which no words are looked for."
    yield ""
    yield "| field | values | supported | unsupported | unresolved | judged |"
    yield "|---|---|---|---|---|---|"
    for field in tally.schema.fields:
        counts = tally.outcomes[field.name]
        total = counts.total()
        shares = [
            _share(counts[outcome], total) for outcome in ("supported", "unsupported", "unresolved", "judged")
        ]
        yield f"| {_shown(field.name)} | {total:,} | {' | '.join(shares)} |"


def _confidence(tally: Tally) -> Iterator[str]:
    names = [*(name for _, name in CONFIDENCES), NO_CONFIDENCE]
    yield "The probability that the models gave for an event being one, by number of events."
    yield ""
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    yield f"| {' | '.join(f'{tally.confidences[name]:,}' for name in names)} |"


def _reviewed(review: Review | None) -> str:
    if review is None or not review.decisions:
        return "Nobody has reviewed it yet."
    opening = f"{many(review.decisions, 'decision')} of {many(review.reviewers, 'reviewer')} in force."
    total = review.right + review.wrong
    if not total:
        return f"{opening} No event is accepted or rejected yet."
    low, high = wilson_interval(review.right, total)
    return (
        f"{opening} Of {many(total, 'event')} reviewed, {review.right:,} "
        f"{'is' if review.right == 1 else 'are'} right: {percent(review.right / total)} "
        f"({percent(low)} to {percent(high)}, the 95 % Wilson interval, if they were drawn by chance)."
    )


def _share(number: int, total: int) -> str:
    return f"{percent(number / total)} ({number:,})" if number else ""


def _by_number(counts: Mapping[str | None, int]) -> list[tuple[str | None, int]]:
    """The most frequent first; equally frequent ones by name, those without one last."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))


def _shown(text: str, most: int = _LONGEST_NAME) -> str:
    """Any text as Markdown shows it, on one line."""
    text = plain(str(text))
    return _MARKUP.sub(r"\\\1", text if len(text) <= most else f"{text[: most - 1]}…")
