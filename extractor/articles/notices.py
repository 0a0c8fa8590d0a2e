"""The wording of lines that are no news: notices of a site, credits, bylines, signatures.

Every pattern must match a whole line or a whole sentence. Precision comes first: a line is left as news
when in doubt, since a notice costs a model a few words and a lost sentence costs an event. What is said in
words of a language is in `data/<language>/notices.toml`; pages in any language have notices in English too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial

from extractor.text.calendar import CALENDAR
from extractor.text.language_data import language_data

AD_SIZE = "ad size"
BYLINE = "byline"
COPYRIGHT = "copyright"
HASHTAGS = "hashtags"
LINK = "link"
PHOTO_CREDIT = "photo credit"
POST_SIGNATURE = "post signature"
RULE = "rule"
SITE_NOTICE = "site notice"

_LONGEST_NOTICE = 400
"""Characters; nothing longer is looked at."""

_NAME_WORD = r"(?:[A-Z][\w.'’-]*|al-[A-Z]\w+|d[eiau]|de la|del|van|von|bin|ibn|el)"
NAME = rf"(?:[A-Z][\w.'’-]*(?: {_NAME_WORD}){{1,4}})"
"""A pattern for the name of a person: two to five words, capitalised but for particles."""

_NETWORKS = (
    r"(?:X|Twitter|Facebook|Instagram|Telegram|Threads|TikTok|YouTube|WhatsApp|LinkedIn|Bluesky|Mastodon"
    r"|Reddit"
    r"|Pinterest|Google News|Apple News|social media|Email|Messenger|Flipboard)"
)
_AGENCIES = (
    r"(?:AP|AFP|UPI|EPA|PA|Reuters|REUTERS|Getty(?: Images)?|Bloomberg|Shutterstock|iStock|Alamy|Xinhua"
    r"|ANI|PTI"
    r"|EFE|dpa|The Associated Press|Associated Press|Agence France-Presse|Anadolu(?: Agency)?|NurPhoto"
    r"|Zuma Press"
    r"|SIPA USA)"
)

_AD_SIZE = re.compile(r"\d{2,4}\s?[xX×]\s?\d{2,4}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|pic\.twitter\.com/\S+")
_HASHTAGS = re.compile(r"(?:#\w+[\s,]*)+")
_POST_SIGNATURE = re.compile(
    r"[—–-]{1,2}\s?.{1,80}\(@\w{1,20}\)(?:\s+\S{1,12}\.? \d{1,2},? \d{4}|\s+\d{1,2} \S{1,12} \d{4})?"
    r"(?:\s+https?://\S+)?"
)

_COPYRIGHT = r"(?:.{0,60}©|\(c\)|copyright)\s?(?:\(c\)|©)?\s?(?:19|20)\d\d\b.{0,200}"
"""A pattern for a line about rights in any language."""

_CREDIT_IN_BRACKETS = re.compile(
    r"[(\[](?:[^()\[\]]{0,60}\b)?(?:AP Photos?|[Ff]ile [Pp]hoto|Photos?(?: by| courtesy| credit|:|/)"
    r"|Pool (?:Photo|via)|Getty(?: Images)?|(?:AFP|AP|Reuters|REUTERS|EPA)/"
    r"|via (?:AP|Reuters|REUTERS|AFP|Getty)|/(?:AFP|AP|Reuters|EPA|Getty)\b|File:|Image(?: credit)?:|Picture:"
    r"|Copyright (?:©|\(c\)|(?:19|20)\d\d))[^()\[\]]{0,120}[)\]]\.?$"
)
_CREDIT_LABEL = re.compile(
    r"(?:(?:photo|photograph|picture|image|illustration|graphic|video|file photo)\s?[:©/]\s?.{1,250}"
    r"|(?:image|photo|picture) (?:source|caption|credit)s?\s?[:,]?\s?.{1,250}"
    r"|(?:photo|photograph|image|picture) (?:by|courtesy(?: of)?)[ :][^.]{1,80}"
    r"|credits?:.{1,120})",
    re.IGNORECASE,
)
_CREDIT_ALONE = re.compile(
    rf"(?:{NAME}\s?[/|-]\s?)?{_AGENCIES}(?:\s?(?:/|via|\|)\s?{_AGENCIES})*(?: Photos?)?(?:\s?/\s?{NAME})?"
    rf"|{NAME}\s?/\s?[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){{0,4}}(?:\s?/\s?{_AGENCIES})?"
)

_NOT_A_NAME = re.compile(
    rf"(?:{'|'.join(sorted(CALENDAR))}|christmas|easter|contrast|comparison|noon|midnight|law|then|now|next"
    r"|this|that|early|mid)\b",
    re.IGNORECASE,
)
_SOMEBODY = rf"(?>(?:[Tt]he )?(?:{_AGENCIES}|{NAME}|[A-Z][\w'’-]+))"
_TO_THIS_REPORT = r"(?:to )?(?:this|the) (?:report|story|article)(?: from .{2,60})?"
_REPORTERS = re.compile(
    r"\(?(?:(?:[Aa]dditional |[Ff]urther )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Tt]ranslation"
    r"|[Tt]ranslated) by "
    rf"{NAME}(?:(?:[;,]| and | in ).{{0,160}})?"
    r"|(?:[A-Z][\w’']* ){0,4}(?:[Ss]taff )?(?:[Ww]riters?|[Rr]eporters?|[Jj]ournalists?|[Cc]orrespondents?"
    rf"|[Pp]roducers?|[Rr]esearchers?) {NAME}.{{0,160}} contributed {_TO_THIS_REPORT}"
    rf"|{_SOMEBODY}(?:(?:,| and|, and) {_SOMEBODY})* (?:also )?contributed {_TO_THIS_REPORT}"
    r"|[Ww]ith (?:inputs?|reporting|contributions?|additional reporting) (?:from|by) [^.]{2,80})\.?\)?"
)
REPORTED_FROM = re.compile(
    rf"{_SOMEBODY}(?:(?:,| and|, and) {_SOMEBODY})* reported from "
    r"(?:[A-Z][\w.'’-]*|[a-z]{2,3})(?:,? (?:[A-Z][\w.'’-]*|de|la|del|of|the|and)){0,12}\.?"
)
"""`Verza reported from Mexico City`: no news where it closes the article, as news as any elsewhere."""
_SHORT_NAME = rf"(?:[A-Z][\w.'’-]*(?: (?:d[eiau]|de la|del|van|von|bin|ibn|el|al))?(?: {_NAME_WORD}){{1,2}})"
NAMES = re.compile(rf"{_SHORT_NAME}(?:\s?(?:,|;|&|\||\band\b|/)\s?{_SHORT_NAME}){{0,5}}")
"""Nothing but names of people, as stand above or under a timestamp."""


@dataclass(frozen=True, slots=True)
class _Wording:
    """What the notices of a site say in a language, or in English."""

    lonely: frozenset[str]
    notice: re.Pattern[str]
    copyright: re.Pattern[str]
    byline: re.Pattern[str]


@cache
def _wording(language: str | None) -> _Wording:
    tables = [language_data(each, "notices") for each in dict.fromkeys(("en", language))]

    def of(key: str) -> list[str]:
        return [item for table in tables for item in table.get(key, ())]

    notices = "|".join(of("notices")).replace("{networks}", _NETWORKS)
    return _Wording(
        lonely=frozenset(of("lonely")),
        notice=re.compile(f"(?:{notices})", re.IGNORECASE),
        copyright=re.compile(f"{_COPYRIGHT}|{'|'.join(of('copyright'))}", re.IGNORECASE),
        byline=_byline(of("by"), of("and")),
    )


def _byline(before: list[str], between: list[str]) -> re.Pattern[str]:
    """A pattern for `By Ana Roe and Bo Lee`.

    Words are parted by a separator each, and the group is atomic (`?>`): no line can make it slow.
    """
    word = rf"(?>{_NAME_WORD}|{'|'.join(map(re.escape, between))})"
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, before))})[ :]+(?P<names>{word}(?:[ ,&|/]+{word}){{0,14}})"
    )


def why_no_news(line: str, language: str | None = "en") -> str | None:
    """The reason a whole line is no news whatever stands around it, or `None`."""
    if not any(map(str.isalnum, line)):
        return RULE
    if len(line) > _LONGEST_NOTICE:
        return None
    wording = _wording(language)
    if line.strip(" .…:：|•·[]()*_#>-–—").lower() in wording.lonely:
        return SITE_NOTICE
    worded = (
        (COPYRIGHT, wording.copyright.fullmatch),
        (BYLINE, partial(_is_byline, pattern=wording.byline)),
        (SITE_NOTICE, wording.notice.fullmatch),
    )
    return next((reason for reason, matches in (*_REASONS, *worded) if matches(line)), None)


def is_notice(sentence: str, language: str | None = "en") -> bool:
    """Whether one sentence among others is a notice of the site."""
    return len(sentence) <= _LONGEST_NOTICE and _wording(language).notice.fullmatch(sentence) is not None


def _is_credit(line: str) -> bool:
    return bool(
        _CREDIT_IN_BRACKETS.search(line) or _CREDIT_LABEL.fullmatch(line) or _CREDIT_ALONE.fullmatch(line)
    )


def _is_byline(line: str, pattern: re.Pattern[str]) -> bool:
    by = pattern.fullmatch(line)
    return (by is not None and not _NOT_A_NAME.search(by["names"])) or _REPORTERS.fullmatch(line) is not None


_REASONS = (
    (AD_SIZE, _AD_SIZE.fullmatch),
    (LINK, _LINK.fullmatch),
    (HASHTAGS, _HASHTAGS.fullmatch),
    (POST_SIGNATURE, _POST_SIGNATURE.fullmatch),
    (PHOTO_CREDIT, _is_credit),
)
