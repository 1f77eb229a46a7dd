"""Everybody may suggest; nothing of it is public, and nobody floods the queue."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, text

from mapservice.database.private import suggestions
from tests.forms import send
from tests.groups.conftest import HTML
from tests.registrations import count

ABOUT = "/suggestions/new?layer=public_facilities&id=hall"


@pytest.fixture(autouse=True)
def hall(database: Connection) -> None:
    database.execute(
        text("INSERT INTO layers.public_facilities (id, name_ja) VALUES ('hall', '見本会館')")
    )


def test_what_is_wrong_waits_in_the_queue(client: FlaskClient, database: Connection) -> None:
    page = client.get(ABOUT, headers=HTML)
    answer = send(
        client, page, "/new", what="電話が違います", property="phone", proposed="0466-00-0000",
        evidence="昨日かけました",
    )  # fmt: skip
    assert answer.status_code == 303
    row = database.execute(select(suggestions)).one()
    assert (row.layer, row.feature_id, row.property) == ("public_facilities", "hall", "phone")
    assert (row.status, row.email) == ("open", None)
    assert database.scalar(text("SELECT phone FROM layers.public_facilities")) is None


def test_a_missing_place_is_suggested_without_scripts(
    client: FlaskClient, database: Connection
) -> None:
    page = client.get("/suggestions/new", headers=HTML)
    assert send(client, page, "/new", what="").status_code == 422
    answer = send(
        client,
        page,
        "/new",
        layer="public_facilities",
        what="見本の部屋",
        lat="35.34",
        lon="139.47",
    )
    assert answer.status_code == 303
    assert database.scalar(select(suggestions.c.geom.ST_AsText())) == "POINT(139.47 35.34)"


def test_twice_is_once_and_a_program_is_thanked_for_nothing(
    client: FlaskClient, database: Connection
) -> None:
    page = client.get(ABOUT, headers=HTML)
    for _ in range(2):
        assert send(client, page, "/new", what="見本").status_code == 303
    assert count(database, suggestions) == 1
    page = client.get(ABOUT, headers=HTML)
    assert send(client, page, "/new", what="spam", website_2="x").status_code == 303
    assert count(database, suggestions) == 1


def test_one_source_is_stopped_after_twenty_an_hour(client: FlaskClient) -> None:
    statuses = []
    for _ in range(21):
        page = client.get(ABOUT, headers=HTML)
        statuses.append(send(client, page, "/new", what="見本").status_code)
    assert statuses == [303] * 20 + [429]


def test_no_address_of_a_source_is_stored(client: FlaskClient, database: Connection) -> None:
    send(client, client.get(ABOUT, headers=HTML), "/new", what="見本")
    for table in ("attempts", "suggestions", "idempotency"):
        rows = database.scalars(text(f"SELECT t::text FROM private.{table} t")).all()
        assert not any("127.0.0.1" in row for row in rows)


@pytest.mark.parametrize(
    "query", ["?layer=nowhere", "?layer=public_facilities&id=unknown", "?layer=districts"]
)
def test_suggestions_about_nothing_are_404(client: FlaskClient, query: str) -> None:
    assert client.get(f"/suggestions/new{query}", headers=HTML).status_code == 404
