from __future__ import annotations

import io
import os
import pty
import re
from pathlib import Path

import pytest
from rich.console import Console

from extractor.cli.screen import figures
from extractor.records import Article
from extractor.runs.progress import Progress
from tests.end_to_end.newsroom import write_articles
from tests.kit.forked import forked
from tests.kit.model_server import ModelServer, answered


def test_a_bar_shows_the_figures_of_now() -> None:
    progress = Progress(4)
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    article = Article(id="a", text="Chile voted.", sentences=())
    progress.started(article, 2)
    progress.answered(article)
    console.print(figures(progress))
    file = console.file
    assert isinstance(file, io.StringIO)
    assert "0 of 4 articles · 0 records" in file.getvalue()
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())
    assert drawn.startswith(f"━━╸{'━' * 17} ")  # an eighth of the bar
    assert figures(Progress(None)).row_count == 1


@pytest.mark.usefixtures("loopback")
def test_a_terminal_on_standard_error_shows_a_bar_while_standard_output_stays_data(tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news")
    leader, follower = pty.openpty()
    with ModelServer(lambda _: answered({"events": []})) as server:
        where = ["--base-url", server.base_url, "--model", "fake", "--plan", "article"]
        with forked("run", news, "-o", tmp_path / "run", *where, "--json", stderr=follower) as child:
            printed, _ = child.communicate()
            assert child.returncode == 0
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert printed.count("\n") == 1
    assert printed.startswith('{"run": ')
    assert "compatible · fake · plan article" in shown
    assert " articles · " in shown
