"""What the README and the guides show is what the tool does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest


def test_documents_show_what_the_tool_prints(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    script = repository / "docs" / "write_examples.py"
    spec = importlib.util.spec_from_file_location("write_examples", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for document in module.DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert "$ extractor" in text
        assert module.written(text) == text, "run: python docs/write_examples.py"


def test_the_python_examples_of_the_readme_run(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("seeds", "cassettes"):
        (tmp_path / name).symlink_to(repository / name)
    monkeypatch.chdir(tmp_path)
    examples = re.findall(
        r"```python\n(.*?)```", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(examples) == 2
    for example in examples:
        code = compile(example, "README.md", "exec", dont_inherit=True)
        exec(code, {"__name__": "readme"})  # noqa: S102  # our own README
    printed = capsys.readouterr().out
    assert "['what', 'count', 'when']" in printed
    assert "value=26" in printed


def test_every_file_the_readme_links_to_is_there(repository: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (repository / "README.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (repository / link).exists()] == []
