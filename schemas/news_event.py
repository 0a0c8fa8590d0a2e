"""The default schema: an event in the news.

Copy this file, change its fields, and pass it with `--schema my_events.py`.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from extractor.fields import (
    STATUS_CUES,
    STATUSES,
    Choice,
    ChoiceValue,
    Count,
    CountValue,
    Line,
    LineValue,
    Option,
    PartyValue,
    PlaceValue,
    Role,
    TimeValue,
    When,
    Where,
    Who,
    listed,
)
from extractor.schemas import Weights

EVENT_TYPES = (
    # Each type has a one-line definition, a family (events of one family are often told in each other's
    # words), its PLOVER code where there is one, and the verbs and nouns that name it (`*` ends a stem).
    # The types are those of ACE 2005 (English Annotation Guidelines for Events, version 5.4.3), except those
    # from `expel` on that say "news". The codes are those of the PLOVER codebook (Open Event Data Alliance).
    Option(
        "extradite",
        "a person is sent or handed over to another country for justice",
        family="transfer",
        code="COOPERATE",
        verbs=listed("extradite, extradited, extradites, extraditing, hand* over, turn* over"),
        nouns=listed("extradition*, handover"),
    ),
    Option(
        "transport",
        "a person or thing is moved from one place to another",
        family="transfer",
        code="COOPERATE",
        verbs=listed(
            "transferred, transferring, transport, transported, transporting, sent, sending, send, "
            "sends, fly, flew, flown, flying, moved, deliver*, evacuat*, smuggled, repatriat*, relocat*"
        ),
        nouns=listed("transfer, transfers, repatriation*, evacuation*, delivery"),
    ),
    Option(
        "expel",
        "news: a person is made to leave a country",
        family="transfer",
        code="COERCE",
        verbs=listed("expel, expels, expelled, expelling, deport, deported, deporting"),
        nouns=listed("expulsion*, deportation*"),
    ),
    Option(
        "return",
        "news: a person or thing goes or is given back",
        family="transfer",
        code="COOPERATE",
        verbs=listed("return, returned, returning"),
    ),
    Option(
        "arrest-jail",
        "a person is arrested, detained or jailed",
        family="custody",
        code="COERCE",
        verbs=listed("pulled over, arrest*, detain*, jail*, imprison*, captur*, apprehend*"),
        nouns=listed("arrest, arrests, detention"),
    ),
    Option(
        "release-parole",
        "a person is let out of custody",
        family="custody",
        code="RETREAT",
        verbs=listed("freed, freeing, paroled, released from"),
        nouns=listed("parole"),
    ),
    Option(
        "charge-indict",
        "a person is formally charged with a crime",
        family="court",
        code="ACCUSE",
        verbs=listed("charged, charged with, been charged, was charged, were charged, indict*"),
        nouns=listed("charges, indictment*"),
    ),
    Option(
        "trial-hearing",
        "a court hears a case",
        family="court",
        code="COERCE",
        verbs=listed(
            "upheld, ruled that, appear* before, appear* in court, testif*, pleaded, pled, stand* "
            "trial, stood trial"
        ),
        nouns=listed("court case, verdict, ruling, trial, trials, hearing, hearings"),
    ),
    Option(
        "sue",
        "a party takes another to court",
        family="court",
        code="ACCUSE",
        verbs=listed("sue, sued, suing"),
        nouns=listed("lawsuit*"),
    ),
    Option(
        "convict",
        "a court finds a person guilty",
        family="court",
        code="COERCE",
        verbs=listed("convict, convicted, found guilty"),
        nouns=listed("conviction*"),
    ),
    Option(
        "acquit",
        "a court finds a person not guilty",
        family="court",
        code="RETREAT",
        verbs=listed("acquit*, exonerat*"),
        nouns=listed("acquittal*"),
    ),
    Option(
        "sentence",
        "a court gives a punishment",
        family="court",
        code="COERCE",
        verbs=listed("sentenced, sentencing"),
    ),
    Option(
        "fine",
        "a party is made to pay a fine",
        family="court",
        code="COERCE",
        verbs=listed("fined"),
    ),
    Option(
        "execute",
        "a state puts a person to death",
        family="violence",
        code="ASSAULT",
        verbs=listed("executed, executing"),
        nouns=listed("execution*"),
    ),
    Option(
        "appeal",
        "a party takes a court's decision to a higher court",
        family="court",
        code="REQUEST",
        verbs=listed("appealed, appealing"),
    ),
    Option(
        "pardon",
        "a punishment is lifted",
        family="court",
        code="CONCEDE",
        verbs=listed("pardon*"),
    ),
    Option(
        "die",
        "a person dies or is killed",
        family="violence",
        code="ASSAULT",
        verbs=listed(
            "found dead, die, died, dies, kill, killed, kills, murdered, murdering, assassinat*, drowned"
        ),
        nouns=listed(
            "his death, her death, their deaths, dead, killing, killings, murder, murders, death of, "
            "deaths of, assassination*, massacre*"
        ),
    ),
    Option(
        "injure",
        "a person is hurt",
        family="violence",
        code="ASSAULT",
        verbs=listed("hit, struck, injured, injuring, wounded, wounding, hurt"),
        nouns=listed("injuries"),
    ),
    Option(
        "be-born",
        "a person is born",
        family="life",
        verbs=listed("was born, were born, gave birth"),
    ),
    Option(
        "marry",
        "people marry",
        family="life",
        verbs=listed("married, marries, wed"),
    ),
    Option(
        "divorce",
        "people divorce",
        family="life",
        verbs=listed("divorced, divorces"),
    ),
    Option(
        "attack",
        "somebody uses violence against people or things",
        family="violence",
        code="ASSAULT",
        verbs=listed(
            "opened fire, hijack, robbed, attack, attacked, attacking, attacks, bombed, bombing, shot, "
            "stabbed, fired on, invade*, invaded, shelled, raided, clashed, hijacked, kidnapped, raped, "
            "exploded"
        ),
        nouns=listed(
            "hijacking*, robbery, piracy, ambush, attack, attacks, bombing*, shooting*, airstrike*, "
            "invasion, raid, explosion*, war"
        ),
    ),
    Option(
        "demonstrate",
        "people gather in public to demand or protest",
        family="protest",
        code="PROTEST",
        verbs=listed("protested, protesting, demonstrated, rallied, marched, went on strike"),
        nouns=listed("protest, protests, demonstration*, rally, rallies, strike, strikes, riot*"),
    ),
    Option(
        "meet",
        "parties meet and talk",
        family="talk",
        code="CONSULT",
        verbs=listed("negotiating, met, meet with, meets, meeting with, visit, visited, visiting, hosted"),
        nouns=listed("negotiations, meeting, meetings, summit, talks, visit, conference"),
    ),
    Option(
        "phone-write",
        "parties speak by telephone, letter or message",
        family="talk",
        code="CONSULT",
        verbs=listed("phoned, telephoned, spoke by phone"),
        nouns=listed("phone call, letter to"),
    ),
    Option(
        "transfer-money",
        "money is paid, given or lent",
        family="business",
        code="AID",
        verbs=listed("paid, pays, donat*, lent, funded, repaid, pledged"),
        nouns=listed("payment*, donation*, loan, loans, ransom"),
    ),
    Option(
        "transfer-ownership",
        "something is bought, sold or given",
        family="business",
        code="COOPERATE",
        verbs=listed(
            "sells, stole, stolen, seized, confiscated, recovered, bought, buy, buying, sold, sell, "
            "selling, acquire, acquired, acquiring, purchas*"
        ),
        nouns=listed("sale of, sales of, theft, acquisition*, purchase, takeover"),
    ),
    Option(
        "start-organisation",
        "an organisation is founded",
        family="organisation",
        verbs=listed("founded, co-founded, opened, launched, set up"),
    ),
    Option(
        "merge-organisation",
        "organisations become one",
        family="organisation",
        verbs=listed("merged, merge with"),
        nouns=listed("merger*"),
    ),
    Option(
        "end-organisation",
        "an organisation ends or goes bankrupt",
        family="organisation",
        verbs=listed("closing, closed, dissolved, disbanded, shut down, closed down, filed for bankruptcy"),
        nouns=listed("bankruptcy"),
    ),
    Option(
        "start-position",
        "a person takes up a position",
        family="position",
        verbs=listed("appoint*, hired, sworn in, took office, takes office, was named, inaugurat*"),
        nouns=listed("appointment, inauguration"),
    ),
    Option(
        "end-position",
        "a person leaves a position",
        family="position",
        code="RETREAT",
        verbs=listed(
            "resign, resigned, resigns, resigning, stepped down, step down, fired, sacked, dismissed "
            "as, ousted, retired, laid off"
        ),
        nouns=listed("resignation, layoffs, ouster"),
    ),
    Option(
        "nominate",
        "a person is proposed for a position",
        family="position",
        code="SUPPORT",
        verbs=listed("nominat*"),
        nouns=listed("nomination"),
    ),
    Option(
        "elect",
        "people vote, or a person or party wins a vote",
        family="position",
        verbs=listed("elected, re-elected, voted, won the election"),
        nouns=listed("election, elections, referendum, vote"),
    ),
    Option(
        "agreement",
        "news: parties agree, sign or settle something",
        family="agreement",
        code="AGREE",
        verbs=listed(
            "agreed, agree, agrees, agreeing, signed, ratified, negotiated, brokered, extending, extended"
        ),
        nouns=listed("agreement, deal, pact, treaty, accord, ceasefire, truce"),
    ),
    Option(
        "policy",
        "news: an authority decides, orders, allows or forbids something",
        family="policy",
        verbs=listed(
            "approve, approved, approves, approving, authoris*, authoriz*, ordered, banned, passed a, "
            "enacted, adopted, repealed, designated, nationalis*, nationaliz*"
        ),
        nouns=listed("ban on, executive order"),
    ),
    Option(
        "sanction",
        "news: an authority imposes sanctions, tariffs or other pressure",
        family="policy",
        code="SANCTION",
        verbs=listed("imposed, imposes, imposing, sanctioned, levied, boycott*, suspended, froze"),
        nouns=listed("sanctions against, sanctions on, embargo"),
    ),
    Option(
        "threat",
        "news: a party threatens another",
        family="threat",
        code="THREATEN",
        verbs=listed("threaten*, warned, vowed"),
        nouns=listed("threat to, threats to"),
    ),
    Option(
        "demand",
        "news: a party asks or demands something of another",
        family="demand",
        code="REQUEST",
        verbs=listed("demanded, demands that, urged, called for, calls for, sought, requested"),
        nouns=listed("ultimatum"),
    ),
    Option(
        "reject",
        "news: a party denies, refuses or rejects something",
        family="rejection",
        code="REJECT",
        verbs=listed(
            "reject, rejected, rejects, rejecting, denied, denies, dismissed, refused, refuses, vetoed, "
            "ruled out"
        ),
        nouns=listed("rejection"),
    ),
    Option(
        "statement",
        "news: a party announces something",
        family="statement",
        verbs=listed("announc*, declared, apologi*, admitted, pledge"),
        nouns=listed("announcement, apology"),
    ),
    Option(
        "accuse",
        "news: a party blames another in public",
        family="accusation",
        code="ACCUSE",
        verbs=listed("blamed, condemn*, criticis*, criticiz*, denounc*"),
    ),
    Option(
        "disaster",
        "news: nature or an accident does damage",
        family="disaster",
        verbs=listed("fell from, fell off, crashed, collapsed, derailed, flooded, erupted, sank"),
        nouns=listed(
            "accident, accidents, collision, fall from, blast, fire at, fires, earthquake, hurricane, "
            "flood, floods, wildfire*, crash, tsunami, landslide, outbreak, typhoon, tornado"
        ),
    ),
    Option(
        "release-product",
        "news: a product, work or report comes out",
        family="product",
        verbs=listed("unveil*, introduced, recalled, recalling, published"),
        nouns=listed("recall of, launch of, unveiling"),
    ),
    Option(
        "other",
        "any other event",
        verbs=listed(
            "won, lost, beat, defeated, defeats, left, leaves, leaving, joined, entered, replaced, "
            "replaces, escaped, fled, rescued, foiled, thwarted, stopped, broke out, began, started, "
            "ended, built, hosting, host, rose, fell, dropped, increased, cut, raised, delayed, "
            "cancelled, canceled, completed, awarded, received, discovered, found, deployed"
        ),
        nouns=listed("attempt, operation"),
    ),
)


class NewsEvent(BaseModel):
    """Something that happened, is planned, or is said to have happened."""

    type: Annotated[ChoiceValue | None, Choice(EVENT_TYPES)] = Field(None, description="the kind of event")
    what: Annotated[LineValue | None, Line(max_words=16)] = Field(
        None, description="what happened, in a few words of the article"
    )
    who: Annotated[
        list[PartyValue],
        Who(
            roles=(
                Role("agent", "who", "the one who did it"),
                Role("patient", "whom", "the one it was done to, or the thing"),
                Role("recipient", "to", "the one who received it"),
            )
        ),
    ] = Field(default_factory=list, description="the parties")
    count: Annotated[CountValue | None, Count()] = Field(None, description="how many people or things")
    when: Annotated[TimeValue | None, When()] = Field(None, description="words that tell its time")
    where: Annotated[PlaceValue | None, Where()] = Field(None, description="words that tell its place")
    status: Annotated[ChoiceValue | None, Choice(STATUSES, cues=STATUS_CUES)] = Field(
        None, description="whether it happened, is planned, alleged or denied"
    )

    # How much each level of agreement speaks for (+) or against (-) two records being one event; a pair is
    # linked at `threshold`. Kinds and words (type, what, status) cannot reach it: somebody, some time, some
    # place or some number must agree as well, or the words be those of one quotation.
    weights: ClassVar[Weights] = {
        "type": {"same": 12, "related": 6, "different": -12},
        "what": {"verbatim": 30, "same": 20, "similar": 8, "unlike": -2},
        "who": {
            "same parties": 34,
            "same patient": 34,
            "same person": 10,
            "like group": 18,
            "same organisation": 10,
            "same in another role": 10,
            "same government": 4,
            "nothing shared": -8,
            "different parties": -24,
        },
        "count": {"same": 25, "compatible": 18, "update": 0, "different": -30, "other unit": 0},
        "when": {
            "same": 20,
            "same_period": 14,
            "contains": 14,
            "near": 12,
            "compatible": 5,
            "possible": 0,
            "different": -25,
        },
        "where": {"same": 8, "alike": 7, "contains": 5, "unclear": 0, "different": -12},
        "status": {"same": 0, "related": 0, "different": -2},
    }
    threshold: ClassVar[int] = 42
