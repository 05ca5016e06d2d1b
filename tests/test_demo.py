import signal
import socket
import sys

import pytest
from django.core.management import CommandError

from enforcement.management.commands.demo import usable_port
from tests.factories.accounts import user_with
from tests.programs import database_address, free_port, program, wait_until_it_says


@pytest.mark.parametrize("port", ["x", "0", "99999", "-1", ""])
def test_a_port_that_is_none_is_explained(port):
    with pytest.raises(CommandError, match="make demo PORT=8001"):
        usable_port(port)


def test_a_port_that_is_taken_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
            usable_port(str(port))


def test_a_free_port_is_taken_as_it_is():
    port = free_port()

    assert usable_port(str(port)) == port


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_site_answers_and_ctrl_c_ends_all_of_it(ending, tmp_path):
    user_with()  # a database in use is not seeded again
    (tmp_path / "sign-ins.txt").write_text("队长 captain-01")
    port = free_port()
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]

    with program(command, DATABASE_URL=database_address(), RUN_DIR=str(tmp_path)) as demo:
        said = wait_until_it_says("Ctrl-C", demo)
        demo.send_signal(ending)

        assert demo.wait(30) == 0
    assert f"http://127.0.0.1:{port}/" in said
    assert "队长 captain-01" in said
    assert usable_port(str(port)) == port
