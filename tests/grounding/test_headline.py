"""Headlines: which words of theirs must be in the cited sentences, and which may be the model's own."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.grounding import ground_headline
from extractor.grounding.vocabulary import vocabulary
from extractor.grounding.words import Kind, words_of
from extractor.records import Article, Grounding, Sentence, Span, Support
from tests.grounding.test_finding import HOSTILE, article

EXACT, NORMALISED, FUZZY = Grounding.EXACT, Grounding.NORMALISED, Grounding.FUZZY
ELSEWHERE, UNSUPPORTED = Grounding.ELSEWHERE, Grounding.UNSUPPORTED

STORY = article(
    "Mexico has extradited 26 alleged cartel members to the United States, officials said on Tuesday.",
    "The Justice Department would not seek the death penalty against any of them.",
    "In February, Omar Garcia announced that 29 men were sent north.",
    "No charges will be filed against the pilot.",
)

TABLE = [
    # the headline, the cited sentences, the state, the note
    ("officials said on Tuesday", [1], EXACT, None),
    ("Officials said on tuesday", [1], NORMALISED, None),
    ("Mexico extradited 26 cartel members", [1], FUZZY, "leaves out “alleged”"),
    # its words in another order and other forms, from several sentences
    ("26 cartel members extradited by Mexico", [1], FUZZY, None),
    ("On Tuesday, Mexico extradites twenty-six to United States", [1], FUZZY, None),
    ("Cartel members face no death penalty", [1, 2], FUZZY, "not in sentences 1 and 2: “face”"),
    ("Officials extradite members", [1], FUZZY, None),
    ("Mexico extradites 26 to US", [1], FUZZY, None),
    ("Mexican officials extradite 26", [1], UNSUPPORTED, "not in sentence 1: “Mexican”"),
    ("Mexico Extradites 26 Alleged Members", [1], FUZZY, None),
    ("Officials on Tuesday extradite members", [1], FUZZY, None),
    ("Mexico on Tuesday Extradites members", [1], UNSUPPORTED, "not in sentence 1: “Extradites”"),
    # a number, a name, a quantity or a negation that the article does not have
    ("Mexico extradites 27 cartel members", [1], UNSUPPORTED, "not in sentence 1: “27”"),
    ("Peru extradites 26 cartel members", [1], UNSUPPORTED, "not in sentence 1: “Peru”"),
    ("26 cartel members extradited by Peru", [1], UNSUPPORTED, "not in sentence 1: “Peru”"),
    ("Mexico extradites 26 on Friday", [1], UNSUPPORTED, "not in sentence 1: “Friday”"),
    ("Mexico extradites nearly 26 members", [1], UNSUPPORTED, "not in sentence 1: “nearly”"),
    ("Mexico never extradites 26 members", [1], UNSUPPORTED, "not in sentence 1: “never”"),
    # one that another sentence has
    ("Mexico extradites 29 cartel members", [1], ELSEWHERE, "not in sentence 1: “29”"),
    ("Garcia extradites 26 cartel members", [1], ELSEWHERE, "not in sentence 1: “Garcia”"),
    ("Mexico announced extradition of 26", [1], ELSEWHERE, "not in sentence 1: “announced”"),
    ("Mexico not to extradite 26 members", [1], UNSUPPORTED, "not in sentence 1: “not”"),
    # plain words of the model's own
    ("Mexico agrees to extradite 26 cartel members", [1], FUZZY, "not in sentence 1: “agrees”"),
    ("Mexico refuses to extradite 26 members", [1], FUZZY, "not in sentence 1: “refuses”"),
    ("Gunmen, cartel members extradited to United States", [1], FUZZY, "not in sentence 1: “Gunmen”"),
    ("Mexico flies 26 gangsters", [1], UNSUPPORTED, "not in sentence 1: “flies”, “gangsters”"),
    ("Dispute over 26 cartel members", [1], UNSUPPORTED, "not in sentence 1: “Dispute”, “over”"),
    # denials
    ("Justice Department will not seek death penalty", [2], FUZZY, None),
    (
        "Justice Department will seek death penalty",
        [2],
        UNSUPPORTED,
        "negation “not” stands just before “seek” in sentence 2",
    ),
    (
        "seek the death penalty against any of them",
        [2],
        UNSUPPORTED,
        "negation “not” stands just before “seek” in sentence 2",
    ),
    (
        "Mexico does not extradite 26 cartel members",
        [1, 2],
        UNSUPPORTED,
        "“not” does not stand before “extradite” in sentences 1 and 2",
    ),
    ("Charges against pilot will not be filed", [4], FUZZY, None),
    ("No charges filed against pilot", [4], FUZZY, None),
    (
        "Charges filed against pilot",
        [4],
        UNSUPPORTED,
        "negation “No” stands just before “charges” in sentence 4",
    ),
    # nothing to look for, or nowhere to look
    ("", [1], UNSUPPORTED, "nothing was written"),
    ("it was and it is", [1], UNSUPPORTED, "“it” is not in sentence 1"),
    ("Peru", [], UNSUPPORTED, "“Peru” is not in the cited sentences, which are none of the article's"),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "cited", "state", "note"), TABLE, ids=[str(row[:2]) for row in TABLE])
def test_a_headline_is_said_by_the_words_of_the_cited_sentences(
    headline: str, cited: list[int], state: Grounding, note: str | None
) -> None:
    support = ground_headline(headline, STORY, cited)
    assert (support.grounding, support.note) == (state, note)
    assert support.written == headline


def test_initials_that_the_model_parted_are_those_of_the_article() -> None:
    story = article("The U.S. Justice Department agreed to spare them.")
    assert ground_headline("U. S. Justice Department to spare them", story, [1]).grounding is FUZZY
    assert ground_headline("U. K. Justice Department to spare them", story, [1]).grounding is UNSUPPORTED


def test_only_a_headline_that_stands_in_one_place_has_a_span() -> None:
    for headline, cited, state, _ in TABLE:
        support = ground_headline(headline, STORY, cited)
        assert (support.span is not None) >= (state in {EXACT, NORMALISED})
        assert (support.span is None) >= (state in {ELSEWHERE, UNSUPPORTED})
    spread = ground_headline("26 cartel members extradited by Mexico", STORY, [1])
    assert (spread.span, spread.sentences) == (None, (1,))


CASES = [
    # the sentence, the headline, whether it is said
    ("He told us that the officials left with the men.", "US officials leave with men", False),
    ("The U.S. officials left with the men.", "US officials leave with men", True),
    ("The officials of the European Union met who they could.", "WHO officials of European Union", False),
    ("The officials left Britain with the men.", "Officials leave UK with men", True),
    ("The French officials left with men from Spain.", "Officials leave France with men", False),
    ("The officials said that Steven left with the men.", "Officials: Stevens left with men", False),
    ("The president was not evidently truthful to the men.", "President was not truthful to men", True),
    ("The movies that people have not seen have dented sales.", "Movies have not dented sales", False),
    ("I can do it and I am not going to do it but that is my view.", "That is not my view", False),
    ("There were a few cars that were not far from the bank.", "There were not a few cars", False),
    ("He knew what the men don't know and would not say.", "Men know and would not say", False),
    ("The firm doesn't have the base of the men.", "The firm doesn't have not the base", False),
    ("It is not for the name, it is expected to make sales.", "It is not expected to make sales", False),
    ("A not guilty plea was entered for the man.", "A guilty plea was entered for man", False),
    ("A not guilty plea was entered for the man.", "Not guilty plea entered for man", True),
    ("For us to win, it was what we had to do, we had no choice.", "It was what we had not to do", False),
    ("The report stated that Ana Valencia is a leader.", "Report: Ana States is leader", False),
    ("Over 26 men left the house with the police.", "Men left, dispute over house", True),
    ("The 26 men left the house with the police.", "Over 26 men leave house", False),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "headline", "said"), CASES)
def test_names_and_denials_are_compared_as_a_reader_does(sentence: str, headline: str, said: bool) -> None:
    support = ground_headline(headline, article(sentence, "The others said that they would be back."), [1])
    assert (support.grounding in {EXACT, NORMALISED, FUZZY}) is said, support.note


CHINESE = article("墨西哥周二向美国移交了26名贩毒集团成员。", "官员说不会寻求死刑，三人在Tijuana被捕。")

_OTHER_DENIAL = "what is denied is not the same in sentences 1 and 2"

CHINESE_TABLE = [
    ("墨西哥周二向美国移交了26名贩毒集团成员", EXACT, None),
    ("墨西哥向美国移交26名贩毒集团成员", FUZZY, None),
    ("墨西哥向美国移交贩毒集团成员", FUZZY, None),
    ("官员说不寻求死刑", FUZZY, None),
    ("墨西哥移交27名贩毒集团成员", UNSUPPORTED, "not in sentences 1 and 2: “27”"),
    ("五人在Tijuana被捕", UNSUPPORTED, "not in sentences 1 and 2: “五”"),
    ("三人在Cancun被捕，官员说不会寻求死刑", UNSUPPORTED, "not in sentences 1 and 2: “cancun”"),
    ("官员说会寻求死刑", UNSUPPORTED, _OTHER_DENIAL),
    ("墨西哥没向美国移交26名贩毒集团成员", UNSUPPORTED, _OTHER_DENIAL),
    ("墨西哥遣返26名贩毒集团成员", FUZZY, "not in sentences 1 and 2: “遣返”"),
    ("日本公司发布新车", UNSUPPORTED, "“日本公司发布新车” is not in sentences 1 and 2"),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "state", "note"), CHINESE_TABLE)
def test_a_headline_without_blanks_is_compared_by_pairs_of_letters_numbers_and_denials(
    headline: str, state: Grounding, note: str | None
) -> None:
    support = ground_headline(headline, CHINESE, [1, 2])
    assert (support.grounding, support.note) == (state, note)


SPANISH = article("México entregó a 26 presuntos miembros de cárteles a Estados Unidos.", "No buscarán más.")


@pytest.mark.parametrize(
    ("headline", "state"),
    [
        ("Entregó México a 26 miembros de cárteles", FUZZY),
        ("México entregó a 27 miembros de cárteles", UNSUPPORTED),
        ("Perú entregó a 26 miembros de cárteles", UNSUPPORTED),
        ("México nunca entregó a 26 miembros de cárteles", UNSUPPORTED),
    ],
)
def test_headlines_of_other_languages_are_grounded_by_their_words(headline: str, state: Grounding) -> None:
    assert ground_headline(headline, SPANISH, [1]).grounding is state


LANGUAGES = [
    # the language, the sentence, the headline, whether it is said
    ("es", "El gobierno no firmó la ley el martes.", "Gobierno firma ley", False),
    ("es", "El gobierno no firmó la ley el martes.", "Gobierno no firma ley", True),
    ("es", "El gobierno firmó la ley el martes.", "Gobierno firma ley el lunes", False),
    ("es", "El gobierno firmó la ley el martes.", "Gobierno firma ley sin votos", False),
    ("de", "Das Gericht sprach den Angeklagten nicht frei.", "Gericht sprach Angeklagten frei", False),
    ("de", "Die Polizei verhaftete drei Verdächtige in Köln.", "Drei Verdächtige in Köln verhaftet", True),
    ("de", "Die Polizei verhaftete drei Verdächtige in Köln.", "Drei Verdächtige in Bonn verhaftet", False),
    ("de", "Er wurde in der Stadt verhaftet.", "Verhaftung in der Stadt", True),
    ("fr", "Le tribunal n'a pas condamné l'homme.", "Le tribunal a condamné l'homme", False),
    ("fr", "La police a arrêté trois hommes à Lyon.", "Trois hommes arrêtés à Lyon", True),
    ("it", "Il ministro ha firmato l'accordo giovedì.", "Accordo firmato dal ministro giovedì", True),
    ("nl", "Volgens hem gaat de aankoop niet door.", "Aankoop gaat door", False),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "headline", "said"), LANGUAGES)
def test_dates_denials_and_forms_of_a_headline_are_those_of_its_language(
    language: str, sentence: str, headline: str, said: bool
) -> None:
    text = article(sentence).model_copy(update={"language": language})
    support = ground_headline(headline, text, [1])
    assert (support.grounding in {EXACT, NORMALISED, FUZZY}) is said, support.note


# Laws

TEXT = """Mexico extradited extradites 26 twenty-six about not never no cartel members people the a has to , .
Garcia US May may said officials quickly who 墨西哥 26人 不起诉"""
WORDS = TEXT.split()
ENGLISH = vocabulary("en")
PROSE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join)


def said(headline: str, text: str) -> Support:
    sentence = Sentence(number=1, span=Span(start=0, end=len(text)))
    article = Article(id="a", text=text, sentences=(sentence,), language="en")
    return ground_headline(headline, article, [1])


@given(PROSE | st.text(max_size=40), PROSE | st.text(max_size=40))
def test_no_headline_stands_with_a_number_or_a_negation_that_its_sentence_lacks(
    headline: str, text: str
) -> None:
    if said(headline, text).grounding is UNSUPPORTED or any(
        "\u4e00" <= c <= "\u9fff" for c in headline + text
    ):
        return
    numbers, there = (
        {w.key for w in words_of(t, ENGLISH) if w.kind is Kind.NUMBER} for t in (headline, text)
    )
    assert numbers <= there
    denials, made = (any(w.kind is Kind.NEGATION for w in words_of(t, ENGLISH)) for t in (headline, text))
    assert denials <= made


@given(PROSE)
def test_a_sentence_says_itself(text: str) -> None:
    if any(character.isalnum() for character in text):
        assert said(text, text).grounding in {EXACT, NORMALISED, FUZZY}


@given(PROSE, st.integers(27, 999))
def test_a_number_that_is_not_there_refuses_the_headline(text: str, number: int) -> None:
    assert said(f"{text} {number} men", text).grounding is UNSUPPORTED


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_and_headlines_neither_hang_nor_raise(text: str) -> None:
    hostile = article(text, "The officials said that they would not comment.")
    started = time.process_time()
    for headline in ("26 men not sent", text[:400], "not a " * 45, "啊" * 250 + "26", text):
        ground_headline(headline, hostile, [1, 2, 10**9, -1])
    assert time.process_time() - started < 10
