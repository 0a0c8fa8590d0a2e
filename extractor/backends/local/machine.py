"""What this machine has to spare: memory and processor cores, within the limits set for this process."""

from __future__ import annotations

import os

import psutil

from extractor.backends.local.control_groups import cpu_quota, memory_left


def available_memory() -> int:
    """Bytes that can be taken without swapping, within the control group's limit."""
    free, left = psutil.virtual_memory().available, memory_left()
    return free if left is None else min(free, left)


def free_cores(sample: float = 0.3) -> int:
    """How many cores are idle for so many seconds: at least 1, at most the physical cores we may use.

    llama.cpp's threads wait for each other after every layer: one too many on a busy core slows all.
    """
    has_affinity = hasattr(os, "sched_getaffinity")
    allowed = os.sched_getaffinity(0) if has_affinity else range(os.cpu_count() or 1)
    busy = psutil.cpu_percent(interval=sample, percpu=True)
    idle = sum(100 - busy[core] for core in allowed if core < len(busy)) / 100
    limits = [len(allowed), psutil.cpu_count(logical=False) or len(allowed)]
    quota = cpu_quota()
    if quota is not None:
        limits.append(int(quota))
    return max(1, min(round(idle), *limits))
