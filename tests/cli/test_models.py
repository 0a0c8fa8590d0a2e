from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.backends.local.known_models import KNOWN_MODELS
from extractor.backends.local.model_sources import Progress, no_progress
from extractor.backends.local.sizing import WORKING_MEMORY
from tests.end_to_end.newsroom import extractor
from tests.kit.hub import FILE, REPOSITORY, FakeHub
from tests.kit.local_models import SMALL as HEADER
from tests.kit.local_models import gguf_bytes

Capsys = pytest.CaptureFixture[str]

SMALL = KNOWN_MODELS["smollm2-135m"]


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of models, on a machine with memory for each."""
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path))
    monkeypatch.setattr("extractor.cli.models.available_memory", lambda: 1 << 40)
    return tmp_path


def put(folder: Path) -> Path:
    """A file of the right name and size, which takes no room on the disk."""
    path = folder / SMALL.file_name
    with path.open("wb") as file:
        file.truncate(SMALL.size)
    return path


def test_the_list_says_what_is_here_and_where(models: Path, capsys: Capsys) -> None:
    put(models)
    head, *rows, free, _ = extractor(capsys, "models", "list").out.splitlines()
    assert head.split() == ["MODEL", "SIZE", "MEMORY", "FITS", "LICENCE"]
    here = {row.split()[0]: "not fetched" not in row for row in rows}
    assert here == {name: name == SMALL.name for name in KNOWN_MODELS}
    assert free.endswith(f"of memory are free. Models are kept in {models}")


def test_the_list_says_what_fits_the_machine(capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.cli.models.available_memory", lambda: 1_000_000_000)
    _, *rows, free, _ = extractor(capsys, "models", "list").out.splitlines()
    assert [row.split()[5] for row in rows] == ["no", "yes", "yes"]
    assert [row.split()[3:5] for row in rows] == [["1,654", "MB"], ["961", "MB"], ["612", "MB"]]
    assert free.startswith("1,000 MB of memory are free.")


@pytest.mark.usefixtures("loopback")
def test_a_model_of_the_hub_is_fetched_listed_and_found(
    models: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = gguf_bytes(HEADER)
    name = f"hf:{REPOSITORY}/{FILE}"
    path = models / "hf" / REPOSITORY / FILE
    with FakeHub(content) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        before = extractor(capsys, "models", "path", name)
        assert before.complaint.endswith(f"is not on this machine: extractor models pull {name}")
        assert extractor(capsys, "models", "pull", name).out == f"{name}: {path}\n"
        asked = len(hub.asked)
        assert extractor(capsys, "models", "pull", name).out == f"{name} is here: {path}\n"
        assert len(hub.asked) == asked
    assert extractor(capsys, "models", "path", name).out == f"{path}\n"
    lines = extractor(capsys, "models", "list", "--json").out.splitlines()
    assert json.loads(lines[-1]) == {
        "name": name,
        "bytes": len(content),
        "memory": len(content) + 4 * 32 * 4096 * 2 + WORKING_MEMORY,
        "fits": True,
        "licence": None,
        "path": str(path),
    }


def test_a_broken_file_of_the_hub_is_listed_without_its_memory(models: Path, capsys: Capsys) -> None:
    broken = models / "hf" / REPOSITORY / FILE
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"GGUF")
    row = extractor(capsys, "models", "list").out.splitlines()[4]
    assert row.split()[:6] == [f"hf:{REPOSITORY}/{FILE}", "0", "MB", "?", "no", "not"]


def test_the_list_comes_as_json_lines(models: Path, capsys: Capsys) -> None:
    path = put(models)
    facts = {
        line["name"]: line
        for line in map(json.loads, extractor(capsys, "models", "list", "--json").out.splitlines())
    }
    assert facts.keys() == KNOWN_MODELS.keys()
    assert facts[SMALL.name] == {
        "name": SMALL.name,
        "bytes": SMALL.size,
        "memory": SMALL.size + 30 * 384 * 4096 * 2 + WORKING_MEMORY,
        "fits": True,
        "licence": SMALL.licence,
        "path": str(path),
    }
    assert facts["qwen2.5-coder-1.5b"]["path"] is None


def test_the_path_of_a_model_is_printed_alone(models: Path, capsys: Capsys) -> None:
    path = put(models)
    assert extractor(capsys, "models", "path", SMALL.name).out == f"{path}\n"


def test_a_model_that_is_not_here_says_how_to_fetch_it(capsys: Capsys) -> None:
    answer = extractor(capsys, "models", "path")
    assert answer.code == 1
    assert answer.complaint.endswith("is not on this machine: extractor models pull qwen2.5-coder-1.5b")


@pytest.mark.parametrize("command", ["pull", "path"])
def test_an_unknown_model_lists_those_that_are_known(capsys: Capsys, command: str) -> None:
    answer = extractor(capsys, "models", command, "gpt-9")
    assert answer.code == 1
    assert all(name in answer.complaint for name in KNOWN_MODELS)


def test_what_is_here_is_not_fetched_again(
    models: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("extractor.cli.models.pull_model")
    path = put(models)
    answer = extractor(capsys, "models", "pull", SMALL.name)
    assert (answer.code, answer.out, answer.err) == (0, f"{SMALL.name} is here: {path}\n", "")


def test_a_fetch_without_a_terminal_is_one_line_and_the_result(
    models: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pull(_name: str, *, progress: Progress = no_progress) -> Path:
        for done in range(0, SMALL.size, 1 << 20):
            progress(done, SMALL.size, "fetching")
        return put(models)

    monkeypatch.setattr("extractor.cli.models.pull_model", pull)
    answer = extractor(capsys, "models", "pull", SMALL.name)
    assert answer.code == 0
    assert answer.err == "fetching smollm2-135m, 98 MB\n"
    assert answer.out == f"smollm2-135m: {models / SMALL.file_name}\n"
