"""Counting what is looked at, by day: places and searches, never people."""

import threading
import time
from collections import Counter
from typing import Final

from flask import Flask, Response, current_app, request
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from mapservice.database.private import counts, today
from mapservice.settings import Settings

FLUSH_S: Final = 60.0
FLUSH_COUNTS: Final = 200


class Tally:
    """Counts of one process, written now and then in one statement; all threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._written = time.monotonic()

    def add(self, kind: str, key: str) -> None:
        with self._lock:
            self._counts[kind, key] += 1

    def take_due(self) -> Counter[tuple[str, str]]:
        """The counts, if it is time to write them; they are no longer here then."""
        with self._lock:
            late = time.monotonic() - self._written > FLUSH_S
            if not self._counts or not (late or self._counts.total() >= FLUSH_COUNTS):
                return Counter()
            due, self._counts, self._written = self._counts, Counter(), time.monotonic()
            return due


def write_counts(writer: Engine, due: Counter[tuple[str, str]]) -> None:
    """Add to the day's counts."""
    rows = [
        {"day": today(), "kind": kind, "key": key, "count": number}
        for (kind, key), number in sorted(due.items())
    ]
    statement = insert(counts).values(rows)
    with writer.begin() as connection:
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["day", "kind", "key"],
                set_={"count": counts.c.count + statement.excluded["count"]},
            )
        )


def init_app(app: Flask, _settings: Settings) -> None:
    """Count pages of places, and searches by which filters they use: no words, no address."""
    tally = app.extensions["tally"] = Tally()

    @app.after_request
    def count(response: Response) -> Response:
        if response.status_code == 200 and request.method == "GET":
            if request.endpoint == "venues.place":
                named = request.view_args or {}
                tally.add("view", f"{named['layer']}/{named['id']}"[:200])
            elif request.endpoint == "venues.index" and request.args:
                known = sorted({name for name in request.args if name in COUNTED})
                tally.add("search", " ".join(known) or "other")
            if due := tally.take_due():
                _write(due)
        return response


COUNTED: Final = frozenset(
    {"q", "layers", "kind", "district", "near", "people", "fee", "equipment", "open", "wheelchair"}
)


def _write(due: Counter[tuple[str, str]]) -> None:
    """Counting must not cost anybody their answer."""
    try:
        write_counts(current_app.extensions["databases"].writer, due)
    except SQLAlchemyError:
        current_app.logger.warning("usage_not_counted")
