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
            "transferred, transferring, transport, transported, transporting, sent, sending, send, sends, "
            "fly, flew, flown, flying, moved, deliver*, evacuat*, smuggled, repatriat*, relocat*, "
            "airlift*, shipped, shipping, towed, taken to, took to hospital, rushed to, brought to, "
            "escorted, diverted, drove to, driven to, carried to, dispatched"
        ),
        nouns=listed("transfer, transfers, repatriation*, evacuation*, delivery, airlift, shipment*"),
    ),
    Option(
        "expel",
        "news: a person is made to leave a country",
        family="transfer",
        code="COERCE",
        verbs=listed("expel, expels, expelled, expelling, deport, deported, deporting, evicted"),
        nouns=listed("expulsion*, deportation*, eviction*"),
    ),
    Option(
        "return",
        "news: a person or thing goes or is given back",
        family="transfer",
        code="COOPERATE",
        verbs=listed(
            "return, returned, returning, returns to, came back, went back, gave back, brought back, give "
            "back, handed back"
        ),
    ),
    Option(
        "arrest-jail",
        "a person is arrested, detained or jailed",
        family="custody",
        code="COERCE",
        verbs=listed(
            "pulled over, arrest*, detain*, jail*, imprison*, captur*, apprehend*, nabbed, took into "
            "custody, taken into custody, rounded up, handcuffed, remanded, held on suspicion, checked "
            "into rehab"
        ),
        nouns=listed("arrest, arrests, detention"),
    ),
    Option(
        "release-parole",
        "a person is let out of custody",
        family="custody",
        code="RETREAT",
        verbs=listed(
            "freed, freeing, paroled, released from, released on bail, set free, freed on bail, let out of"
        ),
        nouns=listed("parole"),
    ),
    Option(
        "charge-indict",
        "a person is formally charged with a crime",
        family="court",
        code="ACCUSE",
        verbs=listed(
            "charged, charged with, been charged, was charged, were charged, indict*, arraigned, faces "
            "charges, face charges, facing charges, pressed charges, filed charges"
        ),
        nouns=listed("charges, indictment*, arraignment*"),
    ),
    Option(
        "trial-hearing",
        "a court hears a case",
        family="court",
        code="COERCE",
        verbs=listed(
            "upheld, ruled that, appear* before, appear* in court, testif*, pleaded, pled, pleads, plead, "
            "plead guilty, stand* trial, stood trial, went on trial, goes on trial, on trial, heard the "
            "case"
        ),
        nouns=listed(
            "court case, verdict, ruling, trial, trials, hearing, hearings, court appearance*, guilty "
            "plea, testimony"
        ),
    ),
    Option(
        "sue",
        "a party takes another to court",
        family="court",
        code="ACCUSE",
        verbs=listed("sue, sued, sues, suing, filed a lawsuit, files lawsuit, filed suit, took to court"),
        nouns=listed("lawsuit*, legal action"),
    ),
    Option(
        "convict",
        "a court finds a person guilty",
        family="court",
        code="COERCE",
        verbs=listed("convict, convicted, convicts, found guilty"),
        nouns=listed("conviction*"),
    ),
    Option(
        "acquit",
        "a court finds a person not guilty",
        family="court",
        code="RETREAT",
        verbs=listed("acquit*, exonerat*, found not guilty, cleared of"),
        nouns=listed("acquittal*"),
    ),
    Option(
        "sentence",
        "a court gives a punishment",
        family="court",
        code="COERCE",
        verbs=listed("sentenced, sentencing, sentences him, sentences her"),
        nouns=listed("life sentence*, death sentence*"),
    ),
    Option(
        "fine",
        "a party is made to pay a fine",
        family="court",
        code="COERCE",
        verbs=listed("fined, fines"),
    ),
    Option(
        "execute",
        "a state puts a person to death",
        family="violence",
        code="ASSAULT",
        verbs=listed("executed, executing, beheaded, hanged"),
        nouns=listed("execution*"),
    ),
    Option(
        "appeal",
        "a party takes a court's decision to a higher court",
        family="court",
        code="REQUEST",
        verbs=listed("appealed, appealing, appeals against"),
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
            "found dead, die, died, dies, dying, kill, killed, kills, murdered, murdering, assassinat*, "
            "drowned, shot dead, gunned down, passed away, perished, slain, slew, lost their lives, lost "
            "his life, lost her life, claimed the lives, beaten to death, stabbed to death, shot and "
            "killed, hanged himself, hanged herself, took his own life, took her own life"
        ),
        nouns=listed(
            "his death, her death, their deaths, dead, killing, killings, murder, murders, death of, "
            "deaths of, death, deaths, assassination*, massacre*, slaying*, homicide*, suicide, suicides, "
            "drowning*"
        ),
    ),
    Option(
        "injure",
        "a person is hurt",
        family="violence",
        code="ASSAULT",
        verbs=listed(
            "hit, struck, injured, injuring, injures, wounded, wounding, wounds, hurt, maimed, suffered "
            "injuries, suffered a"
        ),
        nouns=listed("injuries, injury"),
    ),
    Option(
        "be-born",
        "a person is born",
        family="life",
        verbs=listed("was born, were born, gave birth, gives birth"),
        nouns=listed("birth of"),
    ),
    Option(
        "marry",
        "people marry",
        family="life",
        verbs=listed("married, marries, wed, got engaged"),
        nouns=listed("wedding"),
    ),
    Option(
        "divorce",
        "people divorce",
        family="life",
        verbs=listed("divorced, divorces, filed for divorce, split from, separated from"),
    ),
    Option(
        "attack",
        "somebody uses violence against people or things",
        family="violence",
        code="ASSAULT",
        verbs=listed(
            "opened fire, opens fire, hijack, robbed, attack, attacked, attacking, attacks, bombed, "
            "bombing, shot, stabbed, stabbing, fired on, fired at, fired into, fired shots, invade*, "
            "invaded, shelled, raided, clashed, clashes with, hijacked, hijacks, kidnapped, abducted, "
            "raped, assaulted, exploded, explodes, detonat*, blew up, blown up, blew himself up, stormed, "
            "looted, torched, set fire to, set on fire, vandalised, vandalized, ambushed, rammed, rams, "
            "mugged, beat up, beaten, besieged, mutinied, took hostage, taken hostage, bombarded, pelted, "
            "hurled, hacked into"
        ),
        nouns=listed(
            "hijacking*, robbery, robberies, piracy, ambush, attack, attacks, bombing*, shooting*, "
            "airstrike*, air strike*, airstrikes, invasion, raid, raids, explosion*, war, battle, "
            "gunfire, fighting, clashes, shelling, offensive, stabbing*, assault, assaults, kidnapping*, "
            "abduction*, rape, arson, heist*, burglary, burglaries, rampage, siege, coup, gun battle*, "
            "shootout, bombardment"
        ),
    ),
    Option(
        "demonstrate",
        "people gather in public to demand or protest",
        family="protest",
        code="PROTEST",
        verbs=listed(
            "protested, protesting, protests against, demonstrated, rallied, marched, went on strike, "
            "picketed, walked out, took to the streets, rioted"
        ),
        nouns=listed(
            "protest, protests, demonstration*, rally, rallies, strike, strikes, riot*, vigil*, unrest, "
            "sit-in, walkout, protest march"
        ),
    ),
    Option(
        "meet",
        "parties meet and talk",
        family="talk",
        code="CONSULT",
        verbs=listed(
            "negotiating, met, meet with, meets, meets with, meeting with, visit, visited, visiting, "
            "visits, hosted, held talks, hold talks, holds talks, attended, attends, welcomed"
        ),
        nouns=listed("negotiations, meeting, meetings, summit, talks, visit, conference, keynote, ceremony"),
    ),
    Option(
        "phone-write",
        "parties speak by telephone, letter or message",
        family="talk",
        code="CONSULT",
        verbs=listed("phoned, telephoned, spoke by phone, wrote to, sent a letter"),
        nouns=listed("phone call, letter to, open letter"),
    ),
    Option(
        "transfer-money",
        "money is paid, given or lent",
        family="business",
        code="AID",
        verbs=listed(
            "paid, pays, paying, donat*, lent, funded, repaid, pledged, invested, invests, borrowed, "
            "refunded, bailed out, spent"
        ),
        nouns=listed(
            "payment*, donation*, loan, loans, ransom, bailout*, bail-out*, investment of, funding, refund*"
        ),
    ),
    Option(
        "transfer-ownership",
        "something is bought, sold or given",
        family="business",
        code="COOPERATE",
        verbs=listed(
            "sells, stole, steal, steals, stolen, stealing, seized, seizes, seize, confiscated, "
            "recovered, bought, buy, buys, buying, sold, sell, selling, acquire, acquired, acquires, "
            "acquiring, purchas*, take over, takes over, took over, auctioned, made off with, making off "
            "with, returned to its owner, leased, impounded"
        ),
        nouns=listed("sale of, sales of, theft, thefts, acquisition*, purchase, takeover, auction"),
    ),
    Option(
        "start-organisation",
        "an organisation is founded",
        family="organisation",
        verbs=listed("founded, co-founded, opened, opens, set up, established, start-up of, formed"),
        nouns=listed("founding of, opening of, creation of"),
    ),
    Option(
        "merge-organisation",
        "organisations become one",
        family="organisation",
        verbs=listed("merged, merge, merges, merge with, merging"),
        nouns=listed("merger*"),
    ),
    Option(
        "end-organisation",
        "an organisation ends or goes bankrupt",
        family="organisation",
        verbs=listed(
            "closing, closed, closes, dissolved, disbanded, shut down, shuts down, shut, shutting down, "
            "closed down, filed for bankruptcy, files for bankruptcy, went bankrupt, liquidat*, went out "
            "of business"
        ),
        nouns=listed("bankruptcy, closure*, shutdown, liquidation"),
    ),
    Option(
        "start-position",
        "a person takes up a position",
        family="position",
        verbs=listed(
            "appoint*, hired, hires, hiring, rehired, rehires, recruited, sworn in, took office, takes "
            "office, take office, was named, were named, has named, named as, inaugurat*, was promoted "
            "to, was chosen, was selected, has been named, has been chosen, took over as, takes over as, "
            "taking over as, will replace, succeeded, succeeds, be the next"
        ),
        nouns=listed("appointment, inauguration"),
    ),
    Option(
        "end-position",
        "a person leaves a position",
        family="position",
        code="RETREAT",
        verbs=listed(
            "resign, resigned, resigns, resigning, stepped down, steps down, step down, stepping down, "
            "quit, quits, fired, fires, firing, sacked, sacks, dismissed as, was dismissed, were "
            "dismissed, ousted, ousts, retired, retires, retire, laid off, lay off, lays off, cut jobs, "
            "axed, let go, parted ways, stripped of"
        ),
        nouns=listed("resignation, layoffs, ouster, dismissal, retirement, job cuts, departure of"),
    ),
    Option(
        "nominate",
        "a person is proposed for a position",
        family="position",
        code="SUPPORT",
        verbs=listed("nominat*, picked to, tapped to, tapped, chosen as"),
        nouns=listed("nomination, nominations, candidacy"),
    ),
    Option(
        "elect",
        "people vote, or a person or party wins a vote",
        family="position",
        verbs=listed(
            "elected, re-elected, reelected, voted, votes, voting, won the election, wins the election, "
            "won re-election, won the presidency"
        ),
        nouns=listed("election, elections, referendum, vote, re-election, by-election"),
    ),
    Option(
        "agreement",
        "news: parties agree, sign or settle something",
        family="agreement",
        code="AGREE",
        verbs=listed(
            "agreed, agree, agrees, agreeing, signed, signs, sign, signing, ratified, negotiated, "
            "brokered, extending, extended, settled, settles, struck a deal, reached a deal, inked, "
            "accepted, accepts, reconciled, partnered, teamed up, promised"
        ),
        nouns=listed(
            "agreement, deal, pact, treaty, accord, ceasefire, truce, settlement, memorandum of "
            "understanding, joint venture, promise to, promise from, promise that"
        ),
    ),
    Option(
        "policy",
        "news: an authority decides, orders, allows or forbids something",
        family="policy",
        verbs=listed(
            "approve, approved, approves, approving, authoris*, authoriz*, ordered, banned, bans, ban, "
            "passed a law, passes a law, passed a bill, passes a bill, passed the bill, passed "
            "legislation, enacted, adopted, repealed, designated, nationalis*, nationaliz*, decided, "
            "decides, ruled, rules that, granted, lifted, overturned, overturns, overturn, revoked, "
            "legaliz*, legalis*, declared a state, declared independence, annexed, licensed, allowed, "
            "outlawed, grounded, issued a"
        ),
        nouns=listed("ban on, executive order, decision to, approval of, approval for"),
    ),
    Option(
        "sanction",
        "news: an authority imposes sanctions, tariffs or other pressure",
        family="policy",
        code="SANCTION",
        verbs=listed(
            "imposed, imposes, imposing, impose, sanctioned, levied, boycott*, suspended, suspends, "
            "froze, expelled from, blacklisted, penali*"
        ),
        nouns=listed("sanctions against, sanctions on, embargo, suspension of, new sanctions, new tariffs"),
    ),
    Option(
        "threat",
        "news: a party threatens another",
        family="threat",
        code="THREATEN",
        verbs=listed("threaten*, warned, warns, warn, warning, vowed, vows"),
        nouns=listed("threat to, threats to, ultimatum, warning to"),
    ),
    Option(
        "demand",
        "news: a party asks or demands something of another",
        family="demand",
        code="REQUEST",
        verbs=listed(
            "demanded, demands, demanding, demands that, urged, urges, urging, called for, calls for, "
            "calling for, call for, call on, called on, calls on, sought, requested, requests, appealed "
            "to, petitioned"
        ),
        nouns=listed("demand for, appeal for, petition"),
    ),
    Option(
        "reject",
        "news: a party denies, refuses or rejects something",
        family="rejection",
        code="REJECT",
        verbs=listed(
            "reject, rejected, rejects, rejecting, denied, denies, deny, dismissed, dismisses, refused, "
            "refuses, refusing, vetoed, vetoes, ruled out, rules out, turned down, blocked, blocks, "
            "opposed, challenged, not allow*, not seek, will not accept, would not accept, will not "
            "attend, will not run, will not sign"
        ),
        nouns=listed("rejection, refusal, veto"),
    ),
    Option(
        "statement",
        "news: a party announces something",
        family="statement",
        verbs=listed("apologi*, admitted, admits, confessed, confesses"),
        nouns=listed("apology, confession"),
        weak=listed("announc*, announcement, declared, declares, reveal*, pledge, pledged"),
    ),
    Option(
        "accuse",
        "news: a party blames another in public",
        family="accusation",
        code="ACCUSE",
        verbs=listed("blamed, blames, condemn*, criticis*, criticiz*, denounc*, slammed"),
        weak=listed("accused, accuses, accusing"),
    ),
    Option(
        "disaster",
        "news: nature or an accident does damage",
        family="disaster",
        verbs=listed(
            "fell from, fell off, crashed, crashes, crash, collapsed, collapses, derailed, flooded, "
            "erupted, erupts, sank, capsized, collided, collides, caught fire, burned down, burns down, "
            "burned, engulfed, jolted, jolts, shook, rattled, swept through, swept away, broke out at, "
            "ran aground, broke down, malfunctioned, leaked, spilled"
        ),
        nouns=listed(
            "accident, accidents, collision, fall from, blast, blasts, fire, fires, blaze, blazes, "
            "inferno, earthquake*, quake, quakes, temblor, tremor*, aftershock*, hurricane, cyclone, "
            "storm, storms, flood, floods, flooding, wildfire*, bushfire*, crash, crashes, tsunami, "
            "landslide*, mudslide*, avalanche*, outbreak, typhoon, tornado*, eruption*, drought, famine, "
            "epidemic, derailment, collapse, explosion at, outage*, power cut*, blackout*, oil spill, "
            "leak, stampede, crush"
        ),
    ),
    Option(
        "release-product",
        "news: a product, work or report comes out",
        family="product",
        verbs=listed(
            "unveil*, introduced, introduces, introducing, recalled, recalling, recalls, published, "
            "publishes, launched, launches, launching, launch, debuted, debuts, rolled out, rolls out, "
            "released, releases, release, releasing, issued, issues a, premiered, shipped, patched, "
            "upgraded, demonstrated its"
        ),
        nouns=listed(
            "recall of, recall, launch of, launch, unveiling, release of, debut, premiere, roll-out, rollout"
        ),
    ),
    Option(
        "other",
        "any other event",
        takes_other_verbs=True,
        verbs=listed(
            "won, wins, win, winning, lost, loses, lose, losing, beat, beats, beating, defeated, defeats, "
            "defeating, defeat, joined, joins, replaced, replaces, replace, replacing, escaped, escapes, "
            "escape, fled, flee, fleeing, rescued, rescues, rescuing, foiled, foils, thwarted, repelled, "
            "broke out, damaged, damages, damaging, destroyed, destroys, destroying, severed, disrupted, "
            "disrupts, knocked out, restored, repaired, investigated, investigating, investigates, "
            "searched, searching, deployed, deploys, deploy, cancelled, canceled, cancels, postponed, "
            "delayed, delays, completed, awarded, awards, hosting, crash-landed, landed, clinched, "
            "clinch, clinches, scored, scores, advanced to, qualified, eliminated, retained, retains, "
            "retain, overtook, broke the record, breaks record, set a record, surpassed, surged, surges, "
            "plunged, plunges, slumped, slumps, plummeted, tumbled, tumbles, soared, jumped, dropped, "
            "drops, checked into, checks into, checked herself into, checked himself into, checked in, "
            "underwent, hospitalized, hospitalised, tested positive, treated for, withdrew, withdraws, "
            "pulled out, crossed, entered, tested, converted, built, builds, intercepted, disabled, "
            "exploit, exploited, exploits, hacked, infected, spread to, went missing, disappeared, "
            "vanished, celebrated, honored, honoured"
        ),
        nouns=listed(
            "attempt, operation, victory, defeat, win, escape, rescue, investigation*, probe, inquiry, "
            "manhunt, search for, record-breaking, damage to, disruption*, breakthrough, discovery, "
            "cancellation, withdrawal, evaluation, bid for, test flight*, hack, treatment for"
        ),
        weak=listed(
            "fallen, risen, gained, climbed, slipped, "
            "left, leaves, leaving, began, begins, started, starts, ended, ends, rose, rise, fell, fall, "
            "falls, increased, increases, cut, cuts, raised, raises, received, receives, discovered, "
            "found, stopped, stops, held, led, lead, made, makes, gave, gives, took, takes, came, put, "
            "turned, changed, broke, reached, helped, saved, offered, offers, showed, faced, faces"
        ),
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
            "reported apart": -12,
            "different": -25,
        },
        "where": {"same": 8, "alike": 7, "contains": 5, "unclear": 0, "different": -12},
        "status": {"same": 0, "related": 0, "different": -2},
    }
    threshold: ClassVar[int] = 42
