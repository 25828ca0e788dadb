"""For all tests: this machine only, no home of whoever runs them, and chance that is the same every time."""

import os
import random
import secrets
import tempfile

import pytest
from pytest_socket import socket_allow_hosts

# As the command line does: threads of the linear algebra library would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A model or words that were kept in the developer's own home must not read here.
os.environ["LILYROOT_HOME"] = os.path.join(tempfile.mkdtemp(prefix="lilyroot-tests-"), "home")

# Keys and drawn samples come from ``secrets``. An interval that misses the truth once in twenty draws would make the
# suite fail for nobody's fault, so that tests draw from here, begun anew for each fixture and each test.
chance = random.Random()
secrets.token_bytes = lambda nbytes=None: chance.randbytes(32 if nbytes is None else nbytes)
secrets.randbits = chance.getrandbits
secrets.SystemRandom = lambda: random.Random(chance.getrandbits(64))


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    """What a fixture draws depends on the fixture only, not on which test asks for it first."""
    before = chance.getstate()
    chance.seed(fixturedef.argname)
    try:
        return (yield)
    finally:
        chance.setstate(before)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """Browsers come last: from the first of them on, Django takes the thread for one that runs a loop of events."""
    items.sort(key=lambda item: "browser_name" in item.fixturenames)


def pytest_runtest_setup(item) -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    chance.seed(item.nodeid)
