"""Which words of a sentence name an event, and which of them name the same one."""

from __future__ import annotations

import pytest

from extractor.extraction.triggers import find_triggers, one_per_event, trigger_field
from extractor.fields import Choice, Option
from extractor.schemas import Schema

CHOICE = Choice(
    [
        Option("extradite", "a person is sent", "transfer", verbs=("hand* over",), nouns=("extradition*",)),
        Option(
            "transport", "a person is moved", "transfer", verbs=("sent",), nouns=("transfer", "transfers")
        ),
        Option("arrest", "a person is held", "custody", verbs=("arrest*", "jail*"), nouns=("arrest",)),
        Option("die", "a person is killed", "death", verbs=("killed",), nouns=("killing", "murder", "death")),
        Option("attack", "somebody attacks", "violence", verbs=("attack",), nouns=("attack", "war")),
        Option("meet", "parties meet", "talk", verbs=("met", "visit"), nouns=("meeting", "visit")),
        Option("agree", "parties agree", "deal", verbs=("signed",), nouns=("agreement", "deal")),
        Option("protest", "people protest", nouns=("protest",)),
        Option("found", "a firm is founded", verbs=("set up",)),
    ]
)

SENTENCES = [
    # a sentence, and its triggers: the word, the option, n(oun) or v(erb)
    ("Police arrested a man.", ["arrested arrest v"]),
    ("Spain handed two suspects over to France.", []),
    ("Spain handed over two suspects.", ["handed over extradite v"]),
    ("The killing of a judge shocked Rome.", ["killing die n"]),
    ("A blast hit Rome, killing 12 people.", ["killing die v"]),
    ("A blast hit Rome, killing at least 12 people.", ["killing die v"]),
    ("The meeting Monday was short.", ["meeting meet n"]),
    ("The rebels will attack Homs.", ["attack attack v"]),
    ("The attack on Homs failed.", ["attack attack n"]),
    ("Sunday's attack on Homs failed.", ["attack attack n"]),
    ("She is to visit Oslo.", ["visit meet v"]),
    ("Her visit to Oslo is over.", ["visit meet n"]),
    ("The tax is part of the Paris Agreement.", []),
    ("The World War in films.", []),
    ("The agreement was reached in Paris.", ["agreement agree n"]),
    ("MAYOR ARRESTED IN ROME", ["ARRESTED arrest v"]),
    ("Rome Mayor Signs Water Deal After Protest", ["Deal agree n", "Protest protest n"]),
    ("A pre-arrest search.", []),
    ("The arrested\n men fled.", ["arrested arrest v"]),
    ("They set\nup a firm.", ["set\nup found v"]),
    ("A court issued an arrest warrant.", []),
    ("He faces the death penalty over a murder.", ["murder die n"]),
    ("", []),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_triggers_of_a_sentence(sentence: str, expected: list[str]) -> None:
    found = find_triggers(sentence, CHOICE)
    assert [f"{t.text} {t.option.name} {'n' if t.is_noun else 'v'}" for t in found] == expected
    assert all(sentence[t.start : t.end] == t.text for t in found)


REPEATS = [
    # a sentence, and its triggers with the one that stands for each
    ("Peru sent 29 men to Chile, one of the biggest extraditions.", {"sent": "sent", "extraditions": "sent"}),
    ("The murder of a man who was killed in 2008.", {"murder": "killed", "killed": "killed"}),
    ("The transfer, and two earlier transfers.", {"transfer": "transfer", "transfers": "transfer"}),
    ("Police arrested 3 and later arrested 4.", {"arrested": "arrested"}),
    ("He was arrested and later jailed.", {"arrested": "arrested", "jailed": "jailed"}),
    ("They met and signed.", {"met": "met", "signed": "signed"}),
]


@pytest.mark.parametrize(("sentence", "expected"), REPEATS)
def test_a_noun_repeats_the_verb_of_its_family(sentence: str, expected: dict[str, str]) -> None:
    stands_for = one_per_event(find_triggers(sentence, CHOICE), sentence)
    assert {t.text: stands.text for t, stands in stands_for.items()} == expected


WEAK = Choice(
    [
        Option("agree", "parties agree", verbs=("signed",), weak=("announc*",)),
        Option("other", "anything else", takes_other_verbs=True, weak=("left",)),
    ]
)

ALONE = [
    # a sentence, and its triggers: a weak word or a verb of no list counts only where nothing else does
    ("Apple announced a phone.", ["announced agree"]),
    ("Apple announced that it signed a deal.", ["signed agree"]),
    ("Apple announced a phone and left.", ["announced agree"]),
    ("“We announced a phone,” he said.", []),
    ("Ann Lee refurbished the hall.", ["refurbished other"]),
    ("The hall was refurbished last year.", ["refurbished other"]),
    ("The town has flooded its quarry.", ["flooded other"]),
    ("Ann Lee refurbished the hall and signed a lease.", ["signed agree"]),
    ("The refurbished hall is large.", []),
    ("A hall based in Rome is large.", []),
    ("She said the hall was considered beautiful.", []),
    ("Rome is large.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), ALONE)
def test_common_words_and_unlisted_verbs_count_only_alone(sentence: str, expected: list[str]) -> None:
    assert [f"{t.text} {t.option.name}" for t in find_triggers(sentence, WEAK)] == expected


NO_EVENTS = [
    "The company said in a press release.",
    "He is wanted for fraud, murder and other crimes.",
    "The death toll rose.",
    "They shop at Best Buy stores.",
]


@pytest.mark.parametrize("sentence", NO_EVENTS)
def test_modifiers_names_and_kinds_of_deed_name_no_event(news: Schema, sentence: str) -> None:
    field = trigger_field(news)
    assert field is not None
    assert isinstance(field.type, Choice)
    assert [t.text for t in find_triggers(sentence, field.type) if not t.is_weak] == []


def test_a_word_of_two_options_is_taken_in_the_class_it_has(news: Schema) -> None:
    field = trigger_field(news)
    assert field is not None
    assert isinstance(field.type, Choice)
    (verb,) = find_triggers("Apple fires its chief designer.", field.type)
    (noun,) = find_triggers("The fires near Athens spread.", field.type)
    assert (verb.option.name, noun.option.name) == ("end-position", "disaster")


def test_two_kinds_of_event_in_order_are_two(news: Schema) -> None:
    sentence = "The transfer came a day after Spain returned 14 men."
    field = trigger_field(news)
    assert field is not None
    assert isinstance(field.type, Choice)
    stands_for = one_per_event(find_triggers(sentence, field.type), sentence)
    assert {t.text: stands.text for t, stands in stands_for.items()} == {
        "returned": "returned",
        "transfer": "transfer",
    }


def test_the_longer_of_two_triggers_stands() -> None:
    choice = Choice([Option("a", "short", verbs=("shut",)), Option("b", "long", verbs=("shut down",))])
    assert [t.text for t in find_triggers("They shut down a mine.", choice)] == ["shut down"]


def test_the_field_with_verbs_or_nouns_has_the_triggers(news: Schema) -> None:
    field = trigger_field(news)
    assert field is not None
    assert field.name == "type"


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("arres", []),
        ("arrest", ["arrest"]),
        ("arrested", ["arrest"]),
        ("jail", ["jail"]),
        ("extradition", []),
    ],
)
def test_a_stem_is_found_in_a_word_as_long_as_it_and_in_longer_ones(word: str, stems: list[str]) -> None:
    choice = Choice(
        [Option("hold", "a person is held", "custody", verbs=("jail*", "arrest*", "extraditions*"))]
    )
    assert [trigger.text for trigger in find_triggers(f"They {word} men", choice)] == [word] * len(stems)
