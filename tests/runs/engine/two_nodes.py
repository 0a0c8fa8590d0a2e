"""A program for a test: a run and a merge on two nodes on this machine, one of which leaves in the middle.

It has its own process, so that it can be given a network of its own: Ray listens to the outward address of a
machine where there is one.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._synthetic_news import synthetic_news
from extractor import Request, extract
from extractor.merging import blocking
from extractor.records import JsonObject
from extractor.runs.engine import EngineChoice
from extractor.runs.results import reading_parts
from extractor.runs.results.merging_files import merge_files
from extractor.schemas import load_schema
from extractor.store.folder import RunFolder, json_line
from tests.end_to_end.newsroom import obliging
from tests.kit.model_server import Call, ModelServer, Step

CALLS_AT_ONCE = 4


LONGEST = 60.0
"""Seconds that the model waits for the run to see that the node has left."""


def once(lost: Callable[[], bool], call: Call) -> Step:
    """The model answers when the run has seen that the node has left."""
    step = obliging(call)

    def wait(handler: Any) -> None:
        end = time.monotonic() + LONGEST
        while not lost() and time.monotonic() < end:
            handler.wait(0.1)
        step(handler)

    return wait


@contextmanager
def leaving_node(cluster: Any, when: Callable[[], bool]) -> Iterator[None]:
    """A second node, which leaves as soon as something is so; that must be before the block ends."""
    node, end = cluster.add_node(num_cpus=1, object_store_memory=80 * 2**20), threading.Event()

    def leave() -> None:
        while not end.wait(0.01):
            if when():
                cluster.remove_node(node, allow_graceful=False)
                return

    leaving = threading.Thread(target=leave, daemon=True)
    leaving.start()
    yield
    assert not leaving.is_alive(), "it has not left yet"
    end.set()


def run(cluster: Any, news: Path, folder: Path, leaves_after: int) -> int:
    """How many calls a run in `folder / "run"` made; the same without Ray is in `folder / "local"`."""
    workers, log = RunFolder(folder / "run").workers, RunFolder(folder / "run").log

    def lost() -> bool:
        return "was lost" in log.read_text(encoding="utf-8")

    def answer(call: Call) -> Step:
        return once(lost, call) if is_on_ray and len(server.calls) > leaves_after else obliging(call)

    def both_work() -> bool:
        """Whether calls wait for the node to leave, and each worker has articles."""
        if len(server.calls) <= leaves_after or not workers.is_file():
            return False
        states: list[JsonObject] = json.loads(workers.read_text(encoding="utf-8"))["workers"]
        return len([state for state in states if state["in_work"]]) == 2

    is_on_ray = False
    with ModelServer(answer) as server:
        profile = server.profile(plan="article", concurrency=CALLS_AT_ONCE)
        extract(Request((str(news),), folder / "local", profile))
        server.calls.clear()
        is_on_ray = True
        choice = EngineChoice("ray", address=cluster.address, workers=2)
        with leaving_node(cluster, both_work):
            extract(Request((str(news),), folder / "run", profile, engine=choice))
        return len(server.calls)


def merge(cluster: Any, folder: Path) -> None:
    """Merge records into `ray.jsonl`, and without Ray into `local.jsonl`."""
    reading_parts.PART_BYTES, blocking.KEYS_AT_ONCE = 40_000, 1000  # many parts
    records = folder / "in.jsonl"
    made = synthetic_news(300, load_schema("news_event")).records
    records.write_text("".join(map(json_line, made)), encoding="utf-8")
    merge_files([records], "news_event", folder / "local.jsonl", 1)
    choice = EngineChoice("ray", address=cluster.address, workers=2)
    with leaving_node(cluster, lambda: any(folder.glob(".ray.jsonl.merge/*/values-1"))):
        merge_files([records], "news_event", folder / "ray.jsonl", engine=choice)


def main(news: Path, folder: Path, leaves_after: int) -> None:
    """Run and merge in a folder, and print how many calls the run made."""
    os.environ |= {"RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_USAGE_STATS_ENABLED": "0"}
    from ray.cluster_utils import Cluster

    of_a_node = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=of_a_node)
    calls = run(cluster, news, folder, leaves_after)
    merge(cluster, folder)
    sys.stdout.write(json.dumps({"calls": calls}))
    cluster.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
