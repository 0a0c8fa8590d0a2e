"""Who did what to whom, by the order of words; and what is no party at all."""

from __future__ import annotations

import pytest

from extractor.extraction.plans import PlacedTrigger, placed_triggers
from extractor.extraction.reading import read_mention
from extractor.extraction.roles import checked_parties
from extractor.extraction.voice import Voice, voice_of
from extractor.fields import Choice, Option, PartyValue, Role, Who, Written
from extractor.records import Article, Mention
from extractor.schemas import SchemaField

from .conftest import MakeArticle

CHOICE = Choice(
    [
        Option(
            "send",
            "a person is sent",
            "transfer",
            verbs=("sent", "extradit*", "hand* over", "expel*", "return"),
            nouns=("transfer", "transfers", "extradition"),
        ),
        Option("arrest", "a person is arrested", "custody", verbs=("arrest*", "jailed", "detained")),
        Option("kill", "a person is killed", "death", verbs=("killed",), nouns=("killing", "murder")),
        Option("attack", "somebody attacks", "violence", verbs=("attack*",), nouns=("attack", "attacks")),
        Option("agree", "parties agree", "deal", verbs=("agreed", "signed"), nouns=("deal",)),
        Option("resign", "a person leaves a position", "post", verbs=("resigned",), nouns=("resignation",)),
        Option("charge", "a person is charged", "court", verbs=("charged", "been charged")),
    ]
)
WHO = SchemaField(
    "who",
    "the parties",
    Who(
        roles=(
            Role("agent", "who", "did it"),
            Role("patient", "whom", "had it done"),
            Role("recipient", "to", "got it"),
        )
    ),
)


def trigger_in(article: Article, word: str) -> PlacedTrigger:
    return next(
        t for t in placed_triggers(article, article.sentence(1).span, CHOICE) if t.trigger.text == word
    )


def checked(article: Article, word: str, **reply: str | list[str]) -> list[Mention]:
    placed = trigger_in(article, word)
    keys = {"agent": "who", "patient": "whom", "recipient": "to"}
    told = {keys[role]: value for role, value in reply.items()}
    mentions = [
        read_mention(WHO, Written(w.text, w.role), article, (1,), placed.span)
        for w in WHO.type.written("who", told)
    ]
    return list(checked_parties(WHO, mentions, placed, article))


def roles_of(mentions: list[Mention]) -> dict[str, list[str]]:
    """The words of the parties by their role; what lost its value is in no role."""
    found: dict[str, list[str]] = {}
    for mention in mentions:
        if isinstance(mention.value, PartyValue):
            found.setdefault(mention.value.role, []).append(mention.value.name)
    return found


VOICES = [
    ("Spain extradited two men.", "extradited", Voice.ACTIVE),
    ("Spain has extradited two men.", "extradited", Voice.ACTIVE),
    ("Spain is extraditing two men.", "extraditing", Voice.ACTIVE),
    ("Two men were extradited.", "extradited", Voice.PASSIVE),
    ("Two men have not yet been extradited.", "extradited", Voice.PASSIVE),
    ("Those being handed over are men.", "handed over", Voice.PASSIVE),
    ("The men extradited included a judge.", "extradited", Voice.REDUCED),
    ("Some of those extradited to France fled.", "extradited", Voice.REDUCED),
    ("A man killed by police was a baker.", "killed", Voice.REDUCED),
    ("Luis Diaz, extradited in May, is ill.", "extradited", Voice.REDUCED),
    ("He was tired and jailed a man.", "jailed", Voice.ACTIVE),
    ("He was convicted of theft and jailed.", "jailed", Voice.PASSIVE),
    ("The killing of a man.", "killing", Voice.NOUN),
]


@pytest.mark.parametrize(("sentence", "word", "voice"), VOICES)
def test_voice(make_article: MakeArticle, sentence: str, word: str, voice: Voice) -> None:
    article = make_article(sentence)
    assert voice_of(trigger_in(article, word), article) is voice


