"""Heavy work that can be cut into parts: where the parts are done, and how large things reach them."""

from extractor.workers.pool import worker_count, worker_pool
from extractor.workers.tasks import HERE, IN_PROCESS, InProcess, InProcesses, Tasks, Workshop

__all__ = [
    "HERE",
    "IN_PROCESS",
    "InProcess",
    "InProcesses",
    "Tasks",
    "Workshop",
    "worker_count",
    "worker_pool",
]
