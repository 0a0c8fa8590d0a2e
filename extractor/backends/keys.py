"""Keys: where one comes from, and how it is kept out of files, messages and other people's servers."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import BackendUnavailable

if TYPE_CHECKING:
    from extractor.backends.profiles import Profile

SHORTEST_SECRET = 8
"""Keys shorter than this (`none`, `EMPTY`) are placeholders and may appear anywhere."""

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

OWN_HOSTS: Mapping[str, Sequence[str]] = _DATA["own_hosts"]
"""The only hosts a provider's key is sent to, by the variable that holds it; `*` stands for any labels."""

_LOOKS_LIKE_A_KEY = re.compile(_DATA["looks_like_a_key"], re.VERBOSE)
_NAMES_A_KEY = re.compile(
    r"^(?:x-)?(?:api[-_]?key|authorization|bearer|password|secret|token)$", re.IGNORECASE
)


def key_like_texts(text: str) -> list[str]:
    """The parts of a text that have the form of a key, each once, in order."""
    return list(dict.fromkeys(match.group() for match in _LOOKS_LIKE_A_KEY.finditer(text)))


def holds_a_key(value: object) -> bool:
    """Whether a value of a configuration file is, or has in it, something with the form or name of a key."""
    if isinstance(value, str):
        return bool(_LOOKS_LIKE_A_KEY.search(value))
    if isinstance(value, dict):
        return any(_NAMES_A_KEY.match(str(name)) or holds_a_key(item) for name, item in value.items())
    return isinstance(value, list) and any(map(holds_a_key, value))


def key_of(profile: Profile) -> str | None:
    """The key of a profile, from its environment variable or else its keyring; `None` when it wants none.

    Raises:
        BackendUnavailable: there is no key, or what is there is none.
    """
    env, ring = profile.key_env, profile.key_keyring
    if env is None and ring is None:
        return None
    key, place = os.environ.get(env, "").strip() if env else "", env
    if not key and ring:
        key, place = _from_keyring(profile), f"{ring} in the keyring"
    if not key:
        ways = [f"set {env}"] if env else []
        ways += [f"store it with: keyring set {' '.join(_service_and_account(profile))}"] if ring else []
        raise BackendUnavailable(
            f"backend {profile.name} needs a key: {' or '.join(ways)} or choose --backend local"
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BackendUnavailable(f"the value of {place} is no key: it has spaces or other signs in it")
    return key


def _from_keyring(profile: Profile) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise BackendUnavailable(
            f"backend {profile.name} has its key in the keyring, which needs a package: "
            "pip install 'news-event-extractor[keyring]'"
        ) from None
    try:
        return (keyring.get_password(*_service_and_account(profile)) or "").strip()
    except KeyringError as error:
        raise BackendUnavailable(
            f"backend {profile.name}: the keyring cannot be read ({error}): unlock it, or use key_env"
        ) from None


def _service_and_account(profile: Profile) -> tuple[str, str]:
    service, _, account = (profile.key_keyring or "").partition("/")
    return service, account or profile.name
