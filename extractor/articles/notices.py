"""The wording of lines that are no news: notices of a site, credits, bylines, signatures.

Every pattern must match a whole line or a whole sentence. Precision comes first: a line is left as news
when in doubt, since a notice costs a model a few words and a lost sentence costs an event.
"""

from __future__ import annotations

import re

from extractor.text.calendar import CALENDAR

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

_LONELY = """
    ad | ads | advertisement | advertisements | advertising | advertisement - scroll to continue |
    article continues below | article continues below this ad | comments | continue reading | copied |
    copy link | copy link to clipboard | email | facebook | follow us | instagram | leave a comment |
    like this | linkedin | link copied | listen | listen to this article | loading | log in | menu |
    more on this story | most popular | most read | newsletter | newsletters | pinterest | post | print
    | print this page | privacy policy | promoted | read more | read more here | recommended |
    recommended stories | recommended videos | reddit | related | related articles | related content |
    related coverage | related news | related stories | related topics | report this ad | save | save
    article | scroll to continue | see also | share | share article | share on x | share this | share
    this article | share this page | share this story | sign in | sign up | skip | skip advertisement |
    skip to content | skip to main content | sponsored | sponsored content | story continues below |
    story continues below advertisement | story continues below this advertisement | story continues |
    subscribe | subscribe now | telegram | terms of service | terms of use | top stories | trending |
    trending now | tweet | twitter | watch live | watch now | whatsapp | view comments | you may also
    like | you might also like | what you need to know | what to read next | x | youtube
"""
_LONELY_WORDS = frozenset(" ".join(_LONELY.split()).split(" | "))
"""Nothing else on the line: a button, a heading of a box, an advertisement's label."""

_OFFERS = (
    r"stay up to date with (?:notifications|alerts|news|the latest) from .{1,60}"
    r"|(?:(?:click|tap) here to )?sign[ -]?up (?:now |here |today |free |for |to ).{0,120}"
    r"\b(?:newsletters?|inbox|e-?mails?|alerts|briefings?|notifications)\b.{0,60}"
    r"|(?:want|like) .{1,80}\? (?:sign up|subscribe|follow|download)\b.{0,120}"
    r"|subscribe (?:now|here|today|to (?:our|the|my|this|us|continue)|for (?:free|only|just|unlimited"
    r"|full))\b.{0,120}"
    r"|(?:get|receive|have) .{0,80}\b(?:in|to|into) your (?:inbox|e-?mail)\b.{0,60}"
    r"|(?:enter|submit|confirm|check) your e-?mail\b.{0,80}"
    r"|download (?:our|the) (?:\w+ ){0,4}app\b.{0,80}|get the (?:\w+ ){0,3}app\b.{0,30}"
    r"|(?:already|not yet) a (?:subscriber|member)\b.{0,60}"
    r"|(?:support|donate to|help fund) (?:our|independent|quality) (?:journalism|newsroom|reporting"
    r"|work)\b.{0,120}"
    r"|become a (?:subscriber|member|supporter|patron)\b.{0,60}"
    r"|(?:advertisement|ad|sponsored|promoted|paid (?:post|content))(?:\s[-–—|]\s|:\s).{0,60}"
)
_READERS = (
    rf"(?:please )?(?:like|follow|join|find|connect with|message) (?:us|me|our \w+) (?:on"
    rf"|via) {_NETWORKS}\b.{{0,80}}"
    r"|(?:please )?(?:contact|e-?mail) (?:us|me|our \w+|the (?:author|reporter|editor)) (?:at|via"
    r"|on)\b.{0,80}"
    rf"|follow (?:@\w+|.{{1,40}}) (?:on|via) {_NETWORKS}(?:[ ,:@].{{0,60}})?\.?|follow @\w+.{{0,40}}"
    r"|(?:share|pin|send|save|post|tweet)(?: this)?(?: (?:article|story|page|post))? (?:on|via|by|with|to) "
    rf"{_NETWORKS}\b.{{0,40}}"
    r"|share (?:this|the) (?:article|story|page|post)\b.{0,40}"
    r"|\d[\d,]* (?:comments?|shares?|views?|likes?|replies|retweets)"
    r"|(?:leave|post|add|write|view|see|show) (?:a|your|all)?\s?comments?\b.{0,30}"
    r"|(?:join|start) the (?:conversation|discussion)\b.{0,60}"
    r"|do you have a (?:story|tip|news tip)\b.{0,160}|(?:got|have) a (?:news )?tip\?.{0,120}"
)
_POINTERS = (
    r"(?:article|story) continues (?:below|after)\b.{0,40}"
    r"|(?:read|watch|listen|see|also read|read also|must read|related|don['’]t miss|related (?:story"
    r"|article|news)"
    r"|more (?:from|on|about) .{1,60}|recommended|editor['’]?s?['’]? picks?)"
    r"(?: (?:more|also|next|now|here|on|this|too|full (?:story|article)))*\s?[:>|»→].{0,200}"
    r"|(?:click|tap) here (?:to|for)\b.{0,120}"
    r"|(?:read|see|view|watch) (?:more|the full (?:story|article|report|video)) (?:here|at|on|from"
    r"|in)\b.{0,60}"
    r"|(?:for more|more) (?:stories|news|updates|coverage|information) (?:like this|from|on|about|visit"
    r"|go to)\b.{0,80}"
    r"(?:visit|go to|follow|click|www\.|https?:|sign up).{0,80}"
    r"|(?:topics|tags|filed under|categories|keywords|more about):.{0,200}"
    r"|(?:\d+|one|two) ?-?min(?:ute)?s? (?:read|listen|watch)|(?:reading|listening) time:? .{1,20}"
)
_TERMS = (
    r"(?:this|our) (?:web)?site (?:uses cookies|requires (?:javascript|cookies)"
    r"|is protected by recaptcha)\b.{0,160}"
    r"|we (?:and our partners )?use cookies\b.{0,250}"
    r"|(?:accept|reject|manage|allow)(?: all)?(?: optional| necessary)? cookies\b.{0,80}"
    r"|by (?:clicking|continuing|signing up|subscribing|using|entering)\b.{0,100}\byou(?:['’]re| are)? "
    r"(?:agree|accept|consent|acknowledge|agreeing|confirm).{0,160}"
    r"|(?:please )?(?:enable|turn on|disable|turn off) (?:javascript|cookies|your ad ?blocker)\b.{0,120}"
    r"|your browser (?:does not|doesn['’]t) support\b.{0,100}"
    r"|(?:terms (?:of|and) [\w ]{3,20}|privacy (?:policy|notice)|cookie (?:policy|settings))(?: ?["
    r"|·,&] ?[\w ]{3,25})*"
    r"|this (?:article|story|post) (?:was |has been )?(?:first |originally |also )+(?:appeared|published"
    r"|posted|ran)\b"
    r".{0,120}"
    r"|(?:this|the) post .{1,150} (?:first )?appeared (?:first )?on .{1,60}"
    r"|(?:this|the) (?:story|article) was (?:produced|generated|translated|written) (?:by|with"
    r"|using)\b.{0,40}"
    r"\b(?:AI|artificial intelligence|automated|machine)\b.{0,60}"
)
_SITE_NOTICE = re.compile(f"(?:{_OFFERS}|{_READERS}|{_POINTERS}|{_TERMS})", re.IGNORECASE)