ROLES = [
    # a sentence, the trigger, what was told, what stands
    # A number alone before a verb counts those it was done to; who stands before it had its own event.
    (
        "Ten men were arrested and about 50 expelled.",
        "expelled",
        {"agent": "Ten men", "patient": "about 50 expelled"},
        {"patient": ["about 50"]},
    ),
    ("Two were killed, 12 arrested in Lyon.", "arrested", {"agent": "Two"}, {"patient": ["12"]}),
    (
        "26 extradited by Spain after talks.",
        "extradited",
        {"agent": "Spain"},
        {"patient": ["26"], "agent": ["Spain"]},
    ),
    # Active: the one before the verb did it, the one right behind it had it done to them.
    (
        "Spain extradited Luis Diaz to France.",
        "extradited",
        {"agent": "Spain", "patient": "Luis Diaz", "recipient": "France"},
        {"agent": ["Spain"], "patient": ["Luis Diaz"], "recipient": ["France"]},
    ),
    (
        "Ana Ruiz killed Luis Diaz in 2008.",
        "killed",
        {"agent": "Luis Diaz", "patient": "Ana Ruiz"},
        {"agent": ["Ana Ruiz"], "patient": ["Luis Diaz"]},
    ),
    (
        "Ana Ruiz has killed Luis Diaz.",
        "killed",
        {"patient": ["Ana Ruiz", "Luis Diaz"]},
        {"agent": ["Ana Ruiz"], "patient": ["Luis Diaz"]},
    ),
    (
        "Ana Ruiz, who allegedly killed Luis Diaz, fled.",
        "killed",
        {"agent": "Luis Diaz", "patient": "Ana Ruiz"},
        {"agent": ["Ana Ruiz"], "patient": ["Luis Diaz"]},
    ),
    (
        "Ana Ruiz is accused of attacking Luis Diaz.",
        "attacking",
        {"patient": "Luis Diaz"},
        {"patient": ["Luis Diaz"]},
    ),
    (
        "A paper said Spain extradited a woman accused of attacking drivers.",
        "attacking",
        {"agent": "A paper", "patient": "a woman accused of attacking drivers"},
        {"agent": ["a woman"]},
    ),
    # Behind another phrase: who received it, and what code finds itself.
    (
        "In May, Chile handed over to the Peruvian authorities 29 cartel figures.",
        "handed over",
        {"agent": "Chile", "patient": "the Peruvian authorities"},
        {"agent": ["Chile"], "patient": ["29 cartel figures"], "recipient": ["Peruvian authorities"]},
    ),
    (
        "Police in Lyon arrested about 40 protesters.",
        "arrested",
        {"agent": "Police"},
        {"agent": ["Police"], "patient": ["about 40 protesters"]},
    ),
    ("Spain agreed to lease 14 tankers.", "agreed", {"agent": "Spain"}, {"agent": ["Spain"]}),
    (
        "Spain sent back to Peru on Friday 2,400 old machines.",
        "sent",
        {"agent": "Spain"},
        {"agent": ["Spain"], "patient": ["2,400 old machines"]},
    ),
    ("Spain sent five new aircraft.", "sent", {"agent": "Spain"}, {"agent": ["Spain"]}),
    ("Spain agreed to return 14 prisoners.", "agreed", {"agent": "Spain"}, {"agent": ["Spain"]}),
    ("Police arrested him after 12 people died.", "arrested", {"agent": "Police"}, {"agent": ["Police"]}),
    ("Police detained him for 12 days.", "detained", {"agent": "Police"}, {"agent": ["Police"]}),
    ("Spain sent $12 million to Peru.", "sent", {"agent": "Spain"}, {"agent": ["Spain"]}),
    # Passive: the one before the verb had it done to them.
    ("Luis Diaz was killed in 2008.", "killed", {"agent": "Luis Diaz"}, {"patient": ["Luis Diaz"]}),
    (
        "Luis Diaz was killed by Ana Ruiz.",
        "killed",
        {"agent": "Luis Diaz", "patient": "Ana Ruiz"},
        {"agent": ["Ana Ruiz"], "patient": ["Luis Diaz"]},
    ),
    (
        "Luis Diaz was arrested in Lyon on Friday by French police.",
        "arrested",
        {"agent": "French police", "patient": "Luis Diaz"},
        {"agent": ["French police"], "patient": ["Luis Diaz"]},
    ),
    (
        "Ana Ruiz is wanted over the death of Luis Diaz, who was killed in 2008.",
        "killed",
        {"agent": "Luis Diaz", "patient": "Ana Ruiz"},
        {"agent": ["Ana Ruiz"], "patient": ["Luis Diaz"]},
    ),
    (
        "The leaders and other figures were being sent from Peru to Chile.",
        "sent",
        {"agent": "leaders and other figures", "recipient": "Chile"},
        {"patient": ["leaders and other figures"], "recipient": ["Chile"]},
    ),
    ("26 people were extradited on Friday.", "extradited", {}, {"patient": ["26 people"]}),
    (
        "About 26 people suspected of leading gangs were extradited.",
        "extradited",
        {},
        {"patient": ["About 26 people"]},
    ),
    ("26 people said he was extradited.", "extradited", {}, {}),
    ("Three people saw a man who was arrested.", "arrested", {}, {}),
    ("The 26 men's lawyer was arrested.", "arrested", {}, {}),
    # Reduced: those named behind "include" or "was" are those before the participle.
    (
        "Those extradited include Luis Diaz.",
        "extradited",
        {"agent": "Luis Diaz"},
        {"patient": ["Luis Diaz"]},
    ),
    (
        "Among those extradited was Luis Diaz, a founder of the Rio Cartel.",
        "extradited",
        {"agent": "Luis Diaz", "patient": "Rio Cartel"},
        {"patient": ["Luis Diaz"]},
    ),
    (
        "One of the men reportedly being extradited, Luis Diaz, is alleged to have killed a baker.",
        "extradited",
        {"agent": "Luis Diaz", "patient": "a baker"},
        {"patient": ["Luis Diaz"]},
    ),
    (
        "French officials said the men extradited included “key figures” of a gang.",
        "extradited",
        {"agent": "French officials", "patient": "key figures"},
        {"patient": ["key figures"]},
    ),
    # Nouns: "of" leads whom it was done to, where the event is done to somebody.
    (
        "The killing of Luis Diaz shocked Lima.",
        "killing",
        {"agent": "Luis Diaz"},
        {"patient": ["Luis Diaz"]},
    ),
    (
        "He was tied to the 1985 killing of DEA agent Luis Diaz.",
        "killing",
        {"agent": "Luis Diaz"},
        {"patient": ["Luis Diaz"]},
    ),
    (
        "Ana Ruiz was behind the killing of Luis Diaz.",
        "killing",
        {"agent": "Luis Diaz", "patient": "Ana Ruiz"},
        {"agent": ["Ana Ruiz"], "patient": ["Luis Diaz"]},
    ),
    (
        "The resignation of Luis Diaz was no surprise.",
        "resignation",
        {"agent": "Luis Diaz"},
        {"agent": ["Luis Diaz"]},
    ),
    (
        "They led attacks on Mexican officials.",
        "attacks",
        {"agent": "Mexican officials"},
        {"patient": ["Mexican officials"]},
    ),
    (
        "The transfer of over two dozen suspects to Chile is the second.",
        "transfer",
        {"agent": "over two dozen suspects", "recipient": "Chile"},
        {"patient": ["over two dozen suspects"], "recipient": ["Chile"]},
    ),
    ("The killing of 12 people shocked Lima.", "killing", {}, {"patient": ["12 people"]}),
]


