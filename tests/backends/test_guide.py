"""docs/guides/backends.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from extractor.backends import Profile, load_profile
from extractor.backends.profiles import profile_names
from tests.end_to_end.newsroom import ARTICLES, extractor, write_articles
from tests.kit.model_server import ModelServer, answered

EVENT = {"s": [1], "type": "transport", "what": "sent 26 prisoners", "who": ["Mexico"], "count": "26"}


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
def test_the_backend_of_the_example_file_answers_a_run(
    guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backend is added by its block alone: nothing but the address is another one here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOUSE_LLM_KEY", "sk-canary-0123456789")
    write_articles(tmp_path / "seeds")
    with ModelServer(lambda _call: answered({"events": [EVENT]})) as server:
        block = blocks(guide, "toml")[0].replace("https://llm.example.org/v1", server.base_url)
        assert server.base_url in block
        (tmp_path / "extractor.toml").write_text(block, encoding="utf-8")
        (command,) = re.findall(r"`extractor (run seeds .*--backend house)`", guide)
        assert extractor(capsys, *command.split()).code == 0
        assert len(server.calls) == len(ARTICLES)
        call = server.calls[0]
    assert call.headers["authorization"] == "Bearer sk-canary-0123456789"
    assert (call.body["model"], call.body["temperature"]) == ("mistral-small", 0)
    records = (tmp_path / "runs" / "first" / "records.jsonl").read_text(encoding="utf-8")
    assert '"backend":"house"' in records
    assert "sk-canary" not in records


@pytest.mark.usefixtures("loopback")
def test_the_examples_run_as_written(guide: str, tmp_path: Path) -> None:
    with ModelServer(lambda _call: answered({"n": 29})) as server:
        there: dict[str, Any] = {"__name__": "guide"}
        for block in blocks(guide, "python"):
            code = block.replace("http://localhost:11434/v1", server.base_url)
            exec(compile(code, "backends.md", "exec", dont_inherit=True), there)  # noqa: S102
        assert there["record_and_replay"]("29 were moved", tmp_path) == (29, 29)
        assert len(server.calls) == 1
