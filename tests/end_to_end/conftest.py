from __future__ import annotations

from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import by_sentence, write_articles
from tests.kit.forked import forking


@pytest.fixture(scope="session")
def processes() -> ForkServerContext:
    """Starts commands in processes of their own, to be killed."""
    return forking()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run folder to be, in a working folder with articles in `news` and a price."""
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "news")
    price = "[backends.compatible.price]\ninput = 1\noutput = 1\nbatch_discount = 0.5\n"
    (tmp_path / "extractor.toml").write_text(price, encoding="utf-8")
    return tmp_path / "run"


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan `article` asks about each sentence in a question of its own."""
    by_sentence(monkeypatch)
