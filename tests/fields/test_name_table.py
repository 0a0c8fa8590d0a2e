"""Laws of the search for names: what makes it quick changes nothing of what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.fields.parties import name_patterns, name_runs
from extractor.fields.parties.names import is_name_like, is_particle, without_possessive

WORDS = """the The a an An 2013 1999 3013 de la van der al of for and & or Omar Maria García Ávila ØRSTED Mr.
Gen. U.S. J. DEA NASA DoJ (DEA) ( ) [ ] " ' “ ” ‘ ’ « » ’s 's s' , ; : . ! ? … – — - _ x road mill wet
Wet Road Kiki alias aka a.k.a. ak.a known dubbed nicknamed ß ẞ ǅ ² Ⅷ İ ı 日本 Київ \u0301 \u200b often people
Secretary Security President Big Apple Toyota O’Neill"""
SPACES = [" ", " ", " ", "\n", "\t", "\u00a0", "\x1c", "  ", ""]
PROSE = st.lists(
    st.tuples(st.sampled_from([*WORDS.split(), "x" * 70, "X" * 70]), st.sampled_from(SPACES)), max_size=40
).map(lambda pairs: "".join(piece + space for piece, space in pairs))
TEXTS = st.one_of(PROSE, st.text(max_size=80))


def name_runs_word_by_word(text: str, words: frozenset[str]) -> Iterator[str]:
    """As `name_runs` says, looking at every word."""
    run: list[str] = []
    starts = True
    for whole in re.findall(r"\S+", text):
        bare = whole.strip("\"'“”‘’«»()[],;:!?…–—") if len(whole) <= name_runs.LONGEST_WORD else ""
        chunk = whole[:1] + whole[1:][-name_runs.LONGEST_WORD :]
        named = name_runs.may_be_named(bare, "en")
        if named and starts and bare.lower() in {word for word in words if word.islower()}:
            named = False
        opens = chunk[0] in "\"“‘«'([" and bool(run)
        if (not named or opens) and run and not (bare.islower() and is_particle(bare) and not opens):
            yield from name_runs.finished(run)
            run = []
        if named or (run and bare):
            run.append(bare)
        ends = (not bare or chunk[-1] in name_runs.ENDING) and not name_runs.is_abbreviation(chunk)
        possessive = without_possessive(bare) != bare
        if (ends or possessive or len(run) >= name_runs.LONGEST_NAME) and run:
            yield from name_runs.finished(run)
            run = []
        starts = name_runs.ends_sentence(chunk)
    yield from name_runs.finished(run)


@given(TEXTS, st.frozensets(st.sampled_from(["wet", "road", "omar", "日本", "ß"])))
@example("Omar de la van der", frozenset())
@example("Omar de la García went home with A de la de la de la de la de la de la de la B", frozenset())
@example("Wet roads. Wet Road", frozenset({"wet"}))
def test_small_words_that_are_passed_over_are_part_of_no_name(text: str, words: frozenset[str]) -> None:
    assert list(name_runs.name_runs(text, words, "en")) == list(name_runs_word_by_word(text, words))


@given(TEXTS)
@example("Big Apple Is New York")
@example("Élan Über Ødegård Ávila")
def test_a_line_with_few_capitals_is_no_headline(line: str) -> None:
    long = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    capitalised = sum(word[0].isupper() for word in long)
    assert name_runs.is_headline(line) == (len(long) > 3 and capitalised >= 0.9 * len(long))


@pytest.mark.parametrize(
    ("pattern", "before"),
    [
        pytest.param(pattern, pattern.pattern.replace(r"[A-ZÀ-Þ](?<!\w.)", r"(?<!\w)[A-ZÀ-Þ]"), id=name)
        for name in ("DEFINED", "ALIAS", "NICKNAMED")
        for pattern in (getattr(name_patterns, name),)
    ],
)
@given(text=TEXTS)
def test_what_stands_before_a_name_may_be_looked_at_after_its_capital(
    pattern: re.Pattern[str], before: str, text: str
) -> None:
    assert before != pattern.pattern
    found = [(match.span(), match.groups()) for match in pattern.finditer(text)]
    assert found == [(match.span(), match.groups()) for match in re.finditer(before, text)]


@given(TEXTS)
@example("D.E.A. (the Drug Enforcement Administration)")
def test_so_may_what_stands_before_an_acronym(text: str) -> None:
    pattern = name_patterns.DEFINED_BACK.pattern
    before = pattern.replace(r"(?P<short>[A-Z](?<!\w.)", r"(?<!\w)(?P<short>[A-Z]")
    before = before.replace(r"[A-ZÀ-Þ](?<!\w.)", r"(?<!\w)[A-ZÀ-Þ]")
    found = [match.groups() for match in name_patterns.DEFINED_BACK.finditer(text)]
    assert found == [match.groups() for match in re.finditer(before, text)]


ARTICLED_FROM_THE_ARTICLE = re.compile(
    r"(?<!\w)(?:[Tt]he|[Aa]n?|[12]\d{3}) (?P<name>[A-ZÀ-Þ][\w’'-]{0,30}+(?: [A-ZÀ-Þ][\w’'-]{0,30}+){1,5})"
    r"(?! [a-z]{0,30}['’]| [A-ZÀ-Þ])"
)
BLANKED = st.lists(
    st.sampled_from(
        ["the", "The", "a", "an", "1999", "Big", "Apple-the", "É-a", "New’an", "’s", "x’s", "x,"]
    ),
    max_size=30,
).map(" ".join)


@given(st.one_of(TEXTS, BLANKED))
@example("the Big Apple The New York-the Daily News Of The Whole World")
def test_a_name_with_an_article_is_found_from_the_blank_between_them(text: str) -> None:
    found = [match["name"] for match in name_patterns.articled("en").finditer(text)]
    assert found == [match["name"] for match in ARTICLED_FROM_THE_ARTICLE.finditer(text)]


@pytest.mark.parametrize("word", ["alias", "aka", "a.ka", "ak.a", "a.k.a", "a.k.a.", "a.k.a.,", "aka."])
@pytest.mark.parametrize("verb", ["", "also known as", "better known as", "known as", "nicknamed", "dubbed"])
def test_no_alias_stands_without_a_word_that_says_so(word: str, verb: str) -> None:
    for text in (f"Omar García, {verb or word} Kiki", f"Omar García ({word} “El Cuini”)"):
        assert name_patterns.ALIAS.search(text) is None or name_patterns.ALIAS_WORD.search(text)
    assert name_patterns.ALIAS.search(f"Omar García, {verb or word} Kiki")


@given(TEXTS)
def test_nor_in_any_text(text: str) -> None:
    assert name_patterns.ALIAS.search(text) is None or name_patterns.ALIAS_WORD.search(text)


@given(st.one_of(st.text(max_size=8), st.text(st.characters(max_codepoint=127), max_size=8)))
def test_a_name_has_a_capital_or_letters_of_a_script_without(token: str) -> None:
    assert is_name_like(token) == any(c.isupper() or (c.isalpha() and not c.islower()) for c in token)
