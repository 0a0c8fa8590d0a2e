"""Finds the model servers that run on this machine: Ollama, llama.cpp, vLLM, LM Studio, or any profile's."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from extractor.backends.profiles import Profile, address_without_model, load_profile
from extractor.errors import ProfileError

PATIENCE = 0.5
"""Seconds; a server of this machine that does not list its models in this time is busy or none."""


def running_models(addresses: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The ids of the models that each running server offers, by backend; those that do not run are left out.

    `addresses` are base URLs of this machine; no key is sent.
    """
    if not addresses:
        return {}
    with ThreadPoolExecutor(len(addresses)) as pool:
        found = dict(zip(addresses, pool.map(models_at, addresses.values()), strict=True))
    return {name: models for name, models in found.items() if models is not None}


def load_running_profile(
    name: str, *, model: str | None = None, base_url: str | None = None, plan: str | None = None
) -> Profile:
    """As `load_profile`; a server of this machine that offers one model alone is asked for its name.

    Raises:
        ProfileError: as `load_profile`; of several models the message names them.
    """
    if model is None and (address := address_without_model(name, base_url)):
        offered = models_at(address) or ()
        if len(offered) > 1:
            raise ProfileError(f"{address} offers {', '.join(offered)}: choose one with --model")
        model = next(iter(offered), None)
    return load_profile(name, model=model, base_url=base_url, plan=plan)


def models_at(base_url: str) -> tuple[str, ...] | None:
    """The ids of the models that a server lists at `/models`, sorted; `None` when none listens there."""
    import httpx2

    try:
        with httpx2.Client(trust_env=False, timeout=PATIENCE, follow_redirects=False) as http:
            answer = http.get(f"{base_url}/models")
            listed: Any = answer.json().get("data", []) if answer.is_success else []
    except (httpx2.HTTPError, ValueError, AttributeError):
        return None
    if not isinstance(listed, list):
        return None
    ids = (item.get("id") for item in listed if isinstance(item, dict))
    return tuple(sorted(item for item in ids if isinstance(item, str)))
