"""The English words that grounding treats in their own way.

A word stands here because dropping it, adding it or taking it for another one changes what is said, or
because it changes nothing. Words that stand nowhere are plain: they must be in the text, and may be passed
over there only where they describe the word that follows.
"""

from __future__ import annotations

from extractor.text.fold import word_set

ENGLISH_NEGATIONS = word_set(
    """
    not n't never no none nobody nothing nowhere neither nor without cannot non hardly barely
    scarcely
    """
)

NEGATIONS = ENGLISH_NEGATIONS | word_set(
    """
    nicht kein keine keinen keinem keiner nie niemals ohne ne pas jamais aucun aucune sans nunca
    ningun ninguna sin nao nem sem mai niet geen нет не ни без لا لم لن ليس
    """
)
"""Words that deny; those of other languages keep a denial there from being passed over."""

BE = word_set("is are was were been")
"""Finite forms of *be*, which a headline leaves out and a summary changes in tense."""

ARTICLES = word_set("a an the")

ADDABLE = ARTICLES | word_set("has have had 's")
"""Words that a value may have although the text has not."""

DROPPABLE = (
    ADDABLE
    | BE
    | word_set("that did does do having also then now already its their his her our my your very")
)
"""Words of the text that may be passed over anywhere."""

DETERMINERS = ARTICLES | word_set("its their his her our my your 's this that these those")

PREPOSITIONS = word_set(
    """
    of to in on at by for from with about against between among into through during before after
    above below under over within near toward towards across behind beyond upon via per since until
    amid despite
    """
)

_LINKING = word_set(
    """
    and or but nor so yet if unless whether because although though while when where who whom whose
    which what why how as than then else except versus vs i you he she it we they me him them us one
    ones there here be being am will would shall should can could may might must ought to
    """
)

FUNCTION = DROPPABLE | DETERMINERS | PREPOSITIONS | _LINKING
"""Words that are no names when they are capitalised, as at the start of a sentence."""

ENGLISH = word_set(
    """
    the and with from that this were have been are its which who their his they would will could said after
    before when not
    """
)
"""Small words that no other language shares.

A text with none of these is not taken for English, and nothing may be passed over in it."""

QUANTITIES = word_set(
    """
    half quarter third dozens scores hundreds thousands millions billions double triple twice once
    both couple pair several few many most all some any every each percent more less fewer least
    only about around approximately roughly nearly almost over under up exactly estimated
    """
)
"""Words that bear on how many: never dropped, never added, never inflected."""

TURNING = word_set(
    """
    deny denies denied denying refuse refuses refused refusing reject rejects rejected rejecting
    fail fails failed failing avoid avoids avoided avoiding prevent prevents prevented preventing
    stop stops stopped stopping halt halted block blocks blocked blocking cancel canceled cancelled
    suspend suspended postpone postponed delay delayed plan plans planned planning threaten
    threatens threatened attempt attempts attempted attempting try tries tried trying vow vows vowed
    promise promises promised consider considers considered considering want wants wanted ask asks
    asked demand demands demanded urge urges urged call calls called hope hopes hoped fear fears
    feared expect expects expected intend intends intended propose proposes proposed threatening
    seek seeks sought offer offers offered agree agreed foil foiled thwart thwarted avert averted
    fake false former ex late would potential possible potentially possibly supposed supposedly
    reportedly allegedly apparently perhaps maybe likely unlikely hypothetical falsely nearly almost
    partly anti counter pseudo mock acting deputy vice assistant freed released acquitted cleared
    wrongly mistakenly lack lacks lacked without free
    """
)
"""Words whose loss turns what is said: into its opposite, or from a plan or a rumour into a fact."""

HEADS = word_set(
    """
    people men women children police officers troops person man woman child someone anyone everyone
    """
)
"""Nouns that end a noun phrase and so do not describe the word after them."""

IRREGULAR_VERBS = word_set(
    """
    beat became began bet bit bled blew bought bound bred broke brought built burnt burst came cast
    caught chose clung cost crept cut dealt did drank drew drove dug fed fell felt fled flew fought
    found forbade forgot froze gave got ground grew hid hit held hung hurt kept knew laid led left
    lent let lit lost made meant met paid put quit ran rang read rode rose said sang sank sat saw
    sent set shook shone shot shut slain slew slid sold sought spent split spoke spread sprang spun
    stole stood struck stuck stung swam swept swore swung taught thought threw told took tore
    understood went wept withdrew woke won wore wrote
    """
)

CASED = word_set(
    """
    may march august will mark bill rose turkey polish china bush chad jordan sat sun wed mon fri
    mar sept
    """
)
"""Words that are a name with a capital and something else without."""

DIRECTIONS = word_set(
    "new north south east west northern southern eastern western central upper lower saint san santa"
)
"""Parts of a name that tell one place from another."""

OTHER_PLACES = frozenset(
    {
        ("new", "mexico"),
        ("new", "jersey"),
        ("new", "england"),
        ("new", "orleans"),
        ("new", "guinea"),
        ("equatorial", "guinea"),
        ("north", "korea"),
        ("south", "korea"),
        ("south", "africa"),
        ("south", "sudan"),
        ("west", "virginia"),
        ("northern", "ireland"),
        ("northern", "cyprus"),
        ("north", "macedonia"),
        ("north", "yemen"),
        ("south", "yemen"),
        ("north", "vietnam"),
        ("south", "vietnam"),
        ("east", "germany"),
        ("west", "germany"),
        ("east", "timor"),
        ("british", "columbia"),
    }
)
"""Two words of which the second alone names another place."""
