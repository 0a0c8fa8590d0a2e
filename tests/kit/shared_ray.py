"""One Ray for all the processes that run tests: the first to need it starts it, and it ends when nobody does.

It is in a process of its own, which looks whether anybody holds a lock on a file; locks end with their
holders, however these end.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

CANARY = "sk-canary-0123456789abcdef"
"""The key in the environment of its workers, under the name `HOUSE_KEY`."""

_STARTS_WITHIN = 120.0
"""Seconds, on a machine that is busy."""

_ENDS_AFTER = 10
"""Seconds without a user."""

_MOST = 1800
"""Seconds after which it ends, whatever happens."""


@dataclass(frozen=True)
class Cluster:
    """A Ray on this machine."""

    address: str
    session: str
    """The folder in which it writes what it does."""


@contextmanager
def shared_ray(folder: Path) -> Iterator[Cluster]:
    """The Ray of all who name the same folder."""
    with (folder / "ray.users").open("a") as users, (folder / "ray.start").open("a") as start:
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(start, fcntl.LOCK_EX)
        cluster = _found(folder) or _started(folder)
        fcntl.flock(start, fcntl.LOCK_UN)
        yield cluster


def _found(folder: Path) -> Cluster | None:
    try:
        return Cluster(**json.loads((folder / "ray.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _started(folder: Path) -> Cluster:
    program = [sys.executable, "-m", "tests.kit.shared_ray", str(folder)]
    quiet = {"RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    quiet["RAY_worker_niceness"] = "0"  # else its workers wait for every other test
    with (folder / "ray.log").open("ab") as log:
        helper = subprocess.Popen(
            program,
            env={**os.environ, **quiet, "HOUSE_KEY": CANARY},
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    until = time.monotonic() + _STARTS_WITHIN
    while (cluster := _found(folder)) is None:
        if helper.poll() is not None or time.monotonic() > until:
            helper.kill()
            raise RuntimeError((folder / "ray.log").read_text(encoding="utf-8", errors="replace")[-2000:])
        time.sleep(0.05)
    helper.returncode = 0  # nobody waits for it: it outlives this process where others use it
    return cluster


def _serve(folder: Path) -> None:
    import ray

    context: Any = ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=80 * 2**20,
        log_to_driver=False,
        logging_level="ERROR",
    )
    found = folder / "ray.json"
    cluster = Cluster(context.address_info["gcs_address"], context.address_info["session_dir"])
    with (folder / "ray.users").open("a") as users:
        new = found.with_suffix(".new")
        new.write_text(json.dumps(asdict(cluster)), encoding="utf-8")
        new.replace(found)
        _wait_until_unused(users)
        found.unlink(missing_ok=True)  # while nobody else can have the lock
    ray.shutdown()


def _wait_until_unused(users: IO[str]) -> None:
    """Return with the lock, or when it has lasted too long."""
    until, unused = time.monotonic() + _MOST, 0
    while time.monotonic() < until:
        time.sleep(1)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            unused = 0
            continue
        unused += 1
        if unused > _ENDS_AFTER:
            return
        fcntl.flock(users, fcntl.LOCK_UN)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
