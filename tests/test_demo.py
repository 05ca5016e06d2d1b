"""`make demo` itself is tried in tests/journeys; here are the things that go wrong before it runs."""

import socket

import pytest
from django.core.management import CommandError

from enforcement.management.commands.demo import free_port


@pytest.mark.parametrize("port", ["x", "0", "99999", "-1", ""])
def test_a_port_that_is_none_is_explained(port):
    with pytest.raises(CommandError, match="make demo PORT=8001"):
        free_port(port)


def test_a_port_that_is_taken_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
            free_port(str(port))


def test_a_free_port_is_taken_as_it_is():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert free_port(str(port)) == port
