"""`extractor show`: the events of a run in a table, or one event with the sentences that support it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

import click

from extractor.cli.entities import show_entities
from extractor.cli.lines import FEWEST_DIGITS, item_of
from extractor.cli.options import AS_FOUND, MIN_CONFIDENCE, RUN_FOLDER
from extractor.cli.output import print_lines
from extractor.cli.table import PREFIX, event_lines
from extractor.cli.waterfall import wrapped
from extractor.exporting.checked import Checked, MinimumConfidence
from extractor.merging import stories
from extractor.presentation.plain import plain
from extractor.presentation.views import EventView, ValueView, by_weight
from extractor.presentation.words import UNSUPPORTED_MARK, percent, sentence_numbers
from extractor.records import Article, Grounding, MergedEvent, Sentence, Span, Support
from extractor.runs.status import has_unfinished_command
from extractor.store.folder import RunFolder, StoredRun, json_line, read_lines
from extractor.with_review import checked_of

_LONGEST_QUOTE = 240
"""Characters of a sentence that are shown around the words it supports a value with."""

_COLOURS = ("blue", "yellow", "magenta", "cyan", "red", "green")
"""For one field after the other; with many fields they come again."""

_UNFINISHED = (
    "note: the last `extractor run` on this folder has not finished; this is what the one before it gave"
)


@click.command()
@RUN_FOLDER
@click.argument("event_id", required=False)
@click.option("--all", "every", is_flag=True, help="Also the events that a single record reports.")
@click.option("--entities", "whom", is_flag=True, help="Persons, organisations and governments instead.")
@MIN_CONFIDENCE
@AS_FOUND
@click.option(
    "--json", "as_json", is_flag=True, help="Print the events as JSON Lines, or one event indented."
)
def show(  # noqa: PLR0913  # one argument an option
    run_folder: Path,
    event_id: str | None,
    *,
    every: bool,
    whom: bool,
    minimum: MinimumConfidence | None,
    as_found: bool,
    as_json: bool,
) -> None:
    """Print the events of a run, or one event with its evidence.

    After a review the events are as reviewers left them, and those they rejected are not there.

    EVENT_ID is an id from the table, or its first characters; with --entities that of an entity.
    """
    if whom:
        show_entities(run_folder, event_id, every=every, as_json=as_json)
        return
    stored = StoredRun.read(run_folder)
    after_review = checked_of(run_folder, as_found=as_found)
    found = after_review() if after_review else map(Checked, stored.events)
    minimum = minimum if event_id is None else None
    checked = {each.event.id: each for each in (minimum.of(found) if minimum else found)}
    if has_unfinished_command(run_folder):
        click.echo(_UNFINISHED, err=True)
    events = by_weight([each.event for each in checked.values()], stored.schema)
    if event_id is not None:
        view = item_of(events, event_id, run_folder, ("event", "events"), "--all")
        _print_one(view, stored, checked[view.id], as_json=as_json)
    elif as_json:
        for view in events:
            click.echo(json_line(view.event), nl=False)
        if minimum:
            click.echo(minimum.summary(), err=True)
    else:
        table = event_lines(run_folder, events, len(stored.articles), every=every)
        print_lines((*table, *_stories(events, stored)))
        if minimum:
            click.echo(f"{minimum.summary()}.")
        failures = sum(1 for _ in read_lines(RunFolder(run_folder).failures))
        if failures:
            click.echo(f"{failures} failed, see {RunFolder(run_folder).failures}")


def _stories(events: Sequence[EventView], stored: StoredRun) -> Iterator[str]:
    """The chains of events about one incident, a line an event."""
    views = {view.id: view for view in events}
    for chain in stories([view.event for view in events], stored.relations, stored.schema):
        yield ""
        yield f"A story of {len(chain)} events:"
        for event in chain:
            view = views[event.id]
            when = f" · {view.when}" if view.when else ""
            yield from wrapped(f"  {_short(event.id)}  {view.headline}{when}", hanging=FEWEST_DIGITS + 4)


# One event


def _print_one(view: EventView, stored: StoredRun, checked: Checked, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(json.loads(json_line(view.event)), indent=2, ensure_ascii=False))
    else:
        print_lines(_evidence(view, stored, checked))


def _evidence(view: EventView, stored: StoredRun, checked: Checked) -> Iterator[str]:
    yield click.style(view.headline, bold=True)
    confidence = f" · confidence {view.confidence}" if view.confidence else ""
    yield f"{plain(view.id)} · {len(view.event.records)} records from {view.sources}{confidence}"
    yield from view.copies
    if checked.status:
        yield f"{checked.status} by {plain(' and '.join(checked.reviewers))}"
    for field, colour in zip(view.fields, cycle(_COLOURS), strict=False):
        for value in field.values:
            yield ""
            mark = "" if value.supported else f" {UNSUPPORTED_MARK}"
            role = f" ({value.role})" if value.role else ""
            shown = click.style(value.shown + mark, bold=True)
            yield f"{click.style(field.name, fg=colour)}: {shown}{role}{_behind(value)}"
            yield from _supports(value.said.supports, stored.articles, colour)
            for other in value.alternatives:
                yield f"  {other.conflict}: {other.shown}{_behind(other)}"
                yield from _supports(other.said.supports, stored.articles, colour)
    yield from _relations(view.event, stored)
    yield from _cited_sentences(view.event, stored.articles)


def _relations(event: MergedEvent, stored: StoredRun) -> Iterator[str]:
    """The events that this one mentions or follows, and those that mention or follow it, with the words."""
    headlines = {other.id: EventView(other, stored.schema).headline for other in stored.events}
    for found in stored.relations:
        if seen := found.seen_from(event.id):
            name, other = seen
            yield ""
            shown = click.style(headlines.get(other, ""), bold=True)
            yield f"{click.style(name, fg=_COLOURS[0])}: {shown} ({_short(other)})"
            yield from _supports(found.supports, stored.articles, _COLOURS[0])


def _short(event_id: str) -> str:
    return event_id.removeprefix(PREFIX)[:FEWEST_DIGITS]


def _cited_sentences(event: MergedEvent, articles: dict[str, Article]) -> Iterator[str]:
    """The sentences that judged values and lines without one place in the text rest on, each once."""
    cited: dict[str, set[int]] = {}
    for support in _supports_of(event):
        if support.span is None and support.grounding is not Grounding.UNSUPPORTED:
            cited.setdefault(support.article, set()).update(support.sentences)
    if any(name in articles for name in cited):
        yield ""
        yield "cited sentences:"
    for name in sorted(cited.keys() & articles.keys()):
        for number in sorted(cited[name]):
            if 1 <= number <= len(articles[name].sentences):
                place = _place(articles[name].sentence(number))
                yield f"    {plain(name)} {place}  {plain(articles[name].sentence_text(number))}"


def _supports_of(event: MergedEvent) -> Iterable[Support]:
    for values in event.fields.values():
        for value in values:
            for said in (value, *value.alternatives):
                yield from said.supports


def _behind(value: ValueView) -> str:
    """What stands behind a value: how sure a judgement is, and which models give it."""
    return "".join(f" · {part}" for part in (percent(value.said.confidence), value.given) if part)


def _supports(supports: Sequence[Support], articles: dict[str, Article], colour: str) -> Iterator[str]:
    """A line for each place that says so, with the words in brackets and in the colour of the field."""
    lines = (_support(support, articles.get(support.article), colour) for support in supports)
    yield from dict.fromkeys(lines)  # several records may point at the same words


def _support(support: Support, article: Article | None, colour: str) -> str:
    note = f" ({plain(support.note)})" if support.note else ""
    if support.grounding is not Grounding.UNSUPPORTED and support.span is None:
        numbers = sentence_numbers(support.sentences)
        return f"    {plain(support.article)} {numbers}  {support.grounding.value}{note}"
    if article is None or support.span is None:
        return f"    {plain(support.article)}  {support.grounding.value}: {plain(support.written)!r}{note}"
    state = "" if support.grounding is Grounding.EXACT else f" {support.grounding.value}"
    return f"    {plain(article.id)} {_quoted(article, support.span, colour)}{state}{note}"


def _quoted(article: Article, span: Span, colour: str) -> str:
    """The number of the sentence, and the words marked in it; of a long one, what stands around them."""
    sentence = article.sentence_at(span.start)
    assert sentence is not None  # noqa: S101  # an article with words in it has sentences
    margin = max(_LONGEST_QUOTE - (span.end - span.start), 0) // 2
    start = max(sentence.span.start, span.start - margin)
    end = min(max(sentence.span.end, span.end), span.end + margin)
    before = ("…" if start > sentence.span.start else "") + article.text[start : span.start]
    after = article.text[span.end : end] + ("…" if end < sentence.span.end else "")
    marked = click.style(f"[{plain(article.text[span.start : span.end])}]", bold=True, fg=colour)
    return f"{_place(sentence)}  {_joined(before, marked, after)}"


def _place(sentence: Sentence) -> str:
    """The number of a sentence, with its page where the file has pages."""
    return f"s{sentence.number}" + (f" p. {sentence.page}" if sentence.page is not None else "")


def _joined(before: str, marked: str, after: str) -> str:
    """The three parts made plain, with the blanks that stood between them."""
    left = " " if before[-1:].isspace() else ""
    right = " " if after[:1].isspace() else ""
    return f"{plain(before)}{left}{marked}{right}{plain(after)}"
