"""Close the network, then prove it is closed."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_another_host_is_out_of_reach():
    with socket.socket() as outward, pytest.raises(SocketConnectBlockedError):
        outward.connect(("192.0.2.1", 443))


def test_this_machine_is_within_reach():
    with socket.socket() as listener, socket.socket() as caller:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        caller.connect(listener.getsockname())
        assert caller.getpeername() == listener.getsockname()
