"""The default schema: an event in the news.

Copy this file, change its fields, and pass it with `--schema my_events.py`.
"""

from typing import Annotated

from pydantic import BaseModel, Field

from extractor.fields import (
    Choice,
    ChoiceValue,
    Count,
    CountValue,
    Fate,
    Line,
    LineValue,
    Option,
    PartyValue,
    PlaceValue,
    Purpose,
    Role,
    TimeValue,
    When,
    Where,
    Who,
)

PLACE = ("where",)
"""Of a kind that happens at one place: one at another place is another event."""

STEP = ("type",)
"""Of a step of justice: another step with the same people is another event."""

INCIDENTS = ("attack", "disaster")
"""What arrests and trials are later steps of: a story is an incident with its steps."""

EVENT_TYPES = (
    # Each type has a one-line definition and a family: events of one family are often told in each other's
    # words. Most are those of ACE 2005.
    Option(
        "attack",
        "violence: a shooting, stabbing, bombing, kidnapping, robbery or fight, also with dead or foiled",
        family="harm",
        defined_by=PLACE,
    ),
    Option(
        "disaster",
        "an accident, crash, fall, fire, storm or quake does damage, also with dead",
        family="harm",
        defined_by=PLACE,
    ),
    Option("die", "a person dies, and the cause is not told or is natural", family="harm", defined_by=PLACE),
    Option("injure", "a person is hurt, and the cause is not told", family="harm", defined_by=PLACE),
    Option("execute", "a state puts a convicted person to death", family="harm", follows=INCIDENTS),
    Option(
        "arrest-jail",
        "a person is arrested, seized, gives himself up or is jailed",
        family="custody",
        defined_by=STEP,
        follows=INCIDENTS,
    ),
    Option(
        "release-parole",
        "a person is let out of custody",
        family="custody",
        defined_by=STEP,
        follows=INCIDENTS,
    ),
    Option(
        "extradite",
        "a person is handed over to another country for justice; before transport",
        family="transfer",
        follows=INCIDENTS,
    ),
    Option("expel", "a person is made to leave a country or a place", family="transfer"),
    Option("transport", "people or things are moved to another place, or go on a journey", family="transfer"),
    Option("return", "a person or thing goes back or is given back", family="transfer"),
    Option(
        "charge-indict",
        "a person is formally charged, indicted or arraigned",
        family="court",
        defined_by=STEP,
        follows=INCIDENTS,
    ),
    Option(
        "trial-hearing",
        "a court hears a case, or somebody pleads or testifies",
        family="court",
        defined_by=STEP,
        follows=INCIDENTS,
    ),
    Option("convict", "a court finds a person guilty", family="court", defined_by=STEP, follows=INCIDENTS),
    Option(
        "acquit",
        "a court finds a person not guilty, or drops the case",
        family="court",
        defined_by=STEP,
        follows=INCIDENTS,
    ),
    Option("sentence", "a court gives a punishment", family="court", defined_by=STEP, follows=INCIDENTS),
    Option("fine", "a party is made to pay a fine or damages", family="court"),
    Option("sue", "a party takes another to court", family="court"),
    Option(
        "appeal",
        "a party takes a court's decision to a higher court",
        family="court",
        defined_by=STEP,
        follows=INCIDENTS,
    ),
    Option(
        "pardon", "a punishment is lifted or made shorter", family="court", defined_by=STEP, follows=INCIDENTS
    ),
    Option("be-born", "a person is born", family="life"),
    Option("marry", "people marry", family="life"),
    Option("divorce", "people divorce", family="life"),
    Option(
        "demonstrate",
        "people gather in public to protest, strike or demand",
        family="protest",
        defined_by=PLACE,
    ),
    Option("meet", "people meet, visit or gather", family="talk"),
    Option("phone-write", "parties speak by telephone, letter or message", family="talk"),
    Option("transfer-money", "money is paid, given or lent", family="business"),
    Option(
        "transfer-ownership",
        "something is bought, ordered, sold, given or stolen, a company taken over",
        family="business",
    ),
    Option(
        "start-organisation", "an organisation, shop or programme is founded or opened", family="organisation"
    ),
    Option("merge-organisation", "organisations become one", family="organisation"),
    Option(
        "end-organisation",
        "an organisation, shop or programme closes or goes bankrupt",
        family="organisation",
    ),
    Option("start-position", "a person takes up, or is hired for, a job or office", family="position"),
    Option(
        "end-position", "a person resigns, retires or is dismissed; workers are laid off", family="position"
    ),
    Option("nominate", "a person is proposed or chosen for a job or office", family="position"),
    Option("elect", "people vote, or somebody wins an election", family="position"),
    Option("agreement", "parties agree on, sign or settle something", family="agreement"),
    Option("policy", "an authority decides, orders, allows or forbids something", family="policy"),
    Option("sanction", "an authority imposes sanctions, tariffs or a suspension", family="policy"),
    Option("threat", "a party threatens or warns another", family="threat"),
    Option("demand", "a party asks or demands something of another", family="demand"),
    Option("reject", "a party denies, refuses or rejects something", family="rejection"),
    Option("accuse", "a party blames another in public", family="accusation"),
    Option("release-product", "a product, work or report comes out or is presented", family="product"),
    Option(
        "statement",
        "a party announces, promises, apologises or admits something, and nothing above fits that",
        family="statement",
    ),
    Option(
        "other",
        "anything else: a rise or fall of prices or sales, a sports result, a prize, a rescue, a loss",
    ),
)

