"""Models of the hub, from one on loopback that answers as the real one does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.backends.connection import local_server, model_id
from extractor.backends.local import hub as hub_module
from extractor.backends.local.models import find_model, hub_models, known_model, models_dir, pull_model
from extractor.backends.profiles import load_profile
from extractor.errors import ModelError
from tests.kit.hub import FILE, REPOSITORY, FakeHub
from tests.kit.local_models import SMALL, gguf_bytes

pytestmark = pytest.mark.usefixtures("loopback")

NAME = f"hf:{REPOSITORY}/{FILE}"
CONTENT = gguf_bytes(SMALL) + bytes(range(256)) * 400
TOKEN = "hf_not_a_real_token"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    for name in os.environ:
        if name.lower().endswith("_proxy") or name == "HF_TOKEN":
            monkeypatch.delenv(name)
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path / "models"))
    with FakeHub(CONTENT) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running


def part() -> Path:
    return models_dir() / "hf" / REPOSITORY / f"{FILE}.part"


def refusal(name: str = NAME) -> str:
    """Why a model is not fetched; nothing of it is kept."""
    with pytest.raises(ModelError) as caught:
        pull_model(name)
    assert hub_models() == []
    return str(caught.value)


# Fetching


def test_a_file_is_fetched_and_checked_by_the_hash_that_the_hub_states(hub: FakeHub) -> None:
    model = known_model(NAME)
    assert (model.sha256, model.size) == (hub.sha256, len(CONTENT))
    path = pull_model(NAME)
    assert path == find_model(NAME) == models_dir() / "hf" / REPOSITORY / FILE
    assert path.read_bytes() == CONTENT
    assert hub_models() == [NAME]
    assert hub.downloads == ["bytes=0-"]
    assert not part().exists()


def test_what_is_there_needs_no_hub(hub: FakeHub) -> None:
    pull_model(NAME)
    hub.asked.clear()
    pull_model(NAME)
    assert hub.asked == []


def test_a_fetch_that_breaks_off_is_taken_up_where_it_broke(hub: FakeHub) -> None:
    hub.cuts_after = 50_000
    assert pull_model(NAME).read_bytes() == CONTENT
    assert hub.downloads == ["bytes=0-", "bytes=50000-"]


def test_a_file_left_in_part_is_continued(hub: FakeHub) -> None:
    part().parent.mkdir(parents=True)
    part().write_bytes(CONTENT[:12_345])
    assert pull_model(NAME).read_bytes() == CONTENT
    assert hub.downloads == ["bytes=12345-"]


def test_a_repository_that_was_renamed_is_followed(hub: FakeHub) -> None:
    hub.renamed_from = "somebody/Old-Name"
    assert pull_model(f"hf:somebody/Old-Name/{FILE}").read_bytes() == CONTENT


def test_the_token_goes_to_the_hub_and_nowhere_else(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    pull_model(NAME)
    shown = {(who.split()[0], key) for who, _, _, key in hub.asked}
    assert shown == {("hub", f"Bearer {TOKEN}"), ("store", None)}


# What is refused


def test_another_hash_than_stated_is_refused_and_deleted(hub: FakeHub) -> None:
    hub.sha256 = "0" * 64
    assert "it has been deleted, try again" in refusal()
    assert not part().exists()


def test_a_file_that_is_not_there_names_those_that_are(hub: FakeHub) -> None:
    assert refusal(f"hf:{REPOSITORY}/other.gguf").endswith(
        f"no such file; the repository has {FILE}, some-model-q8_0.gguf"
    )


def test_a_repository_that_the_hub_does_not_list_is_named(hub: FakeHub) -> None:
    message = refusal("hf:nobody/nothing/x.gguf")
    assert message.endswith(f"no such file or repository: check the name at {hub.url}/nobody/nothing")


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (401, "GatedRepo", "accept its terms at {page}, and set HF_TOKEN to a token of yours"),
        (403, "GatedRepo", "accept its terms at {page}, and set HF_TOKEN to a token of yours"),
        (
            401,
            "RepoNotFound",
            "no such repository, or a private one: check the name at {page}, or set HF_TOKEN",
        ),
        (503, "", "answered 503: try again later"),
    ],
)
def test_a_file_that_the_hub_does_not_give_says_what_to_do(
    hub: FakeHub, status: int, code: str, says: str
) -> None:
    hub.status, hub.error_code = status, code
    assert says.format(page=f"{hub.url}/{REPOSITORY}") in refusal()


def test_a_token_that_is_refused_is_not_printed(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub.status, hub.error_code = 403, "GatedRepo"
    message = refusal()
    assert "set HF_TOKEN to a token that may read it" in message
    assert TOKEN not in message


def test_a_file_without_a_stated_hash_is_refused(hub: FakeHub) -> None:
    hub.is_large = False
    assert "the hub states no SHA-256 for it" in refusal()


def test_a_file_that_is_no_model_is_refused_before_the_download(hub: FakeHub) -> None:
    hub.content = b"<html>" + CONTENT
    assert "not a GGUF file" in refusal()
    assert hub.downloads == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("hf:somebody/x.gguf", "write it as hf:OWNER/REPO/FILE.gguf"),
        ("hf:a/b/../../c.gguf", "write it as hf:OWNER/REPO/FILE.gguf"),
        ("hf:../b/c.gguf", "write it as hf:OWNER/REPO/FILE.gguf"),
        ("hf:a/b/c.gguf?x=1", "write it as hf:OWNER/REPO/FILE.gguf"),
        ("hf:a/b/model.safetensors", "choose a file that ends in .gguf"),
        ("hf:a/b/big-00001-of-00003.gguf", "choose a model that is in one file"),
    ],
)
def test_a_name_that_cannot_be_is_refused_without_asking(hub: FakeHub, name: str, says: str) -> None:
    assert says in refusal(name)
    assert find_model(name) is None
    assert hub.asked == []


def test_a_hub_out_of_reach_says_what_else_there_is(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: nothing listens there
    message = refusal()
    assert "http://127.0.0.1:9 did not answer (ConnectError); check the network" in message
    assert "HF_ENDPOINT" in message


def test_a_hub_that_breaks_off_for_good_keeps_what_came(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = hub_module.hub_model(NAME)
    monkeypatch.setattr("extractor.backends.local.models.known_model", lambda _: model)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    part().parent.mkdir(parents=True)
    part().write_bytes(CONTENT[:1_000])
    assert "the same command goes on where it stopped" in refusal()
    assert part().read_bytes() == CONTENT[:1_000]


# In use


def test_a_run_or_a_server_says_how_to_fetch_it(hub: FakeHub) -> None:
    with pytest.raises(ModelError, match=f"extractor models pull {NAME}"):
        local_server(load_profile("local", model=NAME))
    assert hub.asked == []


def test_it_is_served_under_the_name_of_its_file(hub: FakeHub) -> None:
    path = pull_model(NAME)
    profile = load_profile("local", model=NAME)
    server = local_server(profile)
    assert (server.model, server.alias, model_id(profile)) == (path, Path(FILE).stem, Path(FILE).stem)
