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

_AD_SIZE = re.compile(r"\d{2,4}\s?[xX×]\s?\d{2,4}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|pic\.twitter\.com/\S+")
_HASHTAGS = re.compile(r"(?:#\w+[\s,]*)+")
_POST_SIGNATURE = re.compile(
    r"[—–-]{1,2}\s?.{1,80}\(@\w{1,20}\)(?:\s+\S{1,12}\.? \d{1,2},? \d{4}|\s+\d{1,2} \S{1,12} \d{4})?"
    r"(?:\s+https?://\S+)?"
)

_COPYRIGHT = r"(?:.{0,60}©|\(c\)|copyright)\s?(?:\(c\)|©)?\s?(?:19|20)\d\d\b.{0,200}"
"""A pattern for a line about rights in any language."""

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
    no_names: re.Pattern[str]
    """What follows `By` and is nobody."""
    reporters: re.Pattern[str]
    reported_from: re.Pattern[str]
    credit: re.Pattern[str]
    credit_at_end: re.Pattern[str]


@cache
def _wording(language: str | None) -> _Wording:
    tables = [language_data(each, "notices") for each in dict.fromkeys(("en", language))]

    def of(key: str) -> list[str]:
        return [item for table in tables for item in table.get(key, ())]

    agency = f"(?:{'|'.join(of('agencies'))})"
    somebody = rf"(?>(?:[Tt]he )?(?:{agency}|{NAME}|[A-Z][\w'’-]+))"
    names = {
        "{networks}": f"(?:{'|'.join(of('networks'))})",
        "{agency}": agency,
        "{name}": NAME,
        "{somebody}": rf"{somebody}(?:(?:,| and|, and) {somebody})*",
    }

    def any_of(key: str) -> str:
        return re.sub(r"\{[a-z]+\}", lambda found: names[found[0]], "|".join(of(key)) or "(?!)")

    return _Wording(
        lonely=frozenset(of("lonely")),
        notice=re.compile(f"(?:{any_of('notices')})", re.IGNORECASE),
        copyright=re.compile(f"{_COPYRIGHT}|{any_of('copyright')}", re.IGNORECASE),
        byline=_byline(of("by"), of("and")),
        no_names=re.compile(rf"(?:{'|'.join([*sorted(CALENDAR), *of('no_names')])})\b", re.IGNORECASE),
        reporters=re.compile(rf"\(?(?:{any_of('reporters')})\.?\)?"),
        reported_from=re.compile(any_of("reported_from")),
        credit=re.compile(f"(?i:{any_of('credits')})|{_credit_alone(agency)}"),
        credit_at_end=re.compile(
            rf"[(\[](?:[^()\[\]]{{0,60}}\b)?(?:{any_of('credit_marks')})[^()\[\]]{{0,120}}[)\]]\.?$"
        ),
    )


def _credit_alone(agency: str) -> str:
    """A pattern for `Ana Roe/AP` and `AFP via Getty Images`."""
    return (
        rf"(?:{NAME}\s?[/|-]\s?)?{agency}(?:\s?(?:/|via|\|)\s?{agency})*(?: Photos?)?(?:\s?/\s?{NAME})?"
        rf"|{NAME}\s?/\s?[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){{0,4}}(?:\s?/\s?{agency})?"
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
        (PHOTO_CREDIT, lambda text: wording.credit_at_end.search(text) or wording.credit.fullmatch(text)),
        (COPYRIGHT, wording.copyright.fullmatch),
        (BYLINE, partial(_is_byline, wording=wording)),
        (SITE_NOTICE, wording.notice.fullmatch),
    )
    return next((reason for reason, matches in (*_REASONS, *worded) if matches(line)), None)


def is_closing_credit(line: str, language: str | None = "en") -> bool:
    """Whether a line is no news where it closes the article, and news elsewhere: `Roe reported from Rome`."""
    return _wording(language).reported_from.fullmatch(line) is not None


def begins_byline(line: str, language: str | None = "en") -> bool:
    """Whether a line has nothing but the word before the names of those who wrote the article: `By:`."""
    words = {
        word.lower() for each in ("en", language) for word in language_data(each, "notices").get("by", ())
    }
    return line.strip(": ").lower() in words


def is_notice(sentence: str, language: str | None = "en") -> bool:
    """Whether one sentence among others is a notice of the site."""
    return len(sentence) <= _LONGEST_NOTICE and _wording(language).notice.fullmatch(sentence) is not None


def _is_byline(line: str, wording: _Wording) -> bool:
    by = wording.byline.fullmatch(line)
    named = by is not None and not wording.no_names.search(by["names"])
    return named or wording.reporters.fullmatch(line) is not None


_REASONS = (
    (AD_SIZE, _AD_SIZE.fullmatch),
    (LINK, _LINK.fullmatch),
    (HASHTAGS, _HASHTAGS.fullmatch),
    (POST_SIGNATURE, _POST_SIGNATURE.fullmatch),
)
