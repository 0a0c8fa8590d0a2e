"""Finds the verb of a sentence that names an event, where no listed word does.

A past tense with somebody before it and something behind it, or a passive: "Ann Lee refurbished the hall",
"the hall was refurbished". There is no parser; the form of the words and their neighbours decide, and what is
not certain is left out. Verbs of saying, thinking, being and having name no event of news.
"""

from __future__ import annotations

import re

from extractor.fields._text import word_set

_NO_EVENT = word_set(
    """
    able accused added advanced aged aimed alleged allowed answered appeared argued armed asked
    associated attempted based became been believed belonged calculated called came cited claimed
    commented committed compared concerned connected considered consisted contained continued cost
    decided demonstrated depended described deserved designed detailed did disappointed discussed
    done dubbed enabled entitled estimated excited existed expected experienced explained feared
    felt forgot gave gifted gone got had happened hated heard helped hoped identified illustrated
    included indicated insisted intended interested involved justified kept knew known lasted lay
    let liked limited linked lived located looked loved made managed married meant measured
    mentioned named needed noted noticed occurred owned planned pleased preferred proved put quoted
    realised realized referred reflected regarded related remained remarked remembered replied
    reported represented required respected responded reviewed rumored rumoured said sat saw scared
    seemed set shocked showed situated sounded spoke stated stayed stood suggested supposed
    surprised suspected talented tended thought tied titled told took tried understood united used
    wanted was watched weighed went were wished worried wrote
    """
)
"""Past tenses of saying, thinking, being and of light verbs, and adjectives that look like past tenses."""

_IRREGULAR = word_set(
    """
    ate beat began bent bet bit blew bought bound bred broke brought built burnt burst caught chose
    cut dealt drank drew drove dug fed fled flew forbade forced fought froze grew held hid hit hurt
    laid leant led lent lit lost met overcame overran overthrew overtook paid quit ran rebuilt rode
    rose sang sank sent shook shot shut slew sold spent split sprang spread stole strove struck swam
    swept swore swung taught threw took tore undertook withdrew won wound wove
    """
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_AUXILIARY = word_set("was were been being is are be get gets got has have had")
_ADVERB = re.compile(r"(?:\w+ly|also|later|then|already|now|once|since|first|recently|again|never|just)$")
_NOT_BEFORE_PAST = word_set(
    """
    a an the his her its their our my your this that these those by with in of for from at on to as and or but
    than more most very so too some any no not newly recently well long self highly being
    """
)
_OBJECT = re.compile(
    r"\s+(?:the|a|an|his|her|its|their|one|two|three|four|five|six|seven|eight|nine|ten|several|some|many|dozens"
    r"|hundreds|thousands|more|at\s+least|about|around|nearly|over|\d|[$£€]|[^\W\d_a-zà-ÿ])",
)
_END = re.compile(
    r"[.,;:!?–—]|\s(?:who|which|that|because|although|while|whereas|if|when|where)\s", re.IGNORECASE
)


def main_verb(sentence: str) -> tuple[int, int] | None:
    """Where the verb stands that tells an event, as (start, end); `None` when none is certain.

    The first in a clause wins. Quoted sentences tell what somebody says, and have none.
    """
    if sentence.lstrip()[:1] in "“\"‘'«":
        return None
    words = list(_WORD.finditer(sentence))
    for position, word in enumerate(words):
        form = word[0]
        if position == 0 or not form.islower() or form in _NO_EVENT or not _may_be_past(form):
            continue
        before = _before(words, position)
        if before in ("was", "were", "been"):
            if not sentence[word.end() :].startswith("-"):
                return word.start(), word.end()
        elif before in ("has", "have", "had") or (
            before not in _AUXILIARY
            and before not in _NOT_BEFORE_PAST
            and not _ADVERB.match(before)
            and _OBJECT.match(sentence, word.end())
            and _is_subject(words, position, sentence)
        ):
            return word.start(), word.end()
    return None


def _may_be_past(form: str) -> bool:
    return form in _IRREGULAR or (
        len(form) > 4 and form.endswith("ed") and not form.endswith(("eed", "-based"))
    )


def _before(words: list[re.Match[str]], position: int) -> str:
    """The word before in small letters, adverbs left out."""
    step = position - 1
    while step > 0 and _ADVERB.match(words[step][0].casefold()):
        step -= 1
    return words[step][0].casefold()


def _is_subject(words: list[re.Match[str]], position: int, sentence: str) -> bool:
    """Whether the clause before the verb holds somebody: a name, or a noun behind a determiner."""
    start = 0
    for mark in _END.finditer(sentence, 0, words[position].start()):
        start = mark.end()
    clause = sentence[start : words[position].start()]
    if start and not clause.strip():
        clause = sentence[: words[position].start()]
    return (
        re.search(r"(?<!\w)(?:[A-Z]\w+|(?:the|a|an|he|she|they|we|police|officials)\s)", clause) is not None
    )
