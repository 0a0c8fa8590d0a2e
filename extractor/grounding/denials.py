"""What a statement and some sentences deny: the same, or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from extractor.grounding.vocabulary import Vocabulary
from extractor.grounding.word_index import form_of
from extractor.grounding.words import Kind, Word

_SCOPE = 8
"""Words behind a negation that it may deny."""

_LEFT_OUT = 3
"""Words of a sentence that a statement in its words may leave out between two of its own."""


def other_denial(
    statement: Sequence[Word], sentences: Sequence[Sequence[Word]], language: Vocabulary
) -> str | None:
    """What the statement denies and the sentences do not, or the other way round; `None` when they agree.

    The words of the statement may come from several sentences and be in another order.
    """
    here = [denial for words in sentences for denial in _denials(words, language)]
    mine = _denials(statement, language)
    if not here and not mine:
        return None
    scopes = Counter(form for denial in here for form in denial.scope)
    for form, times in Counter(denial.form for denial in mine).items():
        if times > scopes[form]:
            denial = next(each for each in mine if each.form == form)
            return f"“{denial.negation.shown}” does not stand before “{denial.word.shown}”"
    text = Counter(form_of(word, language) for word in chain(*sentences))
    text.subtract(denial.form for denial in here)
    stated = Counter(form_of(word, language) for word in statement if word.kind is not Kind.FUNCTION)
    stated.subtract(denial.form for denial in mine)
    for denial in here:
        is_kept = any(not denial.scope.isdisjoint(each.scope) for each in mine)
        if stated[denial.form] > text[denial.form] and not is_kept:
            return f"negation “{denial.negation.shown}” stands just before “{denial.word.shown}”"
    return _other_count(statement, sentences, language)


def _other_count(
    statement: Sequence[Word], sentences: Sequence[Sequence[Word]], language: Vocabulary
) -> str | None:
    """Where a sentence has the statement's words in their order, it must deny as often."""
    said = [word for word in statement if _says_something(word)]
    denials = sum(word.kind is Kind.NEGATION for word in statement)
    counts = {
        sum(word.kind is Kind.NEGATION for word in place)
        for words in sentences
        for place in _places(said, words, language)
    }
    return f"{denials} negations are not {min(counts)}" if counts and denials not in counts else None


def _places(said: Sequence[Word], words: Sequence[Word], language: Vocabulary) -> Iterator[Sequence[Word]]:
    """Where a sentence has these words in their order with little between, and what stands just before."""
    forms = [form_of(word, language) for word in said]
    there = [form_of(word, language) for word in words]
    for start, form in enumerate(there):
        if not forms or form != forms[0]:
            continue
        at = start
        for wanted in forms[1:]:
            nearby = range(at + 1, min(len(words), at + 2 + 2 * _LEFT_OUT))
            at = next((n for n in nearby if there[n] == wanted and _few(words[at + 1 : n])), -1)
            if at < 0:
                break
        if at >= 0:
            before = start
            while before and start - before < _LEFT_OUT and not words[before].parted:
                before -= 1
                if _says_something(words[before]):
                    before += 1
                    break
            yield words[before : _end_of_place(words, at + 1)]


def _end_of_place(words: Sequence[Word], end: int) -> int:
    """Where the small words and negations behind a place end: in German a denial stands behind the verb."""
    past = end
    while past < len(words) and past - end < _LEFT_OUT:
        if words[past].parted or _says_something(words[past]):
            break
        past += 1
    return past


def _says_something(word: Word) -> bool:
    return word.kind not in {Kind.FUNCTION, Kind.NEGATION}


def _few(between: Sequence[Word]) -> bool:
    return sum(map(_says_something, between)) <= _LEFT_OUT


@dataclass(frozen=True, slots=True)
class _Denial:
    """A negation, and what it denies."""

    negation: Word
    word: Word
    """The first word behind it that says something."""
    form: str
    """The form of that word."""
    scope: frozenset[str]
    """The forms of all the words that it may deny."""


def _denials(words: Sequence[Word], language: Vocabulary) -> list[_Denial]:
    found = []
    for position, negation in enumerate(words):
        if negation.kind is Kind.NEGATION:
            scope = list(_scope(words, position, language))
            said = [w for w in scope if w.kind is not Kind.FUNCTION and not language.is_adverb(w.key)]
            if not said and language.denies_before:
                said = [word for word in _clause_before(words, position) if word.kind is Kind.PLAIN]
                scope += said
            if said or scope:
                word = (said or scope)[0]
                forms = frozenset(form_of(each, language) for each in scope)
                found.append(_Denial(negation, word, form_of(word, language), forms))
    return found


def _clause_before(words: Sequence[Word], position: int) -> Iterator[Word]:
    """The words before a negation, the nearest first, as far as it may deny them."""
    while position and not words[position].parted:
        position -= 1
        yield words[position]


def _scope(words: Sequence[Word], position: int, language: Vocabulary) -> Iterator[Word]:
    """The words behind a negation up to the end of its clause, as far as that can be seen.

    "Not seen has dented": behind a verb that `not` denies, an auxiliary is of another verb. "No charges will
    be filed": behind a noun it is not.
    """
    is_adverb = words[position].key in language["denying_adverbs"]
    begins, has_said = True, False
    for word in words[position + 1 : position + 1 + _SCOPE]:
        is_next = word.key in language["scope_ends"] and not begins  # but "not that bad"
        if word.parted or is_next or (has_said and is_adverb and word.key in language.auxiliaries):
            return
        begins, has_said = False, has_said or word.kind is Kind.PLAIN
        yield word
