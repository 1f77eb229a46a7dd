"""The bundled city and its samples behind a real server, for tests and for measurements."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import ViewportSize
from sqlalchemy import Connection
from waitress.server import create_server

from geodata.city import read_city
from mapservice import create_app
from mapservice.database.engine import Databases, Target
from mapservice.database.loading.city import load_city
from mapservice.database.loading.demo import load_demo
from mapservice.settings import Settings
from tests.committed import committed_databases

DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
THREADS: Final = 8


def find_chromium() -> str:
    """The browser of the system; none is downloaded."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError("no Chromium; `make setup` installs it, or set CHROMIUM")
    return found


def fill(connection: Connection, settings: Settings) -> None:
    city = read_city(settings.city)
    load_city(connection, city)
    load_demo(connection, city)


@contextmanager
def serve(databases: Databases, settings: Settings) -> Iterator[str]:
    """The address of a server on a free port that asks these databases."""
    app = create_app(settings)
    app.extensions["databases"] = databases
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)
    # waitress's threads are no daemons: left alone they keep the run from ending.
    server.task_dispatcher.shutdown()


def city_settings(**changes: object) -> Settings:
    chosen: dict[str, object] = {
        "database_url": "postgresql://localhost:1/unreachable",
        "secret_key": "for tests only",
        "threads": THREADS,
    }
    return Settings(**(chosen | changes))  # type: ignore[arg-type]


@contextmanager
def serve_city(target: Target, name: str = "served_city") -> Iterator[tuple[str, Databases]]:
    """The city's server and its databases; rows that are committed to them are seen at once."""
    settings = city_settings()
    with committed_databases(target, name, THREADS) as databases:
        with databases.owner.begin() as connection:
            fill(connection, settings)
        with serve(databases, settings) as address:
            yield address, databases
