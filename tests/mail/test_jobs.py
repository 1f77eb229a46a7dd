"""Jobs exist with the transaction that wanted them, and outlive a worker that was killed."""

import asyncio
from importlib import resources

import procrastinate
from sqlalchemy import text

from mapservice.background import make_app, reclaim_stalled, work
from mapservice.database.engine import Databases, Target
from mapservice.mail.outbox import defer
from mapservice.settings import Settings

COUNT = text("SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = :task")


def test_once_is_enough_while_the_first_waits(committed: Databases) -> None:
    with committed.writer.begin() as connection:
        for _ in range(3):
            defer(connection, "once", {}, once="only")
        assert connection.scalar(COUNT, {"task": "once"}) == 1
        connection.execute(text("DELETE FROM jobs.procrastinate_jobs"))


def test_a_job_of_a_killed_worker_is_done_by_another(committed: Databases, target: Target) -> None:
    done: list[int] = []

    async def take_up() -> int:
        async with app.open_async():
            return await reclaim_stalled(app)

    app = make_app(
        target.named("mail_committed"), committed.writer, Settings(), lambda _w, _s: None
    )

    @app.task(name="note")
    def note(number: int) -> None:
        done.append(number)

    with committed.writer.begin() as connection:
        defer(connection, "note", {"number": 7})
        # What a worker leaves that was killed two minutes ago, in the middle of the job.
        connection.execute(
            text(
                "WITH dead AS (INSERT INTO jobs.procrastinate_workers (last_heartbeat)"
                " VALUES (now() - interval '2 minutes') RETURNING id)"
                " UPDATE jobs.procrastinate_jobs SET status = 'doing', worker_id = dead.id"
                " FROM dead WHERE task_name = 'note'"
            )
        )
    assert asyncio.run(take_up()) == 1
    work(app, until_empty=True)
    assert done == [7]


def test_our_migrations_know_the_newest_schema_of_procrastinate() -> None:
    """A newer procrastinate brings migrations, each of which must become one of ours."""
    shipped = resources.files(procrastinate).joinpath("sql", "migrations")
    newest = max(path.name for path in shipped.iterdir() if path.name.endswith(".sql"))
    assert newest == "03.04.00_50_post_add_retry_failed_job_procedure.sql"
