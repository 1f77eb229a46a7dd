"""Racing submissions and edits on a database that commits, as many as wanted.

python -m tests.groups.races 10000
"""

import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine, func, select

from mapservice.conditions import Stale
from mapservice.database.audit.acting import act_as
from mapservice.database.audit.verification import verify
from mapservice.database.cluster.places import Places
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.database.engine import private_target
from mapservice.database.private import groups
from mapservice.groups.records import (
    find_or_make_representative,
    make_record,
    read_record,
    save_draft,
)
from mapservice.groups.registration import Registration
from mapservice.submissions import once
from tests.committed import committed_databases

THREADS = 8
COPIES = 100
"""How often each submission is sent."""


@dataclass(frozen=True)
class Raced:
    """What was sent, what was told to the senders, and what the database has."""

    sent: int
    distinct: int
    told: frozenset[str]
    stored: int
    seconds: float


def race_submissions(writer: Engine, number: int) -> Raced:
    """`number` submissions, each key COPIES times at once, in random threads."""
    keys = [uuid.uuid4() for _ in range(max(1, number // COPIES))]
    with writer.begin() as connection:
        person = find_or_make_representative(connection, "race@example.jp", "ja")
        before = connection.scalar(select(func.count()).select_from(groups)) or 0

    def submit(key: uuid.UUID) -> str:
        with writer.begin() as connection:
            act_as(connection, f"representative:{person}")
            return once(
                connection, key, "race", lambda: make_record(connection, person, Registration())
            )

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(submit, [key for key in keys for _ in range(COPIES)]))
    seconds = time.perf_counter() - began
    with writer.begin() as connection:
        after = connection.scalar(select(func.count()).select_from(groups)) or 0
    return Raced(len(told), len(keys), frozenset(told), after - before, seconds)


def race_edits(writer: Engine, number: int) -> tuple[int, int, int, float]:
    """`number` attempts to add one to the same draft: (won, refused, counted, seconds)."""
    with writer.begin() as connection:
        person = find_or_make_representative(connection, "edits@example.jp", "ja")
        group_id = make_record(connection, person, Registration(purpose="0"))

    def add_one(draft: Registration) -> Registration:
        return replace(draft, purpose=str(int(draft.purpose) + 1))

    def edit(_attempt: int) -> bool:
        with writer.begin() as connection:
            revision = read_record(connection, group_id).revision
        try:
            with writer.begin() as connection:
                act_as(connection, f"representative:{person}")
                save_draft(connection, group_id, revision, add_one)
        except Stale:
            return False
        return True

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        won = sum(pool.map(edit, range(number)))
    seconds = time.perf_counter() - began
    with writer.begin() as connection:
        counted = int(read_record(connection, group_id).draft.purpose)
    return won, number - won, counted, seconds


def run(number: int, tell: Callable[[str], None]) -> bool:
    """Both races in a cluster of their own; whether nothing was doubled or lost."""
    folder = Path(tempfile.mkdtemp(prefix="mapservice-races-", dir="/dev/shm"))
    folder.chmod(0o711)
    supervisor = Supervisor(Places(folder / "run"))
    supervisor.start()
    try:
        target = private_target(supervisor.places.socket)
        with committed_databases(target, "races", THREADS) as databases:
            raced = race_submissions(databases.writer, number)
            tell(f"{raced.sent} submissions of {raced.distinct} keys: {raced.stored} records,"
                 f" {len(raced.told)} answers, {raced.seconds:.1f} s")  # fmt: skip
            won, refused, counted, seconds = race_edits(databases.writer, number)
            tell(f"{number} edits: {won} won, {refused} refused, {counted} counted,"
                 f" {seconds:.1f} s")  # fmt: skip
            with databases.writer.connect() as connection:
                trail = verify(connection)
            tell(f"audit trail: {trail.links} links, {len(trail.problems)} problems")
    finally:
        supervisor.stop()
        shutil.rmtree(folder)
    single = raced.stored == raced.distinct == len(raced.told)
    return single and won == counted and not trail.problems


if __name__ == "__main__":
    sys.exit(0 if run(int(sys.argv[1]), lambda line: print(line, flush=True)) else 1)  # noqa: T201
