"""The five articles of the first case: what is news in each, what is not, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractor.articles import read_articles
from extractor.records import Article

HEADLINE = "Mexico expels 26 cartel figures wanted by US authorities in deal with Trump administration"

# Each sentence by its first words; those that are no news with the reason.
SEEDS: dict[str, list[tuple[str | None, str]]] = {
    "000_51ac119d13fb2cd5": [
        ("header", "date 2025-08-12"),
        ("dateline", "Aug. 12 (UPI) --"),
        (None, "Mexico has transferred 26 people suspected of leading"),
        (None, "Mexico's Secretary of Security and Civilian Protection Omar"),
        (None, "The U.S. Justice Department agreed to not seek"),
        (None, "The suspected cartel leaders face a litany"),
        (None, '"These 26 men have all played a role'),
        (None, "\"We are grateful to Mexico's National Security team"),
        (None, "Those transferred include Abigael Gonzalez Valencia"),
        (None, "Another transferee is Roberto Salazar"),
        (None, "Others include alleged members of the security apparatus"),
        (None, "The transfer comes a day after the U.S."),
        (None, "The Mexican prisoners wanted to finish"),
        (None, "Despite the recent cooperation, Mexican President"),
    ],
    "001_0dc1a42583beb56d": [
        ("ad size", "970x125"),
        (None, "Mexico has sent about 26 suspected drug cartel"),
        ("ad size", "970x125"),
        (None, "Authorities transferred 26 prisoners who were wanted"),
        (None, "An AP report stated that those being transferred"),
        (None, "Mexico said the US Justice Department had sought"),
        (None, "I am deeply grateful to President @Claudiashein"),
        (None, "This transfer is yet another example of what is possible when…"),
        ("post signature", "— Embajador Ronald Johnson (@USAmbMex) August 12, 2025"),
        (None, "The AP report stated that a person named Roberto"),
        (None, "Some of those handed over to the US"),
        (None, "The transfer of over two dozen suspected"),
        (None, "Earlier in February, Mexican authorities sent 29"),
        (None, "Mexican President Claudia Sheinbaum approved"),
        (None, "A statement by US Ambassador to Mexico, Ronald Johnson said, “This transfer"),
        ("ad size", "970x125"),
    ],
    "002_a622ddb6cab2c3b2": [
        (None, "Mexico has extradited 26 alleged cartel members"),
        (None, "The group, described by authorities"),
        (None, "One suspect, Roberto Salazar, is wanted"),
        (None, "The U.S. Department of Justice said"),
        (None, "“Today is the latest example"),
        (None, "“These 26 men have all played a role"),
        (None, "The transfer is part of a broader U.S.-Mexico push"),
        (None, "In February, Mexico extradited 29 cartel suspects"),
        (None, "“This transfer is yet another example"),
        (None, "“These fugitives will now face justice"),
        (None, "Mexican President Claudia Sheinbaum earlier dismissed"),
        (None, "“The United States is not going to come to Mexico with the military,” she said Friday."),
        (None, "“We cooperate, we collaborate"),
        (None, "The deal follows months of tension"),
        (None, "Earlier this year, President Donald Trump threatened"),
        (None, "In July, both countries reached"),
    ],
    "003_83179a4dc172e4a2": [
        ("header", "date 2025-08-12"),
        ("site notice", "Stay up to date with notifications from The\xa0Independent"),
        ("repeated headline", HEADLINE),
        ("repeated headline", "Mexico is expelling 26 high-ranking cartel figures"),
        ("byline", "Alanna Durkin Richer,Mara Verza"),
        ("timestamp", "Tuesday 12 August 2025 16:57 EDT"),
        ("photo credit", "Los Angeles County Sexual Abuse"),
        ("photo credit", "Los Angeles County Sexual Abuse (Copyright 2023 The Associated Press."),
        (None, "Mexico is expelling 26 high-ranking cartel figures"),
        (None, "The cartel leaders and other prominent figures"),
        (None, "They spoke on the condition of anonymity"),
        (None, "Those being handed over to U.S. custody include"),
        (None, "Another person, Roberto Salazar, is accused"),
        (None, "Mexico’s Attorney General’s Office and Security ministry"),
        (None, "It’s the second time in months"),
        (None, "In February, Mexico handed over"),
        ("rule", "_____"),
        ("byline", "Verza reported from Mexico City"),
    ],
    "004_a3884682ec818e35": [
        ("header", "date 2025-08-13"),
        (None, "Mexico sent 26 inmates suspected"),
        (None, "US officials said the individuals extradited"),
        (None, "Mexico said the individuals – who have not"),
        (None, "The latest prisoner transfer came"),
        (None, "Mexican officials said they had agreed"),
        (None, "The US embassy in Mexico said members"),
        (None, "One of the prisoners reportedly being transferred"),
        (None, "Earlier on Tuesday, Mexico’s attorney general’s office"),
        (None, "It was unclear whether the woman – named only as Rosa A – was included"),
        (None, "In February, Mexico sent 29 prisoners"),
        (None, "Among those transferred was Caro Quintero"),
        (None, "The criminals involved in the latest transfer"),
        (None, "They reportedly include Abigael González Valencia"),
        (None, "The prisoner transfer was the latest move"),
        (None, "Last week, President Claudia Sheinbaum rejected"),
        (None, "“The United States is not going to come to Mexico with the military,” she said on Friday."),
        (None, "“We co-operate, we collaborate"),
        (None, "But the latest mass extradition showed"),
        (None, "Sheinbaum was expected to hold"),
        ("byline", "By BBC News"),
    ],
}


@pytest.fixture(scope="module")
def articles(seeds: Path) -> dict[str, Article]:
    found = [item for item in read_articles([str(seeds)]) if isinstance(item, Article)]
    return {article.id: article for article in found}


def test_the_folder_of_seeds_gives_five_articles_and_no_error(seeds: Path) -> None:
    assert [getattr(item, "id", item) for item in read_articles([str(seeds)])] == sorted(SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_sentence_of_a_seed_is_news_or_marked_with_its_reason(
    seed: str, articles: dict[str, Article]
) -> None:
    article = articles[seed]
    found = [
        (sentence.boilerplate, article.sentence_text(sentence.number)[: len(words)])
        for sentence, (_, words) in zip(article.sentences, SEEDS[seed], strict=True)
    ]
    assert found == SEEDS[seed]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_is_kept_unedited(seed: str, articles: dict[str, Article], seeds: Path) -> None:
    assert articles[seed].text.encode() == (seeds / f"{seed}.txt").read_bytes()


def test_the_seeds_that_state_a_date_have_it_and_the_others_none(articles: dict[str, Article]) -> None:
    assert {seed: article.published for seed, article in articles.items()} == {
        "000_51ac119d13fb2cd5": date(2025, 8, 12),
        "001_0dc1a42583beb56d": None,
        "002_a622ddb6cab2c3b2": None,
        "003_83179a4dc172e4a2": date(2025, 8, 12),
        "004_a3884682ec818e35": date(2025, 8, 13),
    }


def test_the_headline_that_the_story_repeats_is_the_title(articles: dict[str, Article]) -> None:
    assert {article.title for article in articles.values()} == {None, HEADLINE}
    assert articles["003_83179a4dc172e4a2"].title == HEADLINE


def test_a_quotation_is_one_sentence_with_who_said_it(articles: dict[str, Article]) -> None:
    article = articles["002_a622ddb6cab2c3b2"]
    assert article.sentence_text(10).endswith("enemies.” U.S. Ambassador to Mexico Ronald Johnson said.")