_AD_SIZE = re.compile(r"\d{2,4}\s?[xX×]\s?\d{2,4}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|pic\.twitter\.com/\S+")
_HASHTAGS = re.compile(r"(?:#\w+[\s,]*)+")
_POST_SIGNATURE = re.compile(
    r"[—–-]{1,2}\s?.{1,80}\(@\w{1,20}\)(?:\s+\S{1,12}\.? \d{1,2},? \d{4}|\s+\d{1,2} \S{1,12} \d{4})?"
    r"(?:\s+https?://\S+)?"
)

_COPYRIGHT = re.compile(
    r"(?:.{0,60}©|\(c\)|copyright)\s?(?:\(c\)|©)?\s?(?:19|20)\d\d\b.{0,200}"
    r"|.{0,120}\ball rights reserved\b\.?.{0,160}"
    r"|this material may not be published, broadcast, rewritten.{0,80}",
    re.IGNORECASE,
)
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

# Words are parted by a separator each, and groups are atomic (`?>`): no line can make these patterns slow.
_BY_WORD = rf"(?>{_NAME_WORD}|and|And|AND|of|the|in|for)"
_BY = re.compile(
    r"(?:By|BY|Written by|Story by|Text by|Analysis by|Words by|Reported by|Posted by|Published by)[ :]+"
    rf"(?P<names>{_BY_WORD}(?:[ ,&|/]+{_BY_WORD}){{0,14}})"
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


def why_no_news(line: str) -> str | None:
    """The reason a whole line is no news whatever stands around it, or `None`."""
    if not any(map(str.isalnum, line)):
        return RULE
    if len(line) > _LONGEST_NOTICE:
        return None
    if line.strip(" .…:|•·[]()*_#>-–—").lower() in _LONELY_WORDS:
        return SITE_NOTICE
    return next((reason for reason, matches in _REASONS if matches(line)), None)


def is_notice(sentence: str) -> bool:
    """Whether one sentence among others is a notice of the site."""
    return len(sentence) <= _LONGEST_NOTICE and _SITE_NOTICE.fullmatch(sentence) is not None


def _is_credit(line: str) -> bool:
    return bool(
        _CREDIT_IN_BRACKETS.search(line) or _CREDIT_LABEL.fullmatch(line) or _CREDIT_ALONE.fullmatch(line)
    )


def _is_byline(line: str) -> bool:
    by = _BY.fullmatch(line)
    return (by is not None and not _NOT_A_NAME.search(by["names"])) or _REPORTERS.fullmatch(line) is not None


_REASONS = (
    (AD_SIZE, _AD_SIZE.fullmatch),
    (LINK, _LINK.fullmatch),
    (HASHTAGS, _HASHTAGS.fullmatch),
    (POST_SIGNATURE, _POST_SIGNATURE.fullmatch),
    (PHOTO_CREDIT, _is_credit),
    (COPYRIGHT, _COPYRIGHT.fullmatch),
    (BYLINE, _is_byline),
    (SITE_NOTICE, _SITE_NOTICE.fullmatch),
)
