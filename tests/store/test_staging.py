from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import RunError
from extractor.store.staging import Staging

NAMES = ("a", "b", "seal")


def write(folder: Path, text: str, *, gone: str | None = None, fresh: str | None = None) -> None:
    with Staging(folder / "seal") as staging:
        for name in (*NAMES, *([fresh] if fresh else [])):
            staging.write(folder / name, [text])
        staging.swap(gone=[folder / gone] if gone else [])


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_new_files_take_the_place_of_the_old_and_nothing_else_stays(tmp_path: Path) -> None:
    (tmp_path / "gone").write_text("old", encoding="utf-8")
    write(tmp_path, "one")
    write(tmp_path, "two", gone="gone", fresh="fresh")
    assert files(tmp_path) == {**dict.fromkeys(NAMES, "two"), "fresh": "two"}


def test_an_error_before_the_swap_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(ValueError, match="half way"), Staging(tmp_path / "seal") as staging:
        staging.write(tmp_path / "a", ["two"])
        raise ValueError("half way")
    assert files(tmp_path) == dict.fromkeys(NAMES, "one")


def failing(number: int, code: int, calls: list[int], real: Callable[..., Any]) -> Callable[..., Any]:
    """The real thing, but for the call with this number."""

    def call(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == number:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **named)

    return call


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "os.link", "pathlib.Path.open"])
def test_whichever_step_fails_the_old_files_are_all_there_and_the_message_names_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    write(tmp_path, "one")
    (tmp_path / "gone").write_text("old", encoding="utf-8")
    module, name = {"os.fsync": (os, "fsync"), "os.link": (os, "link")}.get(step) or (
        Path,
        step.split(".")[2],
    )
    real, number = getattr(module, name), 0
    while True:
        number += 1
        calls: list[int] = []
        with monkeypatch.context() as patch:
            patch.setattr(module, name, failing(number, code, calls, real))
            try:
                write(tmp_path, "two", gone="gone", fresh="fresh")
            except RunError as error:
                assert str(tmp_path) in str(error)
                assert os.strerror(code) in str(error)
            else:
                break
        expected = {**dict.fromkeys(NAMES, "one"), "gone": "old"}
        assert files(tmp_path) == expected, (step, number)
    assert number > 3
    assert files(tmp_path) == {**dict.fromkeys(NAMES, "two"), "fresh": "two"}
