from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

LOAD_THE_DEFAULTS = """
import extractor.errors, extractor.resources, extractor.schemas
print(extractor.errors.__file__)
print(extractor.schemas.load_schema().name)
print(*sorted(p.name for p in extractor.resources.shipped("prompts").glob("news_event/*")))
"""


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=repository, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def files_below(folder: Path) -> set[str]:
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return {name for name in found if "__pycache__" not in name}


@pytest.mark.parametrize("kind", ["schemas", "prompts", "seeds", "cassettes/local"])
def test_the_wheel_carries_every_default_and_the_demo(wheel: Path, repository: Path, kind: str) -> None:
    prefix = f"extractor/shipped/{kind}/"
    carried = {
        name.removeprefix(prefix) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(prefix)
    }
    assert carried == files_below(repository / kind)
    assert carried


def test_the_wheel_carries_the_whole_package_and_nothing_else(wheel: Path, repository: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    package = {name.removeprefix("extractor/") for name in names if "/shipped/" not in name}
    assert package == files_below(repository / "extractor")
    assert all(name.startswith("extractor/") for name in names)


def test_the_installed_wheel_finds_its_defaults_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)  # a pure wheel installs by unpacking
    answer = subprocess.run(
        [sys.executable, "-c", LOAD_THE_DEFAULTS],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    module, schema, prompts = answer.stdout.splitlines()
    assert Path(module).is_relative_to(site)
    assert schema == "news_event"
    assert ".jinja" in prompts or ".j2" in prompts
