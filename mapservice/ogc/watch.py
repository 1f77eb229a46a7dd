"""The state of every collection in memory, exact without asking the database each time.

The database tells (NOTIFY, in the transaction that changes a layer) and a thread of each
process listens. While nobody listens, or the connection is lost, each request asks.
"""

import contextlib
import logging
import threading
import time
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.pool import StaticPool

from mapservice.ogc.collections import Collection
from mapservice.ogc.reading import read_state
from mapservice.ogc.state import State

CHANNEL: Final = "layers_revisions"
RETRY_S: Final = 5.0
# A dead peer is noticed at least this often; changes are told at once.
LISTEN_S: Final = 30.0
JAPAN_S: Final = 9 * 3600
DAY_S: Final = 86_400

_log = logging.getLogger(__name__)


class Watch:
    """States of collections that one process remembers, dropped when the database tells."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[int, State]] = {}
        self._generation = 0
        self._listening = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def known(self, collection: Collection) -> State | None:
        """The state, if it is known without asking."""
        found = self._states.get(collection.id)
        if found is None or not self._listening or found[0] != _day():
            return None
        return found[1]

    def read(self, engine: Engine, connection: Connection, collection: Collection) -> State:
        """The state, known or asked."""
        self._start(engine)
        if state := self.known(collection):
            return state
        generation, day = self._generation, _day()
        state = read_state(connection, collection)
        with self._lock:
            # What was told meanwhile may be newer than what was read.
            if self._listening and generation == self._generation:
                self._states[collection.id] = (day, state)
        return state

    def _start(self, engine: Engine) -> None:
        # One connection shared by everybody (tests within a transaction) hears nothing.
        if self._thread is not None or isinstance(engine.pool, StaticPool):
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._listen, args=(engine,), name="watch revisions", daemon=True
                )
                self._thread.start()

    def _listen(self, engine: Engine) -> None:
        arguments, options = engine.dialect.create_connect_args(engine.url)
        while True:
            with contextlib.suppress(psycopg.Error, OSError):
                self._listen_once(psycopg.connect(*arguments, **options, autocommit=True))
            self._forget(listening=False)
            _log.warning("not told of changes; asking the database for each request")
            time.sleep(RETRY_S)

    def _listen_once(self, connection: psycopg.Connection[Any]) -> None:
        with connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._forget(listening=True)
            while True:
                for _ in connection.notifies(timeout=LISTEN_S):
                    self._forget(listening=True)
                connection.execute("SELECT 1")

    def _forget(self, *, listening: bool) -> None:
        with self._lock:
            self._generation += 1
            self._states.clear()
            self._listening = listening


def _day() -> int:
    """The day in Japan, with which records leave."""
    return int(time.time() + JAPAN_S) // DAY_S
