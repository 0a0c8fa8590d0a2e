"""Choices: options read from words, compared by family, fused by witnesses, and announced by cues."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from extractor.errors import SchemaError
from extractor.fields import base
from extractor.fields.base import MISSING, Context, Written
from extractor.fields.choice import Choice, ChoiceValue, Option
from extractor.fields.status_cues import STATUS_CUES, STATUSES
from extractor.records import Article, Conflict, Grounding, Mention, Support

STATUS = Choice(STATUSES, cues=STATUS_CUES)
TYPES = Choice(
    (
        Option("extradite", "a person is handed over to another country", family="justice", code="COOPERATE"),
        Option("arrest-jail", "a person is arrested or jailed", family="justice", code="COERCE"),
        Option("transfer-money", "money changes hands", family="business"),
        Option("attack", "somebody is attacked"),
        Option("statement", "somebody says something in public"),
    )
)
ARTICLE = Article(id="a", text="", sentences=())
CONTEXT = Context(ARTICLE, ())

# A sentence with the words that name the event in [brackets], and the option that a cue announces for it.
SENTENCES = [
    # From the seeds.
    ("The U.S. Justice Department agreed to not [seek] the death penalty, Garcia wrote in his post.",
     "denied"),
    ("The U.S. Justice Department [agreed] to not seek the death penalty.", None),
    ("Mexico said it would not [seek the death penalty] for the accused drug cartel members.", "denied"),
    ("The department confirmed it [will not seek the death penalty] against any of them.", "denied"),
    ("The suspects will [appear] before various federal courts in the coming days and confirmed it.",
     "planned"),
    ("The suspects will appear in court in the coming days and [confirmed] the deal.", None),
    ("Mexico has [extradited] 26 alleged cartel members to the United States.", None),
    ("The church, an outpost for failed candidate Ana Ruiz, has [caught fire].", None),
    ("They were held after a failed [attack] on Homs.", "denied"),
    ("[Mexico has extradited 26 alleged cartel members to the United States]", None),
    ("Mexico has [transferred] 26 people suspected of leading drug cartels to the United States.", None),
    ("Mexico has transferred 26 people suspected of [leading] drug cartels to the US.", "alleged"),
    ("Another transferee is Roberto Salazar, who is wanted in connection with the [murder] of a deputy.",
     "alleged"),
    ("Salazar is wanted in connection with the 2008 [killing] of Deputy Juan Escalante.", "alleged"),
    ("Roberto Salazar is accused of [participating] in the 2008 killing of a deputy, the person said.",
     "alleged"),
    ("Roberto Salazar is accused of participating in the 2008 [killing] of a deputy.", "alleged"),
    ("One of the prisoners reportedly being [transferred], Roberto Salazar, is alleged to have murdered him.",
     "alleged"),
    ("One of the prisoners, Roberto Salazar, is alleged to have [murdered] an LA deputy.", "alleged"),
    ("Mexico said it was [extraditing] a woman accused of transporting drugs across the border.", None),
    ("Mexico said it was extraditing a woman accused of [transporting] drugs across the border.", "alleged"),

       ("President Sheinbaum rejected reports that Trump had [authorised] US agents to target leaders.",
     "denied"),
    ("President Sheinbaum [rejected reports] that President Trump had authorised US agents.", None),
    ("Sheinbaum earlier dismissed speculation that the U.S. planned to [send] agents into Mexico.", "denied"),
    ("This avoids unilateral US military [action] in Mexico, which the US president has threatened.",
     "planned"),
    ("Her government will not [allow] the United States to deploy its military in Mexico.", "denied"),
    ("The United States is not going to [come] to Mexico with the military.", "denied"),
    ("We collaborate, but there is not going to be an [invasion].", "denied"),
    ("In February, Mexico [extradited] 29 cartel suspects, including Caro Quintero, tied to the killing.",
     None),
    ("Caro Quintero, tied to the 1985 [killing] of U.S. DEA agent Enrique Camarena.", "alleged"),
    ("Trump [threatened] tariffs on Mexican goods over what he called an extraordinary threat.", None),
    ("Trump threatened [tariffs] on Mexican goods.", "planned"),
    ("Should Trump again threaten to [impose] tariffs over smuggling.", "planned"),
    ("Sheinbaum was expected to [hold] the latest extraditions up as proof.", "planned"),
    ("Among those [transferred] was Caro Quintero, who is accused of murdering Enrique Camarena in 1985.",
     None),
    ("Among those transferred was Caro Quintero, who is accused of [murdering] Enrique Camarena.", "alleged"),
    ("Authorities [transferred] 26 prisoners who were wanted in the US over their ties to groups.", None),
    ("The transfers, which were [carried out] after a promise that officials would not seek death.", None),
    ("The transfers were carried out after a promise that officials would not [seek] the death penalty.",
     "denied"),
    ("Mexico said the individuals - who have not been publicly [identified] - were a risk.", "denied"),
    ("Those transferred [include] Abigael Gonzalez, who is accused of being a leader of Los Cuinis.", None),
    ("The Justice Department agreed to [return] 14 nationals to their native country.", "planned"),
    ("The suspects face charges related to drug trafficking and the [murder] of a deputy.", "alleged"),
    # Others.
    ("Police said the man allegedly [stabbed] two people.", "alleged"),
    ("The alleged [murder] took place in May.", "alleged"),
    ("Two men were [killed] allegedly by soldiers.", "alleged"),
    ("He [bribed] officials, prosecutors allege.", "alleged"),
    ("A man accused of murder was [extradited] on Monday.", None),
    ("A man suspected of three killings [died] in prison.", None),
    ("The minister denied that troops had [crossed] the border.", "denied"),
    ("The minister denied the [killing].", "denied"),
    ("Troops did not [cross] the border.", "denied"),
    ("The [talks] will take place on Friday.", "planned"),
    ("The [talks] are scheduled for Friday.", "planned"),
    ("The [verdict] will be appealed.", None),
    ("The company plans to [buy] its rival.", "planned"),
    ("The planned [strike] was called off by the union.", "denied"),
    ("Workers threatened to [strike] if wages fall.", "planned"),
    ("He was [arrested] and will be charged with fraud.", None),
    ("He was arrested and will be [charged] with fraud.", "planned"),
    ("He will be tried and [sentenced] in May.", "planned"),
    ("He will be charged with [murdering] his neighbour.", "alleged"),
    ("She was convicted of [stealing] the car.", "happened"),
    ("He will appear in court after he was [arrested] in Lima.", None),
    ("The president, who denied the charges, [resigned] on Monday.", None),
    ("The minister rejected claims of fraud and [resigned].", None),
    ("Russia may [attack] within days.", "planned"),
    ("The senator never [met] the banker.", "denied"),
    ("Officials refused to [release] the names.", "denied"),
    ("The rebels said they [shot] down a plane, a claim the army denies.", "denied"),
    ("The quake [destroyed] homes but did not hurt anyone.", None),
    ("The quake destroyed homes but did not [hurt] anyone.", "denied"),
    ("He is accused of extortion, kidnapping and [murder].", "alleged"),
    ("Roberto Diaz, accused of killing a judge, was [flown] to Texas.", None),
    ("Without evidence, the paper [printed] the story.", None),
    ("They will reportedly [sign] the deal on Monday.", "alleged"),
    ("The firm has repeatedly denied [polluting] the river.", "denied"),
    ("[The company will not recall the cars]", "denied"),
    ("The office called for a new tender and criticised the board, [citing] major flaws.", None),
    ("The army dismissed the report, [saying] that it was false.", None),
    ("The update will be free for what the firm [described] as loyal users.", None),
    ("The first jets will be [delivered] in 2014.", "planned"),
    ("Lawmakers rejected the [proposal] in October.", "denied"),
    ("The aircraft is thought to have [attracted] 840 orders.", "alleged"),
    ("The governor [signed] the bill on Tuesday.", None),
]  # fmt: skip


def split(marked: str) -> tuple[str, tuple[int, int]]:
    start, end = marked.index("["), marked.index("]") - 1
    return marked.replace("[", "").replace("]", ""), (start, end)


@pytest.mark.parametrize(("marked", "expected"), SENTENCES, ids=[marked for marked, _ in SENTENCES])
def test_a_cue_governs_the_event_it_speaks_of_and_no_other(marked: str, expected: str | None) -> None:
    sentence, near = split(marked)
    found = STATUS.cue(sentence, near)
    assert (found[0] if found else None) == expected


def test_the_span_of_a_cue_is_returned_in_the_sentence_as_written() -> None:
    sentence = "Officials said it would  not seek the death penalty."
    found = STATUS.cue(sentence, (sentence.index("seek"), sentence.index("seek") + 4))
    assert found is not None
    assert sentence[slice(*found[1])] == "would  not"


def test_without_a_place_the_cue_of_the_main_clause_counts() -> None:
    assert STATUS.cue("The company plans to buy its rival.") == ("planned", (12, 20))
    assert STATUS.cue("Mexico has extradited 26 alleged members.") is None
    assert STATUS.cue("The man, who denied the charges, was flown out.") is None


def test_an_adverb_may_stand_inside_a_cue() -> None:
    assert STATUS.cue("Mexico will certainly not pay.", (22, 29)) is not None


@given(st.text(), st.integers(-3, 50), st.integers(-3, 50))
def test_looking_for_a_cue_never_raises_and_stays_in_the_sentence(text: str, start: int, end: int) -> None:
    for near in (None, (start, end)):
        found = STATUS.cue(text, near)
        assert found is None or 0 <= found[1][0] < found[1][1] <= len(text)


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
    ("options", "cues"),
    [
        ((), None),
        ((Option("a", ""), Option("a", "")), None),
        ((Option("a", "", weaker_than=("b",)),), None),
        ((Option("a", ""),), {"b": ("maybe",)}),
    ],
)
def test_a_choice_that_names_unknown_or_double_options_is_refused(
    options: tuple[Option, ...], cues: dict[str, tuple[str, ...]] | None
) -> None:
    with pytest.raises(SchemaError):
        Choice(options, cues)


def test_options_of_one_family_are_related() -> None:
    extradite, arrest, attack = (ChoiceValue(name=n) for n in ("extradite", "arrest-jail", "attack"))
    assert TYPES.compare([extradite], [extradite]).level == "same"
    assert TYPES.compare([extradite], [arrest]).level == "related"
    assert TYPES.compare([extradite], [attack]).level == "different"
    assert TYPES.compare([extradite], []).level == MISSING


def said(
    name: str, witness: str, day: int | None = 12, article: str | None = None
) -> base.Testimony[ChoiceValue]:
    value = ChoiceValue(name=name)
    support = Support(
        article=article or witness, sentences=(1,), written=name, span=None, grounding=Grounding.UNSUPPORTED
    )
    published = date(2025, 8, day) if day else None
    return base.Testimony(Mention(value=value, support=support), value, published, witness)


def fused(*testimonies: base.Testimony[ChoiceValue]) -> tuple[str, dict[str, Conflict]]:
    (merged,) = STATUS.fuse(testimonies)
    assert isinstance(merged.value, ChoiceValue)
    return merged.value.name, {a.value.model_dump()["name"]: a.conflict for a in merged.alternatives}


def test_a_family_allows_options_to_be_related_and_only_the_option_itself_to_be_the_same() -> None:
    extradite, arrest = (ChoiceValue(name=name) for name in ("extradite", "arrest-jail"))
    shared = TYPES.block([extradite]) & TYPES.block([arrest])
    assert {TYPES.allows(key) for key in shared} <= {("related",)}
    assert ("same",) in {TYPES.allows(key) for key in TYPES.block([extradite])}


def test_the_option_of_most_witnesses_stands() -> None:
    assert fused(said("denied", "a"), said("denied", "b"), said("happened", "c")) == (
        "denied",
        {"happened": Conflict.DISAGREEMENT},
    )


def test_copies_of_one_text_are_one_witness() -> None:
    copies = [said("denied", "wire", article=name) for name in "xyz"]
    assert fused(*copies, said("happened", "a"), said("happened", "b"))[0] == "happened"


def test_what_was_planned_and_then_happened_is_an_update() -> None:
    assert fused(said("planned", "a", 10), said("planned", "b", 10), said("happened", "c", 12)) == (
        "happened",
        {"planned": Conflict.UPDATE},
    )


def test_alleged_beside_stated_as_fact_is_a_refinement_when_the_fact_stands() -> None:
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
TESTIMONIES = st.lists(
    st.builds(said, NAMES, st.sampled_from("abcd"), st.none() | st.integers(1, 28)), max_size=7
)


@given(TESTIMONIES)
def test_fusing_loses_no_support_and_does_not_depend_on_order(
    testimonies: list[base.Testimony[ChoiceValue]],
) -> None:
    result = STATUS.fuse(testimonies)
    supports = [s for m in result for s in (*m.supports, *(s for a in m.alternatives for s in a.supports))]
    assert sorted(s.model_dump_json() for s in supports) == sorted(
        t.mention.support.model_dump_json() for t in testimonies
    )
    for order in itertools.islice(itertools.permutations(testimonies), 1, 6):
        assert STATUS.fuse(order) == result


@given(st.text())
def test_reading_an_option_never_raises(text: str) -> None:
    value = TYPES.read(Written(text), CONTEXT)
    assert value is None or value.name in {option.name for option in TYPES.options}


@given(st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=3))
def test_comparing_options_is_symmetric(a: list[str], b: list[str]) -> None:
    first, second = ([ChoiceValue(name=name) for name in names] for names in (a, b))
    assert STATUS.compare(first, second) == STATUS.compare(second, first)
    assert STATUS.level(STATUS.gist(first), STATUS.gist(second)) == STATUS.compare(first, second).level


def test_a_star_in_a_cue_stands_for_any_ending() -> None:
    choice = Choice((Option("happened", ""), Option("planned", "")), cues={"planned": ("threat*",)})
    sentence = "They threatened tariffs."
    assert choice.cue(sentence, (16, 23)) == ("planned", (5, 15))


def test_a_choice_without_cues_says_so() -> None:
    assert not Choice((Option("a", "one"),)).has_cues
    assert Choice((Option("a", "one"), Option("b", "two")), cues={"b": ("maybe",)}).has_cues