@pytest.mark.parametrize(("sentence", "word", "told", "expected"), ROLES)
def test_roles_by_the_order_of_words(
    make_article: MakeArticle,
    sentence: str,
    word: str,
    told: dict[str, str | list[str]],
    expected: dict[str, list[str]],
) -> None:
    assert roles_of(checked(make_article(sentence), word, **told)) == expected


REFUSED = [
    # a sentence, the trigger, a role and the words told in it, why they are no party
    ("The prisoner transfer was late.", "transfer", "agent", "prisoner transfer", "name the event"),
    ("The deal after the transfer held.", "deal", "patient", "the transfer", "name another event"),
    (
        "Peru expelled men accused of theft.",
        "expelled",
        "patient",
        "accused of theft",
        "tell what somebody does",
    ),
    (
        "The transfer shows what is possible when two states unite.",
        "transfer",
        "recipient",
        "two states",
        "another clause",
    ),
    ("Luis Diaz confirmed the transfer.", "transfer", "agent", "Luis Diaz", "tells of the event"),
    (
        "Lima’s police and its army confirmed the transfer.",
        "transfer",
        "patient",
        "its army",
        "tells of the event",
    ),
    ("Two men were jailed, said Luis Diaz.", "jailed", "agent", "Luis Diaz", "tells of the event"),
    (
        "Peru extradited 26 men to Chile in a deal with Spain.",
        "deal",
        "patient",
        "26 men",
        "“extradited” was done to it",
    ),
    (
        "Peru extradited 26 men to Chile in a deal with Spain.",
        "deal",
        "recipient",
        "Chile",
        "belongs to “extradited”",
    ),
]


