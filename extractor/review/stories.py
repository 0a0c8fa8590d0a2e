"""The stories of a run under review: chains of events about one incident, as reviewers grouped the events."""

from __future__ import annotations

from extractor.merging import relate, stories
from extractor.merging.stories import Story
from extractor.records import EventRelation
from extractor.review.review import Review


def stories_now(review: Review) -> tuple[list[Story], list[EventRelation]]:
    """The stories among the events of now, and the relations that make them."""
    relations = _relations(review)
    return stories(review.events.values(), relations, review.run.schema), relations


def _relations(review: Review) -> list[EventRelation]:
    """Those of the run, and anew those of events that reviewers made: they depend on the articles alone."""
    run = review.run
    found = {event.id: event for event in run.events}
    made = {name for name, event in review.events.items() if found.get(name) is not event}
    standing = review.events.keys() - made
    kept = [each for each in run.relations if {each.event, each.other} <= standing]
    if not made:
        return kept
    articles = {name for event in made for name in review.events[event].articles}
    records = (record for record in run.records if record.article in articles)
    anew = relate(review.events, records, run.schema, run.articles)
    return [*kept, *(each for each in anew if not made.isdisjoint({each.event, each.other}))]
