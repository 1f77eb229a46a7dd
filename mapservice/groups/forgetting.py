"""Erasure that outlives a restore: a journal beside the database, applied again after it.

A backup knows a group that was erased after it was made. The journal holds identifiers and
times only; it lies in the data folder, or where the operator keeps it, not in the database.
"""

import datetime
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


def journal_path(settings: Settings) -> Path:
    return data_places(settings).root / NAME


def write_journal(connection: Connection, path: Path) -> int:
    """Add to the journal what the database has erased and the journal lacks; returns how many."""
    known = read_journal(path)
    rows = connection.execute(select(erasures).order_by(erasures.c.erased_at)).all()
    missing = [row for row in rows if row.group_id not in known]
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{row.erased_at.isoformat()} {row.group_id}\n" for row in missing)
    return len(missing)


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
