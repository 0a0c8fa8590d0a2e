"""Words that news uses for one kind of event: each line is a family, in forms a light stemmer does not join.

Written by hand from general English; `-` joins the words of a phrase. A word may stand in several families.
Looked up for the word that names an event, not for running text.
"""

from __future__ import annotations

from collections import defaultdict

from extractor.text.fold import words
from extractor.text.stems import stem

_FAMILIES = """
die died dies dying dead death deaths deceased perish pass-away succumb kill killer slay slain slew \
murder homicide manslaughter fatal fatality lethal execute casualty loss-of-life
suicide hang hanged hanging hung kill-himself kill-herself take-his-own-life dead death die died
stab stabbing stabbed knife knifing
shoot shot shooting gunfire gun-down gunned open-fire fire-on gunman
attack assault raid storm ambush strike offensive onslaught rampage
hit struck strike mow-down mow run-over run-down ran-over plow slam ram hit-and-run
injure injury hurt wound maim
crash accident collision collide wreck pile-up derail derailment hit-and-run
flee fled run escape speed-off sped-off drive-off drove-off run-off take-off hit-and-run
escape break-out jailbreak prison-break walk-away on-the-loose on-the-lam on-the-run at-large abscond
arrest apprehend detain detention nab capture catch caught seize custody nail bust round-up collar take \
took pick-up
hold held custody detain detention remand jail behind-bars
raid sweep swoop blitz crackdown operation
charge indict indictment accuse arraign arraignment count book
plead plea guilty-plea
convict conviction guilty verdict
sentence jail imprison imprisonment prison-term send-to-prison
acquit acquittal exonerate clear
bail bond
release free parole freed
pardon clemency commute
extradite extradition deport deportation expel expulsion hand-over handover transfer turn-over send-back
trial try tried hearing court
sue suit lawsuit litigation file file-suit
appeal challenge contest
suspect suspicion allege
drive drove driving drunken drunk dui dwi drunk-driving drunken-driving driving-under-the-influence \
driving-while-intoxicated intoxicated drink-driving
foil thwart prevent stop avert repulse repel fend-off block interdict
hijack commandeer take-over seize
piracy pirate
kidnap abduct abduction hostage snatch
rescue save saved
evacuate evacuation
patrol escort escort-duty guard
confiscate seize seizure impound recover
fire fired dismiss dismissal sack terminate termination let-go oust axe can relieve push-out shown-door \
part-ways no-longer-employed lay-off layoff lose-job boot cut-loose out
hire appoint appointment recruit sign bring-in employ name tap take-over introduce
resign resignation quit step-down leave left departure exit retire retirement
replace replacement succeed successor take-over
nominate nominee nomination name choose chose choice pick select selection tap candidate candidacy \
consider consideration approach ask offer recruit
job post position office role employ employment duty
elect election re-elect win-election victory
vote poll ballot referendum
host emcee present hosting stint
ceremony award awards oscar oscars academy-award emmy gala show telecast broadcast
award prize honor honour win won
marry wed wedding marriage
divorce separate split break-up
party celebration celebrate
meet met meeting summit talk talks conference
visit trip travel tour
return come-back comeback
announce announcement unveil declare reveal confirm statement said say tell told report claim state \
accord tweet disclose
warn warning threaten threat
launch release introduce introduction unveil debut roll-out rollout issue publish ship deliver push-out \
rush-out rush come-out put-out
fix patch plug address repair remedy correct close
flaw hole bug vulnerability weakness
exploit hack breach attack target
update upgrade
test experiment
buy bought acquire acquisition purchase takeover take-over
merge merger combine
sell sold sale
offer bid propose proposal tender
invest investment fund funding
pay paid payment
win won victory triumph beat defeat top edge rout prevail cruise stop stoppage knock-out knockout
lose lost loss defeat fall-to
retain keep keep-hold defend hold-on
play game match playoff contest
score point goal
break broke record surpass eclipse set pass exceed become
protest demonstrate demonstration rally march riot clash unrest
bomb bombing blast explosion explode detonate detonation
bombard shell shelling airstrike air-strike air-raid bombing bomb
invade invasion incursion
withdraw withdrawal pull-out
ceasefire truce
earthquake quake tremor temblor jolt shake shook rattle rock strike hit
aftershock tremor
flood deluge inundate
landslide mudslide avalanche
erupt eruption
storm hurricane typhoon cyclone
fire blaze burn burnt inferno engulf go-up-in-flames burn-down
arson set-fire torch set-on-fire
destroy destruction damage devastate devastation gut ruin raze ravage wreck
cut sever snap damage break broke
disrupt disruption outage knock-out go-down went-down interruption lose lost cut-off down
restore restoration repair fix
reroute re-route divert switch
fall fell fallen plunge plummet tumble slip
collapse cave-in give-way
sink sank sunk capsize
climb ascent mountaineer
survive survival alive escape
bury buried burial funeral
watch witness see saw
disappear vanish missing
search hunt manhunt look-for
investigate investigation probe inquiry
chase pursue pursuit
stop pull-over pulled-over
stolen steal stole theft robbery rob burglary heist loot shoplift
suspend suspension ban
rule ruling decide decision
order injunction
agree agreement deal pact accord sign treaty contract
deploy deployment send sent dispatch
attempt try tried trying bid effort
operation mission incident
cut reduce reduction slash lower
raise increase hike rise rose surge climb soar
drop decline slump decrease fall fell tumble
check-in check-into checked-into enter admit admission seek-treatment go-into
rehab treatment stay
check-out leave left
cancel cancellation call-off scrap
postpone delay put-off
approve approval pass adopt
reject rejection refuse deny denial turn-down
accept agree
walk stroll march
step-out leave left exit
star play portray cast
perform performance stint appear appearance
praise hail laud
criticise criticize criticism condemn blast slam denounce blame
apologise apologize apology
infect infection outbreak spread
poison poisoning
recall withdraw pull
"""


_SAYINGS = """
said say tell told report confirm according claim announce announcement state statement reveal disclose allege
add quote comment deny note spoke speak interview tweet
"""
"""Words that say that somebody says something."""


def is_saying(text: str) -> bool:
    """Whether an event's words say that somebody says something."""
    return any(stem(word) in _SAYING_STEMS for word in words(text))


def families(text: str) -> frozenset[int]:
    """The numbers of the families of an event's words: of its phrases, or if there are none of its words."""
    stems = [_form(word) for word in words(text.replace("-", " "))]
    phrases = {
        number
        for length in (4, 3, 2)
        for start in range(len(stems) - length + 1)
        for number in _BY_WORDS.get(" ".join(stems[start : start + length]), ())
    }
    return frozenset(phrases or {number for word in stems for number in _BY_WORDS.get(word, ())})


def _form(word: str) -> str:
    """The stem, without the doubling of a last letter: `robbed` is of `rob`."""
    base = stem(word)
    return base[:-1] if base[-1:] == base[-2:-1] else base


def _by_words() -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_FAMILIES.strip().splitlines()):
        for entry in line.split():
            found[" ".join(_form(word) for word in entry.split("-"))].add(number)
    return dict(found)


_SAYING_STEMS = frozenset(stem(word) for word in _SAYINGS.split())
_BY_WORDS = _by_words()
