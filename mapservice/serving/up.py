"""`mapservice up`: the database, the workers, the schema and the city's rows."""

import threading
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy.exc import OperationalError

from mapservice import create_app
from mapservice.database.cluster.private import Announce, launched_database
from mapservice.database.engine import Target
from mapservice.serving.launcher import serve, stop_signals, wait_for_answer
from mapservice.serving.listening import FIRST_PORT, listen, url_of
from mapservice.serving.prepare import prepare
from mapservice.serving.secret import with_secret
from mapservice.settings import Settings

log = structlog.get_logger(__name__)

AGAIN_S: Final = 3.0

Tell = Callable[[str], None]


def run_service(settings: Settings, *, demo: bool, tell: Tell) -> None:
    """Serve until a signal to stop; `tell` gets the lines for the person who started it.

    Raises ClusterError, NotAllowed, PortTaken, SettingError or OSError when it cannot start.
    """
    settings = with_secret(settings)
    # What is wrong with the application is said here once, not by each worker for ever.
    create_app(settings)
    with (
        stop_signals() as stopping,
        launched_database(settings, "up") as (target, announce),
        listen(settings.host, settings.port) as listener,
    ):
        greeting = _Greeting(settings, url_of(listener), announce, tell)
        preparing = _Preparing(settings, target, stopping, greeting, demo=demo)
        preparing.start()
        try:
            serve(settings, listener, stopping)
        finally:
            stopping.set()
            preparing.join()
    if preparing.failure:
        raise preparing.failure
    tell("Stopped.")


class _Greeting:
    """Tells the URL, once, to the person and to the next launcher, when the service answers."""

    def __init__(self, settings: Settings, url: str, announce: Announce, tell: Tell) -> None:
        self.url = url
        self._settings, self._announce, self._tell = settings, announce, tell
        self._given = False

    def give(self) -> None:
        if self._given:
            return
        self._given = True
        self._announce(self.url)
        if self._settings.port is None and not self.url.endswith(f":{FIRST_PORT}/"):
            self._tell(f"Port {FIRST_PORT} is taken; using the next free one.")
        self._tell(f"{self._settings.title}\n{self.url}\nCtrl-C stops the service.")


class _Preparing(threading.Thread):
    """Prepares the database while the workers start, which takes them as long.

    An external database may come later: until then the service is up and says 503.
    """

    def __init__(
        self,
        settings: Settings,
        target: Target,
        stopping: threading.Event,
        greeting: _Greeting,
        *,
        demo: bool,
    ) -> None:
        super().__init__(name="prepare")
        self.failure: Exception | None = None
        self._settings, self._target, self._demo = settings, target, demo
        self._stopping, self._greeting = stopping, greeting

    def run(self) -> None:
        try:
            while not self._prepared() and not self._stopping.wait(AGAIN_S):
                continue
        except Exception as error:  # noqa: BLE001 - raised again by run_service
            self.failure = error
            self._stopping.set()

    def _prepared(self) -> bool:
        done = True
        try:
            prepare(self._settings, self._target, demo=self._demo)
        except OperationalError:
            # The private database is there: what it says is no matter of waiting.
            if self._target.peer:
                raise
            log.warning("database_unreachable", again_in_s=AGAIN_S)
            done = False
        if wait_for_answer(self._greeting.url, self._stopping):
            self._greeting.give()
        return done
