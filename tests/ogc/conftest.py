"""What tests of the GIS door share: asking, and a server that real clients can reach."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import waitress.server
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from tests.factories import add_venue

Ask = Callable[..., Any]
FACILITIES = "/ogc/collections/public_facilities"


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """The JSON that a URL answers with status 200."""

    def get(url: str, **query: str) -> Any:
        asked = {name.replace("_", "-"): value for name, value in query.items()}
        answer = client.get(url, query_string=asked)
        assert answer.status_code == 200, answer.text
        return answer.get_json(force=True)

    return get


@pytest.fixture
def three(database: Connection) -> Connection:
    """Three facilities in a row from west to east: `a`, `b`, `c`; and `nowhere`."""
    for name, lon, capacity in (("a", 139.40, 10), ("b", 139.45, 20), ("c", 139.50, 30)):
        add_venue(
            database, id=name, name_ja=f"場所{name}", at=(lon, 35.35), capacity=capacity,
            kind="library", district="六会", equipment=["椅子", name],
        )  # fmt: skip
    add_venue(database, id="nowhere", name_ja="どこか", at=None)
    return database


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The application on a port, for clients that are programs of their own.

    One thread: all requests share the test's transaction.
    """
    listening = waitress.server.create_server(app, host="127.0.0.1", port=0, threads=1)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.effective_port}/ogc"
    listening.close()
    thread.join(10)
    # waitress's threads are no daemons: left alone they keep the run from ending.
    listening.task_dispatcher.shutdown()
