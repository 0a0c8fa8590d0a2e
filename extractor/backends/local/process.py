"""The process that the local model runs in; started by `extractor.backends.local.server`, never imported.

It reads its parameters as JSON from the command line, writes one line of JSON, `{"url": …}` or `{"error":
…}`, and serves until its standard input is closed: so it goes when the command that started it goes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
import threading
from typing import Any


def main() -> None:
    """Serve the model that the first argument describes."""
    _end_when_input_closes()
    settings: dict[str, Any] = json.loads(sys.argv[1])
    server: Any = None
    try:
        import xllamacpp

        server = xllamacpp.Server(_parameters(xllamacpp, settings))
        answer = {"url": server.listening_address}
    except Exception as error:  # noqa: BLE001 - the parent process reports it
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)  # noqa: T201 - the parent reads it
    if server is None:
        os._exit(1)
    threading.Event().wait()


def _end_when_input_closes() -> None:
    """End at once, without the server's own stop, which waits for requests that nobody reads any more.

    While a model loads, no Python thread runs; there the kernel's signal on a closed pipe ends us. On a
    system without it the thread does, as soon as the model is loaded.
    """
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)

    def watch() -> None:
        with contextlib.suppress(OSError):
            os.read(0, 1)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _parameters(xllamacpp: Any, settings: dict[str, Any]) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = settings["model"]
    parameters.model_alias = {settings["alias"]}  # else the file's path stands in every reply
    parameters.hostnames = [settings["host"]]
    parameters.port = settings["port"]
    parameters.cors_origins = "http://127.0.0.1"  # else it lets the pages of every site read its answers
    parameters.cors_credentials = False
    parameters.n_parallel = settings["slots"]
    parameters.n_ctx = settings["context"] * settings["slots"]
    parameters.cpuparams.n_threads = settings["threads"]
    parameters.cpuparams_batch.n_threads = settings["threads"]
    parameters.cache_ram_mib = settings["prompt_cache_mib"]
    parameters.fit_params = False  # the memory was checked; never a smaller context in silence
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.verbosity = 1  # errors only
    return parameters


if __name__ == "__main__":
    main()
