"""Background work by procrastinate: what the service does when nobody waits for an answer."""

import asyncio
from collections.abc import Callable
from typing import Final

from procrastinate import App, PsycopgConnector, RetryStrategy
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine

from mapservice.database.engine import Target
from mapservice.database.roles import WRITER
from mapservice.mail.delivery import MAX_ATTEMPTS, send_mail
from mapservice.mail.outbox import SEND_TASK
from mapservice.settings import Settings

SCHEMA: Final = "jobs"
# Seconds: 10, 40, 160 … about nine hours altogether.
PATIENCE: Final = RetryStrategy(max_attempts=MAX_ATTEMPTS, wait=10, exponential_wait=4)
STALLED_S: Final = 60.0
CONCURRENCY: Final = 2

Daily = Callable[[Engine, Settings], None]


def connect_jobs(target: Target) -> PsycopgConnector:
    """procrastinate's own pool, as the writer, seeing its tables first."""
    url = target.url(WRITER, search_path=f"{SCHEMA},pg_catalog", application_name="mapservice-jobs")
    # Not as a URL: libpq does not read the plus signs that SQLAlchemy writes for spaces.
    names = url.translate_connect_args(database="dbname", username="user")
    address = make_conninfo(**names, **{name: str(value) for name, value in url.query.items()})
    return PsycopgConnector(conninfo=address, min_size=1, max_size=CONCURRENCY + 2)


def make_app(target: Target, writer: Engine, settings: Settings, daily: Daily) -> App:
    """The tasks of the service. `daily` looks after records whose date has come.

    Every task may be run twice: a job whose worker was killed is taken up again.
    """
    app = App(connector=connect_jobs(target))

    @app.task(name=SEND_TASK, retry=PATIENCE)
    def send(mail_id: int) -> None:
        send_mail(writer, settings, mail_id)

    @app.periodic(cron="20 * * * *")
    @app.task(name="daily", queueing_lock="daily")
    def look_after(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells the hour
        daily(writer, settings)

    @app.periodic(cron="* * * * *")
    @app.task(name="reclaim", queueing_lock="reclaim", pass_context=False)
    async def reclaim(timestamp: int) -> None:  # noqa: ARG001
        await reclaim_stalled(app)

    return app


async def reclaim_stalled(app: App) -> int:
    """Put jobs back whose worker stopped giving signs of life. Returns how many."""
    jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S))
    for job in jobs:
        await app.job_manager.retry_job(job)
    return len(jobs)


def work(app: App, *, until_empty: bool = False) -> None:
    """Do background work in this thread: for ever, or until nothing is left to do now."""

    async def run() -> None:
        async with app.open_async():
            await app.run_worker_async(
                wait=not until_empty, concurrency=CONCURRENCY, delete_jobs="successful",
                install_signal_handlers=not until_empty,
            )  # fmt: skip

    asyncio.run(run())
