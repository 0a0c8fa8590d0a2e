"""Laws of parties that hold for any names and any order."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from extractor.fields import base
from extractor.fields.base import EXCLUDED, MISSING, Context, Written
from extractor.fields.parties.phrases import JUDGED_KINDS
from extractor.fields.who import PartyKind, PartyValue, Role, Who
from extractor.records import Article, Grounding, Mention, Support

WHO = Who([Role("agent", "by", "who did it"), Role("patient", "whom", "to whom")])
ROLES = st.sampled_from(["agent", "patient"])

FIRST = ["Omar", "Maria", "J.", "Abigael", "Jean-Claude", "Robert", "Al", "Xi"]
LAST = ["Garcia", "García Harfuch", "González Valencia", "O'Neill", "van der Berg", "al-Sisi", "Smith Jr."]
TITLE = ["", "President ", "U.S. Attorney General ", "drug lord ", "Mexican President ", "Dr. ", "DEA agent "]
OTHERS = [
    "Mexico", "US", "American authorities", "the Trump administration", "26 prisoners", "26 cartel members",
    "29 inmates", "protesters", "officials", "she", "Sinaloa Cartel", "the DEA", "U.S. Justice Department",
    "Department of Justice", "Boeing", "Garcia", "Valencia", "El Cuini", "a sheriff's deputy",
    "Abigael González Valencia, alias El Cuini",
]  # fmt: skip

names = st.builds(
    lambda title, first, last: f"{title}{first} {last}",
    st.sampled_from(TITLE),
    st.sampled_from(FIRST),
    st.sampled_from(LAST),
)
phrases = st.one_of(names, st.sampled_from(OTHERS))


def read(phrase: str, role: str = "agent", text: str = "") -> PartyValue | None:
    return WHO.read(Written(phrase, role=role), Context(Article(id="a", text=text, sentences=()), ()))


def value(phrase: str, role: str) -> PartyValue:
    found = read(phrase, role)
    assert found is not None
    return found


records = st.lists(st.builds(value, phrases, ROLES), max_size=5)


@st.composite
def claims(draw: st.DrawFn) -> list[base.Claim[PartyValue]]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        phrase, role = draw(phrases), draw(ROLES)
        article = f"a{draw(st.integers(0, 3))}"
        support = Support(
            article=article,
            sentences=(number,),
            written=phrase,
            span=None,
            grounding=Grounding.UNSUPPORTED,
        )
        party = value(phrase, role)
        found.append(base.Claim(Mention(value=party, support=support), party, None, article))
    return found


@given(records, records)
def test_comparing_is_symmetric_and_knows_no_other_levels(a: list[PartyValue], b: list[PartyValue]) -> None:
    there = WHO.compare(a, b)
    assert there == WHO.compare(b, a)
    assert there.level in {*WHO.levels, MISSING, EXCLUDED}
    assert WHO.level(WHO.comparison_key(a), WHO.comparison_key(b)) == there.level


@given(st.data(), records, records)
def test_comparing_does_not_see_the_order_of_the_parties(
    data: st.DataObject, a: list[PartyValue], b: list[PartyValue]
) -> None:
    assert WHO.compare(data.draw(st.permutations(a)), b) == WHO.compare(a, b)


@given(records)
def test_a_record_is_never_kept_apart_from_itself(a: list[PartyValue]) -> None:
    assert WHO.compare(a, a).level not in {EXCLUDED, "different parties", "nothing shared"}


@given(st.data(), claims())
def test_fusing_does_not_see_the_order(data: st.DataObject, said: list[base.Claim[PartyValue]]) -> None:
    assert WHO.fuse(data.draw(st.permutations(said))) == WHO.fuse(said)


@given(claims())
def test_fusing_keeps_every_support_once(said: list[base.Claim[PartyValue]]) -> None:
    merged = WHO.fuse(said)
    kept = [s for m in merged for part in (m, *m.alternatives) for s in part.supports]
    assert Counter(kept) == Counter(t.mention.support for t in said)


@given(claims())
def test_fusing_puts_each_support_under_the_role_it_was_given(said: list[base.Claim[PartyValue]]) -> None:
    given_role = {t.mention.support: t.value.role for t in said}
    for merged in WHO.fuse(said):
        for part in (merged, *merged.alternatives):
            role = PartyValue.model_validate(part.value.model_dump()).role
            assert {given_role[support] for support in part.supports} == {role}


@given(st.text(max_size=80), st.text(max_size=200))
def test_reading_never_raises(phrase: str, text: str) -> None:
    found = read(phrase, text=f"{text} {phrase}")
    if found is not None:
        assert found.name
        assert found.key
        WHO.show(found)
        WHO.block([found])
        assert WHO.compare([found], [found]).level in {*WHO.levels, MISSING}


@given(phrases)
def test_reading_a_name_that_was_read_changes_nothing(phrase: str) -> None:
    once = value(phrase, "agent")
    twice = value(once.name, "agent")
    assert (twice.name, twice.key) == (once.name, once.key)
    assert twice.kind in {once.kind, PartyKind.UNKNOWN if once.title else once.kind}


@given(names)
def test_case_of_a_name_does_not_matter_for_matching(name: str) -> None:
    once, loud = value(name, "patient"), value(name.upper(), "patient")
    assert WHO.compare([once], [loud]).level != EXCLUDED


@given(phrases)
def test_a_value_survives_json_without_its_key(phrase: str) -> None:
    once = value(phrase, "agent")
    assert "key" not in once.model_dump()
    again = PartyValue.model_validate_json(once.model_dump_json())
    assert (again, again.key) == (once, once.key)


@given(phrases, st.sampled_from(JUDGED_KINDS), st.text(max_size=60))
def test_a_judged_name_is_never_of_another_kind(phrase: str, kind: str, text: str) -> None:
    context = Context(Article(id="a", text=f"{text} {phrase}", sentences=()), ())
    judged, unjudged = WHO.read(Written(phrase, kind=kind), context), value(phrase, "agent")
    assert judged is not None
    assert judged.name
    assert judged.key
    if unjudged.kind is PartyKind.DESCRIPTION or unjudged.kind is PartyKind.GROUP:
        others = {"group": PartyKind.GROUP, "government": PartyKind.GOVERNMENT}
        assert judged.kind in {unjudged.kind, PartyKind.ORGANISATION, others.get(kind)}
    elif kind == "person":
        assert judged.kind in {PartyKind.PERSON, PartyKind.GOVERNMENT}
    elif kind in {"organisation", "thing"}:
        assert judged.kind in {PartyKind.ORGANISATION, PartyKind.GOVERNMENT}
