from __future__ import annotations

from pathlib import Path

from tests.test_documents import loaded


def test_the_reference_shows_the_rules(repository: Path) -> None:
    module = loaded(repository / "docs" / "reference" / "write_retries.py")
    text = module.DOCUMENT.read_text(encoding="utf-8")
    assert "| server error | 6 | 1, 2, 4, 8, 16 s, or what the server asks for |" in text
    assert module.written(text) == text, "run: python docs/reference/write_retries.py"
