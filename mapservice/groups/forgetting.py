"""Erasure that outlives a restore: a journal beside the database, applied again after it.

A backup knows a group that was erased after it was made. The journal holds identifiers and
times only; it lies in the data folder, or where the operator keeps it, not in the database.
It is written in the act; the hourly round adds what could not be written then.
"""

import datetime
import logging
import os
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from mapservice.database.audit.acting import act_as
from mapservice.database.cluster.places import data_places
from mapservice.database.private import erasures, groups
from mapservice.groups.records import Step, act
from mapservice.groups.states import Action
from mapservice.settings import Settings

NAME: Final = "erasures.log"
log = logging.getLogger(__name__)


def journal_path(settings: Settings) -> Path:
    return data_places(settings).root / NAME


def write_journal(connection: Connection, path: Path) -> int:
    """Add to the journal what the database has erased and the journal lacks; returns how many."""
    known = read_journal(path)
    rows = connection.execute(select(erasures).order_by(erasures.c.erased_at)).all()
    missing = {row.group_id: row.erased_at for row in rows if row.group_id not in known}
    if missing:
        _append(path, missing)
    return len(missing)


def journal_erasure(connection: Connection, path: Path, group_id: str) -> None:
    """Note one erasure, before the transaction that makes it commits.

    In this order nobody who was told of their erasure comes back with a backup; a line whose
    transaction then failed says what its person asked for. A journal that cannot be written
    must not keep anybody from erasing: the hourly round writes it later.
    """
    erased_at = connection.execute(
        select(erasures.c.erased_at).where(erasures.c.group_id == group_id)
    ).scalar_one()
    try:
        _append(path, {group_id: erased_at})
    except OSError:
        log.exception("The journal of erasures could not be written: %s", path)


def _append(path: Path, erased: dict[str, datetime.datetime]) -> None:
    """One write, so that the lines of two processes do not mix, and onto the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{at.isoformat()} {group_id}\n" for group_id, at in erased.items())
    with path.open("ab", buffering=0) as file:
        file.write(lines.encode())
        os.fsync(file.fileno())


def read_journal(path: Path) -> dict[str, datetime.datetime]:
    """When each group was erased, by id."""
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {
        parts[1]: datetime.datetime.fromisoformat(parts[0]) for parts in lines if len(parts) == 2
    }


def erase_again(connection: Connection, path: Path) -> int:
    """Erase what the journal names and the database, restored from a backup, still has."""
    act_as(connection, "calendar", "erased again after a restore")
    present = set(
        connection.scalars(
            select(groups.c.id).where(
                groups.c.id.in_(list(read_journal(path))), groups.c.status != "erased"
            )
        )
    )
    for group_id in sorted(present):
        act(connection, group_id, Step(Action.ERASE))
    return len(present)
