"""A program for a test: a run on a cluster of two nodes on this machine, one of which leaves in the middle.

It has its own process, so that it can be given a network of its own: Ray listens to the outward address of a
machine where there is one.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from extractor import Request, extract
from extractor.runs.engine import EngineChoice
from tests.end_to_end.newsroom import obliging
from tests.kit.model_server import Call, ModelServer, Step

CALLS_AT_ONCE = 8


def slowly(call: Call) -> Step:
    """The model answers after a tenth of a second."""
    step = obliging(call)

    def wait(handler: Any) -> None:
        handler.wait(0.1)
        step(handler)

    return wait


def main(news: Path, folder: Path, leaves_after: int) -> None:
    """Run in `folder / "run"`, and print how many calls there were; without Ray in `folder / "local"`."""
    os.environ |= {"RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_USAGE_STATS_ENABLED": "0"}
    from ray.cluster_utils import Cluster

    of_a_node = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=of_a_node)
    leaving = cluster.add_node(num_cpus=1, object_store_memory=80 * 2**20)
    cluster.wait_for_nodes(timeout=30)

    with ModelServer(slowly) as server:
        profile = server.profile(plan="article", concurrency=CALLS_AT_ONCE)
        extract(Request((str(news),), folder / "local", profile))
        server.calls.clear()
        end = threading.Event()

        def leave() -> None:
            while len(server.calls) < leaves_after and not end.wait(0.01):
                pass
            cluster.remove_node(leaving, allow_graceful=False)

        threading.Thread(target=leave, daemon=True).start()
        choice = EngineChoice("ray", address=cluster.address, workers=2)
        extract(Request((str(news),), folder / "run", profile, engine=choice))
        end.set()
        sys.stdout.write(json.dumps({"calls": len(server.calls)}))
    cluster.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
