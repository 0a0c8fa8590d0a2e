"""Which time of a sentence belongs to which of its events."""

from __future__ import annotations

import pytest

from extractor.extraction.event_times import times_of
from extractor.extraction.plans import placed_triggers
from extractor.fields import Choice, Option, When

from .conftest import MakeArticle

CHOICE = Choice(
    [
        Option("send", "a person is sent", "transfer", verbs=("sent", "extradit*", "transport*", "flown")),
        Option("take", "a person is held", "custody", verbs=("arrested", "jailed", "freed")),
        Option("die", "a person is killed", "death", verbs=("killed", "died"), nouns=("killing", "murder")),
        Option("meet", "parties meet", "talk", verbs=("met", "visited"), nouns=("summit",)),
        Option("agree", "parties agree", "deal", verbs=("signed",), nouns=("deal",)),
    ]
)

TABLE: list[tuple[str, dict[str, list[str]]]] = [
    ("Spain extradited two men on Friday.", {"extradited": ["Friday"]}),
    ("On Friday, Spain extradited two men.", {"extradited": ["Friday"]}),
    ("Spain extradited two men.", {"extradited": []}),
    ("Spain extradited a man, officials confirmed Tuesday.", {"extradited": ["Tuesday"]}),
    (
        "Spain extradited a man jailed in 2019, officials said Tuesday.",
        {"extradited": ["Tuesday"], "jailed": ["2019"]},
    ),
    (
        "Spain extradited a man in a deal with Peru, a person told a paper on Tuesday.",
        {"extradited": ["Tuesday"], "deal": []},
    ),
    (
        "Earlier on Tuesday, it said it was extraditing a man accused of transporting oil in 2016 and 2017.",
        {"extraditing": ["Earlier on Tuesday"], "transporting": ["2016 and 2017"]},
    ),
    ("He is wanted for the 2008 killing of a judge.", {"killing": ["2008"]}),
    (
        "In February, Peru sent back a man tied to the 1985 killing of an agent.",
        {"sent": ["February"], "killing": ["1985"]},
    ),
    (
        "In February, Peru sent a man, who was behind the killing of an agent in 1985.",
        {"sent": ["February"], "killing": ["1985"]},
    ),
    (
        "Among those sent was Luis Diaz, who is accused of the murder of a judge in 1985.",
        {"sent": [], "murder": ["1985"]},
    ),
    ("She was arrested in May and freed in June.", {"arrested": ["May"], "freed": ["June"]}),
    (
        "She was arrested on Monday, and on Tuesday she was freed.",
        {"arrested": ["Monday"], "freed": ["Tuesday"]},
    ),
    (
        "She was freed on Friday after she was arrested on Monday.",
        {"freed": ["Friday"], "arrested": ["Monday"]},
    ),
    ("The men sent may be less known than those held in February.", {"sent": []}),
    ("He died in 2020, two years after he was freed.", {"died": ["2020"]}),
    ("Last week, the ministers met in Oslo and signed a deal.", {"met": ["Last week"], "signed": []}),
    ("The ministers met from 3 to 5 May.", {"met": ["3 to 5 May"]}),
    ("The two, who signed a deal in July, met on Monday.", {"signed": ["July"], "met": ["Monday"]}),
    ("He was killed in 2008 when leaving his home.", {"killed": ["2008"]}),
    ("The men were flown out on Tuesday, the person said.", {"flown": ["Tuesday"]}),
    ("“They met on Sunday,” he said on Monday.", {"met": ["Sunday"]}),
    (
        "The killing, on 3 March 2008, was solved when a man was arrested last month.",
        {"killing": ["3 March 2008"], "arrested": ["last month"]},
    ),
    ("Two men were killed (one in 2001).", {"killed": ["2001"]}),
    ("The summit is the second this year.", {"summit": ["this year"]}),
    ("Peru sent 26 men, the second summit of its kind this year.", {"sent": [], "summit": ["this year"]}),
    ("Spain sent two men in May, officials said on Tuesday.", {"sent": ["May"]}),
    ("On Tuesday, officials said Spain sent two men in May.", {"sent": ["May"]}),
    ("They met on Aug. 3.", {"met": ["Aug. 3"]}),
    ("According to a paper on Monday, he was arrested.", {"arrested": ["Monday"]}),
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
def test_a_time_belongs_to_one_event(
    make_article: MakeArticle, sentence: str, expected: dict[str, list[str]]
) -> None:
    article = make_article(sentence)
    placed = placed_triggers(article, article.sentence(1).span, CHOICE)
    found = {
        trigger.trigger.text: [span.text_in(article.text) for span in times_of(When(), trigger, article)]
        for trigger in placed
    }
    assert {trigger: found.get(trigger) for trigger in expected} == expected
