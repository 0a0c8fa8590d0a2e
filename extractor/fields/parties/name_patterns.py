"""How an article gives acronyms, aliases and things with an article: the patterns that find them."""

from __future__ import annotations

import re
from functools import cache

from extractor.fields.parties.word_lists import either, listed, listed_in

# Every repeat is bounded, so that no text makes a search slow. What stands before a capital is looked at
# after it (`.` is the capital): a search goes from capital to capital, not from letter to letter.
_WORD = r"[A-ZÀ-Þ](?<!\w.)[\w’'&.-]{0,30}+"
_SMALL = "|".join(sorted(listed("organisation_links") - {"s"}))
_NAME_RUN = rf"{_WORD}(?:\s{{1,3}}(?:{_SMALL}|&|{_WORD})){{1,9}}"
_SHORT = r"[A-Z][\w.&-]{1,8}"
DEFINED = re.compile(rf"(?P<long>{_NAME_RUN})(?:\s?\(\s?|,?\sor\s|\s?[–—-]\s)(?P<short>{_SHORT})(?=\W|$)")
"""`Drug Enforcement Administration (DEA)`."""
DEFINED_BACK = re.compile(
    rf"(?P<short>[A-Z](?<!\w.)[\w.&-]{{1,8}})\s?\(\s?(?:the\s)?(?P<long>{_NAME_RUN})\s?\)"
)
"""`DEA (the Drug Enforcement Administration)`."""
ALIAS = re.compile(
    rf"(?P<name>{_WORD}(?:\s(?:[a-z]{{1,3}}\s)?{_WORD}){{0,5}})"
    rf"[\s,;(–—-]{{1,4}}(?i:{either('alias_words')}|a\.?k\.?a\.?,?)\s"
    rf"[\"'“‘«]?(?P<alias>{_WORD}(?:\s(?:[a-z]{{1,3}}\s)?{_WORD}){{0,3}})"
)
"""`Ismael Zambada, also known as El Mayo`."""
ALIAS_WORD = re.compile(rf"\b(?:{either('alias_words')}|a\.?k\.?a)\b")
"""What `ALIAS` finds nothing without."""
NICKNAMED = re.compile(
    rf"(?P<first>{_WORD})\s[\"“‘'«](?P<alias>[A-ZÀ-Þ][\w’'\s-]{{1,25}}?)[\"”’'»]\s(?P<last>{_WORD})"
)
"""`Enrique “Kiki” Camarena`."""


@cache
def articled(language: str | None) -> re.Pattern[str]:
    """`the Big Apple`: what no person is called, in the article's language.

    Likewise from one blank before a capital to the next. No match reaches into the article of another: it
    ends where no further name follows.
    """
    articles = sorted(listed_in(language, "articles_of_things"))
    written = [form for word in articles for form in (word, word.capitalize())]
    before = "|".join(rf"(?<=(?<!\w){word} .)" for word in [*written, r"[12]\d{3}"])
    return re.compile(
        rf" (?P<name>[A-ZÀ-Þ](?:{before})"
        r"[\w’'-]{0,30}+(?: [A-ZÀ-Þ][\w’'-]{0,30}+){1,5})(?! [a-z]{0,30}['’]| [A-ZÀ-Þ])"
    )