@pytest.mark.parametrize(("sentence", "word", "role", "words", "reason"), REFUSED)
def test_what_is_no_party_keeps_its_words_and_says_why(
    make_article: MakeArticle, sentence: str, word: str, role: str, words: str, reason: str
) -> None:
    found = [
        m
        for m in checked(make_article(sentence), word, **{role: [words]})
        if m.support.written == words and m.value is None
    ]
    assert len(found) == 1
    assert reason in (found[0].support.note or "")


def test_a_party_that_code_found_says_so(make_article: MakeArticle) -> None:
    (mention,) = checked(make_article("26 people were extradited."), "extradited")
    assert mention.support.note == "not in the model's reply: read from the words beside the event"
    assert mention.support.sentences == (1,)


def test_what_is_said_of_a_party_is_no_part_of_it(make_article: MakeArticle) -> None:
    article = make_article("Peru sent 29 prisoners wanted over thefts to Chile.")
    (mention,) = checked(article, "sent", patient="29 prisoners wanted")
    assert mention.support.span is not None
    assert mention.support.span.text_in(article.text) == "29 prisoners"
    assert mention.support.written == "29 prisoners"
    assert mention.support.note == "shortened from “29 prisoners wanted”"


def test_a_party_stands_once_in_a_role(make_article: MakeArticle) -> None:
    article = make_article("Spain extradited judge Luis Diaz to France.")
    mentions = checked(article, "extradited", patient=["Luis Diaz", "judge Luis Diaz", "Luis Diaz"])
    assert [m.support.written for m in mentions] == ["judge Luis Diaz"]


def test_a_party_stands_in_one_role(make_article: MakeArticle) -> None:
    article = make_article("Spain extradited Luis Diaz to France.")
    mentions = checked(article, "extradited", agent="Luis Diaz", patient="Luis Diaz")
    assert roles_of(mentions) == {"patient": ["Luis Diaz"]}


def test_the_items_of_a_list_stay_together(make_article: MakeArticle) -> None:
    article = make_article("Spain extradited Luis Diaz, Ana Ruiz and Eva Sanz.")
    mentions = checked(article, "extradited", patient=["Luis Diaz", "Ana Ruiz", "Eva Sanz"])
    assert roles_of(mentions) == {"patient": ["Luis Diaz", "Ana Ruiz", "Eva Sanz"]}


def test_those_it_was_done_to_come_first(make_article: MakeArticle) -> None:
    article = make_article("Spain extradited Luis Diaz to France.")
    mentions = checked(article, "extradited", agent="Spain", patient="Luis Diaz", recipient="France")
    assert list(roles_of(mentions)) == ["patient", "agent", "recipient"]


def test_a_schema_with_one_role_keeps_what_was_told(make_article: MakeArticle) -> None:
    article = make_article("Luis Diaz was killed.")
    field = SchemaField("who", "", Who(roles=(Role("party", "who", "somebody"),)))
    placed = trigger_in(article, "killed")
    told = read_mention(field, Written("Luis Diaz", "party"), article, (1,), placed.span)
    assert checked_parties(field, [told, told], placed, article) == (told,)


def test_a_form_of_the_word_that_names_the_event_is_no_party(make_article: MakeArticle) -> None:
    article = make_article("A gang attacked the bank, killing its guard.")
    mentions = checked(article, "attacked", agent="A gang", patient="attacking")
    assert roles_of(mentions) == {"agent": ["A gang"]}
