"""What English expressions of time mean, in the sentence they stand in and from the day it was published."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.fields.base import Context, Written
from extractor.records import Article, Sentence, Span
from tests.fields.times_read import TUESDAY, UNDATED, WEDNESDAY, WHEN, as_text, read

# Each row: the words, their sentence (_ stands for the words), the publication date, what they mean.

ABSOLUTE = [
    ("2025-08-12", "_", UNDATED, "day 2025-08-12"),
    ("2025/08/12", "Updated _", UNDATED, "day 2025-08-12"),
    ("20250812", "_", UNDATED, "day 2025-08-12"),
    ("2025-08-12T16:57:00Z", "_", UNDATED, "day 2025-08-12"),
    ("August 12, 2025", "Embajador Ronald Johnson, _", UNDATED, "day 2025-08-12"),
    ("Aug. 12, 2025", "It happened on _.", UNDATED, "day 2025-08-12"),
    ("August 12 2025", "It happened on _.", UNDATED, "day 2025-08-12"),
    ("March 01 , 2008", "_", UNDATED, "day 2008-03-01"),
    ("August 12th, 2025", "It happened on _.", UNDATED, "day 2025-08-12"),
    ("12 August 2025", "It happened on _.", UNDATED, "day 2025-08-12"),
    ("12th of August, 2025", "It happened on the _.", UNDATED, "day 2025-08-12"),
    ("Tuesday 12 August 2025 16:57 EDT", "_", UNDATED, "day 2025-08-12"),
    ("Tuesday, Aug. 12, 2025", "It happened on _.", UNDATED, "day 2025-08-12"),
    ("Sept. 5, 2001", "It happened on _.", UNDATED, "day 2001-09-05"),
    ("8/13/2025", "It happened on _.", UNDATED, "day 2025-08-13"),
    ("13/8/2025", "It happened on _.", UNDATED, "day 2025-08-13"),
    ("13.08.2025", "It happened on _.", UNDATED, "day 2025-08-13"),
    ("8/8/2025", "It happened on _.", UNDATED, "day 2025-08-08"),
    ("2025年8月12日", "_", UNDATED, "day 2025-08-12"),
    ("Feb. 29, 2024", "It happened on _.", UNDATED, "day 2024-02-29"),
    ("August 2025", "It happened in _.", UNDATED, "month 2025-08-01 2025-08-31"),
    ("Feb. 2024", "It happened in _.", UNDATED, "month 2024-02-01 2024-02-29"),
    ("March of 2008", "Sales fell compared to _.", UNDATED, "month 2008-03-01 2008-03-31"),
    ("2025-02", "_", UNDATED, "month 2025-02-01 2025-02-28"),
    ("2008", "It happened in _.", UNDATED, "year 2008-01-01 2008-12-31"),
    ("the year 1066", "It happened in _.", UNDATED, "year 1066-01-01 1066-12-31"),
    ("the 1990s", "It happened in _.", UNDATED, "decade 1990-01-01 1999-12-31"),
    ("1980s", "A _ song.", UNDATED, "decade 1980-01-01 1989-12-31"),
    ("the '90s", "It happened in _.", UNDATED, "decade 1990-01-01 1999-12-31"),
    ("the 2000s", "It happened in _.", UNDATED, "decade 2000-01-01 2009-12-31"),
    ("the 1800s", "It happened in _.", UNDATED, "century 1800-01-01 1899-12-31"),
    ("the 19th century", "It happened in _.", UNDATED, "century 1800-01-01 1899-12-31"),
    ("the third quarter of 2024", "Sales rose in _.", UNDATED, "quarter 2024-07-01 2024-09-30"),
    ("Q1 2024", "Sales rose in _.", UNDATED, "quarter 2024-01-01 2024-03-31"),
    ("the final quarter of 2009", "Sales rose in _.", UNDATED, "quarter 2009-10-01 2009-12-31"),
    ("summer 2024", "It happened in _.", UNDATED, "season 2024-06-01 2024-08-31"),
    ("the fall of 2011", "It launched in _.", UNDATED, "season 2011-09-01 2011-11-30"),
    ("the winter of 2008", "It happened in _.", UNDATED, "season 2008-12-01 2009-02-28"),
    ("Christmas Day 2019", "It happened on _.", UNDATED, "day 2019-12-25"),
    ("the September 11th terrorist attacks", "It closed after _.", UNDATED, "day 2001-09-11"),
]

PARTIAL = [
    ("In February", "_, Mexico sent 29 prisoners to the US.", WEDNESDAY, "month 2025-02-01 2025-02-28"),
    ("Earlier in February", "_, Mexico sent 29 people.", WEDNESDAY, "month 2025-02-01 2025-02-28"),
    ("in February", "He was arrested _.", "2025-02-10", "month 2025-02-01 2025-02-28"),
    ("in February", "The court will rule _.", WEDNESDAY, "month 2026-02-01 2026-02-28"),
    ("in September", "The court will rule _.", WEDNESDAY, "month 2025-09-01 2025-09-30"),
    ("in September", "He was arrested _.", WEDNESDAY, "month 2024-09-01 2024-09-30"),
    ("last February", "He was arrested _.", WEDNESDAY, "month 2025-02-01 2025-02-28"),
    ("last February", "He was arrested _.", "2025-02-10", "month 2024-02-01 2024-02-29"),
    ("next February", "The trial begins _.", "2025-02-10", "month 2026-02-01 2026-02-28"),
    ("this February", "He was arrested _.", WEDNESDAY, "month 2025-02-01 2025-02-28"),
    ("February last year", "He was arrested in _.", WEDNESDAY, "month 2024-02-01 2024-02-29"),
    ("January of this year", "He has been on leave since _.", WEDNESDAY, "month 2025-01-01 2025-01-31"),
    ("October of next year", "They end after _.", WEDNESDAY, "month 2026-10-01 2026-10-31"),
    ("Aug. 12", "_ (UPI) -- Mexico has transferred 26 people.", WEDNESDAY, "day 2025-08-12"),
    ("Aug. 12", "He was arrested on _.", TUESDAY, "day 2025-08-12"),
    ("12 August", "He was arrested on _.", WEDNESDAY, "day 2025-08-12"),
    ("Dec. 30", "He was arrested on _.", "2026-01-02", "day 2025-12-30"),
    ("Jan. 3", "They will meet on _.", "2025-12-20", "day 2026-01-03"),
    ("Sept. 5", "The _ hearing has been scheduled.", WEDNESDAY, "day 2025-09-05"),
    ("March 2", "He was arrested after the _ shooting.", "2012-12-12", "day 2012-03-02"),
    ("November 16", "It was dropped in favour of a visit on _.", "2005-11-05", "day 2005-11-16"),
    ("June 3-5", "The summit was held on _.", WEDNESDAY, "range 2025-06-03 2025-06-05"),
    ("3 to 5 June 2024", "The summit was held on _.", WEDNESDAY, "range 2024-06-03 2024-06-05"),
    ("on the 10th", "He was arrested _.", WEDNESDAY, "day 2025-08-10"),
    ("on the 20th", "He was arrested _.", WEDNESDAY, "day 2025-07-20"),
    ("on the 20th", "They will meet _.", WEDNESDAY, "day 2025-08-20"),
    ("mid-July", "He was arrested in _.", WEDNESDAY, "~ range 2025-07-11 2025-07-20"),
    ("early July", "He was arrested in _.", WEDNESDAY, "~ range 2025-07-01 2025-07-10"),
    ("late July", "He was arrested in _.", WEDNESDAY, "~ range 2025-07-21 2025-07-31"),
    ("the end of July", "He was arrested at _.", WEDNESDAY, "~ range 2025-07-21 2025-07-31"),
    ("the last week of July", "He was arrested in _.", WEDNESDAY, "week 2025-07-28 2025-08-03"),
    ("early 2024", "He was arrested in _.", WEDNESDAY, "~ range 2024-01-01 2024-04-30"),
    ("mid-2024", "He was arrested in _.", WEDNESDAY, "~ range 2024-05-01 2024-08-31"),
    ("late last year", "He was arrested _.", WEDNESDAY, "~ range 2024-09-01 2024-12-31"),
    ("the early 1990s", "It dates back to _.", WEDNESDAY, "~ range 1990-01-01 1993-12-31"),
    ("the first half of 2008", "Sales fell in _.", WEDNESDAY, "range 2008-01-01 2008-06-30"),
    ("the second half of this year", "It will come in _.", WEDNESDAY, "range 2025-07-01 2025-12-31"),
    ("around 2019", "It began _.", WEDNESDAY, "~ year 2019-01-01 2019-12-31"),
    ("sometime in 2019", "It began _.", WEDNESDAY, "~ year 2019-01-01 2019-12-31"),
    ("last summer", "It burned _.", WEDNESDAY, "season 2024-06-01 2024-08-31"),
    ("this summer", "It burned _.", WEDNESDAY, "season 2025-06-01 2025-08-31"),
    ("next spring", "It will open _.", WEDNESDAY, "season 2026-03-01 2026-05-31"),
    ("last winter", "It froze _.", WEDNESDAY, "season 2024-12-01 2025-02-28"),
    ("in the fall", "Classes will start _.", WEDNESDAY, "season 2025-09-01 2025-11-30"),
    ("the second quarter", "Profit fell in _.", WEDNESDAY, "quarter 2025-04-01 2025-06-30"),
    ("the first quarter of last year", "Profit fell in _.", WEDNESDAY, "quarter 2024-01-01 2024-03-31"),
    ("Christmas Eve", "He was arrested on _.", WEDNESDAY, "day 2024-12-24"),
    ("New Year’s Day", "The law will change on _.", WEDNESDAY, "day 2026-01-01"),
]

WEEKDAYS = [
    ("Tuesday", "Both countries confirmed _.", TUESDAY, "day 2025-08-12"),
    ("on Tuesday", "A person told the agency _.", TUESDAY, "day 2025-08-12"),
    ("Earlier on Tuesday", "_, the office said it was extraditing her.", WEDNESDAY, "day 2025-08-12"),
    ("on Friday", "“It is ruled out,” she said _.", WEDNESDAY, "day 2025-08-08"),
    ("on Friday", "The leaders will meet _.", WEDNESDAY, "day 2025-08-15"),
    ("on Monday", "The court is expected to rule _.", WEDNESDAY, "day 2025-08-18"),
    ("Monday", "The ruling is expected _.", WEDNESDAY, "day 2025-08-18"),
    ("on Wednesday", "The leaders will meet _.", WEDNESDAY, "day 2025-08-13"),
    ("on Friday", "She said _ that they will meet on Monday.", WEDNESDAY, "day 2025-08-08"),
    ("on Monday", "She said on Friday that they will meet _.", WEDNESDAY, "day 2025-08-18"),
    ("On Friday", "_, she said that they will meet soon.", WEDNESDAY, "day 2025-08-08"),
    ("on Friday", "They agreed _ to return 14 prisoners.", WEDNESDAY, "day 2025-08-08"),
    ("on Friday", "They agreed to return 14 prisoners _.", WEDNESDAY, "day 2025-08-15"),
    ("on Friday", "He plans to fly to Alaska _.", WEDNESDAY, "day 2025-08-15"),
    ("on Friday", "The hearing was held _.", WEDNESDAY, "day 2025-08-08"),
    ("on Friday", "The hearing will be held _.", WEDNESDAY, "day 2025-08-15"),
    ("Friday", "The trial begins _.", WEDNESDAY, "day 2025-08-15"),
    ("Friday", "The hearing has been postponed until _.", WEDNESDAY, "day 2025-08-15"),
    ("Friday", "Trump to meet Putin in Alaska _", WEDNESDAY, "day 2025-08-15"),
    ("Friday", "The vote is scheduled for _.", WEDNESDAY, "day 2025-08-15"),
    ("Friday", "He may have fled on _.", WEDNESDAY, "day 2025-08-08"),
    ("last Tuesday", "He was arrested _.", WEDNESDAY, "day 2025-08-12"),
    ("last Tuesday", "He was arrested _.", TUESDAY, "day 2025-08-05"),
    ("next Tuesday", "They will meet _.", TUESDAY, "day 2025-08-19"),
    ("this Friday", "They will meet _.", WEDNESDAY, "day 2025-08-15"),
    ("this Friday", "A vote _.", WEDNESDAY, "day 2025-08-15"),
    ("this past Friday", "They met _.", WEDNESDAY, "day 2025-08-08"),
    ("this coming Friday", "A vote _.", WEDNESDAY, "day 2025-08-15"),
    ("Tuesday afternoon", "He was arrested _.", WEDNESDAY, "day 2025-08-12"),
    ("early Tuesday", "He was arrested _.", WEDNESDAY, "day 2025-08-12"),
    ("late on Monday night", "He was arrested _.", WEDNESDAY, "day 2025-08-11"),
    ("Tues.", "He was arrested _", WEDNESDAY, "day 2025-08-12"),
    ("Tuesday of last week", "He was arrested _.", WEDNESDAY, "day 2025-08-05"),
    ("last week on Friday", "He was arrested _.", WEDNESDAY, "day 2025-08-08"),
    ("Monday and Tuesday", "They met on _.", WEDNESDAY, "range 2025-08-11 2025-08-12"),
    ("Friday to Sunday", "They met from _.", WEDNESDAY, "range 2025-08-08 2025-08-10"),
    ("over the weekend", "They met _.", WEDNESDAY, "weekend 2025-08-09 2025-08-10"),
    ("over the weekend", "They will meet _.", WEDNESDAY, "weekend 2025-08-16 2025-08-17"),
    ("last weekend", "They met _.", WEDNESDAY, "weekend 2025-08-09 2025-08-10"),
    ("last weekend", "They met _.", "2025-08-10", "weekend 2025-08-02 2025-08-03"),
    ("this weekend", "They will meet _.", WEDNESDAY, "weekend 2025-08-16 2025-08-17"),
    ("next weekend", "They will meet _.", WEDNESDAY, "weekend 2025-08-23 2025-08-24"),
    ("the weekend of Aug. 2", "They met on _.", WEDNESDAY, "weekend 2025-08-02 2025-08-03"),
]

RELATIVE = [
    ("today", "Both sides met _.", TUESDAY, "day 2025-08-12"),
    ("Today", "“_ is the latest example of our efforts.”", TUESDAY, "day 2025-08-12"),
    ("today ( 20 October 2011 )", "Both sides met _.", "2011-10-21", "day 2011-10-20"),
    ("tonight", "They will meet _.", TUESDAY, "day 2025-08-12"),
    ("this morning", "They met _.", TUESDAY, "day 2025-08-12"),
    ("earlier today", "They met _.", TUESDAY, "day 2025-08-12"),
    ("yesterday", "They met _.", TUESDAY, "day 2025-08-11"),
    ("yesterday evening", "They met _.", TUESDAY, "day 2025-08-11"),
    ("last night", "They met _.", TUESDAY, "day 2025-08-11"),
    ("the day before yesterday", "They met _.", TUESDAY, "day 2025-08-10"),
    ("tomorrow", "They will meet _.", TUESDAY, "day 2025-08-13"),
    ("overnight", "It burned _.", TUESDAY, "range 2025-08-11 2025-08-12"),
    ("Last week", "_, she rejected reports of it.", WEDNESDAY, "week 2025-08-04 2025-08-10"),
    ("this week", "They met _.", WEDNESDAY, "week 2025-08-11 2025-08-17"),
    ("next week", "They will meet _.", WEDNESDAY, "week 2025-08-18 2025-08-24"),
    ("earlier this week", "They met _.", WEDNESDAY, "range 2025-08-11 2025-08-13"),
    ("later this week", "They will meet _.", WEDNESDAY, "range 2025-08-13 2025-08-17"),
    ("the week of Aug. 6", "They met in _.", WEDNESDAY, "week 2025-08-04 2025-08-10"),
    ("last month", "They met _.", WEDNESDAY, "month 2025-07-01 2025-07-31"),
    ("last month", "They met _.", "2026-01-10", "month 2025-12-01 2025-12-31"),
    ("next month", "They will meet _.", WEDNESDAY, "month 2025-09-01 2025-09-30"),
    ("earlier this month", "They met _.", WEDNESDAY, "range 2025-08-01 2025-08-13"),
    ("last year", "They met _.", WEDNESDAY, "year 2024-01-01 2024-12-31"),
    ("this year", "It is the second transfer of its kind _.", WEDNESDAY, "year 2025-01-01 2025-12-31"),
    ("earlier this year", "They met _.", WEDNESDAY, "range 2025-01-01 2025-08-13"),
    ("earlier in the year", "They met _.", WEDNESDAY, "range 2025-01-01 2025-08-13"),
    ("so far this year", "Two such transfers took place _.", WEDNESDAY, "range 2025-01-01 2025-08-13"),
    ("later this year", "They will meet _.", WEDNESDAY, "range 2025-08-13 2025-12-31"),
    ("next year", "They will meet _.", WEDNESDAY, "year 2026-01-01 2026-12-31"),
    ("last quarter", "Sales fell _.", WEDNESDAY, "quarter 2025-04-01 2025-06-30"),
    ("the last decade", "Prices doubled in _.", WEDNESDAY, "decade 2010-01-01 2019-12-31"),
    ("three days ago", "They met _.", WEDNESDAY, "day 2025-08-10"),
    ("two weeks ago", "They met _.", WEDNESDAY, "~ week 2025-07-28 2025-08-03"),
    ("a month ago", "They met _.", WEDNESDAY, "~ month 2025-07-01 2025-07-31"),
    ("six months ago", "They met _.", WEDNESDAY, "~ month 2025-02-01 2025-02-28"),
    ("two years ago", "They met _.", WEDNESDAY, "~ year 2023-01-01 2023-12-31"),
    ("a couple of days ago", "They met _.", WEDNESDAY, "day 2025-08-11"),
    ("more than two decades ago", "They met _.", WEDNESDAY, "~ decade 2000-01-01 2009-12-31"),
    ("a few weeks ago", "They met _.", WEDNESDAY, "~ range 2025-07-13 2025-08-06"),
    ("months ago", "They met _.", WEDNESDAY, "~ range 2024-08-13 2025-07-13"),
    ("hours ago", "They met _.", WEDNESDAY, "day 2025-08-13"),
    ("in three days", "They will meet _.", WEDNESDAY, "day 2025-08-16"),
    ("in two weeks", "They will meet _.", WEDNESDAY, "~ week 2025-08-25 2025-08-31"),
    ("in two years", "It was the first transfer _.", WEDNESDAY, "range 2023-08-13 2025-08-13"),
    ("in months", "It’s the second time _ they were expelled.", WEDNESDAY, "~ range 2024-08-13 2025-08-13"),
    ("within 30 days", "They must leave _.", WEDNESDAY, "range 2025-08-13 2025-09-12"),
    ("the past three years", "He led it for _.", WEDNESDAY, "range 2022-08-13 2025-08-13"),
    ("the last 24 hours", "It fell in _.", WEDNESDAY, "range 2025-08-12 2025-08-13"),
    ("the past week", "It fell over _.", WEDNESDAY, "range 2025-08-06 2025-08-13"),
    ("the past five trading days", "It fell in _.", WEDNESDAY, "range 2025-08-06 2025-08-13"),
    ("recent weeks", "It fell in _.", WEDNESDAY, "~ range 2025-07-13 2025-08-13"),
    ("the coming days", "They will appear in court in _.", WEDNESDAY, "~ range 2025-08-13 2025-08-20"),
    ("the next six months", "It will change within _.", WEDNESDAY, "range 2025-08-13 2026-02-13"),
]

STRETCHES = [
    ("since 2016", "He has led it _.", WEDNESDAY, "range 2016-01-01 2025-08-13"),
    ("since 2016", "He has led it _.", UNDATED, "range 2016-01-01 open"),
    ("since early March", "He has led it _.", WEDNESDAY, "~ range 2025-03-01 2025-08-13"),
    ("since Monday", "He has been missing _.", WEDNESDAY, "range 2025-08-11 2025-08-13"),
    ("until 2016", "He led it _.", WEDNESDAY, "range open 2016-12-31"),
    ("until the end of May", "The firm has _ to pay.", "2025-04-03", "~ range open 2025-05-31"),
    ("before 2008", "He led it _.", WEDNESDAY, "range open 2008-01-01"),
    ("after Aug. 10", "They arrived _.", WEDNESDAY, "range 2025-08-10 2025-08-13"),
    ("by Friday", "They must leave _.", WEDNESDAY, "range 2025-08-13 2025-08-15"),
    ("2016 and 2017", "She carried drugs in _.", WEDNESDAY, "range 2016-01-01 2017-12-31"),
    ("between 2016 and 2017", "She carried drugs _.", WEDNESDAY, "range 2016-01-01 2017-12-31"),
    ("from 2009 to 2011", "He led it _.", WEDNESDAY, "range 2009-01-01 2011-12-31"),
    ("2009-2011", "He led it, _.", WEDNESDAY, "range 2009-01-01 2011-12-31"),
    ("2019-21", "He led it, _.", WEDNESDAY, "range 2019-01-01 2021-12-31"),
    ("from May to July", "It rained _.", WEDNESDAY, "range 2025-05-01 2025-07-31"),
    ("May to July 2008", "It rained from _.", WEDNESDAY, "range 2008-05-01 2008-07-31"),
    ("from November to February", "It rained _.", WEDNESDAY, "range 2024-11-01 2025-02-28"),
    ("from late May to early July", "It rained _.", WEDNESDAY, "~ range 2025-05-21 2025-07-10"),
    ("August or September of this year", "It will fly in _.", WEDNESDAY, "range 2025-08-01 2025-09-30"),
    ("Aug. 30 to Sept. 2, 2024", "They met from _.", WEDNESDAY, "range 2024-08-30 2024-09-02"),
]

INSIDE_LONGER_WORDS = [
    (
        "killed in 2008 when leaving his home early in the morning",
        "A deputy, who was _, is named.",
        TUESDAY,
        "year 2008-01-01 2008-12-31",
    ),
    ("the 2008 killing of a deputy", "He is accused of _.", TUESDAY, "year 2008-01-01 2008-12-31"),
    ("26 of them on Tuesday", "Mexico sent _.", TUESDAY, "day 2025-08-12"),
    ("will be held on Friday", "The hearing _.", WEDNESDAY, "day 2025-08-15"),
    ("about 2,000 people in 2008", "They arrested _.", TUESDAY, "year 2008-01-01 2008-12-31"),
    ("Friday's vote", "She lost _.", WEDNESDAY, "day 2025-08-08"),
]

UNKNOWN_LANGUAGES = [
    ("12 de agosto de 2025", "Ocurrió el _.", UNDATED, "day 2025-08-12"),
    ("agosto de 2025", "Ocurrió en _.", UNDATED, "month 2025-08-01 2025-08-31"),
    ("1º de março de 2024", "Aconteceu em _.", UNDATED, "day 2024-03-01"),
    ("12 août 2025", "Cela s’est passé le _.", UNDATED, "day 2025-08-12"),
    ("12. August 2025", "Es geschah am _.", UNDATED, "day 2025-08-12"),
    ("3. März", "Es geschah am _.", WEDNESDAY, "day 2025-03-03"),
    ("12 августа 2025", "Это произошло _", UNDATED, "day 2025-08-12"),
    ("12 sierpnia 2025", "Stało się to _.", UNDATED, "day 2025-08-12"),
    ("12 أغسطس 2025", "حدث ذلك في _", UNDATED, "day 2025-08-12"),
    ("2025년 8월 12일", "_", UNDATED, "day 2025-08-12"),
    ("2025年8月", "_", UNDATED, "month 2025-08-01 2025-08-31"),
    ("22/04/2016", "_", UNDATED, "day 2016-04-22"),
]

NO_TIMES = [
    "considering extraditions", "Guadalajara Cartel", "26 people", "may", "12", "sat", "mar", "march", "sun",
    "second", "2,008", "$2008", "2008 people", "the 12th transfer", "fall", "spring", "for 10 years",
    "a 30-year contract", "every day", "every Tuesday", "Tuesdays", "Black Monday", "8/12/2025",
    "soon", "this may be", "may have", "9999", "970x125", "early in the morning",
    "16:57", "once", "not stated", "null", "the last day", "that may last months", "April Jones",
    "Christmas shopping",
    "12 de la calle", "el martes", "7. Platz", "Mars 12",
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence", "published", "meaning"),
    [*ABSOLUTE, *PARTIAL, *WEEKDAYS, *RELATIVE, *STRETCHES, *INSIDE_LONGER_WORDS],
)
def test_an_expression_means_these_days(words: str, sentence: str, published: str, meaning: str) -> None:
    assert as_text(read(words, published, sentence.replace("_", words))) == meaning


@pytest.mark.parametrize(("words", "sentence", "published", "meaning"), UNKNOWN_LANGUAGES)
@pytest.mark.parametrize("language", ["eo", None])
def test_a_written_out_date_is_read_in_any_language(
    words: str, sentence: str, published: str, meaning: str, language: str | None
) -> None:
    sentence = sentence.replace("_", words)
    assert as_text(read(words, published, sentence, language=language)) == meaning


@pytest.mark.parametrize("words", NO_TIMES)
def test_words_that_are_no_time_are_nothing(words: str) -> None:
    assert as_text(read(words, TUESDAY, f"He spoke of {words} there.")) == "nothing"


def test_no_words_are_no_time() -> None:
    article = Article(id="a", text="", sentences=())
    assert WHEN.read(Written(""), Context(article, ())) is None


# Without a publication date


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Tuesday", {"weekdays": (1,)}),
        ("last Tuesday", {"weekdays": (1,)}),
        ("Monday and Tuesday", {"weekdays": (0, 1)}),
        ("In February", {"months": (2,)}),
        ("from May to July", {"months": (5, 6, 7)}),
        ("from November to February", {"months": (1, 2, 11, 12)}),
        ("Aug. 12", {"months": (8,), "day": 12}),
        ("on the 12th", {"day": 12}),
        ("last summer", {"months": (6, 7, 8)}),
        ("last winter", {"months": (1, 2, 12)}),
        ("the third quarter", {"months": (7, 8, 9)}),
        ("over the weekend", {"weekdays": (5, 6)}),
        ("Christmas", {"months": (12,), "day": 25}),
        ("last week", {}),
        ("yesterday", {}),
        ("two years ago", {}),
        ("earlier this year", {}),
    ],
)
def test_without_a_publication_date_the_known_parts_stay(words: str, parts: dict[str, object]) -> None:
    value = read(words, UNDATED, f"It happened {words}.")
    assert value is not None
    assert not value.resolved
    known = {"months": value.months, "day": value.day, "weekdays": value.weekdays}
    assert known == {"months": (), "day": None, "weekdays": (), **parts}


# Where the words stand


def test_times_are_found_in_running_text() -> None:
    text = "Earlier on Tuesday, it said she carried drugs in 2016 and 2017. In February, 29 were sent."
    assert WHEN.parts(text) == ("Earlier on Tuesday", "2016 and 2017", "February")


def test_a_text_without_times_has_none_to_find() -> None:
    assert WHEN.parts("Mexico sent 26 prisoners to the US.") == ()


def test_words_that_grounding_did_not_find_are_looked_up_in_the_cited_sentence() -> None:
    text = "The leaders will meet on Friday."
    sentence = Sentence(number=1, span=Span(start=0, end=len(text)))
    article = Article(id="a", text=text, sentences=(sentence,), published=date(2025, 8, 13))
    assert as_text(WHEN.read(Written("Friday"), Context(article, (1,)))) == "day 2025-08-15"
    assert as_text(WHEN.read(Written("Friday, Aug. 15"), Context(article, (1,)))) == "day 2025-08-15"


def test_a_sentence_number_that_does_not_exist_is_no_hindrance() -> None:
    article = Article(id="a", text="", sentences=(), published=date(2025, 8, 13))
    assert as_text(WHEN.read(Written("Friday"), Context(article, (7,)))) == "day 2025-08-08"
