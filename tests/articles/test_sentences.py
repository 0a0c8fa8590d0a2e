"""Sentences of news: what must not break them, and what must."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.decoding import is_blank
from extractor.articles.sentences import (
    CLOCK,
    INITIALS,
    LINE_BREAKS,
    LONGEST_ABBREVIATED,
    cut_sentences,
    rules_of,
)
from extractor.text.language import find_language


def cut(paragraph: str, language: str = "en") -> list[str]:
    return [paragraph[start:end] for start, end in cut_sentences(paragraph, 0, len(paragraph), language)]


# A bar stands where a sentence ends.
NEWS = [
    # Abbreviations and initials
    "The U.S. Supreme Court ruled on Monday. | The U.S. Embassy closed.",
    "He moved to the U.S. in 2010. | She followed.",
    "He moved to the U.S. | In 2010 he left again.",
    "He moved to the U.S. | They followed.",
    "The U.K. Parliament met the U.N. envoy and E.U. officials.",
    "The firm is based in Washington, D.C. | Its head quit.",
    "The Washington, D.C. Council voted.",
    "A broader U.S.-Mexico push began. | It failed.",
    "Gov. Gavin Newsom and Sen. Ted Cruz met Lt. Col. John Smith on Aug. 12.",
    "Lt. Gov. Dan Patrick and Atty. Gen. Ken Paxton spoke.",
    "Ret. Gen. Mark Milley declined to comment.",
    "Police named Spc. Joe Doe as the victim.",
    "Sgt. Maria Lopez and Det. Tom Hill were hurt. | Both live.",
    "Rep. Adam Schiff, D-Calif., said so. | Sen. Bob Casey, D-Pa., agreed.",
    "Minn. Gov. Tim Walz and Ala. Gov. Kay Ivey signed.",
    "Dr. No and Mrs. Brown met Prof. Green.",
    "The Rev. Al Sharpton prayed with the Hon. Mr. Justice Brown.",
    "J. K. Rowling wrote to George W. Bush. | He replied.",
    "The book by J.D. Vance sold well.",
    "He met Vice President J.D. Vance and A.J. Brown. | They talked.",
    "President John F. Kennedy was shot. | Lee H. Oswald was held.",
    "Roberto Salazar Jr. was held. | His lawyer protested.",
    "Acme Inc. Chief Executive Jane Roe quit. | Acme Corp. said it would cut jobs.",
    "He works at Procter & Gamble Co. | The pay is good.",
    "Roe v. Wade was overturned. | Brown vs. Board stands.",
    "The suspect, a.k.a. El Chapo, ran.",
    "He has a Ph.D. | She has none.",
    "St. Louis, Ft. Worth and Mt. Everest are places.",
    "They live on 5th Ave. | The house is old.",
    # Numbers, dates and times
    "See No. 5 on the list. | Nos. 3 and 4 follow.",
    "He ranked No. 1. | She was second.",
    "Vol. 2 of the report is out.",
    "Approx. 50 people died. | About 30 were hurt.",
    "It happened on Jan. 6. | The mob left.",
    "It happened on Sept. 11, 2001. | It was a Tuesday.",
    "The talks began at 5 p.m. Tuesday in Geneva.",
    "The deal was signed at 10 a.m. EDT on Friday.",
    "The storm hit at 3:05 a.m. Monday morning, police said.",
    "The 1 p.m. ET game and the 4 p.m. PT game were moved.",
    "The vote is at 6 p.m. | He will attend.",
    "The strike begins at 8 p.m. Aug. 12 in Lima.",
    "Prices rose 3.5 percent. | Sales fell 2.1 percent.",
    "It cost $1.5 million. | That is a lot.",
    "It was reported in 1985. | 26 men were sent.",
    "He was 42. | She was 40.",
    "It ended 5-3. | Mexico won.",
    # Names that look like ends
    "Jeopardy! host Ken Jennings spoke. | Yahoo! shares rose.",
    "It was Plan B. | He agreed.",
    "The group “Los Cuinis.” is new.",
    "Visit www.example.com. | Or write to a.b@example.org today.",
    "The raid was over. | al-Qaida claimed it.",
    # Quotations and who said them
    "“It is over,” he said. | “We won.” | Then he left.",
    "“It is over.” he said.",
    "“It is over!” he said. | “Go home.”",
    "“Is it over?” Smith asked. | “Yes.”",
    "“We lost. We will be back.” she said.",
    "“We won.” Smith said Tuesday in a statement.",
    '"We lost." Jones told reporters.',
    "“These will face justice.” U.S. Ambassador to Mexico Ronald Johnson said.",
    "“We will go on. We will not stop,” Biden said. | “No one can.”",
    "He said it was “over.” | She disagreed.",
    "He called it “a lie.” | The court said on Monday that it will hear the case.",
    'The deal was reached "with full respect." | The Justice Department agreed to wait, Garcia wrote.',
    'She said: "Go." | "No," he said.',
    "'I am done,' he said. | 'Good night. Sleep well.' | She left.",
    "The dogs' owners left. | The cats' owners stayed.",
    "“This quote never closes. | It has two sentences.",
    "He said, “The so-called ‘deal’ is dead. Period.” | Others differ.",
    # Small letters, brackets and other beginnings that are none
    "Yan et al. [2004] studied the floods. | Smith et al. (2009) did not.",
    "Troops left Ft. Bragg, Mt. Vernon and Pt. Reyes. | None stayed.",
    "Prices rose 2.5 pct. in May. | They fell 1 pct. | In June they rose.",
    "U.S. Sen. Ana Roe and U.S. Rep. Bo Lee met Sec. Kay Dunn. | They spoke.",
    "Take Rte. 5 or Hwy. 61. | See Vol. 3 and Fig. 2.",
    "they came late. | then they left.",
    "Many were hurt, e.g. in the north. | Some died.",
    "The report [1] is out. | It has 40 pages.",
    "The fire spread.| The crews left.",
    # Other marks
    "The minister ... said nothing.",
    "What?! | No way. | Really?",
    "A man, 26, was held.| Police said he ran.",
]


@pytest.mark.parametrize("marked", NEWS)
def test_a_sentence_of_news_ends_where_it_ends(marked: str) -> None:
    sentences = [part.strip() for part in marked.split("|")]
    assert cut(marked.replace(" | ", " ").replace("|", "")) == sentences


OTHER_LANGUAGES = [
    ("zh", "总统说：“我们将继续。我们不会停止。”他说。|他还说，这是最后一次！|真的吗？|是。"),
    ("ja", "彼は「行こう。今すぐ。」と言った。|そして去った。"),
    ("ar", "ماذا حدث؟ | لا شيء. | ذهب الرجل."),
    ("ru", "А. С. Пушкин родился в 1799 г. в Москве. | Он умер. | «Да. Нет», — сказал он."),
    ("hi", "यह एक वाक्य है। | यह दूसरा है।"),
    (
        "es",
        "El Sr. López y el ministro llegaron a las 5 p. m. del martes. | La Sra. Ruiz salió. | ¿Por qué?",
    ),
    ("de", "Am 12. August 2025 kam der Minister mit Dr. Müller. | Er ging."),
    ("fr", "M. Macron est parti avec les ministres. | Il est dans le train."),
    (
        "fr",
        "Le Dr. Roux et Me. Blanc sont à St. Denis. | Voir art. 5. | En 52 av. J.-C. il est mort.",
    ),
    (
        "es",
        "El Gral. Pérez y el Cnel. Díaz llegaron con los Dres. García. | Véase el núm. 3. | Se fueron.",
    ),
    (
        "de",
        "Der 2. Weltkrieg begann am 1. September. | Er war 42. | Sie war 40. | Dr. Roth kam z. B. nach Kiel.",
    ),
    ("it", "Il sig. Rossi e l'on. Bianchi della S.p.A. hanno parlato, pag. 3. | Il dott. Verdi no."),
    ("nl", "Dhr. Jansen en mevr. De Vries kwamen op 5 jan. 2020, o.a. naar Breda. | Zij bleven niet."),
    (
        "pt",
        "A Av. Paulista foi fechada pelo Eng. Melo, n.º 5, e pela Dra. Reis. | Veja a pág. 3. | Ela veio.",
    ),
    (
        "ru",
        "Он жил в 1799 г. на ул. Мира. | Проф. Иванов и др. ушли. | Это было летом. | Она ушла.",
    ),
    ("ja", "倉庫で火災があった。|消防によると3人がけがをした！|原因は何か？|調べている。"),
    ("zh", "周一发生爆炸。|造成三人死亡！|为什么？|警方正在调查。"),
    ("ar", "قال د. أحمد إن الحادث وقع يوم الأحد. | لماذا؟ | لا أحد يعرف."),
    ("en", "The man and the woman were seen with Mr. Brown. | They left."),
]


@pytest.mark.parametrize(("language", "marked"), OTHER_LANGUAGES)
def test_the_language_is_guessed_and_its_marks_end_sentences(language: str, marked: str) -> None:
    text = marked.replace(" | ", " ").replace("|", "")
    assert find_language(text) == language
    assert cut(text, language) == [part.strip() for part in marked.split("|")]


def test_a_language_nobody_knows_still_gives_sentences() -> None:
    assert cut("One is here. Two is there.", "xx") == ["One is here.", "Two is there."]


def test_a_wrapped_line_is_a_space_inside_its_sentence() -> None:
    assert cut("The U.S.\nEmbassy closed on\r\nMonday. It rained.") == [
        "The U.S.\nEmbassy closed on\r\nMonday.",
        "It rained.",
    ]


def test_five_thousand_sentences_in_one_paragraph_are_cut_alike() -> None:
    sentences = cut("The man said “it is so. We go” on Tuesday. " * 5_000)
    assert len(sentences) == 5_000
    assert set(sentences) == {"The man said “it is so. We go” on Tuesday."}


def test_a_sentence_of_a_hundred_thousand_characters_loses_nothing() -> None:
    paragraph = "word, " * 20_000 + "end."
    assert "".join("".join(cut(paragraph)).split()) == "".join(paragraph.split())


WORDS = st.sampled_from(
    [
        "He",
        "said",
        "U.S.",
        "5",
        "p.m.",
        "Tuesday",
        "“We",
        "won.”",
        "Dr.",
        "(yes)",
        "…",
        "No.",
        "!",
        '"',
        "’",
        "\n",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
def test_sentences_hold_every_visible_character_once_and_in_order(paragraph: str) -> None:
    places = cut_sentences(paragraph, 0, len(paragraph), "en")
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert all(paragraph[start:end] == paragraph[start:end].strip() != "" for start, end in places)
    gaps = paragraph
    for start, end in reversed(places):
        gaps = gaps[:start] + gaps[end:]
    assert is_blank(gaps)


ENDINGS = st.sampled_from(
    [*"ABamp.( \n“-é", "a.\u2003m.", "p. m.", "Messrs.", "Srta.", "approx.", "Vols.", "J. K. R.", "U.S."]
)


@given(st.lists(ENDINGS, max_size=12).map("".join), st.sampled_from(["en", "de", "es", "ru", "xx"]))
def test_whether_a_text_ends_in_an_abbreviation_is_seen_in_its_last_characters(
    text: str, language: str
) -> None:
    text = text.strip()
    rules = rules_of(language)
    found = any(pattern.search(text) for pattern in (CLOCK, rules.before_name, rules.before_number, INITIALS))
    assert bool(rules.abbreviated.search(text, max(0, len(text) - LONGEST_ABBREVIATED))) >= found


def test_a_line_ends_at_the_same_characters_everywhere() -> None:
    ends = {i for i in range(0x110000) if f"a{chr(i)}b".splitlines() != [f"a{chr(i)}b"]}
    assert ends == set(LINE_BREAKS)