PLOVER = {
    "ASSAULT": ("attack", "execute"),
    "COERCE": ("arrest-jail", "expel", "trial-hearing", "convict", "sentence", "fine"),
    "RETREAT": ("release-parole", "acquit", "end-position"),
    "COOPERATE": ("extradite", "transport", "return", "transfer-ownership"),
    "ACCUSE": ("charge-indict", "sue", "accuse"),
    "REQUEST": ("appeal", "demand"),
    "CONCEDE": ("pardon",),
    "PROTEST": ("demonstrate",),
    "CONSULT": ("meet", "phone-write"),
    "AID": ("transfer-money",),
    "SUPPORT": ("nominate",),
    "AGREE": ("agreement",),
    "SANCTION": ("sanction",),
    "THREATEN": ("threat",),
    "REJECT": ("reject",),
}
"""Codes of the PLOVER codebook (Open Event Data Alliance), and the types that have them."""

ACE = {
    "Conflict.Attack": ("attack",),
    "Life.Die": ("die",),
    "Life.Injure": ("injure",),
    "Justice.Execute": ("execute",),
    "Justice.Arrest-Jail": ("arrest-jail",),
    "Justice.Release-Parole": ("release-parole",),
    "Justice.Extradite": ("extradite",),
    "Movement.Transport": ("transport",),
    "Justice.Charge-Indict": ("charge-indict",),
    "Justice.Trial-Hearing": ("trial-hearing",),
    "Justice.Convict": ("convict",),
    "Justice.Acquit": ("acquit",),
    "Justice.Sentence": ("sentence",),
    "Justice.Fine": ("fine",),
    "Justice.Sue": ("sue",),
    "Justice.Appeal": ("appeal",),
    "Justice.Pardon": ("pardon",),
    "Life.Be-Born": ("be-born",),
    "Life.Marry": ("marry",),
    "Life.Divorce": ("divorce",),
    "Conflict.Demonstrate": ("demonstrate",),
    "Contact.Meet": ("meet",),
    "Contact.Phone-Write": ("phone-write",),
    "Transaction.Transfer-Money": ("transfer-money",),
    "Transaction.Transfer-Ownership": ("transfer-ownership",),
    "Business.Start-Org": ("start-organisation",),
    "Business.Merge-Org": ("merge-organisation",),
    "Business.End-Org": ("end-organisation",),
    "Personnel.Start-Position": ("start-position",),
    "Personnel.End-Position": ("end-position",),
    "Personnel.Nominate": ("nominate",),
    "Personnel.Elect": ("elect",),
}
"""Types and subtypes of ACE 2005 (English Annotation Guidelines for Events, version 5.4.3). What is none of
theirs, or a part of one only, has no code."""

STATUSES = (
    Option("happened", "it has happened or is happening, also when only who did it is uncertain"),
    Option("planned", "it is announced for later, scheduled, ordered or threatened", becomes=("happened",)),
    Option(
        "alleged",
        "it is uncertain whether it happened at all: somebody only claims, suspects or accuses",
        weaker_than=("happened",),
    ),
    Option("denied", "it is said not to have happened, or not to be going to"),
)

SALIENCE = (
    Option("main", "what the article was written for; usually 1 to 3 events"),
    Option("background", "an earlier or later occurrence that the article looks back or forward to"),
)


