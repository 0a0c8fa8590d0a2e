"""What is asked, what a reply holds, how a party is shown and blocked."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from extractor.fields.base import Context, Written
from extractor.fields.who import NamedParty, PartyValue, Role, Who
from extractor.records import Article, Sentence, Span

WHO = Who(
    [Role("agent", "by", "who did it"), Role("patient", "whom", "to whom"), Role("recipient", "to", "to")]
)


def party(phrase: str, role: str = "agent") -> PartyValue:
    value = WHO.read(Written(phrase, role=role), Context(Article(id="a", text="", sentences=()), ()))
    assert value is not None
    return value


def test_each_role_is_one_question() -> None:
    asked = WHO.ask("who", "the parties")
    assert [(q.key, q.description) for q in asked] == [
        ("by", "who did it"),
        ("whom", "to whom"),
        ("to", "to"),
    ]
    for question in asked:
        adapter = TypeAdapter(question.annotation)
        assert adapter.validate_python(["Mexico"]) == [NamedParty(name="Mexico")]
        assert adapter.validate_python(None) is None
        plain = TypeAdapter(question.plain)
        assert plain.validate_python(["Mexico"]) == ["Mexico"]


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("Mexico", "Mexico", None),
        ({"name": "Mexico"}, "Mexico", None),
        ({"name": "Mexico", "kind": None}, "Mexico", None),
        ({"name": "Mexico", "kind": "government"}, "Mexico", "government"),
        ({"name": "Plan", "kind": "thing", "why": "it was signed"}, "Plan", "thing"),
    ],
)
def test_a_party_is_written_with_its_kind_or_as_a_bare_name(
    written: object, name: str, kind: str | None
) -> None:
    party = NamedParty.model_validate(written)
    assert (party.name, party.kind) == (name, kind)


@pytest.mark.parametrize("written", [{}, {"name": 7}, {"name": "Mexico", "kind": "country"}, 7, None])
def test_what_has_no_name_or_another_kind_is_no_party(written: object) -> None:
    with pytest.raises(ValidationError):
        NamedParty.model_validate(written)


def test_a_reply_is_flattened_with_its_roles() -> None:
    reply = {"by": ["Mexico"], "whom": ["26 prisoners", " ", "26 prisoners"], "to": "the US", "where": ["x"]}
    assert WHO.written("who", reply) == (
        Written("Mexico", role="agent"),
        Written("26 prisoners", role="patient"),
        Written("the US", role="recipient"),
    )


def test_the_same_party_may_stand_in_two_roles() -> None:
    assert len(WHO.written("who", {"by": ["Mexico"], "to": ["Mexico"]})) == 2


@pytest.mark.parametrize(
    "reply", [{}, {"by": None}, {"by": []}, {"by": ["", "  "]}, {"by": 7}, {"by": [7, None]}]
)
def test_nothing_written_is_nothing(reply: dict[str, object]) -> None:
    assert WHO.written("who", reply) == ()


@pytest.mark.parametrize(
    ("item", "texts"),
    [
        ("Craig Zadan and Neil Meron", ["Craig Zadan", "Neil Meron"]),
        ("Mark Vinar, Miles Vinar and Raj Chohan", ["Mark Vinar", "Miles Vinar", "Raj Chohan"]),
        ("Mexico and the US", ["Mexico and the US"]),
        ("Johnson and Johnson", ["Johnson and Johnson"]),
        ("Academy of Motion Picture Arts and Sciences", ["Academy of Motion Picture Arts and Sciences"]),
        ("Roberto Salazar, who is wanted", ["Roberto Salazar, who is wanted"]),
        ("Isiah Major III and Jo Lind", ["Isiah Major III", "Jo Lind"]),
        ("Isiah Major, III, and Jo Lind", ["Isiah Major, III", "Jo Lind"]),
        ("Jo Lind and Isiah Major III", ["Jo Lind", "Isiah Major III"]),
        ("Isiah Major III", ["Isiah Major III"]),
        ("Robert Downey, Jr.", ["Robert Downey, Jr."]),
        ("Martin Luther King, Jr. and Ann Lee", ["Martin Luther King, Jr.", "Ann Lee"]),
    ],
)
def test_a_list_of_whole_names_is_parted(item: str, texts: list[str]) -> None:
    assert [w.text for w in WHO.written("who", {"whom": [item]})] == texts


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Isiah Major III and Jo Lind", "person", [("Isiah Major III", "person"), ("Jo Lind", "person")]),
        ("Isiah Major III and Jo Lind", "group", [("Isiah Major III", "person"), ("Jo Lind", "person")]),
        (
            "Marks Spencer and Rolls Royce",
            "organisation",
            [("Marks Spencer and Rolls Royce", "organisation")],
        ),
        ("Romeo Lee and Juliet Lee", "thing", [("Romeo Lee and Juliet Lee", "thing")]),
        ("Simon and Garfunkel", "group", [("Simon and Garfunkel", "group")]),
        (" ", "person", []),
    ],
)
def test_only_persons_are_parted_and_each_keeps_its_kind(
    name: str, kind: str, expected: list[tuple[str, str]]
) -> None:
    written = WHO.written("who", {"whom": [{"name": name, "kind": kind}]})
    assert [(w.text, w.kind) for w in written] == expected


def test_a_reply_is_written_again_from_its_parties() -> None:
    reply = {
        "by": [{"name": "Mexico", "kind": "government"}],
        "whom": [{"name": "26 prisoners", "kind": "group"}, {"name": "Roberto Salazar"}],
    }
    assert WHO.reply("who", WHO.written("who", reply)) == reply


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("alleged killer Roberto Salazar", "Roberto Salazar"),
        ("26 cartel members", "26 cartel members"),
        ("the United States", "United States"),
        ("American authorities", "United States"),
        ("California authorities", "California authorities"),
    ],
)
def test_a_party_is_shown_in_a_few_words(written: str, shown: str) -> None:
    assert WHO.show(party(written)) == shown


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Roberto Salazar", "Salazar"),
        ("Abigael González Valencia", "Abigael Gonzalez"),
        ("Abigael González Valencia, alias El Cuini", "El Cuini"),
        ("Xi Jinping", "Xi"),
        ("Drug Enforcement Administration", "DEA"),
        ("U.S. Justice Department", "Department of Justice"),
        ("Sinaloa Cartel", "Sinaloa"),
        ("26 cartel members", "26 inmates"),
        ("protesters", "hundreds of protesters"),
        ("the US", "American authorities"),
        ("J. Smith", "John Smith"),
    ],
)
def test_parties_that_may_be_one_share_a_block_key(a: str, b: str) -> None:
    assert WHO.block([party(a)]) & WHO.block([party(b)])


@pytest.mark.parametrize(
    "vague", ["officials", "the person", "they", "a woman", "authorities", "US and", "of the"]
)
def test_no_block_key_stands_on_a_word_that_everybody_uses(vague: str) -> None:
    keys = WHO.block([party(vague)])
    assert not keys & {f"{kind}:{word}" for kind in ("name", "group") for word in ("of", "the", "and", "")}
    assert not [key for key in keys if key.startswith("group:")] or vague in {"US and", "of the"}


def test_governments_have_their_own_weak_key() -> None:
    assert WHO.block([party("US"), party("Mexican officials")]) == {"government:US", "government:MX"}


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ({"agent": "26 prisoners"}, "like group"),
        ({"agent": "Roberto Salazar"}, "same person"),
        ({"patient": "Roberto Salazar"}, "same patient"),
        ({"agent": "US", "patient": "Mexican officials"}, "same government"),
        ({"agent": "US", "patient": "26 prisoners"}, "same parties"),
    ],
)
def test_a_key_allows_what_the_role_of_its_party_and_a_second_party_make_possible(
    roles: dict[str, str], allowed: str
) -> None:
    keys = WHO.block([party(text, role) for role, text in roles.items()])
    assert min((WHO.allows(key)[0] for key in keys), key=WHO.levels.index) == allowed


def test_a_byline_is_no_source_of_names() -> None:
    news, byline = "Roberto Salazar was moved. Salazar was wanted.", "By Maria Salazar"
    text = f"{news}\n{byline}"
    spans = [Span(start=0, end=len(news)), Span(start=len(news) + 1, end=len(text))]
    sentences = (Sentence(number=1, span=spans[0]), Sentence(number=2, span=spans[1], boilerplate="byline"))
    value = WHO.read(
        Written("Salazar", role="agent"), Context(Article(id="a", text=text, sentences=sentences), (1,))
    )
    assert value is not None
    assert value.full == "Roberto Salazar"
