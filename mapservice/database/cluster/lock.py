"""One launcher per data folder, and who it is."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from mapservice.database.cluster.errors import AlreadyRunning


@dataclass(frozen=True)
class Launcher:
    """Who holds the data: the command, its process and, once it serves, its URL."""

    purpose: str
    pid: int
    url: str | None = None


class DataLock:
    """An exclusive lock on the data that the kernel releases when its process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self, launcher: Launcher) -> None:
        """Take the data. Raises AlreadyRunning when another process has them."""
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            holder = read_launcher(self._path)
            raise AlreadyRunning(holder.purpose, holder.pid, holder.url) from None
        self._file = opened
        self.describe(launcher)

    def describe(self, launcher: Launcher) -> None:
        """Write who holds the data, for the next one who asks."""
        if self._file is None:
            raise RuntimeError("the data are described by the process that has them")
        content = json.dumps(asdict(launcher)).encode().ljust(512)
        os.pwrite(self._file, content, 0)

    def release(self) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None


def read_launcher(path: Path) -> Launcher:
    """Who last took the data; an empty answer when that cannot be read yet."""
    try:
        return Launcher(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Launcher("?", 0)


@contextmanager
def shared_use(path: Path) -> Iterator[None]:
    """Count as a user of a running cluster: whoever started it waits for its users."""
    with path.open("a", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_SH)
        yield


class UsersGate:
    """Closed by the one who stops a cluster: waits for its users and lets none begin."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def close(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def open(self) -> None:
        self._file.close()
