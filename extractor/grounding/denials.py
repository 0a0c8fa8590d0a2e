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
    return None


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
    auxiliaries = language["be"] | language["auxiliaries"]
    begins, has_said = True, False
    for word in words[position + 1 : position + 1 + _SCOPE]:
        is_next = word.key in language["scope_ends"] and not begins  # but "not that bad"
        if word.parted or is_next or (has_said and is_adverb and word.key in auxiliaries):
            return
        begins, has_said = False, has_said or word.kind is Kind.PLAIN
        yield word
