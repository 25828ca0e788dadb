"""For all tests: this machine only, and no home of whoever runs them. A test that reaches for another host fails."""

import os
import tempfile

from pytest_socket import socket_allow_hosts

# As the command line does: threads of the linear algebra library would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A model or words that were kept in the developer's own home must not read here.
os.environ["LILYROOT_HOME"] = os.path.join(tempfile.mkdtemp(prefix="lilyroot-tests-"), "home")


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
