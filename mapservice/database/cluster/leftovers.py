"""What a killed postmaster leaves behind: its children, its files and its shared memory."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from mapservice.database.cluster.account import Account
from mapservice.database.cluster.errors import ClusterError
from mapservice.database.cluster.places import SOCKET_NAME, Places

# No Linux process can have it (proc(5): pid_max is at most 2^22).
DEAD_PID = 2**31 - 2


def postmasters(places: Places, account: Account) -> list[int]:
    """Processes that were started on this cluster's data."""
    option = os.fsencode(f"\0-D\0{places.data}\0")
    found = _processes(account, lambda title: option in title)
    # A child has its postmaster's title for the moment between its fork and its own.
    return [pid for pid in found if _parent(pid) not in found]


def cluster_processes(places: Places, account: Account) -> list[int]:
    """Every process of this cluster, postmaster or orphan, known by its title.

    /proc/<pid>/cmdline is readable for everybody; cwd and environ are not, in containers
    without CAP_SYS_PTRACE not even for root.
    """
    option = os.fsencode(f"\0-D\0{places.data}\0")
    child = f"postgres: {places.cluster_name}:".encode()
    return _processes(account, lambda title: option in title or title.startswith(child))


def clear_leftovers(places: Places, account: Account) -> None:
    """End what still runs on the data and remove what would keep a new postmaster away.

    Only the holder of the data's lock may call this: nobody else starts the cluster then.
    """
    _end(places, account)
    _forget_pid(places.data / "postmaster.pid")
    for stale in (places.socket / SOCKET_NAME, places.socket / f"{SOCKET_NAME}.lock"):
        stale.unlink(missing_ok=True)


def _end(places: Places, account: Account, patience_s: float = 8.0) -> None:
    for pid in postmasters(places, account):
        _signal(pid, signal.SIGINT)
        _wait(lambda: not postmasters(places, account), patience_s)
    # Orphans of a killed postmaster: recovery replays what they had committed.
    for pid in cluster_processes(places, account):
        _signal(pid, signal.SIGKILL)
    if not _wait(lambda: not cluster_processes(places, account), patience_s):
        raise ClusterError(f"Processes of the cluster in {places.data} do not end.")


def _forget_pid(pidfile: Path) -> None:
    """Make the pid in a stale postmaster.pid one that cannot be alive.

    The pid may meanwhile be some other process's, which would stop PostgreSQL from starting.
    The file itself stays: by the key in it PostgreSQL finds and removes its old shared memory.
    """
    try:
        opened = os.open(pidfile, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    with os.fdopen(opened, "r+", encoding="utf-8") as file:
        first, _, rest = file.read().partition("\n")
        if first.lstrip("-").isdigit():
            file.seek(0)
            file.truncate()
            file.write(f"{DEAD_PID}\n{rest}")
            return
    pidfile.unlink()


def _processes(account: Account, known: Callable[[bytes], bool]) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if entry.stat().st_uid == account.uid and known((entry / "cmdline").read_bytes()):
                found.append(int(entry.name))
        except OSError:  # it ended meanwhile
            continue
    return found


def _parent(pid: int) -> int | None:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    # proc(5): pid (name) state ppid …, and the name may hold anything.
    return int(status.rpartition(")")[2].split()[1])


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _wait(done: Callable[[], bool], patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
