"""The rules that keep the rooms apart, and machines and secrets out of the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "extractor"

ORDER = (
    "text",
    "errors",
    "records",
    "record_lines",
    "resources",
    "workers",
    "fields",
    "schemas",
    "presentation",
    "prompts",
    "articles",
    "grounding",
    "backends",
    "extraction",
    "merging",
    "decisions",
    "reporting",
    "store",
    "runs",
    "evaluation",
    "exporting",
    "review",
    "with_review",
    "streaming",
    "cli",
)
"""The rooms from the ground up: a room imports from itself and from those before it."""

NARROWER = {
    "fields": {"fields", "records", "errors", "text"},
    "grounding": {"grounding", "articles", "fields", "records", "text"},
    "merging": {"merging", "fields", "schemas", "records", "errors", "resources", "workers", "text"},
    "backends": {"backends", "schemas", "records", "errors", "resources"},
    "evaluation": set(ORDER) - {"cli", "review", "backends"},
}
"""Rooms that may import less than their place in the order allows."""

HEAVY = {
    "anthropic",
    "cohere",
    "google",
    "instructor",
    "mistralai",
    "numpy",
    "openai",
    "trafilatura",
    "vcr",
    "xllamacpp",
}


@cache
def parsed(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"))


def imported(file: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == "extractor":
            yield from (f"extractor.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def files(room: str) -> list[Path]:
    single = PACKAGE / f"{room}.py"
    return [single] if single.exists() else sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("room", ORDER)
def test_a_room_imports_only_from_the_rooms_below_it(room: str) -> None:
    allowed = NARROWER.get(room, set(ORDER[: ORDER.index(room) + 1]))
    wrong = [
        f"{file.relative_to(PACKAGE)}: {name}"
        for file in files(room)
        for name in imported(file)
        if name.startswith("extractor.") and name.split(".")[1] not in allowed
    ]
    assert wrong == []


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {file.relative_to(PACKAGE).parts[0].removesuffix(".py") for file in PACKAGE.rglob("*.py")}
    assert rooms - {"__init__", "__main__"} <= set(ORDER)


def test_one_module_imports_instructor_and_only_what_it_makes_public() -> None:
    users = {
        (str(file.relative_to(PACKAGE)), name)
        for file in PACKAGE.rglob("*.py")
        for name in imported(file)
        if name.split(".")[0] == "instructor"
    }
    module = "backends/instructor_client.py"
    assert users == {(module, "instructor"), (module, "instructor.core")}


def private_imports(file: Path) -> Iterator[str]:
    """The full names of the private modules and names of other packages that a file imports."""
    here = (PACKAGE.name, *file.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(parsed(file)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = tuple(name.split("."))
            owners = [parts[:i] for i, part in enumerate(parts) if re.match(r"_(?!_)", part)]
            if any(here[: len(owner)] != owner for owner in owners):
                yield name


def test_nobody_imports_what_is_private_to_another_package() -> None:
    wrong = [
        f"{file.relative_to(PACKAGE)}: {name}"
        for file in PACKAGE.rglob("*.py")
        for name in private_imports(file)
    ]
    assert wrong == []


def asks_for_a_kind_of_field(node: ast.AST) -> bool:
    """Whether code looks for the class of a field type or its values, as `isinstance(field.type, When)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"isinstance", "issubclass"}
        and isinstance(node.args[0], ast.Attribute)
        and node.args[0].attr in {"type", "value_type"}
    )


def test_only_field_types_ask_what_kind_a_field_is() -> None:
    asking = [
        f"{file.relative_to(PACKAGE)}: {ast.unparse(node)}"
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(PACKAGE).parts[0] != "fields"
        for node in ast.walk(parsed(file))
        if asks_for_a_kind_of_field(node)
    ]
    assert asking == []


def test_no_import_is_relative() -> None:
    relative = [
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    program = "import sys; from extractor.cli import main; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {name.split(".")[0] for name in answer.stdout.split()} & HEAVY == set()


_ABOUT_400 = 420


def test_modules_are_short_enough_to_read() -> None:
    long = {
        str(file.relative_to(PACKAGE)): lines
        for file in PACKAGE.rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > _ABOUT_400
    }
    assert long == {}


def test_no_file_names_an_index_or_a_folder_of_one_machine(repository: Path) -> None:
    # Put together from pieces, so that this file does not name them either.
    forbidden = re.compile(
        "|".join(
            [
                r"\b(extra-)?index" + r"-url\s*[=:]",
                r"https?://[^\s'\"]+/" + r"simple\b",
                "python" + "hosted",
                r"(?<![\w.$}])/" + r"work/",
                r"(?<![\w.$}])/home/" + r"\w+/",
            ]
        )
    )
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    found = [
        f"{name}: {match.group()}"
        for name in listing.stdout.decode().split("\0")
        if name and (repository / name).is_file()
        if (match := forbidden.search((repository / name).read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


def test_asking_starts_without_the_libraries_of_the_merge() -> None:
    program = "import sys; import extractor.with_review, extractor.runs.pipeline; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"numpy", "extractor.merging", "extractor.reporting"} & set(answer.stdout.split()) == set()
