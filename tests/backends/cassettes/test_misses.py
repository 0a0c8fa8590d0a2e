"""A question that was not recorded is refused, and the message says what is different."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from extractor.backends import Profile, open_client
from extractor.errors import BackendError, CassetteMiss
from tests.backends.cassettes.recording import (
    Tally,
    messages,
    recorded,
    replayed,
)

loopback = pytest.mark.usefixtures("loopback")


@loopback
def test_a_changed_question_is_a_miss_that_says_where(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved", "a long way off, 3 fled")
    with pytest.raises(CassetteMiss) as caught:
        replayed(profile, tmp_path, "26 were moved")
    assert f"{tmp_path / 'first.yaml'}: no recorded answer" in str(caught.value)
    assert "messages[1].content at character 1: recorded '29 were moved', asked now '26 were" in str(
        caught.value
    )


@loopback
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"model": "other"}, "model at character 0: recorded 'fake', asked now 'other'"),
        ({"max_tokens": 49}, "max_tokens: recorded 50, asked now 49"),
        ({"parameters": {"temperature": 0}}, "temperature is asked now and was not recorded"),
    ],
)
def test_a_changed_setting_is_a_miss_that_names_it(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    profile, _ = recorded(tmp_path, "29 were moved")
    with pytest.raises(CassetteMiss, match=re.escape(says)):
        replayed(profile.model_copy(update=changes), tmp_path, "29 were moved")


@loopback
def test_a_miss_is_not_tried_again(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved")
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def miss() -> None:
        async with open_client(profile, replay=tmp_path, sleep=sleep) as client, client.cassette("first"):
            with pytest.raises(CassetteMiss):
                await client.ask(messages("nothing"), Tally, max_tokens=50)

    asyncio.run(miss())
    assert waits == []


def test_a_replay_answers_nothing_outside_a_cassette(tmp_path: Path) -> None:
    async def ask() -> None:
        profile = Profile(name="local", kind="embedded", model="m")
        async with open_client(profile, replay=tmp_path) as client:
            await client.ask(messages("29 were moved"), Tally, max_tokens=50)

    with pytest.raises(CassetteMiss, match="only inside"):
        asyncio.run(ask())


def test_a_damaged_cassette_is_named(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text("interactions: [", encoding="utf-8")
    profile = Profile(name="local", kind="embedded", model="m")
    with pytest.raises(BackendError, match=r"first\.yaml: not a cassette .* record it again"):
        replayed(profile, tmp_path, "29 were moved")
