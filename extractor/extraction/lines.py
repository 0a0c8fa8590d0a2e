"""The words of a sentence that say what happened, as a headline would: the trigger and what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.extraction.party_checks import role_of
from extractor.extraction.plans import PlacedTrigger
from extractor.extraction.voice import CLAUSE, Voice, voice_of
from extractor.fields._text import word_set
from extractor.records import Article, Mention, Span

_LONGEST = 16
"""Words of the longest line."""
_FEW = 6
"""Words that may stand between a trigger and the party that ends or begins its line."""
_TRAILING = 8
"""Words behind a trigger that are taken when no party ends the line."""

_WORD = re.compile(r"\S+")
_FUNCTION = word_set(
    """
    a an the this that these those his her its their our my your of in on at by for from to with without into
    onto over under after before during as and or but nor if when while who which whose whom than about around
    against between among amid through via per within across near behind beyond
    despite except since until unless is are was were be been being has have had will would can could
    may might must shall should do does did not it they he she we i you there so such both either up out off
    down upon toward towards more most some any each every no another
    """
)
_FINITE = re.compile(
    r"\s(?:is|are|was|were|has|have|had|will|would|could|can|may|might|include[sd]?|said|says|came|comes)(?!\w)"
)
_HEAD_OF_REDUCED = re.compile(
    r"(?:(?:one|some|many|most|all|several|two|three)\s+of\s+)?(?:(?:the|those)\s+)?[\w’'-]+\s+(?:\w+ly\s+)?"
    r"(?:being\s+)?$",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"(?:been|was|were|is|are)\s+", re.IGNORECASE)
_BEHIND_NOUN = re.compile(r"\s+(?:of|on|against|with|between|from|to|over|for|in|at)\s", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}$")
_NOT_A_MODIFIER = re.compile(r".*(?:ed|[,;:.!?”\")])$")


def line_span(
    placed: PlacedTrigger, article: Article, parties: Sequence[Mention], patient: str | None
) -> Span:
    """The words that say what happened; they never leave the clause, nor end on a word such as "of".

    `patient` is the role of those it was done to, which a line tells with the verb.
    """
    affected = [m.support.span for m in parties if m.support.span and patient and role_of(m) == patient]
    voice = voice_of(placed, article)
    if voice is Voice.NOUN:
        start, end = _start_of_noun(placed, article), _end_of_noun(placed, article, affected)
    elif voice is Voice.ACTIVE:
        start, end = placed.span.start, _end_of_verb(placed, article, affected)
    else:
        start = _start_of_passive(placed, article, affected, voice)
        end = _end_of_verb(placed, article, affected)
    return _trimmed(Span(start=start, end=end), placed, article)


def _end_of_verb(placed: PlacedTrigger, article: Article, affected: Sequence[Span]) -> int:
    for span in sorted(affected, key=lambda span: span.start):
        if placed.span.end <= span.start and _near(article.text[placed.span.end : span.start]):
            return span.end
    return _end_of_phrase(placed, article)


def _near(gap: str) -> bool:
    return len(gap.split()) <= _FEW and CLAUSE.search(gap) is None


def _end_of_phrase(placed: PlacedTrigger, article: Article) -> int:
    """Where the clause ends behind the trigger, its next verb begins, or enough words are told."""
    rest = article.text[placed.span.end : placed.passage.end]
    stops = [match.start() for pattern in (CLAUSE, _FINITE) if (match := pattern.search(rest))]
    stops += [o.span.start - placed.span.end for o in placed.others if o.span.start >= placed.span.end]
    words = list(_WORD.finditer(rest, 0, min(stops, default=len(rest))))
    if len(words) > _TRAILING:  # a phrase is left out whole, not cut in two
        leads = [i for i, word in enumerate(words[: _TRAILING + 1]) if i and _only_leads(word[0])]
        words = words[: max(leads, default=_TRAILING)]
    return placed.span.end + (words[-1].end() if words else 0)


def _start_of_passive(placed: PlacedTrigger, article: Article, affected: Sequence[Span], voice: Voice) -> int:
    for span in sorted(affected, key=lambda span: -span.start):
        if span.end <= placed.span.start and _near(article.text[span.end : placed.span.start]):
            return span.start
    before = article.text[placed.passage.start : placed.span.start]
    head = _HEAD_OF_REDUCED.search(before[-80:])
    if head and (voice is Voice.REDUCED or "being " in head[0]) and not before.rstrip().endswith(","):
        return placed.span.start - len(head[0])
    auxiliary = _AUXILIARY.match(placed.trigger.text)
    return placed.span.start + (auxiliary.end() if auxiliary else 0)


def _start_of_noun(placed: PlacedTrigger, article: Article) -> int:
    """Where the noun group starts: "prisoner transfer", "second transfer", "Mexico's extradition"."""
    start = placed.span.start
    words = list(_WORD.finditer(article.text, max(placed.passage.start, start - 60), start))
    for word in reversed(words[-3:]):
        if _only_leads(word[0]) or _NOT_A_MODIFIER.match(word[0]):
            break
        start = word.start()
    return start


def _end_of_noun(placed: PlacedTrigger, article: Article, affected: Sequence[Span]) -> int:
    leads_on = _BEHIND_NOUN.match(article.text, placed.span.end, placed.passage.end)
    leading = re.search(r"\s(?:of|on|against)\s*$", placed.trigger.text)  # a trigger such as "death of"
    if not leads_on and not leading:
        return placed.span.end
    return _end_of_verb(placed, article, affected)


def _trimmed(span: Span, placed: PlacedTrigger, article: Article) -> Span:
    """Without words at the end that only lead to others, and not longer than a line."""
    words = list(_WORD.finditer(article.text, span.start, span.end))
    if len(words) > _LONGEST:  # a phrase is left out whole, not cut in two
        behind = [i for i in range(1, _LONGEST + 1) if words[i].start() >= placed.span.end]
        words = words[: max((i for i in behind if _only_leads(words[i][0])), default=_LONGEST)]
    while words and words[-1].start() >= placed.span.end and _only_leads(words[-1][0]):
        words.pop()
    end = max(placed.span.end, words[-1].end() if words else 0)
    last = article.text[max(span.start, end - 10) : end]
    if not _ABBREVIATION.search(last):
        end = max(placed.span.end, end - (len(last) - len(last.rstrip(".,;:!?"))))
    return Span(start=span.start, end=end)


def _only_leads(word: str) -> bool:
    """Whether a word leads to others and says nothing itself: "of", "the", but not "US"."""
    bare = word.strip(".,;:“”\"'‘’()")
    return not bare or (bare.casefold() in _FUNCTION and not bare.isupper() and bare != "May")
