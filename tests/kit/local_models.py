"""A local model for tests: a GGUF file that is all header, and a stand-in for llama.cpp that serves it."""

from __future__ import annotations

import struct
from pathlib import Path

Keys = dict[str, int | str | list[int]]

SMALL: Keys = {
    "general.architecture": "llama",
    "llama.block_count": 4,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 8,
    "llama.attention.head_count_kv": 2,
}
"""A model of 4 layers that keeps 2 × 2 heads of 8 numbers a layer and token."""


def gguf_bytes(keys: Keys) -> bytes:
    """The header of a GGUF file, as llama.cpp writes it."""

    def string(text: str) -> bytes:
        return struct.pack("<Q", len(text.encode())) + text.encode()

    def value(item: int | str | list[int]) -> bytes:
        if isinstance(item, str):
            return struct.pack("<I", 8) + string(item)
        if isinstance(item, list):
            return struct.pack("<IIQ", 9, 4, len(item)) + b"".join(struct.pack("<I", n) for n in item)
        return struct.pack("<II", 4, item)

    head = b"GGUF" + struct.pack("<IQQ", 3, 0, len(keys))
    return head + b"".join(string(key) + value(item) for key, item in keys.items())


FAKE_LLAMA = """
import ctypes, http.server, json, os, threading, time
from types import SimpleNamespace

class CommonParams(SimpleNamespace):
    def __init__(self):
        part = SimpleNamespace
        super().__init__(model=part(), cpuparams=part(), cpuparams_batch=part())

class Server:
    def __init__(self, parameters):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/slow":
                    time.sleep(60)
                if self.path == "/abort":
                    os.abort()
                plain = lambda item: list(item) if isinstance(item, set) else vars(item)
                body = json.dumps(parameters, default=plain).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *_):
                pass
        mode = os.environ.get("FAKE_LLAMA")
        if mode == "loading":
            ctypes.PyDLL(None).sleep(60)  # as llama.cpp does, without letting other threads run
        if mode == "broken":
            os.write(2, b"0.00.1 E load: tensor is missing\\n0.00.2 E srv: failed\\n")
            raise RuntimeError("Failed to init server")
        if mode == "abort":
            os.abort()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", parameters.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.listening_address = f"http://127.0.0.1:{server.server_port}"
"""
"""Answers every GET with its parameters as JSON; `FAKE_LLAMA` in the environment makes it fail."""


def small_model(folder: Path, name: str = "small.gguf", **changes: int | str | list[int]) -> Path:
    """A model file without weights; `changes` are keys of its architecture, `__` for a dot."""
    keys = {**SMALL, **{f"llama.{key.replace('__', '.')}": item for key, item in changes.items()}}
    path = folder / name
    path.write_bytes(gguf_bytes(keys))
    return path


def stand_in_for_llama(folder: Path) -> Path:
    """A folder that, as `PYTHONPATH`, puts the stand-in in the place of llama.cpp."""
    package = folder / "fake" / "xllamacpp"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(FAKE_LLAMA, encoding="utf-8")
    return package.parent
