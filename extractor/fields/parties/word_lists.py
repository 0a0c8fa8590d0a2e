"""The closed word lists by which parties are read: titles, heads of organisations, common nouns, particles.

Written by hand for news English, with the commonest titles of Spanish, Portuguese, French, German and
Italian. All words are folded.
"""

from __future__ import annotations

from extractor.text.calendar import CALENDAR
from extractor.text.fold import word_set as _words
from extractor.text.numbers import TO_FIFTY

TITLES = _words(
    """
    president vice prime minister premier chancellor king queen prince princess pope emperor duke duchess
    sultan emir sheikh ayatollah imam mullah secretary undersecretary attorney general ambassador embajador
    embajadora envoy senator sen sens representative rep reps congressman congresswoman governor gov mayor
    councilman councilwoman judge justice magistrate chief commissioner sheriff deputy officer agent detective
    inspector sergeant sgt lieutenant lt captain capt colonel col major maj corporal cpl private pvt pfc
    admiral adm rear commander cmdr commodore marshal trooper constable superintendent supt director chairman
    chairwoman chairperson surgeon solicitor comptroller postmaster ceo cfo coo cto founder co-founder
    cofounder spokesman spokeswoman spokesperson professor prof dr doctor mr mrs ms miss mx sir dame lord lady
    baron baroness rev reverend father sister bishop archbishop cardinal rabbi pastor speaker leader aide
    adviser advisor manager coach mp mep capo don dona presidente presidenta ministro ministra senador
    senadora gobernador gobernadora alcalde alcaldesa presidenteministro sr sra senor senora doctora ministre
    monsieur madame mme prasident prasidentin bundeskanzler bundeskanzlerin kanzler kanzlerin ministerin herr
    frau signor signora
    """
)
"""Words that stand before a person's name and are no part of it, capitalised or not."""

KEPT_TITLES = _words("pope king queen prince princess sir lady lord sister father mother emperor saint st")
"""Titles that stay with a name of one word, which means nothing without them: `Pope Francis`."""

OF_OFFICE = _words(
    """
    security civilian protection defense defence state foreign affairs justice interior homeland health human
    services education treasury energy commerce labor labour agriculture transportation transport finance war
    veterans housing urban development culture trade economy environment public safety the and of for staff
    representatives commons navy army air force intelligence police relations external internal home
    """
)
"""What an office is of: `Secretary of Security and Civilian Protection Omar Garcia Harfuch`."""

SUFFIXES = _words("jr sr ii iii iv v vi vii viii ix x xi xii xiv xvi md phd esq jnr snr qc kc obe mbe")
"""Words after a name that are no part of it for matching."""

GENERATIONS = _words("jr sr ii iii iv v vi vii viii ix x xi xii xiv xvi jnr snr")
"""The suffixes that tell two persons of one name apart."""

PARTICLES = _words(
    """
    de del della di da do dos das du des la las le los van von der den ter ten zu al el ul ibn bin bint abu y
    e i
    """
)
"""Small words inside a name: they may be written in lower case, and spellings differ in them."""

ORGANISATION_HEADS = _words(
    """
    department dept ministry ministerio secretariat cartel court tribunal embassy consulate inc corp
    corporation co company companies ltd llc plc gmbh ag nv sa spa university college school institute
    institution academy party union association federation confederation organization organisation agency
    bureau administration office commission committee council parliament congress senate assembly legislature
    house police army navy force forces guard guards military militia battalion brigade bank group holdings
    partners foundation fund trust society club team league church mosque hospital clinic center centre museum
    library airlines airways airline motors systems technologies industries laboratories labs media news
    newspaper times post journal tribune gazette herald magazine television radio network press agence
    broadcasting studios pictures records nations reserve treasury exchange service services patrol customs
    command prison jail authority board chamber front movement brotherhood coalition alliance brigades gang
    mafia syndicate faction clan band orchestra theatre theater hotel restaurant store stores market markets
    index county city state states district province republic commonwealth jury awards games cup championship
    championships advisors advisers associates consulting insurance energy oil gas electric power
    pharmaceuticals foods partido banco universidad ministere bundesbank verein stiftung fiscalia guardia
    procuraduria secretaria
    """
)
"""Words that make a name an organisation's, wherever in it they stand."""

GENERIC_ORGANISATION_WORDS = ORGANISATION_HEADS | _words(
    """
    attorney general prosecutor prosecutors district supreme high federal national security international
    central justice defense defence interior foreign affairs health air united public local state royal city
    county first new global american world region regional southern northern western eastern
    """
)
"""Words that many organisations share: a name of these alone is not told from another by them."""

KNOWN_ORGANISATIONS = frozenset(
    """al qaeda,al shabaab,boko haram,islamic state,hamas,hezbollah,taliban,european union,united nations,
    associated press,nato,interpol,farc,isis""".replace("\n    ", "").split(",")
)
"""Names that look like persons' or stand alone, without a head that says organisation."""

