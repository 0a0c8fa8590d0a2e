"""How the parties that several articles name become one list."""

from __future__ import annotations

from extractor.fields import base
from extractor.fields.base import Context, Written
from extractor.fields.who import PartyValue, Role, Who
from extractor.records import Article, Conflict, Grounding, Mention, MergedValue, Support

WHO = Who(
    [Role("agent", "by", "who did it"), Role("patient", "whom", "to whom"), Role("recipient", "to", "to")]
)


def said(phrase: str, role: str, article: str, text: str = "", source: str = "") -> base.Claim[PartyValue]:
    value = WHO.read(Written(phrase, role=role), Context(Article(id=article, text=text, sentences=()), (1,)))
    assert value is not None
    support = Support(
        article=article, sentences=(1,), written=phrase, span=None, grounding=Grounding.UNSUPPORTED
    )
    return base.Claim(Mention(value=value, support=support), value, None, source or article)


def shown(merged: tuple[MergedValue, ...]) -> list[tuple[str, str, int]]:
    values = [(PartyValue.model_validate(m.value.model_dump()), m) for m in merged]
    return [(value.role, WHO.show(value), len(m.supports)) for value, m in values]


def test_one_party_under_its_fullest_name_keeps_every_support() -> None:
    merged = WHO.fuse(
        [
            said("Salazar", "patient", "a"),
            said("Roberto Salazar", "patient", "b"),
            said("Salazar", "patient", "c"),
        ]
    )
    assert shown(merged) == [("patient", "Roberto Salazar", 3)]
    assert [s.written for s in merged[0].supports] == ["Salazar", "Roberto Salazar", "Salazar"]


def test_spellings_and_aliases_are_one_party() -> None:
    merged = WHO.fuse(
        [
            said("Abigael González Valencia", "patient", "a"),
            said("Abigael Gonzalez Valencia, alias El Cuini", "patient", "b"),
            said("El Cuini", "patient", "c"),
        ]
    )
    assert len(merged) == 1
    assert len(merged[0].supports) == 3
    assert PartyValue.model_validate(merged[0].value.model_dump()).aliases == ("El Cuini",)


def test_all_spellings_of_a_government_are_one_party() -> None:
    names = ["US", "U.S.", "the United States", "American authorities", "the Trump administration"]
    merged = WHO.fuse([said(name, "recipient", str(i)) for i, name in enumerate(names)])
    assert shown(merged) == [("recipient", "United States", 5)]


def test_two_garcias_stay_two_and_the_bare_surname_joins_neither() -> None:
    merged = WHO.fuse(
        [
            said("Omar Garcia Harfuch", "agent", "a"),
            said("Maria Garcia", "agent", "b"),
            said("Garcia", "agent", "c"),
        ]
    )
    assert [name for _, name, _ in shown(merged)] == ["Garcia", "Maria Garcia", "Omar Garcia Harfuch"]


def test_a_bare_surname_joins_the_only_one_it_can_be() -> None:
    merged = WHO.fuse([said("Omar Garcia Harfuch", "agent", "a"), said("Garcia", "agent", "b")])
    assert shown(merged) == [("agent", "Omar Garcia Harfuch", 2)]


def test_a_group_and_its_named_members_are_separate_parties() -> None:
    merged = WHO.fuse([said("26 prisoners", "patient", "a"), said("Roberto Salazar", "patient", "a")])
    assert [name for _, name, _ in shown(merged)] == ["26 prisoners", "Roberto Salazar"]


def test_the_role_that_most_give_stands_and_the_other_is_a_disagreement() -> None:
    merged = WHO.fuse(
        [said("Boeing", "agent", "a"), said("Boeing", "agent", "b"), said("Boeing", "patient", "c")]
    )
    assert shown(merged) == [("agent", "Boeing", 2)]
    (other,) = merged[0].alternatives
    assert (other.conflict, [s.article for s in other.supports]) == (Conflict.DISAGREEMENT, ["c"])


def test_two_roles_that_one_source_gives_both_stand() -> None:
    merged = WHO.fuse(
        [said("Mexico", "agent", "a"), said("Mexico", "recipient", "a"), said("Mexico", "agent", "b")]
    )
    assert shown(merged) == [("agent", "Mexico", 2), ("recipient", "Mexico", 1)]
    assert not [m for m in merged if m.alternatives]


def test_copies_of_one_text_are_one_source_of_a_role() -> None:
    merged = WHO.fuse(
        [
            said("Boeing", "agent", "a", source="wire"),
            said("Boeing", "agent", "b", source="wire"),
            said("Boeing", "patient", "c"),
            said("Boeing", "patient", "d"),
        ]
    )
    assert shown(merged) == [("patient", "Boeing", 2)]


def test_parties_come_by_role_then_by_sources_then_by_name() -> None:
    merged = WHO.fuse(
        [
            said("the US", "recipient", "a"),
            said("Roberto Salazar", "patient", "a"),
            said("Abigael González", "patient", "a"),
            said("26 prisoners", "patient", "a"),
            said("26 prisoners", "patient", "b"),
            said("Mexico", "agent", "b"),
        ]
    )
    assert [name for _, name, _ in shown(merged)] == [
        "Mexico",
        "26 prisoners",
        "Abigael González",
        "Roberto Salazar",
        "United States",
    ]


def test_fusing_nothing_gives_nothing() -> None:
    assert WHO.fuse([]) == ()


def test_a_description_is_a_coarser_form_of_the_only_one_in_its_role_whose_title_says_so() -> None:
    named = said("Los Angeles Sheriff’s Deputy Juan Escalante", "patient", "a")
    described = [said("a Los Angeles County sheriff’s deputy", "patient", name) for name in "bc"]
    (merged,) = WHO.fuse([named, *described])
    assert shown((merged,)) == [("patient", "Juan Escalante", 1)]
    (alternative,) = merged.alternatives
    assert alternative.conflict is Conflict.REFINEMENT
    assert [support.article for support in alternative.supports] == ["b", "c"]


def test_a_description_in_another_role_or_along_with_the_name_is_somebody_else() -> None:
    named = said("Deputy Juan Escalante", "patient", "a")
    assert len(WHO.fuse([named, said("a deputy", "agent", "b")])) == 2
    assert len(WHO.fuse([named, said("a deputy", "patient", "a")])) == 2
    assert (
        len(WHO.fuse([named, said("Deputy Ann Lee", "patient", "b"), said("a deputy", "patient", "c")])) == 3
    )


def test_an_acronym_in_a_title_is_no_alias_of_the_person() -> None:
    (merged,) = WHO.fuse(
        [said("Drug Enforcement Administration (DEA) agent Enrique Camarena", "patient", "a")]
    )
    assert PartyValue.model_validate(merged.value.model_dump()).aliases == ()


def test_so_many_in_one_role_of_one_event_are_the_same_people() -> None:
    merged = WHO.fuse(
        [
            said("26 high-ranking cartel figures wanted abroad", "patient", "a"),
            said("26 inmates", "patient", "b"),
            said("26 prisoners wanted abroad", "patient", "c"),
        ]
    )
    assert shown(merged) == [("patient", "26 inmates", 3)]


def test_groups_of_other_numbers_roles_or_of_none_stay_apart() -> None:
    names = [
        ("26 inmates", "patient"),
        ("29 inmates", "patient"),
        ("26 guards", "agent"),
        ("inmates", "patient"),
    ]
    merged = WHO.fuse([said(name, role, str(i)) for i, (name, role) in enumerate(names)])
    assert len(merged) == 4
