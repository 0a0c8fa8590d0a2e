"""The code of the guides runs as it is written, and prints what the guides say it prints."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "docs" / "write_guides.py"
PAGES = (
    "architecture.md",
    "guides/field-types.md",
    "guides/languages.md",
    "guides/own-schema.md",
    "guides/plans.md",
    "guides/python.md",
)


@pytest.fixture(scope="module")
def script() -> Any:
    """The script that fills in the guides, as a module."""
    spec = importlib.util.spec_from_file_location(SCRIPT.stem, SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def file_of(script: Any, name: str) -> str:
    """The only file that the blocks of a guide make."""
    page = SCRIPT.parent / "guides" / name
    (code,) = script.files_of(page.read_text(encoding="utf-8")).values()
    return str(code)


def lines(code: str) -> int:
    return sum(1 for line in code.splitlines() if line.strip())


@pytest.mark.parametrize("name", PAGES)
def test_the_code_of_a_page_runs_and_prints_what_the_page_says(script: Any, name: str) -> None:
    page = SCRIPT.parent / name
    assert page in script.PAGES
    text = page.read_text(encoding="utf-8")
    assert "```text" in text
    assert script.written(page) == text, "run: python docs/write_guides.py"


def test_the_field_type_of_the_guide_is_short(script: Any) -> None:
    assert lines(file_of(script, "field-types.md").partition("from typing")[0]) < 60


def test_the_schema_of_the_guide_is_short(script: Any) -> None:
    assert lines(file_of(script, "own-schema.md").partition("class ")[2]) <= 20


@pytest.mark.parametrize("name", [*(f"docs/{page}" for page in PAGES), "README.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_links_to_is_there(repository: Path, name: str) -> None:
    page = repository / name
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_file_that_the_architecture_names_is_there(repository: Path) -> None:
    text = (repository / "docs/architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:extractor|schemas|prompts|tests|docs|seeds)/[\w./]*)`", text)
    assert len(named) > 30
    assert [name for name in named if not (repository / name).exists()] == []
