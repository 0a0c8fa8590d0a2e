"""The benchmark's lists are what they say, and grounding keeps its promise on the seeds' list."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks._aligners import headlines, ours
from benchmarks._languages import LANGUAGES, invented_statements
from benchmarks._mutations import KINDS, changed_verbs
from benchmarks._statements import Statement, cut, plain, read_articles, rejoin, true_edits
from benchmarks.grounding import main, score_verbs, statements


@pytest.fixture(scope="module")
def listed(seeds: Path) -> list[Statement]:
    return statements(list(read_articles(seeds, [])), 5_000)


def test_a_changed_statement_stands_nowhere_in_its_article(listed: list[Statement]) -> None:
    changed = [s for s in listed if not s.true]
    assert len(changed) >= 1_000
    assert not [s for s in changed if plain(s.text) in plain(s.article.text)]


def test_every_kind_of_fact_is_changed(listed: list[Statement]) -> None:
    assert {s.kind for s in listed if not s.true} == set(KINDS)


def test_a_changed_value_is_new_to_its_sentence(listed: list[Statement]) -> None:
    for statement in listed:
        if statement.true or statement.kind == "negation":
            continue
        there = set(re.findall(r"\w+", plain(statement.article.sentence_text(statement.sentence))))
        assert set(re.findall(r"\w+", plain(statement.text))) - there, statement.text


def test_a_changed_negation_adds_or_drops_one(listed: list[Statement]) -> None:
    denials = re.compile(r"\b(?:not|never|no)\b|n['’]t\b")
    for statement in (s for s in listed if s.kind == "negation"):
        sentence = statement.article.sentence_text(statement.sentence)
        assert len(denials.findall(statement.text)) != len(denials.findall(sentence)) or (
            plain(statement.text) not in plain(sentence)
        )


def test_a_true_statement_has_no_word_that_its_sentence_lacks(listed: list[Statement]) -> None:
    for statement in (s for s in listed if s.true):
        there = re.findall(r"\w+", plain(statement.article.sentence_text(statement.sentence)))
        assert set(re.findall(r"\w+", plain(statement.text))) <= set(there), statement.text


def test_the_list_is_the_same_twice(seeds: Path) -> None:
    first, second = (statements(list(read_articles(seeds, [])), 200) for _ in range(2))
    assert [s.text for s in first] == [s.text for s in second]


def test_no_changed_fact_of_the_seeds_is_accepted_and_hardly_a_true_one_refused(
    listed: list[Statement],
) -> None:
    accepts = ours()
    assert [s.text for s in listed if not s.true and accepts(s)] == []
    true = [s for s in listed if s.true]
    assert len([s for s in true if not accepts(s)]) < len(true) / 100


def test_no_changed_fact_of_the_seeds_is_accepted_as_a_headline_and_hardly_a_true_one_refused(
    listed: list[Statement],
) -> None:
    accepts = headlines()
    assert [s.text for s in listed if not s.true and accepts(s)] == []
    true = [s for s in listed if s.true]
    assert len([s for s in true if not accepts(s)]) < len(true) / 100


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_changed_fact_of_another_language_is_accepted_and_no_true_one_refused(language: str) -> None:
    accepts = ours()
    listed = invented_statements(language, 500)
    assert {s.kind for s in listed if not s.true} == {"number", "name", "negation"}
    assert [s.text for s in listed if accepts(s) is not s.true] == []


def test_another_verb_in_a_headline_is_refused_or_named(seeds: Path) -> None:
    score, silent = score_verbs(list(read_articles(seeds, [])), 5_000)
    assert score.changed == score.refused + score.named + score.silent > 10
    assert [s.text for s in silent] == []


def test_a_changed_verb_is_in_no_form_in_its_sentence(seeds: Path) -> None:
    for article in read_articles(seeds, []):
        for statement in changed_verbs(article, 2):
            there = re.findall(r"\w+", plain(article.sentence_text(statement.sentence)))
            assert len(set(re.findall(r"\w+", plain(statement.text))) - set(there)) == 1


def test_tokenised_text_is_rejoined() -> None:
    assert rejoin("`` It 's $ 40 , '' he did n't say .") == "“It's $40,” he didn't say."


def test_sentences_end_at_lines_and_full_stops() -> None:
    article = cut("a", "One two. Three four.\n\nFive")
    assert [article.sentence_text(s.number) for s in article.sentences] == ["One two.", "Three four.", "Five"]


def test_edits_that_leave_a_clause_true_keep_its_facts() -> None:
    edits = dict(true_edits("The state has quickly sentenced a notorious cartel leader"))
    assert edits["adverb"] == "The state has sentenced a notorious cartel leader"
    assert edits["description"] == "The state has quickly sentenced a cartel leader"
    assert edits["article"] == "state has quickly sentenced a notorious cartel leader"


def test_files_and_packages_that_are_missing_are_skipped_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", "nowhere.jsonl", "--most", "5", "--only", "ours", "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert "nowhere.jsonl: not there, skipped" in printed["notes"]
    assert printed["scores"][0]["aligner"] == "ours"
    assert printed["verbs"].keys() == {"changed", "refused", "named", "silent"}
