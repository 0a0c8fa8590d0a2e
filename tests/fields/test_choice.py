"""Choices: options read from words, compared by family and fused by sources."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from extractor.errors import SchemaError
from extractor.fields import base
from extractor.fields.base import MISSING, Context, Evidence, Option, Purpose, Written
from extractor.fields.choice import Choice, ChoiceValue
from extractor.records import Article, Conflict, EventRecord, Grounding, Mention, Support

STATUS = Choice(
    (
        Option("happened", "it has happened"),
        Option("planned", "it is announced for later", becomes=("happened",)),
        Option("alleged", "somebody only claims it", weaker_than=("happened",)),
        Option("denied", "it is said not to have happened"),
    ),
    Purpose.STATUS,
)
TYPES = Choice(
    (
        Option("extradite", "a person is handed over to another country", family="justice"),
        Option("arrest-jail", "a person is arrested or jailed", family="justice"),
        Option("transfer-money", "money changes hands", family="business"),
        Option("attack", "somebody is attacked"),
        Option("statement", "somebody says something in public"),
    )
)
ARTICLE = Article(id="a", text="", sentences=())
CONTEXT = Context(ARTICLE, ())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("extradite", "extradite"),
        ("Extradite", "extradite"),
        ("extradited", "extradite"),
        ("extradition", "extradite"),
        ("Arrest/Jail", "arrest-jail"),
        ("arrested", "arrest-jail"),
        ("transfer money", "transfer-money"),
        ("a statement", "statement"),
        ("attack or arrest", None),
        ("explosion", None),
        ("", None),
    ],
)
def test_an_option_is_read_in_other_forms_when_only_one_fits(written: str, name: str | None) -> None:
    value = TYPES.read(Written(written), CONTEXT)
    assert (value.name if value else None) == name


def test_the_model_can_only_write_the_name_of_an_option() -> None:
    (question,) = TYPES.ask("type", "what kind of event it is")
    adapter = TypeAdapter(question.annotation)
    assert adapter.validate_python("attack") == "attack"
    assert adapter.validate_python(None) is None
    with pytest.raises(ValidationError):
        adapter.validate_python("explode")


@pytest.mark.parametrize(
    "options",
    [
        (),
        (Option("a", ""), Option("a", "")),
        (Option("a", "", weaker_than=("b",)),),
        (Option("a", "", becomes=("b",)),),
    ],
)
def test_a_choice_that_names_unknown_or_double_options_is_refused(options: tuple[Option, ...]) -> None:
    with pytest.raises(SchemaError):
        Choice(options)


def test_a_choice_is_judged_and_says_what_it_is_for() -> None:
    assert Choice.evidence is Evidence.JUDGED
    assert (STATUS.purpose, TYPES.purpose) == (Purpose.STATUS, None)


@given(st.text(max_size=60))
def test_what_an_article_says_does_not_change_the_option_that_was_judged(text: str) -> None:
    context = Context(Article(id="a", text=text, sentences=()), (1,))
    assert STATUS.read(Written("denied"), context) == ChoiceValue(name="denied")


def test_options_of_one_family_are_related() -> None:
    extradite, arrest, attack = (ChoiceValue(name=n) for n in ("extradite", "arrest-jail", "attack"))
    assert TYPES.compare([extradite], [extradite]).level == "same"
    assert TYPES.compare([extradite], [arrest]).level == "related"
    assert TYPES.compare([extradite], [attack]).level == "different"
    assert TYPES.compare([extradite], []).level == MISSING


def said(name: str, source: str, day: int | None = 12, article: str | None = None) -> base.Claim[ChoiceValue]:
    value = ChoiceValue(name=name)
    support = Support(
        article=article or source, sentences=(1,), written=name, span=None, grounding=Grounding.UNSUPPORTED
    )
    published = date(2025, 8, day) if day else None
    return base.Claim(Mention(value=value, support=support), value, published, source)


def fused(*claims: base.Claim[ChoiceValue]) -> tuple[str, dict[str, Conflict]]:
    (merged,) = STATUS.fuse(claims)
    assert isinstance(merged.value, ChoiceValue)
    return merged.value.name, {a.value.model_dump()["name"]: a.conflict for a in merged.alternatives}


def test_a_family_allows_options_to_be_related_and_only_the_option_itself_to_be_the_same() -> None:
    extradite, arrest = (ChoiceValue(name=name) for name in ("extradite", "arrest-jail"))
    shared = TYPES.block([extradite]) & TYPES.block([arrest])
    assert {TYPES.allows(key) for key in shared} <= {("related",)}
    assert ("same",) in {TYPES.allows(key) for key in TYPES.block([extradite])}


def test_the_option_of_most_sources_stands() -> None:
    assert fused(said("denied", "a"), said("denied", "b"), said("happened", "c")) == (
        "denied",
        {"happened": Conflict.DISAGREEMENT},
    )


def test_copies_of_one_text_are_one_source() -> None:
    copies = [said("denied", "wire", article=name) for name in "xyz"]
    assert fused(*copies, said("happened", "a"), said("happened", "b"))[0] == "happened"


def test_what_was_planned_and_then_happened_is_an_update() -> None:
    assert fused(said("planned", "a", 10), said("planned", "b", 10), said("happened", "c", 12)) == (
        "happened",
        {"planned": Conflict.UPDATE},
    )


def test_alleged_along_with_stated_as_fact_is_a_refinement_when_the_fact_stands() -> None:
    assert fused(said("alleged", "a"), said("happened", "b")) == (
        "happened",
        {"alleged": Conflict.REFINEMENT},
    )


def test_a_lone_statement_of_fact_among_allegations_is_a_disagreement() -> None:
    assert fused(said("alleged", "a"), said("alleged", "b"), said("happened", "c")) == (
        "alleged",
        {"happened": Conflict.DISAGREEMENT},
    )


NAMES = st.sampled_from(["happened", "planned", "alleged", "denied"])
CLAIMS = st.lists(st.builds(said, NAMES, st.sampled_from("abcd"), st.none() | st.integers(1, 28)), max_size=7)


@given(CLAIMS)
def test_fusing_loses_no_support_and_does_not_depend_on_order(
    claims: list[base.Claim[ChoiceValue]],
) -> None:
    result = STATUS.fuse(claims)
    supports = [s for m in result for s in (*m.supports, *(s for a in m.alternatives for s in a.supports))]
    assert sorted(s.model_dump_json() for s in supports) == sorted(
        t.mention.support.model_dump_json() for t in claims
    )
    for order in itertools.islice(itertools.permutations(claims), 1, 6):
        assert STATUS.fuse(order) == result


@given(st.text())
def test_reading_an_option_never_raises(text: str) -> None:
    value = TYPES.read(Written(text), CONTEXT)
    assert value is None or value.name in {option.name for option in TYPES.options}


@given(st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=3))
def test_comparing_options_is_symmetric(a: list[str], b: list[str]) -> None:
    first, second = ([ChoiceValue(name=name) for name in names] for names in (a, b))
    assert STATUS.compare(first, second) == STATUS.compare(second, first)
    assert (
        STATUS.level(STATUS.comparison_key(first), STATUS.comparison_key(second))
        == STATUS.compare(first, second).level
    )


# Codes


CODED = Choice(
    (Option("strike", "people stop working"), Option("march", "people walk"), Option("feast", "people eat")),
    codebooks={"plover": {"PROTEST": ("strike", "march")}, "own": {"7": ("march",)}},
)


def test_each_codebook_is_a_column_and_what_has_no_code_is_empty() -> None:
    assert [column.name for column in CODED.columns()] == ["", "plover", "own"]
    assert CODED.cells([ChoiceValue(name="march")]) == ("march", "PROTEST", "7")
    assert CODED.cells([ChoiceValue(name="strike")]) == ("strike", "PROTEST", None)
    assert CODED.cells([ChoiceValue(name="feast")]) == ("feast", None, None)
    assert CODED.cells([ChoiceValue(name="of an earlier schema")]) == ("of an earlier schema", None, None)
    assert CODED.cells([]) == (None, None, None)


def test_a_choice_without_codebooks_has_one_column() -> None:
    assert [column.name for column in TYPES.columns()] == [""]


@pytest.mark.parametrize(
    ("codes", "problem"),
    [
        ({"PROTEST": ("riot",)}, "'riot', which is none of its options"),
        ({"PROTEST": ("march",), "AID": ("march",)}, "gives 'march' two codes of the codebook 'plover'"),
    ],
)
def test_a_codebook_that_does_not_fit_is_refused(codes: dict[str, tuple[str, ...]], problem: str) -> None:
    with pytest.raises(SchemaError, match=problem):
        Choice(CODED.options, codebooks={"plover": codes})


def test_a_record_without_a_kind_is_unlike_all_others_in_it() -> None:
    kinds = Choice(TYPES.options, Purpose.KIND)
    silent = kinds.implied(record_without_values())
    assert kinds.level(silent, silent) == "unknown"
    assert kinds.level(silent, (ChoiceValue(name="attack"),)) == "unknown"
    assert kinds.default_points()["unknown"] < kinds.default_points()["different"]
    assert kinds.block(silent) == frozenset()
    assert kinds.show(silent[0]) == "unknown"
    assert STATUS.implied(record_without_values()) == ()


def record_without_values() -> EventRecord:
    return EventRecord(
        id="r1", article="a", published=None, source=None, schema_name="events", sentences=(1,), fields={}
    )
