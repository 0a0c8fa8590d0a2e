"""Which cue in a sentence governs an event: `would not`, `is accused of`, `threatened to`, `alleged`.

There is no parser here, only order, clause boundaries and the form of words, so that the same sentence gives
the same answer everywhere in microseconds. The rules, in short:

- A cue governs what follows it, up to a word that begins another clause.
- `alleged cartel members`: a participle before a noun governs that noun alone.
- `to`, `of` and modals take no new finite verb: `a man accused of murder was extradited` is about the murder.
- A cue after the event governs it as an attribution at the end (`…, prosecutors allege`), or as what is
  said of it (`the transfer will take place`).
- A content word inside the event's own words is the event: who `threatened tariffs` did threaten.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.fields._text import fold, word_set

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*|[-–—]+|[^\w\s]")
_REACH = 25
"""How many words a cue governs at most."""
_WINDOW = 60
"""How many words on each side of an event are looked at."""
_NEAR = 8
"""How many words may stand between an event and a `which` that means it."""
_WIDE = 3
"""An event named in more words than this may hold the modal or negation that governs it."""

_MODALS = word_set(
    """
    will would won't wouldn't shall should may might can could cannot can't couldn't must not never no to be
    is are was were isn't aren't wasn't weren't has have had hasn't haven't hadn't do does did don't doesn't
    didn't been being going about set due
    """
)
_FINITE = word_set("was were is are has have had will would said says isn't wasn't hasn't did does")
_CLAUSES = word_set(
    """
    after although amid as because before but despite following if once since though unless until when what
    whereas where which while who whom whose why
    """
)
_PRONOUNS = word_set("he it she that they this we who i you")
_DETERMINERS = word_set(
    "a an another any each her his its my no our some that the their these this those your"
)
_PREPOSITIONS = word_set(
    "about against at between by during for from in into of off on onto out over through to under with within"
)
_LIGHT_BEFORE_NOUN = _DETERMINERS | word_set("of other several many more most include includes including two")
_NON_FINITE = word_set("be been being get gets getting got have has having had having")
_PAST = word_set(
    """
    became began broke brought came caught chose cut did fell fled flew found fought gave got grew held hit
    knew led left lost made met paid put ran rose said sank saw sent set shot shut sold spoke stole struck
    swore took told went withdrew won wrote
    """
)
_TAKING_PLACE = word_set("take happen occur begin start go proceed come follow")
_SKIPPABLE = word_set("also now again still already ever yet only just both")
_DASHES = frozenset("-–—")


@dataclass(frozen=True)
class Cue:
    """Words that announce an option; a word that ends in `*` stands for all that begin with it."""

    option: str
    words: tuple[str, ...]


class CueIndex:
    """Cues by their first word, and the rank of each option: that of the first cue is 0."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.ranks = {option: rank for rank, option in enumerate(dict.fromkeys(cue.option for cue in cues))}
        self._by_word: dict[str, list[Cue]] = {}
        self._open: list[Cue] = []
        for cue in cues:
            if cue.words and cue.words[0].endswith("*"):
                self._open.append(cue)
            elif cue.words:
                self._by_word.setdefault(cue.words[0], []).append(cue)

    def beginning(self, word: str) -> list[Cue]:
        """The cues that may begin with this word."""
        return self._by_word.get(word, []) + self._open


