"""Starting and stopping one postmaster process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from mapservice.database.cluster.account import Account, plain_environment
from mapservice.database.cluster.binaries import Binaries
from mapservice.database.cluster.configuration import DURABLE, SUPERUSER
from mapservice.database.cluster.errors import ClusterError
from mapservice.database.cluster.places import Places

# Run by a bare interpreter between fork and PostgreSQL: gives up root, asks the kernel for
# SIGINT (a fast shutdown) when the launcher dies, and becomes the postmaster. The request
# comes after the change of user, which would clear it: prctl(2), PR_SET_PDEATHSIG.
BECOME_POSTMASTER = """
import ctypes, os, sys
parent, uid, gid, groups, *command = sys.argv[1:]
if os.geteuid() == 0:
    os.setgroups([int(group) for group in groups.split(",")])
    os.setgid(int(gid))
    os.setuid(int(uid))
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 2, 0, 0, 0)
if os.getppid() != int(parent):
    sys.exit(1)
os.execv(command[0], command)
"""


def start_postmaster(
    places: Places, account: Account, binaries: Binaries
) -> subprocess.Popen[bytes]:
    """A postmaster that is not ready yet.

    It ends with the thread that calls this: the kernel counts a child's parent by thread.
    """
    groups = ",".join(map(str, os.getgrouplist(account.name, account.gid)))
    options = [part for name, value in DURABLE.items() for part in ("-c", f"{name}={value}")]
    command = [
        *(sys.executable, "-I", "-S", "-c", BECOME_POSTMASTER),
        *(str(os.getpid()), str(account.uid), str(account.gid), groups),
        *(binaries.program("postgres"), "-D", str(places.data), *options),
    ]
    with places.start_log.open("wb") as log:
        # A session of its own: Ctrl-C in the terminal reaches the launcher alone, which ends
        # requests and workers before the database.
        return subprocess.Popen(
            command,
            cwd="/",
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def wait_until_ready(
    process: subprocess.Popen[bytes], places: Places, patience_s: float = 120.0
) -> None:
    """Return when the cluster answers. Raises ClusterError when it ended or takes too long."""
    deadline = time.monotonic() + patience_s
    while not answers(places):
        if process.poll() is not None:
            said = places.start_log.read_text(errors="replace").strip()
            raise ClusterError(f"PostgreSQL did not start. {said} {_last_log(places.data)}".strip())
        if time.monotonic() > deadline:
            raise ClusterError(f"PostgreSQL was not ready within {patience_s:.0f} s.")
        time.sleep(0.05)


def answers(places: Places) -> bool:
    """Whether the cluster accepts connections now."""
    try:
        psycopg.connect(
            host=str(places.socket), user=SUPERUSER, dbname="postgres", connect_timeout=2
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def stop_postmaster(process: subprocess.Popen[bytes]) -> None:
    """Shut down "fast": sessions are ended, what is committed is written."""
    for number, patience_s in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            continue


def _last_log(data: Path) -> str:
    logs = sorted((data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
    return logs[-1].read_text(errors="replace")[-500:].strip() if logs else ""
