"""`dispatcher run`: serves until it is told to stop, and only one of it in a SQLite workspace."""

import signal
import socket
import time
import urllib.request

import pytest

from tests.fakes.command_line import dispatch, settings, start


@pytest.fixture
def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def service(tmp_path, free_port):
    settings(tmp_path, more=f'[web]\nlisten = "127.0.0.1:{free_port}"\n')
    running = start("run", cwd=tmp_path)
    yield running
    running.kill()
    running.communicate()


def healthy(port):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.1)
    return False


def test_a_second_run_is_refused_and_sigterm_ends_the_first_with_0(service, tmp_path, free_port):
    assert healthy(free_port)
    second = dispatch("run", cwd=tmp_path)
    assert second.code == 6
    assert f"process {service.pid}" in second.err
    assert len(second.err.splitlines()) == 1
    assert dispatch("feed", "list", cwd=tmp_path).code == 0  # other commands go on beside it
    service.send_signal(signal.SIGTERM)
    assert service.wait(timeout=30) == 0
    said = service.stderr.read()
    assert "service.started" in said
    assert "service.stopped" in said
    assert "Traceback" not in said


def test_ctrl_c_ends_it_with_0(service, free_port):
    assert healthy(free_port)
    service.send_signal(signal.SIGINT)
    assert service.wait(timeout=30) == 0


def test_a_part_that_is_none_is_an_error_of_input(tmp_path):
    settings(tmp_path)
    answer = dispatch("run", "--only", "poll,sned", cwd=tmp_path)
    assert answer.code == 2
    assert "no part 'sned'" in answer.err


def test_a_port_that_is_taken_is_an_error_of_settings(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings(tmp_path, more=f'[web]\nlisten = "127.0.0.1:{port}"\n')
        answer = dispatch("run", cwd=tmp_path)
    assert answer.code == 3
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use (choose" in answer.err
