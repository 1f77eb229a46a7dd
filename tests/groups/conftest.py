"""A group's representative at the forms, signed in by the link of the mail."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select

from mapservice.database.engine import Databases, Target
from mapservice.database.private import outbox
from tests.committed import committed_databases
from tests.forms import send

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def committed(target: Target) -> Iterator[Databases]:
    with committed_databases(target, "groups_committed") as databases:
        yield databases


def newest_mail(connection: Connection, recipient: str) -> str:
    body = connection.scalar(
        select(outbox.c.body).where(outbox.c.recipient == recipient).order_by(outbox.c.id.desc())
    )
    assert body is not None
    return str(body)


def link_in(body: str) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", body)
    assert found
    return found[1]


def sign_in(client: FlaskClient, database: Connection, email: str = "group@example.jp") -> None:
    send(client, client.get("/groups/new", headers=HTML), "/groups/new", email=email)
    link = link_in(newest_mail(database, email))
    answer = send(client, client.get(link, headers=HTML), link)
    assert answer.headers["Location"].endswith("/groups/mine")


@pytest.fixture
def representative(client: FlaskClient, database: Connection) -> FlaskClient:
    sign_in(client, database)
    return client
