from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.decisions import Decision, History, replay
from tests.decisions.made import decision, redo, undo


def ids(history: History) -> list[str]:
    return [decision.id for decision in history.active]


def test_undo_takes_back_the_reviewers_own_last_decision() -> None:
    history = replay([decision("a"), decision("b", by="ben"), decision("c"), undo("u", "c")])
    assert ids(history) == ["a", "b"]
    assert history.to_undo("ada") == "a"
    assert history.to_undo("ben") == "b"
    assert history.to_undo("eve") is None


def test_redo_puts_a_decision_back_into_its_old_place() -> None:
    log = [decision("a"), decision("b", by="ben"), undo("u", "a"), redo("r", "a")]
    assert ids(replay(log)) == ["a", "b"]


def test_a_new_decision_forgets_what_was_undone() -> None:
    history = replay([decision("a"), undo("u", "a"), decision("b"), redo("r", "a")])
    assert ids(history) == ["b"]
    assert history.to_redo("ada") is None


def test_an_undo_that_its_reviewer_cannot_make_changes_nothing() -> None:
    log = [decision("a"), decision("b"), undo("u", "a"), undo("v", "b", by="ben"), undo("w", "nothing")]
    assert ids(replay(log)) == ["a", "b"]


def test_decisions_of_one_act_are_undone_and_redone_together() -> None:
    together = [decision("b", bulk="x"), decision("c", bulk="x"), decision("d", by="ben", bulk="x")]
    log = [decision("a"), *together, undo("u", "c")]
    assert ids(replay(log)) == ["a", "d"]
    assert replay(log).to_undo("ada") == "a"
    log.append(redo("r", "c"))
    assert ids(replay(log)) == ["a", "b", "c", "d"]
    assert replay(log).to_redo("ada") is None


def test_a_decision_that_stands_in_the_file_twice_counts_once() -> None:
    assert ids(replay([decision("a"), decision("a")])) == ["a"]


@given(choose=st.randoms(use_true_random=True))
@settings(max_examples=5)
def test_undo_and_redo_give_back_the_exact_state_after_1000_random_actions(choose: Random) -> None:
    history = History()
    log: list[Decision] = []
    states: dict[str, list[list[str]]] = {"ada": [[]], "ben": [[]]}
    ahead: dict[str, list[list[str]]] = {"ada": [], "ben": []}

    def mine(by: str) -> list[str]:
        return [d.id for d in history.active if d.by == by]

    for number in range(1_000):
        by = choose.choice(["ada", "ben"])
        other = {"ada": "ben", "ben": "ada"}[by]
        action, others = choose.choice(["decide", "undo", "undo", "redo"]), mine(other)
        if action == "undo" and (name := history.to_undo(by)):
            log.append(undo(f"d{number}", name, by))
            ahead[by].append(states[by].pop())
        elif action == "redo" and (name := history.to_redo(by)):
            log.append(redo(f"d{number}", name, by))
            states[by].append(ahead[by].pop())
        else:
            log.append(decision(f"d{number}", by=by))
            states[by].append([*states[by][-1], f"d{number}"])
            ahead[by].clear()
        history.add(log[-1])
        assert mine(by) == states[by][-1]
        assert mine(other) == others
    assert replay(log).active == history.active
    numbers = [int(name[1:]) for name in ids(history)]
    assert numbers == sorted(numbers)
