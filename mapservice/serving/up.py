"""`mapservice up`: the database, its schema, the city's rows and the workers, in this order."""

import threading
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy.exc import OperationalError

from mapservice import create_app
from mapservice.database.cluster.private import Announce, launched_database
from mapservice.database.engine import Target
from mapservice.serving.launcher import serve, stop_signals
from mapservice.serving.listening import FIRST_PORT
from mapservice.serving.prepare import prepare
from mapservice.serving.secret import with_secret
from mapservice.settings import Settings

log = structlog.get_logger(__name__)

AGAIN_S: Final = 3.0


def run_service(settings: Settings, *, demo: bool, tell: Callable[[str], None]) -> None:
    """Serve until a signal to stop; `tell` gets the lines for the person who started it.

    Raises ClusterError, NotAllowed, PortTaken, SettingError or OSError when it cannot start.
    """
    settings = with_secret(settings)
    # What is wrong with the application is said here once, not by each worker for ever.
    create_app(settings)
    with stop_signals() as stopping, launched_database(settings, "up") as (target, announce):
        preparing = _prepare_soon(settings, target, stopping, demo=demo)
        try:
            serve(settings, stopping, _greeting(settings, announce, tell))
        finally:
            stopping.set()
            if preparing:
                preparing.join()
        tell("Stopped.")


def _prepare_soon(
    settings: Settings, target: Target, stopping: threading.Event, *, demo: bool
) -> threading.Thread | None:
    """Prepare the database now, or as soon as an external one can be reached.

    The service starts without its database and says 503 until it comes.
    """
    try:
        prepare(settings, target, demo=demo)
    except OperationalError:
        if target.peer:
            raise
        log.warning("database_unreachable", again_in_s=AGAIN_S)
    else:
        return None

    def again() -> None:
        while not stopping.wait(AGAIN_S):
            try:
                prepare(settings, target, demo=demo)
            except OperationalError:
                continue
            except Exception as error:
                log.error("database_not_prepared", exc_info=error)
                return
            log.info("database_prepared")
            return

    waiting = threading.Thread(target=again, name="prepare", daemon=True)
    waiting.start()
    return waiting


def _greeting(
    settings: Settings, announce: Announce, tell: Callable[[str], None]
) -> Callable[[str], None]:
    def greet(url: str) -> None:
        announce(url)
        if settings.port is None and not url.endswith(f":{FIRST_PORT}/"):
            tell(f"Port {FIRST_PORT} is taken; using the next free one.")
        tell(f"{settings.title}\n{url}\nCtrl-C stops the service.")

    return greet
