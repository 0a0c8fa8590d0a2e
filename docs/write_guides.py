"""Fills in what the code of the guides prints; after a change: python docs/write_guides.py

The blocks of Python on a page are run in order, in a new folder that has `seeds`, `prompts` and `cassettes`.
A block of text right below one gets what it prints. A block that begins with `# NAME.py` is a file in that
folder, or more of it.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    _ROOT / "docs" / "architecture.md",
    _ROOT / "docs" / "guides" / "field-types.md",
    _ROOT / "docs" / "guides" / "languages.md",
    _ROOT / "docs" / "guides" / "own-schema.md",
    _ROOT / "docs" / "guides" / "plans.md",
    _ROOT / "docs" / "guides" / "python.md",
)

_BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"# (\w+\.py)(, continued)?\n")


def files_of(text: str) -> dict[str, str]:
    """The files that the blocks of a page make, by name."""
    files: dict[str, str] = {}
    for code in _BLOCK.findall(text):
        if start := _FILE.match(code):
            files[start[1]] = files.get(start[1], "") + code[start.end() :]
    return files


def written(page: Path) -> str:
    """The text of a page with what its code prints."""
    text = page.read_text(encoding="utf-8")
    there: dict[str, Any] = {"__name__": "guide"}

    def filled(block: re.Match[str]) -> str:
        code = block.group(1)
        if _FILE.match(code):
            return block.group()
        out = io.StringIO()
        with redirect_stdout(out):
            exec(compile(code, page.name, "exec", dont_inherit=True), there)  # noqa: S102  # our own page
        printed = f"\n```text\n{out.getvalue()}```\n" if out.getvalue() else ""
        return f"```python\n{code}```\n{printed}"

    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name in ("seeds", "prompts", "cassettes"):
            Path(name).symlink_to(_ROOT / name)
        for name, code in files_of(text).items():
            Path(name).write_text(code, encoding="utf-8")
            sys.modules.pop(name.removesuffix(".py"), None)
        sys.path.insert(0, folder)
        try:
            return _BLOCK.sub(filled, text)
        finally:
            sys.path.remove(folder)


if __name__ == "__main__":
    for guide in PAGES:
        guide.write_text(written(guide), encoding="utf-8")
