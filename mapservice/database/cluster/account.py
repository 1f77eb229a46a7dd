"""The operating system's account that the cluster's processes run as."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapservice.database.cluster.errors import ClusterError


@dataclass(frozen=True)
class Account:
    """A user of the system; `dropped` when this process must give up root to be it."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def identity(self) -> dict[str, Any]:
        """Arguments for subprocess that start a child as this account."""
        if not self.dropped:
            return {}
        return {
            "user": self.uid,
            "group": self.gid,
            "extra_groups": os.getgrouplist(self.name, self.gid),
        }

    def run(self, command: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
        """The finished command, run as this account from the root folder.

        The caller's own folder may be one that the account cannot enter.
        """
        return subprocess.run(
            command,
            check=False,
            cwd="/",
            env=plain_environment(),
            capture_output=True,
            text=True,
            **self.identity(),
            **options,
        )

    def owns(self, path: Path) -> bool:
        return path.stat().st_uid == self.uid


def cluster_account() -> Account:
    """The caller itself, or `postgres` in root's place: PostgreSQL refuses to run as root."""
    uid = os.geteuid()
    if uid != 0:
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            raise ClusterError(
                f"User {uid} has no entry in the system's accounts; PostgreSQL needs one."
            ) from None
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, dropped=False)
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise ClusterError(
            "PostgreSQL does not run as root, and the account `postgres`, "
            "which its package makes, is missing. Install the package or start as another user."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, dropped=True)


def plain_environment() -> dict[str, str]:
    """An environment without the caller's PG* variables, which would redirect PostgreSQL."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