class _Token(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Match:
    """A cue found in the tokens from `first` to before `after`."""

    option: str
    rank: int
    first: int
    after: int


def cue_words(phrase: str) -> tuple[str, ...]:
    """The folded words of a cue as a schema writes it."""
    return tuple(re.findall(r"[^\W_]+(?:['.-][^\W_]+)*\*?", fold(phrase)))


def governing_cue(
    sentence: str, near: tuple[int, int] | None, cues: CueIndex, plain: str
) -> tuple[str, tuple[int, int]] | None:
    """The option whose cue governs the event at `near`, and the cue's span; `None` when none does.

    The nearest cue wins. One farther out overrules it when its option comes first in `cues` ("rejected
    reports that … planned to" is denied), but never across a cue for `plain`, which states the event as fact.
    """
    tokens = _tokens(sentence)
    if near is None:
        tokens = tokens[:_WINDOW]
        governing = [m for m in _matches(tokens, cues) if _leads(tokens, m)][:1]
    else:
        inside = [i for i, token in enumerate(tokens) if token.start < near[1] and near[0] < token.end]
        if not inside:
            return None
        begin = max(0, inside[0] - _WINDOW)
        tokens = tokens[begin : inside[0] + _WINDOW]
        after = min(inside[-1] + 1 - begin, len(tokens))
        governing = _governing(tokens, _matches(tokens, cues), inside[0] - begin, after)
    if not governing:
        return None
    best = governing[0]
    for match in governing:
        if plain in (best.option, match.option):
            break
        if match.rank < best.rank:
            best = match
    return best.option, (tokens[best.first].start, tokens[best.after - 1].end)


# Finding


def _tokens(sentence: str) -> list[_Token]:
    return [_Token(fold(m[0]) or m[0], m.start(), m.end()) for m in _TOKEN.finditer(sentence)]


def _matches(tokens: Sequence[_Token], cues: CueIndex) -> list[_Match]:
    """Every cue in the tokens that is no part of a longer one, in order."""
    found = [
        _Match(cue.option, cues.ranks[cue.option], first, after)
        for first, token in enumerate(tokens)
        for cue in cues.beginning(token.text)
        if (after := _match_at(tokens, first, cue.words)) is not None
    ]
    longest: list[_Match] = []
    for match in sorted(found, key=lambda m: (m.first - m.after, m.rank, m.first)):
        if not any(other.first <= match.first and match.after <= other.after for other in longest):
            longest.append(match)
    return sorted(longest, key=lambda m: m.first)


def _match_at(tokens: Sequence[_Token], first: int, cue: Sequence[str]) -> int | None:
    """The position after the cue if it begins at `first`; an adverb may stand between its words."""
    position = first
    for number, word in enumerate(cue):
        if (
            number
            and position < len(tokens)
            and not _fits(tokens[position].text, word)
            and _adverb(tokens[position])
        ):
            position += 1
        if position >= len(tokens) or not _fits(tokens[position].text, word):
            return None
        position += 1
    return position if cue else None


def _fits(text: str, word: str) -> bool:
    return text.startswith(word[:-1]) if word.endswith("*") else text == word


def _adverb(token: _Token) -> bool:
    return token.text.endswith("ly") or token.text in _SKIPPABLE


# Governing


def _governing(tokens: Sequence[_Token], matches: Sequence[_Match], first: int, after: int) -> list[_Match]:
    """The cues that govern the event, the nearest first; those before it come before those after it."""
    own = [
        m for m in matches if m.first < after and first < m.after and _governs_inside(tokens, m, first, after)
    ]
    before = [m for m in matches if m.after <= first and _governs_forward(tokens, m, first)]
    behind = [m for m in matches if m.first >= after and _governs_backward(tokens, m, first, after)]
    return own + before[::-1] + behind


def _governs_inside(tokens: Sequence[_Token], match: _Match, first: int, after: int) -> bool:
    """Whether a cue among the event's own words governs it: a modal or negation in its first clause."""
    if not all(tokens[i].text in _MODALS or _adverb(tokens[i]) for i in range(match.first, match.after)):
        return match.first < first and _governs_forward(tokens, match, match.after)
    leading = match.first <= first or after - first > _WIDE
    return leading and not any(_is_boundary(tokens, i) for i in range(first, match.first))


def _governs_forward(tokens: Sequence[_Token], match: _Match, event: int) -> bool:
    between = range(match.after, event)
    if len(between) > _REACH:
        return False
    if _is_adjective(tokens, match):
        return len(between) <= 3 and not any(_ends_noun_phrase(tokens, i) for i in between)
    clausal = _takes_clause(tokens, match)
    if any(_cuts(tokens, i, match, event, clausal=clausal) for i in between):
        return False
    if clausal or not between or not _is_past(tokens[event].text):
        return True
    return _is_carried(tokens, match, event)


def _is_carried(tokens: Sequence[_Token], match: _Match, event: int) -> bool:
    """Whether a participle goes with the cue: `will be tried`, `will be tried and sentenced`."""
    joined = tokens[event - 1].text in ("and", "or", ",")
    first = match.first if joined else max(match.first, event - 3)
    return any(tokens[i].text in _NON_FINITE for i in range(first, event))


def _is_adjective(tokens: Sequence[_Token], match: _Match) -> bool:
    """Whether a single participle stands before a noun, as in `26 alleged cartel members`."""
    word = tokens[match.after - 1].text
    if match.after - match.first != 1 or not word.endswith("ed"):
        return False
    before = tokens[match.first - 1].text if match.first else "the"
    following = tokens[match.after].text if match.after < len(tokens) else "of"
    if following in _PREPOSITIONS | _DETERMINERS | _PRONOUNS or not following[0].isalnum():
        return False
    return (
        before in _LIGHT_BEFORE_NOUN | _PREPOSITIONS
        or before[0].isdigit()
        or before.endswith(("'s", "ly", "ing", "ed", "s'"))
    )


def _ends_noun_phrase(tokens: Sequence[_Token], position: int) -> bool:
    text = tokens[position].text
    return text in _PREPOSITIONS | _FINITE | _CLAUSES | {"and", "or", "that"} or not text[0].isalnum()


def _takes_clause(tokens: Sequence[_Token], match: _Match) -> bool:
    """Whether what follows the cue may be a clause with its own verb, as after `denied` or `reports`."""
    last = tokens[match.after - 1].text
    return last not in _PREPOSITIONS | _MODALS and not last.endswith("ly")


def _cuts(tokens: Sequence[_Token], position: int, match: _Match, event: int, *, clausal: bool) -> bool:
    """Whether the token at `position`, between a cue and an event, ends what the cue governs."""
    text = tokens[position].text
    if text == ",":
        return _comma_cuts(tokens, position, event, match)
    if text in ("and", "or"):
        return _conjunction_cuts(tokens, position, match, event, clausal=clausal)
    if text == "that":
        return not clausal
    if text in _FINITE and not clausal:
        return position > match.after
    return _is_boundary(tokens, position)


def _is_boundary(tokens: Sequence[_Token], position: int) -> bool:
    text = tokens[position].text
    if text[0] in _DASHES:
        return _spaced(tokens, position)
    return text in _CLAUSES or text in (";", ":", "(", ")")


def _spaced(tokens: Sequence[_Token], position: int) -> bool:
    """Whether a dash parts clauses, and does not join two words."""
    token = tokens[position]
    joined_left = position > 0 and tokens[position - 1].end == token.start
    joined_right = position + 1 < len(tokens) and tokens[position + 1].start == token.end
    return len(token.text) > 1 or not (joined_left and joined_right)


def _comma_cuts(tokens: Sequence[_Token], comma: int, event: int, match: _Match) -> bool:
    """A comma ends what a cue governs unless it parts items of a list."""
    rest = [tokens[i].text for i in range(comma + 1, event)]
    following = next((t.text for t in tokens[comma + 1 : event + 1] if t.text[0].isalnum()), "")
    if following.endswith("ing") and tokens[match.after - 1].text != "of":
        return True  # "rejected the report, saying": only `accused of robbery, smuggling` goes on
    if any(word in _FINITE | _CLAUSES | _PRONOUNS or _is_past(word) for word in rest):
        return True
    return _is_past(tokens[event].text) and not any(word in _NON_FINITE for word in rest)


def _conjunction_cuts(
    tokens: Sequence[_Token], position: int, match: _Match, event: int, *, clausal: bool
) -> bool:
    """`and` ends what a cue governs when a finite verb or a new subject follows it."""
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    if following in _FINITE | _PRONOUNS:
        return True
    # `rejected claims and resigned` goes on with a verb of its own; `will be tried and sentenced` does not,
    # nor does `denied that troops came and stayed`.
    carried = _NON_FINITE | {"that"} if clausal else _NON_FINITE
    shared = any(tokens[i].text in carried for i in range(match.first, position))
    return position + 1 == event and _is_past(following) and not shared


def _governs_backward(tokens: Sequence[_Token], match: _Match, first: int, after: int) -> bool:
    between = range(after, match.first)
    following = tokens[match.after].text if match.after < len(tokens) else "."
    if tokens[match.after - 1].text.endswith("ly"):
        near = len(between) <= 2 and not any(_ends_noun_phrase(tokens, i) for i in between)
        return near and (following in _PREPOSITIONS or not following[0].isalnum())
    if any(tokens[i].text == "," for i in between):
        return _is_attribution(tokens, match, between)
    if any(_is_boundary(tokens, i) or tokens[i].text == "that" for i in between):
        return False
    return _is_subject(tokens, first, after) and _said_of_subject(tokens, match, between)


def _is_attribution(tokens: Sequence[_Token], match: _Match, between: range) -> bool:
    """Whether a few words at the end say who says so: `…, prosecutors allege`, `…, which he denies`."""
    comma = max(i for i in between if tokens[i].text == ",")
    if tokens[comma + 1].text == "which" and comma - between.start > _NEAR:
        return False  # it speaks of what stands right before it
    ends = match.after >= len(tokens) or not tokens[match.after].text[0].isalnum()
    return ends and match.after - comma <= 7 and _takes_clause(tokens, match)


def _is_subject(tokens: Sequence[_Token], first: int, after: int) -> bool:
    """Whether the event is named by a noun that can be the subject of what follows."""
    if _is_past(tokens[after - 1].text) or (first and tokens[first - 1].text in _MODALS):
        return False
    led = tokens[max(0, first - 3) : after]
    return first == 0 or any(t.text in _DETERMINERS or t.text.endswith(("'s", "s'")) for t in led)


def _said_of_subject(tokens: Sequence[_Token], match: _Match, between: range) -> bool:
    """Whether the cue tells that the event takes place: `will take place`, `is planned`, `was denied`."""
    verbs = [i for i in between if tokens[i].text in _FINITE]
    if any(i < match.first - 2 for i in verbs):
        return False
    cue = [tokens[i].text for i in range(match.first, match.after)]
    following = tokens[match.after].text if match.after < len(tokens) else ""
    if all(word in _MODALS for word in cue):
        return following in _TAKING_PLACE
    if not between and cue[0].endswith("ed") and "to" not in (cue[-1], following):
        return cue[-1] in _PREPOSITIONS or following in _PREPOSITIONS  # "a protest planned for Sunday"
    return bool(verbs) or cue[0] in _FINITE | {"be", "been"}


def _leads(tokens: Sequence[_Token], match: _Match) -> bool:
    """Whether a cue stands in the main clause, for an event that is what the whole sentence says."""
    before = range(match.first)
    if _is_adjective(tokens, match):
        return False
    return not any(_is_boundary(tokens, i) or tokens[i].text == "that" for i in before)


def _is_past(word: str) -> bool:
    return word in _PAST or (len(word) > 3 and word.endswith("ed") and not word.endswith("eed"))
