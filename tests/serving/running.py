"""The service as its operator starts it: `mapservice up` in a process of its own."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
START_S = 90.0
URL = re.compile(r"^http://\S+/$", re.MULTILINE)


def plain_environment() -> dict[str, str]:
    """The tests' environment, letting Python keep its compiled modules: each start needs them."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}


class Service:
    """One `mapservice up`; what it printed is in `output`, what it logged in `log`."""

    def __init__(self, environment: Mapping[str, str], *options: str) -> None:
        self.output, self.log = "", ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mapservice", "up", *options],
            cwd=ROOT,
            env=plain_environment() | dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A run under nohup hands on that SIGHUP is ignored, and `up` would honour that.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509 - sets a signal, takes no lock
        )
        self._readers = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_log, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for_url(self) -> str:
        """The URL it prints when it answers."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._process.poll() is None:
            if found := URL.search(self.output):
                return found[0]
            time.sleep(0.05)
        self._process.kill()
        self.wait()
        raise AssertionError(f"the service did not start: {self.output}\n{self.log}")

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self, patience_s: float = 30.0) -> int:
        """Its exit status, once it has ended by itself or after a signal; asked again, the same."""
        status = self._process.wait(patience_s)
        for reader in self._readers:
            reader.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        return status

    def stop(self) -> int:
        if self._process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.wait()

    def workers(self) -> list[int]:
        """Processes of the workers that live now."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"serving.worker" in _command(int(pid))]

    def _read_output(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.output += line

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.log += line


def get_status(url: str, path: str = "readyz", timeout: float = 5.0) -> int | None:
    """The status of an answer; None when there was none."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def wait_for_status(url: str, status: int, patience_s: float, path: str = "readyz") -> float:
    """Seconds until the service answered with `status`; AssertionError when it did not."""
    began = time.monotonic()
    while (seen := get_status(url, path)) != status:
        assert time.monotonic() - began < patience_s, f"last answer: {seen}"
        time.sleep(0.05)
    return time.monotonic() - began


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