PLACE_STARTS = _words("new north south east west san santa saint mount mt fort lake port cape")
"""First words of places, after which bodies are named: `San Diego Chargers`."""

VESSELS = _words("mv ms ss uss hms ins rms mt fv")
"""Prefixes of ships' names."""

GOVERNMENT_HEADS = _words(
    "government administration authorities officials regime gobierno gouvernement regierung"
)
"""After a country's name, these speak of its government."""

VAGUE = _words(
    """
    official officials authorities authority source sources person people persons someone somebody anyone
    anybody nobody everyone everybody others other another some many several few most all both one ones
    individual individuals man men woman women boy girl child spokesman spokeswoman spokesperson government
    administration analyst analysts expert experts observer observers critic critics insider insiders them
    country countries nation nations side sides party parties victim suspect group unknown unnamed
    unidentified anonymous none
    """
)
"""Heads that name nobody: such a party is only a description, and equal ones are no agreement."""

COLLECTIVES = _words("batch crew crowd gang group number party set team total")
"""Words before `of` and a number that only say so many are meant."""

PRONOUNS = _words(
    """
    i me my mine we our ours you your yours he him his she her hers it its they their theirs them this that
    these those who whom whose which what himself herself itself themselves myself ourselves yourself el ella
    ellos ellas il elle ils elles er sie es
    """
)
"""Words that stand for a party named elsewhere. `us` is checked by case: `US` is a country."""

DETERMINERS = _words(
    """
    the a an some any several many few most all both these those this that his her its their our my your other
    another such certain various numerous dozens scores hundreds thousands el la los las le les der die das
    """
)
"""Words before a noun that say nothing of who it is; the non-English ones only in lower case."""

SINGULAR_DETERMINERS = _words("a an one the this that his her its their my our")
"""Words before a noun in the singular that say it is one."""

SEVERAL = COLLECTIVES | _words(
    "couple family household pair rest lot majority minority dead injured wounded missing pool public"
)
"""Nouns in the singular that mean several people."""

HEDGES = _words(
    """
    alleged suspected reported accused purported presumed apparent so-called about around roughly nearly
    almost approximately least most more than over up to under fewer less only another
    """
)
"""Words that colour a description or a number and do not change who is meant."""

BEFORE_NUMBERS = HEDGES | _words("at the these those a all")
"""Words that can stand before the number of a group."""

ABBREVIATIONS = _words(
    """
    mr mrs ms dr sen sens rep reps gov gen col lt sgt capt cpl maj adm rev hon st jr sr prof supt det insp
    cmdr pres messrs mt ft inc corp co ltd no vs
    """
)
"""Words whose full stop ends no sentence."""

STOPS = _words(
    """
    of in from with for to at on by near against between among including inside outside across after before
    during over under about as who that which whose whom where when accused wanted killed charged linked tied
    arrested working serving living held detained convicted suspected involved named known called
    """
)
"""Words after which a noun phrase's head has already been said."""

LINKING = _words("of in from with for to at on by against near and or but as than")
"""Words that cannot stand between a person's description and the name."""

PLURALS = _words("people men women children police troops nationals personnel staff crew cattle clergy youth")
"""Plural nouns without an s."""

SINGULARS = _words(
    "boss congress press business wages news series witness mistress princess actress hostess waitress"
)
"""Nouns that end in s and are singular."""

PEOPLE = _words(
    """
    inmate prisoner member suspect figure operative leader national detainee transferee fugitive criminal
    trafficker defendant person man woman individual citizen people convict capo kingpin boss
    """
)
"""Nouns for the same persons in other words: `26 cartel members`, `26 inmates`, `26 prisoners`."""

NOT_NAMES = CALENDAR | _words(
    """
    jan feb aug sept oct nov dec the a an in on at by for from to of and
    or but if as it he she they we you i this that these those there here when where while who what which how
    why after before since during earlier later last next now then today yesterday tomorrow also however
    meanwhile although though because until with without under over about against among between despite both
    each every some many most other others such only just even still yet not no yes according based per one
    two three four five six seven eight nine ten their his her its our my your is was are were has have had
    will would can could might should must do does did said says ap afp upi reuters photo image copyright
    getty via embajador
    """
)
"""Capitalised words of running text, mostly at the start of a sentence, that begin no name."""

NUMBERS = {**TO_FIFTY, "dozen": 12, "hundred": 100, "thousand": 1000}
"""Number words that can begin a group: `two dozen prisoners`."""

LEGAL_FORMS = _words("inc corp corporation co company ltd llc plc gmbh ag nv sa spa sarl bv se llp lp group")
"""Ends of company names that are left out as often as not."""
