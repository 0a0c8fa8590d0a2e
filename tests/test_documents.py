"""What the README and the guides show is what the tool does."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from extractor.presentation.templating import templates


def loaded(script: Path) -> Any:
    """A script of the documents as a module."""
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_documents_show_what_the_tool_prints(
    repository: Path, seeds_run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    runs = {"runs/demo-replay": str(shutil.copytree(seeds_run_folder, tmp_path / "demo"))}
    module = loaded(repository / "docs" / "write_examples.py")
    for document in module.DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert "$ extractor" in text
        assert module.written(text, runs) == text, "run: python docs/write_examples.py"


def test_the_reference_lists_the_columns_of_exported_tables(repository: Path) -> None:
    module = loaded(repository / "docs" / "reference" / "write_export.py")
    text = module.DOCUMENT.read_text(encoding="utf-8")
    assert "| `who_agent` |" in text
    assert module.written(text) == text, "run: python docs/reference/write_export.py"


def test_the_guideline_is_that_of_the_default_schema(repository: Path) -> None:
    module = loaded(repository / "docs" / "reference" / "write_guideline.py")
    text = module.DOCUMENT.read_text(encoding="utf-8")
    assert "| `agreement` |" in text
    assert module.written(text) == text, "run: python docs/reference/write_guideline.py"


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


def test_pictures_are_small_and_each_is_shown(repository: Path) -> None:
    guides = repository / "docs" / "guides"
    texts = "".join(path.read_text(encoding="utf-8") for path in guides.glob("*.md"))
    pictures = list(guides.glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 200_000
        assert f"]({picture.name})" in texts


def test_the_guide_to_reviewing_names_every_key(repository: Path) -> None:
    guide = (repository / "docs" / "guides" / "reviewing.md").read_text(encoding="utf-8")
    page = templates("extractor.review").get_template("dialogs.html").render()
    names = set(re.findall("<kbd>(.)</kbd>", page))
    assert [name for name in names - set("↓↑→←…") if f"`{name}`" not in guide] == []


def test_every_file_the_readme_links_to_is_there(repository: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (repository / "README.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (repository / link).exists()] == []
