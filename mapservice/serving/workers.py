"""Worker processes: started, replaced when they die, stopped."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from time import monotonic
from typing import Final

import structlog

from mapservice.serving.worker import FAREWELL_S
from mapservice.settings import PREFIX, Settings

log = structlog.get_logger(__name__)

# A worker that dies right after its start is replaced ever more seldom.
FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0
CALM_S: Final = 10.0


@dataclass
class Place:
    """One worker's place, with its present process."""

    module: str = "mapservice.serving.worker"
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause_s: float = FIRST_PAUSE_S


class Workers:
    """The processes that answer. All methods are called by one thread that outlives them."""

    def __init__(self, listener: socket.socket, settings: Settings) -> None:
        self._listener = listener
        self._environment = {**os.environ, f"{PREFIX}SECRET_KEY": settings.secret_key or ""}
        self._answering = [Place() for _ in range(settings.workers)]
        self._places = [*self._answering, Place("mapservice.serving.background")]

    @property
    def pids(self) -> list[int]:
        """Of those that answer requests."""
        return [place.process.pid for place in self._answering if place.process]

    def replace_dead(self) -> None:
        """Start a worker in every place whose worker has ended, or was never started."""
        for place in self._places:
            if place.process is not None and place.process.poll() is None:
                continue
            lived_s = monotonic() - place.started
            if place.process is not None and lived_s < place.pause_s:
                continue
            if place.process is not None:
                log.warning("worker_died", pid=place.process.pid, status=place.process.returncode)
            calm = lived_s > CALM_S
            place.pause_s = FIRST_PAUSE_S if calm else min(place.pause_s * 2, LONGEST_PAUSE_S)
            place.process, place.started = self._start(place.module), monotonic()

    def stop(self) -> None:
        """Let the workers end their requests, then end those that take too long."""
        processes = [place.process for place in self._places if place.process]
        for process in processes:
            process.send_signal(signal.SIGTERM)
        deadline = monotonic() + FAREWELL_S + 3
        for process in processes:
            try:
                process.wait(max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("worker_killed", pid=process.pid)
                process.kill()
                process.wait()

    def _start(self, module: str) -> subprocess.Popen[bytes]:
        number = self._listener.fileno()
        return subprocess.Popen(
            [sys.executable, "-m", module, str(number), str(os.getpid())],
            pass_fds=[number],
            stdin=subprocess.DEVNULL,
            env=self._environment,
            start_new_session=True,
        )
