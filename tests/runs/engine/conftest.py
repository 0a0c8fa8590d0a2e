"""A real Ray for the tests here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import pytest_socket

from tests.kit.shared_ray import Cluster, shared_ray


@pytest.fixture(scope="module")
def started_ray(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Cluster]:
    """Ray as on a cluster, with a key in the environment of its workers; this process is connected to it.

    All processes of `pytest -n` share it.
    """
    ray: Any = pytest.importorskip("ray")
    pytest_socket.enable_socket()
    own = tmp_path_factory.getbasetemp()
    is_one_of_several = hasattr(request.config, "workerinput")
    with shared_ray(own.parent if is_one_of_several else own) as cluster:
        ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
        yield cluster
        ray.shutdown()


@pytest.fixture
def cluster(started_ray: Cluster, loopback: None) -> Cluster:
    """The same, for a test that speaks to a server on this machine."""
    return started_ray
