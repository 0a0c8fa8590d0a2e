"""The words around a number: those that bound it, those that say it is no count, and what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from extractor.fields.countries import demonym_code
from extractor.text.calendar import MONTH_NUMBERS
from extractor.text.fold import word_set, words
from extractor.text.stems import stem

ABOUT = """
about|around|roughly|approximately|approx|some|circa|ca|c|nearly|almost|close to|estimated|estimated at
just over|just under|just above|just below|slightly more than|slightly less than|slightly over|slightly under
a little over|a little more than|a little under|a little less than|in the region of|~|≈
"""
AT_LEAST = """
at least|more than|over|upwards of|upward of|in excess of|above|exceeding|no fewer than|no less than
not less than|not fewer than|minimum of|well over|much more than|far more than|greater than|>|≥|> =
"""
AT_MOST = """
at most|up to|as many as|as much as|no more than|not more than|fewer than|less than|under|below|maximum of
not exceeding|<|≤|< =
"""
AFTER: Mapping[str, str] = {
    "or more": "at least",
    "and counting": "at least",
    "and more": "at least",
    "at least": "at least",
    "plus": "at least",
    "+": "at least",
    "- plus": "at least",
    "or so": "about",
    "or thereabouts": "about",
    "odd": "about",
    "- odd": "about",
    "or fewer": "at most",
    "or less": "at most",
    "at most": "at most",
}
"""Bounds by the words that follow a number."""


def _before() -> dict[str, str]:
    table = {}
    for bound, phrases in (("about", ABOUT), ("at least", AT_LEAST), ("at most", AT_MOST)):
        table.update(dict.fromkeys(phrases.strip().replace("\n", "|").split("|"), bound))
    return table


BEFORE: Mapping[str, str] = _before()
"""Bounds by the words that stand before a number."""

CURRENCY_SIGNS: Mapping[str, str] = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB"}
"""ISO 4217 codes by sign; a bare dollar is that of the United States, as in most news in English."""
DOLLARS: Mapping[str, str] = {"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD"}
"""Codes by the letters that touch a dollar sign."""
CURRENCY_WORDS: Mapping[str, str] = {
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pounds sterling": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupees": "INR",
    "rubles": "RUB",
    "roubles": "RUB",
    **{
        code.lower(): code
        for code in ("USD", "EUR", "GBP", "JPY", "CNY", "INR", "RUB", "CAD", "AUD", "MXN", "CHF")
    },
}
"""Codes by the word or code after or before an amount."""

MONTHS = frozenset(MONTH_NUMBERS)
YEAR_BEFORE = MONTHS | word_set(
    "in since by of the early late mid until till from before after during year fiscal"
)
LABELS = word_set(
    """
    aged age article articles section chapter flight no nos number phase room route covid item rule page top
    grade
    """
)
"""Words after which a number is a name or an age and counts nothing."""
NOT_COUNTED = word_set(
    """
    am pm gmt est edt pst pdt utc bst cet o'clock third thirds quarter quarters fifth fifths tenth tenths th
    st nd rd
    """
)
"""Words after a number that make it a time of day, a fraction or an ordinal."""
TIME_UNITS = word_set(
    """
    second seconds minute minutes hour hours day days night nights week weeks month months year years decade
    decades
    """
)
TIME_DIRECTIONS = word_set("ago after before earlier later since")
LONE_ONE_BEFORE = word_set("no this that any every the which each number day")
LONE_ONE_AFTER = word_set("of day another point time thing such more")

STOP = word_set(
    """
    about above across after against ahead also although am amid among an and are around as at because been
    before behind being below between but by can could did do does down during except following for from had
    has have he her him his if in inside into is it its may might more most near nor not of off on onto or
    out over per said say says she should since so such than that the their them then there these they this
    those though through throughout to toward towards under until up upon us was we were what when where
    which while who whom whose will with within without would you your
    """
)
"""Words at which the phrase of what is counted ends."""
SKIPPED = word_set("more other another additional further of the these those them its his her their such")
"""Words between a number and what it counts."""
NOT_NOUNS = word_set(
    """
    armed big dangerous foreign former heavy high large local main many minor new old other senior serious
    small such top various violent young
    """
)
"""Frequent adjectives that no ending gives away."""

_DEAD = word_set("dead death deaths died fatalities fatality killed kills slain bodies corpses murdered")
_HURT = word_set("injured wounded hurt injuries injury hospitalised hospitalized")
_MISSING = word_set("missing disappeared unaccounted")
_HELD = word_set("arrested detained jailed imprisoned arrests detentions")
STATES: Mapping[str, str] = {
    **dict.fromkeys(_DEAD, "people dead"),
    **dict.fromkeys(_HURT, "people hurt"),
    **dict.fromkeys(_MISSING, "people missing"),
    **dict.fromkeys(_HELD, "people held"),
}
"""Kinds of persons by what happened to them: 12 dead and 30 hurt are two counts."""
TOLL_HEADS = _DEAD | _HURT | _MISSING | word_set("casualties victims cases infections homes houses displaced")
"""What is counted again and again while a story grows."""

PEOPLE = word_set(
    """
    accomplice accomplices activist activists adult adults agent agents assailant assailants attacker
    attackers attendee attendees boss bosses boy boys bystander bystanders candidate candidates captive
    captives casualties child children citizen citizens civilian civilians combatant combatants commander
    commanders convict convicts cop cops crew criminal criminals defendant defendants delegate delegates
    demonstrator demonstrators deputies deputy detainee detainees diplomat diplomats doctor doctors driver
    drivers employee employees evacuee evacuees fighter fighters figure figures firefighter firefighters
    foreigner foreigners fugitive fugitives gangster gangsters girl girls guard guards gunman gunmen hostage
    hostages individual individuals infant infants inmate inmates insurgent insurgents investigator
    investigators journalist journalists juror jurors kidnapper kidnappers kingpin kingpins lawmaker
    lawmakers leader leaders lord lords man marine marines member members men migrant migrants militant
    militants miner miners minister ministers national nationals nurse nurses offender offenders officer
    officers official officials operative operatives pair passenger passengers patient patients pedestrian
    pedestrians people person personnel persons pilgrim pilgrims pirate pirates player players police
    policeman policemen politician politicians prisoner prisoners protester protesters protestor protestors
    rebel rebels refugee refugees reporter reporters rescuer rescuers resident residents rioter rioters
    robber robbers sailor sailors senator senators shopper shoppers smuggler smugglers soldier soldiers
    student students supporter supporters survivor survivors suspect suspects teacher teachers teenager
    teenagers terrorist terrorists tourist tourists trafficker traffickers trooper troopers troops victim
    victims villager villagers volunteer volunteers voter voters witness witnesses woman women worker
    workers youth youths
    """
)
"""Words for persons: as units they are one class, since each paper picks its own."""


def is_person(word: str) -> bool:
    """Whether a folded word is a word for persons, demonyms in the plural such as `mexicans` included."""
    return word in PEOPLE or (word.endswith("s") and len(word) > 4 and demonym_code(word) is not None)


@lru_cache(maxsize=4096)
def kind_of(unit: str | None) -> str:
    """The class of a unit: `people`, `people dead`, …, `USD`, `percent`, the stem of a noun, or nothing."""
    plain = words(unit or "")
    if unit is None or not plain:
        return ""
    if unit == "percent" or unit in CURRENCY_WORDS.values():
        return unit
    states = [STATES[word] for word in plain if word in STATES]
    if states:
        return states[-1]
    return "people" if is_person(plain[-1]) or is_person(plain[0]) else stem(plain[-1])


def comparable(kind: str, other: str) -> bool:
    """Whether counts of two kinds can be of one thing; an unknown kind can be any but money and shares."""
    if kind == other:
        return True
    if not kind or not other:
        return not (kind or other).isupper() and "percent" not in (kind, other)
    return "people" in (kind, other) and kind.startswith("people") and other.startswith("people")
