from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest
import pytest_socket

from extractor.cli import main
from tests.end_to_end.newsroom import (
    ARTICLES,
    QUESTIONS,
    Answer,
    asked_about,
    by_sentence,
    extractor,
    obliging,
    reply_to,
    write_articles,
)
from tests.kit.model_server import Call, ModelServer, Script, Step, answered

Capsys = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("loopback")

KEY = "sk-canary-0123456789abcd"


RUN = ("run", "articles", "-o", "runs/r", "--prompt", "prompt", "--backend", "house")


def ask_in(folder: Path, server: ModelServer) -> None:
    """Ask this server in this folder from now on."""
    (folder / "extractor.toml").write_text(
        f'[backends.house]\nkind = "openai"\nmodel = "m"\nplan = "article"\nbase_url = "{server.base_url}"\n',
        encoding="utf-8",
    )


class Desk:
    """A folder with articles, a prompt of its own and cassettes, and the commands on them."""

    def __init__(self, folder: Path, capsys: Capsys) -> None:
        self.folder = folder
        self.capsys = capsys
        self.template = folder / "prompt" / "article.system.jinja"

    def use(self, server: ModelServer) -> None:
        """Ask this server from now on."""
        ask_in(self.folder, server)

    def run(self, *options: str) -> Answer:
        return extractor(self.capsys, *RUN, *options)

    def cassettes(self, command: str, *options: str) -> Answer:
        common = ("tapes", "articles", "--prompt", "prompt", "--backend", "house")
        return extractor(self.capsys, "cassettes", command, *common, *options)

    def states(self) -> dict[str, str]:
        lines = map(json.loads, self.cassettes("verify", "--json").out.splitlines())
        return {line["article"]: line["state"] for line in lines}

    def change_a_word(self) -> None:
        text = self.template.read_text(encoding="utf-8")
        assert "sentence" in text
        self.template.write_text(text.replace("sentence", "phrase", 1), encoding="utf-8")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A folder in which everything was recorded once, and the server has gone since."""
    folder = tmp_path_factory.mktemp("recorded")
    write_articles(folder / "articles")
    shutil.copytree(repository / "prompts" / "generic", folder / "prompt")
    pytest_socket.enable_socket()  # it is there before a test's `loopback`
    with pytest.MonkeyPatch.context() as patch, ModelServer(obliging) as server:
        patch.chdir(folder)
        by_sentence(patch)
        ask_in(folder, server)
        with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
            main([*RUN, "--record", "tapes"])
    assert len(list((folder / "tapes").iterdir())) == len(ARTICLES)
    return folder


@pytest.fixture
def desk(recorded: Path, tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of that folder, and the commands on it."""
    shutil.copytree(recorded, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    by_sentence(monkeypatch)
    return Desk(tmp_path, capsys)


def test_the_list_says_what_each_cassette_belongs_to(desk: Desk) -> None:
    listed = extractor(desk.capsys, "cassettes", "list", "tapes", "--json").out.splitlines()
    facts = {line["article"]: line for line in map(json.loads, listed)}
    assert facts.keys() == ARTICLES.keys()
    assert sum(line["questions"] for line in facts.values()) == QUESTIONS
    about = {(line["backend"], *line["models"], *line["forms"], line["secrets"]) for line in facts.values()}
    assert about == {("house", "m", "json_schema", 0)}
    assert len({tuple(line["prompts"]) for line in facts.values()}) == 1
    shown = extractor(desk.capsys, "cassettes", "list", "tapes").out
    assert "first.yaml house m json_schema prompt " in shown


def test_what_was_just_recorded_is_current(desk: Desk) -> None:
    answer = desk.cassettes("verify")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.endswith("3 of 3 cassettes are current.\n")


def test_one_changed_word_of_a_prompt_makes_the_cassettes_stale_and_nothing_is_replayed(desk: Desk) -> None:
    desk.change_a_word()
    answer = desk.cassettes("verify")
    assert answer.code == 1
    assert desk.states() == dict.fromkeys(ARTICLES, "stale")
    for name in ARTICLES:
        assert f"{name}.yaml: stale (" in answer.out
    assert "messages[0].content at character" in answer.out
    assert "phrase" in answer.out.split("asked now")[1].splitlines()[0]
    replayed = desk.run("--replay", "tapes", "-o", "runs/replayed")
    assert (replayed.code, "no recorded answer for this request" in replayed.complaint) == (1, True)
    assert not (desk.folder / "runs/replayed/records.jsonl").exists()


def test_a_refresh_asks_what_is_missing_and_nothing_else(desk: Desk) -> None:
    news = {"fourth": "Chile elected Ana Brandt. Police in Lyon arrested Per Dahl."}
    write_articles(desk.folder / "articles", {**ARTICLES, **news})
    kept = {path.name: path.read_bytes() for path in (desk.folder / "tapes").iterdir()}
    assert desk.states() == {**dict.fromkeys(ARTICLES, "current"), "fourth": "missing"}
    with ModelServer(obliging) as server:
        desk.use(server)
        answer = desk.cassettes("refresh")
        assert answer.out == "fourth: 2 questions asked\n"
        assert len(server.calls) == 2
        assert desk.cassettes("refresh").out == "All cassettes are current: nothing was asked.\n"
    assert desk.states() == dict.fromkeys((*ARTICLES, "fourth"), "current")
    assert kept == {name: (desk.folder / "tapes" / name).read_bytes() for name in kept}
    assert desk.run("--replay", "tapes").code == 0


def test_after_a_changed_prompt_a_refresh_records_anew_and_drops_the_old(desk: Desk) -> None:
    desk.change_a_word()
    with ModelServer(obliging) as server:
        desk.use(server)
        assert desk.cassettes("refresh").code == 0
        assert len(server.calls) == QUESTIONS
    assert desk.states() == dict.fromkeys(ARTICLES, "current")


def test_a_replay_that_allows_live_asks_only_what_is_missing(desk: Desk) -> None:
    path = desk.folder / "tapes" / "second.yaml"
    path.unlink()
    with ModelServer(obliging) as server:
        desk.use(server)
        assert desk.run("--replay", "tapes", "--allow-live").code == 0
        assert sorted(map(asked_about, server.calls)) == ["elected", "transferred"]
    assert desk.states() == dict.fromkeys(ARTICLES, "current")


def test_allowing_live_without_a_replay_is_refused(desk: Desk) -> None:
    answer = desk.run("--allow-live")
    assert (answer.code, "--allow-live goes with --replay" in answer.complaint) == (2, True)


def test_a_cassette_of_no_article_is_named(desk: Desk) -> None:
    write_articles(desk.folder / "articles", {name: ARTICLES[name] for name in ("first", "second")})
    assert desk.states() == {"first": "current", "second": "current", "third": "orphan"}
    assert desk.cassettes("verify").code == 1


def leaking(call: Call) -> Step:
    return answered({**reply_to(call), "note": f"my key is {KEY}"})


def test_secrets_are_found_and_scrubbed(desk: Desk) -> None:
    script: Script = leaking
    with ModelServer(script) as server:
        desk.use(server)
        desk.run("--record", "tapes")
    answer = desk.cassettes("verify")
    assert (answer.code, "holds something like a key" in answer.out) == (1, True)
    listed = extractor(desk.capsys, "cassettes", "list", "tapes").out
    assert "1 secrets: extractor cassettes scrub tapes" in listed
    scrubbed = extractor(desk.capsys, "cassettes", "scrub", "tapes")
    assert "1 secrets replaced; a key that was in it should be revoked" in scrubbed.out
    assert all(KEY not in path.read_text(encoding="utf-8") for path in (desk.folder / "tapes").iterdir())
    assert desk.cassettes("verify").code == 0
    again = extractor(desk.capsys, "cassettes", "scrub", "tapes")
    assert again.out == "3 cassettes, and nothing in them that looks like a key.\n"


def test_a_key_of_the_environment_is_a_secret_whatever_its_form(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "transferred")  # a word that stands in the cassettes
    assert desk.cassettes("verify").code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list", "nowhere"), "nowhere: no cassettes here; record some with"),
        (("verify", "tapes", "nowhere"), "nowhere"),
        (("scrub", "articles"), "articles: no cassettes here"),
    ],
)
def test_wrong_use_is_reported_in_one_line(desk: Desk, arguments: tuple[str, ...], says: str) -> None:
    answer = extractor(desk.capsys, "cassettes", *arguments)
    assert answer.code in {1, 2}
    assert says in answer.complaint


def test_a_damaged_cassette_is_named(desk: Desk) -> None:
    (desk.folder / "tapes" / "first.yaml").write_text("version: [", encoding="utf-8")
    assert "first.yaml: not a cassette" in extractor(desk.capsys, "cassettes", "list", "tapes").complaint
