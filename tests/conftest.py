"""For all tests: this machine only. A test that reaches for another host fails."""

import os

from pytest_socket import socket_allow_hosts

# As the command line does: threads of the linear algebra library would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
