from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import extractor


def exported() -> list[str]:
    return list(getattr(extractor, "__all__", []))


def test_the_public_names_are_sorted_and_named_once() -> None:
    assert exported() == sorted(set(exported()))


def test_every_public_name_is_there_with_a_docstring() -> None:
    for name in exported():
        item = getattr(extractor, name)
        assert name.startswith("__") or item.__doc__, f"extractor.{name} has no docstring"


def test_nothing_public_is_left_out_of_the_list() -> None:
    ours = {
        name
        for name, item in vars(extractor).items()
        if not name.startswith("_") and getattr(item, "__module__", "").startswith("extractor.")
    }
    assert ours <= set(exported())


def test_type_checkers_see_each_name_where_it_is_found_when_running() -> None:
    stub = Path(extractor.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    seen = {
        alias.name: getattr(importlib.import_module(f"extractor.{node.module}"), alias.name)
        for node in ast.walk(ast.parse(stub))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == {name: getattr(extractor, name) for name in exported()}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="No extractor attribute nothing"):
        getattr(extractor, "nothing")  # noqa: B009  # a type checker would see through it


def test_a_name_is_imported_when_it_is_used_and_no_sooner() -> None:
    program = """
import sys, extractor
assert not [name for name in sys.modules if name.startswith("extractor.")]
assert set(extractor.__all__) <= set(dir(extractor))
extractor.Article
assert "pydantic" in sys.modules and "extractor.runs" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
