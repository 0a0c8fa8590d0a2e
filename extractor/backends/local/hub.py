"""Any model of the Hugging Face hub, named as `hf:OWNER/REPO/FILE.gguf`: what the hub says of the file.

The hub says the SHA-256 of a large file in the header `X-Linked-Etag` of `/OWNER/REPO/resolve/main/FILE`, so
a file of the hub is checked like one that we know.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urljoin, urlsplit

from extractor.backends.local.known_models import KnownModel
from extractor.errors import ModelError

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

PREFIX = "hf:"
"""What a name begins with that means a file of the hub."""

ANSWERS_WITHIN = 5.0
"""Seconds; a hub that says nothing for so long is taken to be out of reach."""

_NAME = re.compile(r"hf:(?P<repository>[\w.-]+/[\w.-]+)/(?P<file>(?:[\w.+-]+/)*[\w.+-]+)", re.ASCII)
_PART_OF_SEVERAL = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
_SHA256 = re.compile(r'"?([0-9a-f]{64})"?')
_MOST_REDIRECTS = 5
_MOST_LISTED = 12


def endpoint() -> str:
    """The address of the hub, or of the mirror that `HF_ENDPOINT` names."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def address_of(model: KnownModel) -> str:
    """Where the hub has the file of a model."""
    return f"{endpoint()}/{model.hub}/resolve/main/{quote(model.file_name)}"


def credentials() -> dict[str, str]:
    """The header with the user's token, if `HF_TOKEN` holds one; for the hub alone, and never printed."""
    token = os.environ.get("HF_TOKEN", "").strip()
    return {"Authorization": f"Bearer {token}"} if token else {}


def parts_of(name: str) -> tuple[str, str]:
    """The repository and the file that `hf:OWNER/REPO/FILE.gguf` names.

    Raises:
        ModelError: it names no file, no GGUF file, or one part of a model in several files.
    """
    found = _NAME.fullmatch(name)
    if found is None or any(not part.strip(".") for part in name.removeprefix(PREFIX).split("/")):
        raise ModelError(f"{name}: names no file of the hub: write it as hf:OWNER/REPO/FILE.gguf")
    if not found["file"].endswith(".gguf"):
        raise ModelError(f"{name}: not a GGUF file: choose a file that ends in .gguf, llama.cpp's format")
    if _PART_OF_SEVERAL.search(found["file"]):
        raise ModelError(f"{name}: one of several files of a model: choose a model that is in one file")
    return found["repository"], found["file"]


def hub_model(name: str) -> KnownModel:
    """What the hub says of a file, so that it can be fetched and checked.

    Raises:
        ModelError: there is no such file, it is not for everybody, no GGUF file, or the hub does not answer.
    """
    repository, file = parts_of(name)
    model = KnownModel(name, file, 0, "", "not stated", "from the hub", repository)
    try:
        size, sha256 = in_time(lambda: _stated(model), requests=3)
    except ModelError:
        raise
    except Exception as error:  # whatever it is, the hub is of no use
        reason = "" if isinstance(error, TimeoutError) else f" ({type(error).__name__})"
        raise ModelError(
            f"cannot fetch model {name}: {endpoint()} did not answer{reason}; check the network, name a "
            "mirror in HF_ENDPOINT, or give the path of a .gguf file that you have"
        ) from error
    return replace(model, size=size, sha256=sha256)


def in_time(ask: Callable[[], T], requests: int = 1) -> T:
    """What `ask` gives, within `ANSWERS_WITHIN` for each of its requests.

    In a thread, as looking up a host's name obeys no timeout.

    Raises:
        TimeoutError: it did not end in time.
        Exception: what `ask` raises.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(ask())
        except Exception as error:  # noqa: BLE001 - it is raised again in the thread that asks
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(requests * ANSWERS_WITHIN)


def _stated(model: KnownModel) -> tuple[int, str]:
    """The size and the SHA-256 of a file, and a look at its first bytes."""
    import httpx2

    with httpx2.Client(timeout=ANSWERS_WITHIN, follow_redirects=False) as client:
        answer = _head(client, address_of(model))
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise ModelError(_refused(client, model, answer))
        size = answer.headers.get("x-linked-size", "")
        digest = _SHA256.fullmatch(answer.headers.get("x-linked-etag", ""))
        if not size.isdecimal() or digest is None:
            raise ModelError(
                f"{model.name}: the hub states no SHA-256 for it, so it cannot be checked: fetch it "
                "yourself, and give the path of the file"
            )
        bytes_asked = {**credentials(), "Range": "bytes=0-3", "Accept-Encoding": "identity"}
        with client.stream("GET", address_of(model), headers=bytes_asked, follow_redirects=True) as opening:
            magic = next(opening.iter_raw(4), b"") if opening.is_success else b"GGUF"
        if magic[:4] != b"GGUF":
            raise ModelError(f"{model.name}: not a GGUF file, whatever its name says: choose another")
    return int(size), digest[1]


def _head(client: httpx2.Client, url: str) -> httpx2.Response:
    """The hub's own answer; only redirects within the hub are followed, as after a repository was renamed."""
    answer = client.head(url, headers=credentials())
    for _ in range(_MOST_REDIRECTS):
        target = urljoin(url, answer.headers.get("location", ""))
        stays = answer.is_redirect and urlsplit(target)[:2] == urlsplit(url)[:2]
        if not stays or "x-linked-etag" in answer.headers:
            break
        url = target
        answer = client.head(url, headers=credentials())
    return answer


def _refused(client: httpx2.Client, model: KnownModel, answer: httpx2.Response) -> str:
    """Why the hub does not give a file, and what to do."""
    status, code = answer.status_code, answer.headers.get("x-error-code", "")
    page = f"{endpoint()}/{model.hub}"
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        if code == "RepoNotFound":
            return (
                f"{model.name}: no such repository, or a private one: check the name at {page}, or set "
                "HF_TOKEN to a token that may read it"
            )
        token = "a token that may read it" if credentials() else "a token of yours"
        return (
            f"{model.name}: not open to everybody ({status}): accept its terms at {page}, and set HF_TOKEN "
            f"to {token}"
        )
    if status != HTTPStatus.NOT_FOUND:
        return f"{model.name}: {endpoint()} answered {status}: try again later"
    files = _files(client, model)
    if files is None:
        return f"{model.name}: no such file or repository: check the name at {page}"
    if not files:
        return f"{model.name}: no such file, and no .gguf file in this repository: choose another"
    more = f" and {len(files) - _MOST_LISTED} more" if len(files) > _MOST_LISTED else ""
    return f"{model.name}: no such file; the repository has {', '.join(files[:_MOST_LISTED])}{more}"


def _files(client: httpx2.Client, model: KnownModel) -> list[str] | None:
    """The GGUF files of a repository, sorted; `None` when the hub does not say."""
    answer = client.get(f"{endpoint()}/api/models/{model.hub}", headers=credentials(), follow_redirects=True)
    try:
        names = [item["rfilename"] for item in answer.json()["siblings"]] if answer.is_success else None
    except (ValueError, KeyError, TypeError):
        return None
    if names is None:
        return None
    return sorted(name for name in names if isinstance(name, str) and name.endswith(".gguf"))
