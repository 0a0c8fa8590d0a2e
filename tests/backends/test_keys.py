from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from extractor.backends import Profile
from extractor.backends.keys import holds_a_key, key_like_texts, key_of
from extractor.errors import BackendUnavailable

KEY = "sk-canary-0123456789abcd"


def profile(**where: str) -> Profile:
    table: dict[str, Any] = {"kind": "openai", "base_url": "https://x.example/v1", "model": "m", **where}
    return Profile(name="house", **table)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """What the system's keyring holds, by service and account."""
    held: dict[tuple[str, str], str] = {}
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(errors)["KeyringError"] = type("KeyringError", (Exception,), {})
    vars(module)["get_password"] = lambda service, account: held.get((service, account))
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return held


def test_a_profile_that_wants_no_key_has_none() -> None:
    assert key_of(profile()) is None


def test_the_environment_comes_before_the_keyring(
    monkeypatch: pytest.MonkeyPatch, keyring: dict[tuple[str, str], str]
) -> None:
    keyring["newsroom", "house"] = "kept-in-the-keyring"
    both = profile(key_env="SOME_KEY", key_keyring="newsroom")
    monkeypatch.delenv("SOME_KEY", raising=False)
    assert key_of(both) == "kept-in-the-keyring"
    monkeypatch.setenv("SOME_KEY", KEY)
    assert key_of(both) == KEY


def test_an_account_can_be_named(keyring: dict[tuple[str, str], str]) -> None:
    keyring["newsroom", "desk"] = KEY
    assert key_of(profile(key_keyring="newsroom/desk")) == KEY


def test_a_key_that_is_nowhere_is_asked_for_in_both_places(
    monkeypatch: pytest.MonkeyPatch, keyring: dict[tuple[str, str], str]
) -> None:
    monkeypatch.delenv("SOME_KEY", raising=False)
    with pytest.raises(
        BackendUnavailable, match="set SOME_KEY or store it with: keyring set newsroom house or choose"
    ):
        key_of(profile(key_env="SOME_KEY", key_keyring="newsroom"))


def test_without_the_package_the_keyring_comes_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(BackendUnavailable, match=r"pip install 'news-event-extractor\[keyring\]'"):
        key_of(profile(key_keyring="newsroom"))


@pytest.mark.parametrize(
    "text",
    [
        "sk-proj-abcdefghijklmnopqrst",
        "gsk_abcdefghijklmnopqrstuvwx",
        "AIzaSyA-abcdefghijklmnopqrstuvwxyz12345",
        "Authorization: Bearer abcdefghijklmnopqrst",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3.SflKxwRJSMeKKF2QT4",
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_what_has_the_form_of_a_key_is_known(text: str) -> None:
    assert key_like_texts(f"before {text} after") != []
    assert holds_a_key({"a": [{"b": text}]})


@pytest.mark.parametrize(
    "text",
    [
        "OPENAI_API_KEY",
        "the bearer of the letter, a sk-ilful man",
        "https://api.openai.com/v1",
        "qwen2.5-coder-1.5b",
        "task-oriented-dialogue-systems",
        "r121b2a5683b6450a",
    ],
)
def test_ordinary_words_are_no_keys(text: str) -> None:
    assert key_like_texts(text) == []
    assert not holds_a_key({"max_tokens": 3, "note": text})
