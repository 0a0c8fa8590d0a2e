"""Steps of cases in court."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from extractor.fields import (
    Choice,
    ChoiceValue,
    Count,
    CountValue,
    Line,
    LineValue,
    Option,
    PartyValue,
    PlaceValue,
    Role,
    TimeValue,
    When,
    Where,
    Who,
)

STEPS = (
    Option("charge", "somebody is charged with a crime, or is to be tried for it"),
    Option("suit", "somebody takes another to court, or asks a court to rule"),
    Option("plea", "the accused pleads guilty or not guilty"),
    Option("hearing", "a court hears a case, or will"),
    Option("verdict", "a court finds somebody guilty or not guilty"),
    Option("sentence", "a court gives a punishment"),
    Option("ruling", "a court decides on a law, a claim, bail or a lawsuit"),
    Option("appeal", "somebody takes a decision to a higher court"),
)
ROLES = (
    Role("court", "court", "the court or the judge"),
    Role("accused", "accused", "who is accused, convicted or sued"),
    Role("plaintiff", "plaintiff", "who goes to court against another", seldom=True),
)


class CourtStep(BaseModel):
    """An event is what a court, a prosecutor or a party does in a case: somebody is charged or sued, pleads,
    is heard, found guilty or not, or sentenced; a court rules; somebody appeals.

    These are separate, also in one clause ("found guilty and sentenced"). Several accused or several counts
    at once are one event. Earlier events of the case, and those to come, are events as well.
    No events: the crime itself, arrests, the work of the police, what is said about a case, politics.
    """

    what: Annotated[LineValue | None, Line()] = Field(
        None, description="a headline of 4 to 14 words, with verb"
    )
    step: Annotated[ChoiceValue | None, Choice(STEPS)] = Field(None, description="what is done in it")
    who: Annotated[list[PartyValue], Who(roles=ROLES)] = Field([], description="the parties")
    term: Annotated[CountValue | None, Count()] = Field(None, description="the words for the term of prison")
    when: Annotated[TimeValue | None, When()] = Field(None, description="the words for its own time")
    where: Annotated[PlaceValue | None, Where()] = Field(None, description="the town or country of the court")
