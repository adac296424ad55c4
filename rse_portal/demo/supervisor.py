"""Run a few processes together: they start together, are restarted when they die, and never outlive their parent."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = (
    10  # what a running job gets to finish; after that its lease runs out and the next start resumes it
)
STEADY_SECONDS = 60  # a process that lived this long has earned its restarts anew
MOST_RESTARTS = 5  # more than the attempts of a job that kills its worker (JOB_MAX_ATTEMPTS)

# Two threads of one product wait for each other where the machine is busy (docs/performance.md).
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}

_PR_SET_PDEATHSIG = 1
# Elsewhere than on Linux a child cannot ask to die with its parent: this small process watches for it.
_WATCHER = """
import os, signal, sys, time
parent, groups = int(sys.argv[1]), [int(group) for group in sys.argv[2:]]
while os.getppid() == parent:
    time.sleep(1)
for group in groups:
    try:
        os.killpg(group, signal.SIGTERM)
    except ProcessLookupError:
        pass
"""


class ChildDied(Exception):
    """A process ended twice by itself; the message says which, and with what status."""


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that closed a moment ago is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _die_with_parent(parent: int) -> None:
    """Between fork and exec of a child, on Linux."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    restarts: int = 0


@dataclass
class Supervisor:
    """Start children in groups of their own, so that Ctrl-C reaches only this process, which stops them in order."""

    cwd: Path
    environ: Mapping[str, str]
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    _watcher: subprocess.Popen[bytes] | None = None

    def add(self, name: str, command: list[str]) -> None:
        self.children.append(Child(name, command))

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        for child in self.children:
            self._spawn(child)

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        if self.stopping:  # a second Ctrl-C does not wait
            self._signal_all(signal.SIGKILL)
        self.stopping = True

    def _spawn(self, child: Child) -> None:
        linux = sys.platform == "linux"
        parent = os.getpid()
        child.process = subprocess.Popen(
            child.command,
            cwd=self.cwd,
            env=ONE_THREAD | dict(self.environ),
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=(lambda: _die_with_parent(parent)) if linux else None,  # noqa: PLW1509 – no thread here
        )
        child.started_at = time.monotonic()
        if not linux:
            self._watch()

    def _watch(self) -> None:
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.wait()
        groups = [str(child.process.pid) for child in self.children if child.process]
        self._watcher = subprocess.Popen(
            [sys.executable, "-c", _WATCHER, str(os.getpid()), *groups],
            process_group=0,
            stdin=subprocess.DEVNULL,
        )

    def check(self) -> None:
        """Restart a child that ended. Raises ChildDied when it keeps ending as soon as it starts."""
        for child in self.children:
            process = child.process
            if process is None or process.poll() is None or self.stopping:
                continue
            steady = time.monotonic() - child.started_at > STEADY_SECONDS
            child.restarts = 0 if steady else child.restarts
            if child.restarts >= MOST_RESTARTS:
                raise ChildDied(f"{child.name} s’arrête sans cesse (statut {process.returncode}).")
            child.restarts += 1
            self.say(f"{child.name} s’est arrêté (statut {process.returncode}) : nouveau démarrage.")
            self._spawn(child)

    def stop(self) -> None:
        """Ask politely, wait for a running job a while, then insist. Nothing is left behind."""
        self.stopping = True
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.process and child.process.poll() is None for child in self.children):
            if time.monotonic() > deadline:
                self.say("Un traitement en cours est interrompu : il reprendra au prochain démarrage.")
                self._signal_all(signal.SIGKILL)
                deadline += GRACE_SECONDS
            time.sleep(0.05)
        self._signal_all(signal.SIGKILL)  # the group: a grandchild may have stayed
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.wait()

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.process.pid, number)
