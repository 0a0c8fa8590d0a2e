"""Numbers of killed and injured go to the count of their fate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields.base import Context, Written
from extractor.fields.count import Count, CountValue, Fate
from extractor.records import Article
from tests.fields.read_counts import COUNT, NOWHERE, read

KILLED = Count(Fate.DEAD, keys=("count", "what"))
INJURED = Count(Fate.HURT, keys=("count", "what"))
OTHER = Count(keys=("what",))

SPLIT = [
    # the reply, and the words of the killed, the injured and the others
    ({"count": "two dead and four injured"}, "two dead", "four injured", ""),
    ({"count": "at least two dead and about 30 wounded"}, "at least two dead", "about 30 wounded", ""),
    ({"count": "3 people killed, 5 hurt, 20 homes destroyed"}, "3 people killed", "5 hurt", "20 homes"),
    ({"count": "two dead"}, "two dead", "", ""),
    ({"count": "26 prisoners"}, "", "", "26 prisoners"),
    ({"count": "two"}, "", "", "two"),
    ({"killed": "two"}, "two", "", ""),
    ({"killed": "12 people"}, "12 people", "", ""),
    ({"killed": "at least 12 people, the mayor said"}, "at least 12 people, the mayor said", "", ""),
    ({"killed": "two dead and four injured"}, "two dead", "", ""),
    ({"killed": "30 injured, 12 people"}, "12 people", "", ""),
    ({"killed": "four injured"}, "", "", ""),
    ({"killed": "three men and two women"}, "three men and two women", "", ""),
    ({"killed": "Isiah Major III and Jo Lind"}, "Isiah Major III and Jo Lind", "", ""),
    ({"killed": "two", "count": "3 killed and 4 injured"}, "two", "4 injured", ""),
    ({"killed": " ", "what": "12 people killed in fire, 300 evacuated"}, "12 people killed", "", ""),
    ({"injured": "four people"}, "", "four people", ""),
    ({"what": "Mexico sends 26 prisoners to the US"}, "", "", "26 prisoners"),
    ({"what": "Fire kills 12"}, "", "", ""),
    ({"count": "26 prisoners", "what": "Mexico sends 29 men"}, "", "", "26 prisoners"),
    ({"killed": 7, "count": None, "what": ["26 men"]}, "", "", ""),
    ({}, "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "killed", "injured", "other"), SPLIT, ids=[str(row[0]) for row in SPLIT])
def test_each_count_takes_the_numbers_of_its_fate_with_words_of_their_own(
    reply: dict[str, object], killed: str, injured: str, other: str
) -> None:
    fields = {"killed": KILLED, "injured": INJURED, "count": OTHER}
    written = {name: [w.text for w in field.written(name, reply)] for name, field in fields.items()}
    assert written == {
        "killed": [killed] if killed else [],
        "injured": [injured] if injured else [],
        "count": [other] if other else [],
    }


def test_counts_of_different_things_are_values_of_their_own() -> None:
    written = OTHER.written("count", {"count": "26 prisoners and 3 planes"})
    assert [w.text for w in written] == ["26 prisoners", "3 planes"]


ENGLISH = "The men left the house and went to the sea."
GERMAN = "Der Mann und die Frau verließen das Haus und gingen ans Meer."

NAMED = [
    ("Isiah Major III and Jo Lind", 2),
    ("Isiah Major, III, and Jo Lind", 2),
    ("Isiah Major III, 23, and Jo Lind, 19", 2),
    ("Jo Lind, 19", 1),
    ("Jo Lind", 1),
    ("a 23-year-old man", 1),
    ("the driver", 1),
    ("his wife", 1),
    ("a woman and her son", 2),
    ("a woman, a man and Jo Lind", 3),
    ("Jo Lind and a guard", 2),
    ("Jo Lind, a guard", 1),
    ("a guard, Jo Lind", 1),
    ("two officers and a civilian", 3),
    ("three men and two women", 5),
    # unsure
    ("Jo Lind, a guard and a driver", None),
    ("Jo Lind and Siemens", None),
    ("Jo Lind and protesters", None),
    ("officials", None),
    ("several people", None),
    ("they", None),
    ("the family", None),
    ("the dead", None),
    ("no one", None),
    ("nobody", None),
    ("none", None),
    ("unknown", None),
]


def toll(text: str, article: str) -> CountValue | None:
    return KILLED.read(Written(text), Context(Article(id="a", text=article, sentences=()), ()))


@pytest.mark.parametrize(("text", "number"), NAMED)
def test_a_toll_without_one_number_adds_up_the_people_named_and_described(
    text: str, number: int | None
) -> None:
    found = toll(text, ENGLISH)
    assert found == (None if number is None else CountValue(value=number))


@pytest.mark.parametrize("text", [text for text, _ in NAMED if not text.startswith(("two", "three"))])
def test_names_are_counted_in_english_articles_and_for_tolls_only(text: str) -> None:
    assert toll(text, GERMAN) is None
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two", "2 dead"),
        ("12 people", "12 people dead"),
        ("12 people killed", "12 people killed"),
        ("at least 12", "at least 12 dead"),
        ("12 to 15", "12 to 15 dead"),
        ("Jo Lind", "1 dead"),
    ],
)
def test_a_toll_is_shown_with_its_fate(text: str, shown: str) -> None:
    found = toll(text, ENGLISH)
    assert found is not None
    assert KILLED.show(found) == shown


@pytest.mark.parametrize(
    ("text", "parts"),
    [("26 prisoners, all men", ("26 prisoners",)), ("12 dead and 4 hurt", ("12 dead",)), ("nobody", ())],
)
def test_the_first_number_may_stand_apart_from_the_rest(text: str, parts: tuple[str, ...]) -> None:
    assert COUNT.parts(text) == parts


PEOPLE = st.lists(
    st.sampled_from(["Ann Lee", "Jo Lind", "Isiah Major III", "Roberto Salazar", "Robert Downey, Jr."]),
    min_size=1,
    max_size=5,
)


@given(PEOPLE, st.sampled_from([" and ", ", and ", " & "]))
def test_so_many_names_are_so_many_dead(people: list[str], last: str) -> None:
    text = last.join([", ".join(people[:-1]), people[-1]] if len(people) > 1 else people)
    found = toll(text, ENGLISH)
    assert found is not None
    assert found.value == len(people)


REPLIES = st.dictionaries(
    st.sampled_from(["killed", "injured", "count", "what"]),
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            ["12", "two", "dead", "injured", "people", "killed", "and", "26 men", ",", "at least"]
        )
    ).map(" ".join),
)


@given(REPLIES)
def test_no_number_is_counted_as_of_another_fate(reply: dict[str, str]) -> None:
    dead, hurt = (
        [COUNT.read(w, NOWHERE) for w in field.written(name, reply)]
        for name, field in (("killed", KILLED), ("injured", INJURED))
    )
    assert not any(found and Fate.HURT.is_of(found.unit) for found in dead)
    assert not any(found and Fate.DEAD.is_of(found.unit) for found in hurt)
