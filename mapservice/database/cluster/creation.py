"""Making the cluster's files: initdb once, configuration at every start."""

import os
import shutil
from pathlib import Path

from mapservice.database.cluster.account import Account
from mapservice.database.cluster.binaries import Binaries, find_binaries
from mapservice.database.cluster.configuration import (
    SUPERUSER,
    pg_hba_conf,
    pg_ident_conf,
    postgresql_conf,
)
from mapservice.database.cluster.errors import ClusterError
from mapservice.database.cluster.places import Places
from mapservice.database.roles import ROLES


def ensure_cluster(places: Places, account: Account) -> Binaries:
    """The programs that fit the cluster in `places`, which is made when it is missing."""
    if not (places.data / "PG_VERSION").exists():
        binaries = find_binaries()
        _initdb(places, account, binaries)
    else:
        binaries = find_binaries(int((places.data / "PG_VERSION").read_text().strip()))
    files = {
        "postgresql.conf": postgresql_conf(places.socket, places.cluster_name),
        "pg_hba.conf": pg_hba_conf(),
        "pg_ident.conf": pg_ident_conf(account, ROLES),
    }
    for name, content in files.items():
        _write_owned(places.data / name, content, account)
    return binaries


def _initdb(places: Places, account: Account, binaries: Binaries) -> None:
    # Made aside and renamed, so that an interrupted initdb leaves nothing that looks complete.
    unfinished = places.data.with_name("cluster.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    os.chown(unfinished, account.uid, account.gid)
    made = account.run(
        [
            binaries.program("initdb"),
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            # Trigrams split words by the locale's classes: with C, Japanese has no letters.
            "--locale=C.UTF-8",
            "--auth-local=peer",
            "--auth-host=reject",
            "--data-checksums",
        ]
    )
    if made.returncode:
        raise ClusterError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    unfinished.rename(places.data)


def _write_owned(path: Path, content: str, account: Account) -> None:
    """Replace a file in the account's folder without following links that lie there."""
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        os.fchown(file.fileno(), account.uid, account.gid)
        file.write(content)
    aside.replace(path)
