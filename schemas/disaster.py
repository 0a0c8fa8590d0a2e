"""Disasters and what they cost, with tolls that rise from day to day."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from extractor.fields import (
    Choice,
    ChoiceValue,
    Count,
    CountValue,
    Fate,
    Line,
    LineValue,
    Option,
    PlaceValue,
    TimeValue,
    When,
    Where,
)

KINDS = (
    Option("quake", "the earth shakes, with its aftershocks, slides and waves"),
    Option("storm", "a hurricane, typhoon, tornado or flood"),
    Option("crash", "a car, train, ship or aircraft is wrecked"),
    Option("fire", "something burns or explodes"),
    Option("other", "anything else, such as a building that falls down"),
)


class Disaster(BaseModel):
    """A disaster is one accident or blow of nature that does damage: a quake, storm, crash, fire or collapse.

    A storm of several days, and a quake with its aftershocks, are one disaster each. The dead and hurt, the
    damage, the search, the aid and what is said of it belong to it. An earlier disaster that the article
    only looks back to is one as well.
    No disasters: warnings, plans to help, memorials, attacks, arrests, pleas, what a witness saw or said.
    """

    what: Annotated[LineValue | None, Line()] = Field(None, description="a headline of the disaster itself")
    kind: Annotated[ChoiceValue | None, Choice(KINDS)] = Field(None, description="the kind of disaster")
    where: Annotated[PlaceValue | None, Where()] = Field(None, description="the words for where it struck")
    when: Annotated[TimeValue | None, When()] = Field(None, description="the words for when it struck")
    killed: Annotated[CountValue | None, Count(Fate.DEAD)] = Field(None, description="how many died in all")
    injured: Annotated[CountValue | None, Count(Fate.HURT)] = Field(None, description="how many were hurt")
    homeless: Annotated[CountValue | None, Count()] = Field(None, description="how many had to leave home")
