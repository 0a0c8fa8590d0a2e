"""docs/guides/backends.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from extractor.backends import Profile, load_profile
from extractor.backends.profiles import profile_names
from tests.kit.model_server import ModelServer, answered


@pytest.fixture(scope="module")
def guide(repository: Path) -> str:
    return (repository / "docs" / "guides" / "backends.md").read_text(encoding="utf-8")


def blocks(guide: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", guide, flags=re.DOTALL)


def columns(guide: str, heading: str) -> list[list[str]]:
    """The rows of the table whose first heading is this one."""
    table = guide.split(f"| {heading} |")[1].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def test_every_field_of_a_profile_is_explained(guide: str) -> None:
    rows = columns(guide, "field")
    assert [row[0].strip("`") for row in rows] == [name for name in Profile.model_fields if name != "name"]


def test_every_shipped_backend_and_every_mode_is_explained(guide: str) -> None:
    shipped = {row[0].split()[0].strip("`") for row in columns(guide, "backend")}
    assert shipped == {name for name, place in profile_names().items() if place == "shipped"}
    modes = [row[0].strip("`") for row in columns(guide, "mode")]
    assert modes == list(get_args(Profile.model_fields["mode"].annotation))


def test_the_example_file_is_a_good_one(guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "extractor.toml").write_text(blocks(guide, "toml")[0], encoding="utf-8")
    assert load_profile("house").key_env == "HOUSE_LLM_KEY"
    assert load_profile("local").timeout == 600


@pytest.mark.usefixtures("loopback")
def test_the_examples_run_as_written(guide: str, tmp_path: Path) -> None:
    with ModelServer(lambda _call: answered({"n": 29})) as server:
        there: dict[str, Any] = {"__name__": "guide"}
        for block in blocks(guide, "python"):
            code = block.replace("http://localhost:11434/v1", server.base_url)
            exec(compile(code, "backends.md", "exec", dont_inherit=True), there)  # noqa: S102
        assert there["record_and_replay"]("29 were moved", tmp_path) == (29, 29)
        assert len(server.calls) == 1
