"""`extractor batch` within limits: of what may be spent, and of what a file takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import Request
from extractor.runs.batches.desk import collect, submit
from tests.end_to_end.batching import Capsys, collected, obliging, submitted
from tests.end_to_end.newsroom import QUESTIONS
from tests.kit.batch_server import BatchServer

pytestmark = pytest.mark.usefixtures("loopback", "sentences")


def test_no_more_is_handed_in_than_a_limit_allows_and_what_was_not_used_is_free_again(
    run: Path, capsys: Capsys
) -> None:
    limit = ("--max-tokens", "60000")
    with BatchServer(obliging) as server:
        answer = submitted(capsys, server, run, *limit)
        assert answer.code == 4
        handed_in = lines_handed_in(server)
        assert 0 < handed_in < QUESTIONS
        assert f"and {QUESTIONS - handed_in} questions were not handed in" in answer.complaint
        assert "0 of 60,000 tokens are used, and" in answer.complaint
        for _ in range(QUESTIONS):
            server.work_off()
            answer = collected(capsys, run, *limit)
            used = 1100 * len(server.asked)
            assert used <= 60_000
            if answer.code == 0 and "awaited" not in answer.out:
                break
        assert len(server.asked) == QUESTIONS  # 7,700 tokens
        assert answer.code == 0


def test_a_limit_of_money_counts_at_the_price_of_batches(run: Path, capsys: Capsys) -> None:
    """Half the price lets twice as much be handed in."""
    with BatchServer(obliging) as server:
        assert submitted(capsys, server, run, "--max-cost", "0.025").code == 4
        by_cost = lines_handed_in(server)
        assert 0 < by_cost < QUESTIONS
    with BatchServer(obliging) as server:
        assert submitted(capsys, server, run.parent / "other", "--max-tokens", "50000").code == 4
        assert lines_handed_in(server) == by_cost


def lines_handed_in(server: BatchServer) -> int:
    return sum(len(server.files[batch.input_file][1].splitlines()) for batch in server.batches.values())


def test_more_than_a_file_takes_is_several_batches(run: Path) -> None:
    with BatchServer(obliging) as server:
        request = Request(("news",), run, server.profile(plan="article"))
        report = submit(request, most_requests=3)
        assert [made.requests for made in report.handed_in] == [3, 3, 1]
        assert report.awaited == QUESTIONS
        server.work_off()
        assert collect(request).is_finished
        assert len(server.asked) == QUESTIONS
