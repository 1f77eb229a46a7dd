"""One private PostGIS for the whole run; each test in a transaction that is rolled back."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from mapservice import create_app
from mapservice.database.cluster.places import Places
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.database.engine import Databases, Target, private_target
from mapservice.database.schema import initialise
from mapservice.settings import Settings
from tests.joined import connect_raw, joined_databases

pytest_plugins = ["tests.browsing"]

ROOMY_BYTES = 2 * 2**30


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A temporary folder that PostgreSQL's account can enter, in memory where there is room.

    pytest's own temporary folders are closed to every other account.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOMY_BYTES
    folder = Path(tempfile.mkdtemp(prefix="mapservice-test-", dir=memory if roomy else "/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def cluster(open_folder: Path) -> Iterator[Supervisor]:
    """The run's PostgreSQL, started as the service starts its own."""
    supervisor = Supervisor(Places(open_folder / "run"))
    supervisor.start()
    yield supervisor
    supervisor.stop()


@pytest.fixture(scope="session")
def target(cluster: Supervisor) -> Target:
    """A database with the current schema and no rows."""
    empty = private_target(cluster.places.socket)
    initialise(empty)
    return empty


@pytest.fixture
def databases(target: Target) -> Iterator[Databases]:
    """Each role's engine, all inside one transaction that is rolled back after the test."""
    connection = connect_raw(target)
    try:
        yield joined_databases(connection)
    finally:
        connection.close()


@pytest.fixture
def database(databases: Databases) -> Iterator[Connection]:
    """The owner's connection, for inserting rows that requests of `client` then see."""
    with databases.owner.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the application under test; no MAPSERVICE_* variable of the caller counts."""
    return Settings(
        database_url="postgresql://localhost:1/unreachable",
        secret_key="for tests only",
        data_dir=tmp_path_factory.mktemp("data"),
    )


@pytest.fixture(scope="session")
def application(settings: Settings) -> Flask:
    """The application without a database: it starts before one can be reached."""
    app = create_app(settings)
    app.testing = True
    return app


@pytest.fixture
def app(application: Flask, databases: Databases) -> Iterator[Flask]:
    """The application on the test's transaction."""
    unreachable = application.extensions["databases"]
    application.extensions["databases"] = databases
    yield application
    application.extensions["databases"] = unreachable


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith("MAPSERVICE_")]:
        del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests with a browser last.

    Playwright keeps an event loop running in this thread from the first page to the end of
    the run, and beside it no test could run a loop of its own.
    """
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
