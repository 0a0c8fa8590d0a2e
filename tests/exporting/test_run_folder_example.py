"""The example of the reference to the run folder is what a run writes, and each of its keys is explained."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def script(repository: Path) -> Any:
    """The script that fills the example in."""
    path = repository / "docs" / "reference" / "write_run_folder.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_is_what_the_code_makes_of_its_articles(script: Any) -> None:
    text = script.DOCUMENT.read_text(encoding="utf-8")
    assert text.count('"grounding": "judged"') > 4
    assert script.written(text) == text, "run: python docs/reference/write_run_folder.py"


def test_every_key_of_the_example_is_explained(script: Any) -> None:
    text = script.DOCUMENT.read_text(encoding="utf-8")
    explained = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", text))))
    assert keys_of(script.example()) - {"record", "event"} <= explained


def keys_of(item: Any) -> set[str]:
    if isinstance(item, list):
        return {key for each in item for key in keys_of(each)}
    if isinstance(item, dict):
        return item.keys() | {key for each in item.values() for key in keys_of(each)}
    return set()
