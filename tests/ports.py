"""Ports for the processes that tests start."""

import os


def own_port(port: int) -> int:
    """The port that stands for this one in this worker of pytest-xdist, so that no two workers want the same."""
    return port + 1000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
