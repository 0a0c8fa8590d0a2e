"""`--max-cost` and `--max-tokens`: the server is never asked beyond them, and the same command goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import Answer, derived, extractor, lines_of, reply_to
from tests.kit.model_server import Call, ModelServer, Step, answered, failed

pytestmark = pytest.mark.usefixtures("loopback")

Capsys = pytest.CaptureFixture[str]

ARTICLES = 30
A_CALL = 15_000
"""Tokens that the server counts for each call: less than the most that one may use."""
MOST_OF_A_CALL = 20_000
"""More than a call may use: bytes of its prompt and schema, what a server adds, and the answer."""


def dear(call: Call) -> Step:
    return answered(reply_to(call), tokens=(14_000, 1000, 0))


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Articles of one question each, and a price of a dollar for a million tokens."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    texts = [f"Police in Lyon arrested Per Dahl with {n} others." for n in range(ARTICLES)]
    lines = [json.dumps({"id": f"a{n:02}", "text": text}) + "\n" for n, text in enumerate(texts)]
    (tmp_path / "news" / "news.jsonl").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "extractor.toml").write_text("[backends.compatible.price]\ninput = 1\noutput = 1\n")
    return tmp_path / "news"


def run(capsys: Capsys, server: ModelServer, folder: Path, *more: str) -> Answer:
    where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
    return extractor(capsys, "run", "news", "-o", folder, *where, *more)


LIMITS = [
    # the option, and the tokens that it allows
    (("--max-tokens", "200000"), 200_000),
    (("--max-tokens", "40000"), 40_000),
    (("--max-tokens", "1"), 1),
    (("--max-cost", "0.2"), 200_000),
    (("--max-cost", "0"), 0),
    (("--max-cost", "0.2", "--max-tokens", "100000"), 100_000),
]


@pytest.mark.parametrize(("limit", "allowed"), LIMITS, ids=[" ".join(limit) for limit, _ in LIMITS])
def test_the_server_is_never_asked_beyond_the_limit(
    tmp_path: Path, capsys: Capsys, news: Path, limit: tuple[str, ...], allowed: int
) -> None:
    with ModelServer(dear) as server:
        answer = run(capsys, server, tmp_path / "run", *limit)
        used = A_CALL * len(server.calls)
        assert used <= allowed < used + MOST_OF_A_CALL
        assert answer.code == 4
        asked = len(server.calls)
        assert f"and {ARTICLES - asked} questions were not asked; the same command with" in answer.err
        totals = json.loads((tmp_path / "run" / "run.json").read_text())["totals"]
        assert totals["spent"]["calls"] == totals["records"] == asked
        assert totals["not_asked"] == totals["failures"] == ARTICLES - asked
        assert totals["inputs"] == {"records": asked, "no events": 0, "failed": ARTICLES - asked}
        assert {line["error"] for line in lines_of(tmp_path / "run" / "failures.jsonl")} <= {"LimitReached"}

        again = run(capsys, server, tmp_path / "run", *limit)
        assert (again.code, len(server.calls)) == (4, asked)


def test_a_higher_limit_goes_on_and_the_end_is_that_of_a_run_without_one(
    tmp_path: Path, capsys: Capsys, news: Path
) -> None:
    with ModelServer(dear) as server:
        assert run(capsys, server, tmp_path / "whole").code == 0
        server.calls.clear()
        folder = tmp_path / "run"
        assert run(capsys, server, folder, "--max-cost", "0.1").code == 4
        assert run(capsys, server, folder, "--max-cost", "0.3").code == 4
        assert run(capsys, server, folder, "--max-cost", "1").code == 0
        assert len(server.calls) == ARTICLES
    files = derived(folder)
    files.pop("aliases.jsonl", None)  # events of fewer articles may have had other names
    assert files == derived(tmp_path / "whole")


def test_attempts_that_fail_count_towards_the_limit(tmp_path: Path, capsys: Capsys, news: Path) -> None:
    with ModelServer(lambda _call: answered("nonsense", tokens=(14_000, 1000, 0))) as server:
        answer = run(capsys, server, tmp_path / "run", "--max-tokens", "200000")
        assert answer.code == 4
        used = A_CALL * len(server.calls)
        assert used <= 200_000 < used + MOST_OF_A_CALL


def test_what_is_refused_without_tokens_does_not_count(tmp_path: Path, capsys: Capsys, news: Path) -> None:
    with ModelServer(lambda _call: failed(400)) as server:
        assert run(capsys, server, tmp_path / "run", "--max-tokens", "200000").code == 3
        assert len(server.calls) == ARTICLES


def test_a_recording_that_would_pass_the_limit_is_not_taken_for_whole(
    tmp_path: Path, capsys: Capsys, news: Path
) -> None:
    with ModelServer(dear) as server:
        answer = run(capsys, server, tmp_path / "run", "--max-tokens", "90000", "--record", "tapes")
        assert answer.code == 4
        assert "not asked, for it might pass the limit" in answer.complaint
        assert len(list((tmp_path / "tapes").glob("*.yaml"))) == len(server.calls)


WRONG = [
    (
        "--backend mistral --model mine --max-cost 1",
        "--max-cost needs the price of 'mine' at backend mistral",
    ),
    ("--backend mistral --model mine --max-cost 1", "[backends.mistral.price] with input = … and output = …"),
    ("--backend local --max-cost nan", "give an amount of US dollars"),
    ("--backend local --max-cost -1", "Invalid value for '--max-cost'"),
    ("--backend local --max-tokens 0", "Invalid value for '--max-tokens'"),
    ("--replay . --max-cost 1", "do not go with --replay"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG)
def test_a_limit_that_cannot_be_held_is_wrong_use(
    tmp_path: Path, capsys: Capsys, news: Path, arguments: str, says: str
) -> None:
    answer = extractor(capsys, "run", "news", "-o", "run", *arguments.split())
    assert answer.code == 2
    assert says in answer.err
    assert not (tmp_path / "run").exists()


def test_what_a_folder_cost_must_be_known_to_limit_it(tmp_path: Path, capsys: Capsys, news: Path) -> None:
    (tmp_path / "extractor.toml").unlink()
    with ModelServer(dear) as server:
        assert run(capsys, server, tmp_path / "run", "--limit", "2").code == 0
        free = ("--backend", "vllm", "--base-url", server.base_url, "--model", "n", "--plan", "article")
        answer = extractor(capsys, "run", "news", "-o", tmp_path / "run", *free, "--max-cost", "1")
        assert answer.code == 2
        assert "the folder has answers of a model whose price is not known" in answer.complaint
        (tmp_path / "extractor.toml").write_text("[backends.compatible.price]\ninput = 1\noutput = 1\n")
        assert run(capsys, server, tmp_path / "run", "--limit", "3", "--max-cost", "1").code == 0
        assert len(server.calls) == 3