class NewsEvent(BaseModel):
    """An event is one entry in a chronicle: one occurrence to which a careful editor would give one line,
    with a time and a place, whatever number of sentences tell of it.

    What belongs together:
    1. An incident has its outcomes. Those killed and hurt, the damage, the taking to hospital, the flight of
    the attacker, the search, lockdown or alarm that follows at once are part of the attack, accident or
    disaster, and no events of their own: people shot, dead and hurt in one shooting are one event. A death
    weeks later, a funeral, a memorial, a lawsuit are events of their own.
    2. What the article treats as one whole (a shooting spree at three places, a two-day summit, the fall of
    all indices on a market day, several products in one deal) is one event. A part is an event of its own
    only where the article tells it as a separate occurrence with its own time and place; then the whole is
    one too, if the article names it. A sum over unrelated occurrences ("two climbers died in two days") is
    none.
    3. One act on several people (two arrested in one raid, 26 handed over) is one event; acts at different
    times are several. Those seized at the scene when an attack is foiled belong to that; a suspect who gives
    himself up hours later is an arrest.
    4. Steps of justice are separate, also in one clause ("arrested and charged"): arrest, charge or
    arraignment, plea, trial, verdict, sentence, appeal. Several counts in one step are one event. The crime
    behind a verdict is an event.
    5. Saying is not an event. "Police said", "the company confirmed" only name the source. Saying counts when
    the words do something and are the news: announcing a decision, promising, threatening, demanding,
    formally accusing, refusing, denying, agreeing, apologising, resigning. The announcement of something and
    the thing are one event, unless the article tells them apart with a time or place of their own (announced
    on the 4th, to be held on the 12th).
    6. No events: opinions, feelings, quotes about an event, descriptions, lasting states, habits, careers,
    numbers and prices at a moment (a price that fell on a day is one), an investigation that goes on, police
    work at the scene, calls for witnesses, what might happen or "could" be decided, what did not happen ("no
    one was hurt") unless somebody denies it or rules it out, the setting of an incident (the match after
    which it happened), the outlet's own doings, headlines of other stories, page furniture, reader comments.
    7. Earlier and later occurrences that the article looks back or forward to are events as well, also where
    a noun phrase tells them ("the 2008 killing of a deputy", "will be sentenced on November 8").
    """

    type: Annotated[ChoiceValue | None, Choice(EVENT_TYPES, Purpose.KIND, {"plover": PLOVER, "ace": ACE})] = (
        Field(
            None,
            description=(
                "the kind of event, by its cause and not its outcome: a shooting with dead is an attack, a "
                "fatal fall, crash or quake a disaster; of two that fit, the one listed first"
            ),
        )
    )
    what: Annotated[LineValue | None, Line(max_words=16)] = Field(
        None,
        description=(
            "a headline of 4 to 14 words with subject and verb, in the article's words as far as possible"
        ),
    )
    who: Annotated[
        list[PartyValue],
        Who(
            roles=(
                Role(
                    "agent",
                    "who",
                    "who did it, also if only suspected or accused of it; the court or police "
                    "in a step of justice, where it is named; the one who takes, gives or announces",
                ),
                Role(
                    "patient",
                    "whom",
                    "to whom or what it was done: the victim, the dead, the arrested, accused or "
                    "convicted, the thing bought, hit or moved",
                ),
                Role("recipient", "to", "who received it, or of whom something is demanded", seldom=True),
            )
        ),
    ] = Field(
        default_factory=list,
        description=(
            "the parties, each once, in the fullest form that the article gives anywhere; a description "
            '("a 23-year-old man") where there is no name'
        ),
    )
    killed: Annotated[CountValue | None, Count(Fate.DEAD, keys=("count", "what"))] = Field(
        None,
        description=(
            'how many died in it in all, as the article writes it ("two", "at least 12 people"); where it '
            "gives no number, the names or descriptions of all the dead"
        ),
    )
    injured: Annotated[CountValue | None, Count(Fate.HURT, keys=("count", "what"))] = Field(
        None, description="how many were hurt in it, in the same way; not the dead"
    )
    count: Annotated[CountValue | None, Count(keys=("what",), apart_from=("killed", "injured"))] = Field(
        None,
        description=(
            'the other number that belongs to the event, with its noun: people or things ("26 prisoners", '
            '"179 tankers"), else a share or a sum that is the news ("6.5 percent", "$44 billion"); of '
            "several the first; magnitudes, ages, distances and durations are none"
        ),
    )
    when: Annotated[TimeValue | None, When()] = Field(
        None,
        description=(
            "the event's own time in the article's words, from whatever sentences give it, joined by a "
            'comma where they are several; not that of the source ("confirmed Tuesday")'
        ),
    )
    where: Annotated[PlaceValue | None, Where()] = Field(
        None,
        description=(
            "the most precise place named for it and those that hold it, as the article writes them, from "
            "whatever sentences or dateline give them, joined by a comma; where nothing more precise is "
            "said, the town or country that the article plainly sets it in"
        ),
    )
    status: Annotated[ChoiceValue | None, Choice(STATUSES, Purpose.STATUS)] = Field(
        None,
        description=(
            "whether it happened; a killing that surely happened, of which somebody is accused, has "
            "happened, and so has a refusal or denial that somebody speaks"
        ),
    )
    salience: Annotated[ChoiceValue | None, Choice(SALIENCE, Purpose.SALIENCE)] = Field(
        None, description="whether the article was written for it"
    )
