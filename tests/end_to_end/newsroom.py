"""A small newsroom for tests: three articles, a model that answers from a table, and the command line."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from extractor.cli import main
from extractor.extraction.plans import ArticlePlan
from extractor.records import JsonObject
from tests.kit.model_server import Call, Script, Step, answered

ARTICLES = {
    "first": "Mexico sent 26 prisoners to the United States on Tuesday. Police in Lyon arrested Per Dahl.",
    "second": "On Tuesday, Mexico transferred 26 prisoners to the United States. Chile elected Ana Brandt.",
    "third": (
        "The police said that Per Dahl was arrested in Lyon. "
        "Two officers were wounded. A raid in Turin ended."
    ),
}
"""Their texts, by id; all were published on 2025-08-12, a Tuesday."""

BRIEFS = {
    "one": "Mexico sent 26 prisoners to the United States on Tuesday.",
    "two": "Police in Lyon arrested Per Dahl.",
    "three": "On Tuesday, Mexico transferred 26 prisoners to the United States.",
    "four": "Chile elected Ana Brandt.",
    "five": "The police said that Per Dahl was arrested in Lyon.",
    "six": "Two officers were wounded.",
    "seven": "A raid in Turin ended.",
}
"""The sentences of the articles as articles of their own: one question each, about one word."""

_TRANSFER: JsonObject = {
    "type": "transport",
    "who": ["Mexico"],
    "whom": ["26 prisoners"],
    "to": ["the United States"],
    "count": "26 prisoners",
    "when": "Tuesday",
}

REPLIES: Mapping[str, JsonObject] = {
    "sent": {"what": "Mexico sent 26 prisoners to the United States", **_TRANSFER},
    "transferred": {"what": "Mexico transferred 26 prisoners to the United States", **_TRANSFER},
    "elected": {
        "what": "Chile elected Ana Brandt",
        "type": "elect",
        "who": ["Chile"],
        "whom": ["Ana Brandt"],
    },
    "arrested": {
        "what": "Police arrested Per Dahl in Lyon",
        "type": "arrest-jail",
        "who": ["Police"],
        "whom": ["Per Dahl"],
        "where": "Lyon",
    },
    "wounded": {"what": "Two officers were wounded", "type": "injure", "whom": ["Two officers"]},
    "raid": {"type": "other"},
}
"""The event that the model reports for a sentence, by the word in it; that of the raid says nothing."""

QUESTIONS = len(BRIEFS)
"""What the briefs give the plan `article` to ask, and the articles where it asks `by_sentence`."""

COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()"]


def words_shown(call: Call) -> dict[str, int]:
    """The words of the table that a question shows, with their sentences; also when it is asked again."""
    contents = [str(message["content"]) for message in call.body["messages"]]
    shown = next(filter(None, map(_SENTENCE.findall, reversed(contents))), [])
    return {word: int(n) for n, text in shown for word in REPLIES if re.search(rf"\b{word}\b", text)}


_SENTENCE = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)


def asked_about(call: Call) -> str:
    """The first word that a question shows; nothing when it shows none of the table."""
    return next(iter(words_shown(call)), "")


def reply_to(call: Call, replies: Mapping[str, JsonObject] = REPLIES) -> JsonObject:
    """What the model answers: the event of each word that the question shows."""
    return {"events": [{"s": [n], **replies[word]} for word, n in words_shown(call).items()]}


def obliging(call: Call) -> Step:
    """Answers every question from the table."""
    return answered(reply_to(call))


def by_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process the plan `article` asks about each sentence in a question of its own."""
    monkeypatch.setattr(ArticlePlan, "windows", lambda _plan, pieces: ([piece] for piece in pieces))


def except_for(word: str, step: Step) -> Script:
    """Obliging, but for questions that show one word."""
    return lambda call: step if word in words_shown(call) else obliging(call)


@dataclass
class Gate:
    """A script that answers so many calls and keeps the others waiting until it is opened."""

    free: int
    opened: threading.Event = field(default_factory=threading.Event)
    kept: int = 0

    def __call__(self, call: Call) -> Step:
        if self.free > 0 or self.opened.is_set():
            self.free -= 1
            return obliging(call)
        self.kept += 1

        def wait(handler: Any) -> None:
            while not self.opened.is_set() and not handler.wait(0.02):
                pass
            obliging(call)(handler)

        return wait


def write_articles(folder: Path, texts: Mapping[str, str] = ARTICLES) -> Path:
    """A folder with the articles in one file of JSON Lines."""
    folder.mkdir(exist_ok=True)
    lines = (
        json.dumps({"id": name, "text": text, "published": "2025-08-12", "source": f"The {name}"}) + "\n"
        for name, text in texts.items()
    )
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that says what is wrong."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def extractor(capsys: Any, *arguments: str | Path) -> Answer:
    """Run the command line in this process."""
    capsys.readouterr()
    code: Any = None
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = stop.code
    printed = capsys.readouterr()
    return Answer(int(code), printed.out, printed.err)


@contextlib.contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """The command line in a process of its own, which ends with the block."""
    command = [*COMMAND, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def derived(folder: Path) -> dict[str, bytes]:
    """The files of a run folder that are derived from its ledger, by name."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if not path.name.startswith("ledger.") and path.name != "run.log"
    }


def lines_of(path: Path) -> list[JsonObject]:
    """The objects of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
