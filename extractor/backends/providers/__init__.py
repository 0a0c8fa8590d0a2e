"""The APIs of providers, one file each."""

from __future__ import annotations

from pkgutil import iter_modules


def provider_names() -> list[str]:
    """The kinds of profiles that have a provider's API behind them: the files of this folder."""
    return [module.name for module in iter_modules(__path__) if module.name != "base"]
