"""`manage.py demo`, as ./run starts it: one command up, Ctrl-C down, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.conftest import wait_until
from tests.support.portal import PortalDidNotStart, running_portal, status_of
from tests.support.servers import free_port


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One VAR_DIR for the module: the demo is loaded at the first start only."""
    return tmp_path_factory.mktemp("demo")


def processes() -> dict[int, tuple[int, str]]:
    """pid → (parent, command line) of everything that runs."""
    lines = subprocess.check_output(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], text=True).splitlines()
    return {
        int(pid): (int(parent), command) for pid, parent, command in (line.split(None, 2) for line in lines)
    }


def children(parent: int) -> dict[str, int]:
    """« celery » and « granian » → pid."""
    of_ours = {pid: command for pid, (above, command) in processes().items() if above == parent}
    return {
        name: pid
        for pid, command in of_ours.items()
        for name in ("celery", "granian")
        if f"-m {name}" in command
    }


def test_ctrl_c_stops_everything(folder: Path) -> None:
    with running_portal(folder) as portal:
        assert status_of(f"{portal.address}/healthz") == 200
        assert status_of(f"{portal.address}/connexion/") == 200
        started = children(portal.process.pid)
        assert set(started) == {"celery", "granian"}
    assert portal.process.returncode == 0
    assert not set(started.values()) & set(processes())
    log = portal.log.read_text()
    assert portal.address in log and "delegue@demo.example" in log and "demo-rse-2026" in log


def test_killed_worker_is_started_again_and_pages_go_on(folder: Path) -> None:
    """As often as a job that kills its worker is tried (JOB_MAX_ATTEMPTS), so that its cause can be shown."""
    with running_portal(folder) as portal:
        for _attempt in range(3):
            worker = children(portal.process.pid)["celery"]
            os.kill(worker, signal.SIGKILL)
            wait_until(
                lambda killed=worker: children(portal.process.pid).get("celery", killed) != killed,
                "another worker",
                seconds=10,
            )
            assert status_of(f"{portal.address}/healthz") == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a watcher looks once a second")
def test_children_do_not_outlive_a_killed_supervisor(folder: Path) -> None:
    with running_portal(folder) as portal:
        started = set(children(portal.process.pid).values())
        portal.process.kill()
        portal.process.wait(5)
        wait_until(lambda: not started & set(processes()), "the children are gone", seconds=15)


def test_port_taken_is_said_in_words(folder: Path) -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with (
            pytest.raises(PortalDidNotStart, match=f"Le port {port} est pris"),
            running_portal(folder, port=port),
        ):
            pass
