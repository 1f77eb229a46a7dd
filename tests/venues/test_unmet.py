"""What is sought and not found is counted, without anything about a person."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from tests.factories import HERE, add_district, add_town, add_venue

Counted = set[tuple[str, str, int]]


def counted(database: Connection) -> Counted:
    rows = database.execute(text("SELECT area, attribute, searches FROM private.unmet_searches"))
    return {(row.area, row.attribute, row.searches) for row in rows}


def test_attributes_are_counted_for_the_town_around_the_origin(
    database: Connection, client: FlaskClient
) -> None:
    add_town(database, "湘南台二丁目", HERE)
    add_town(database, "打戻", (139.40, 35.42))
    for _ in range(2):
        client.get(f"/?near={HERE[0]},{HERE[1]}&wheelchair=yes&people=45&open=sa-14:30")
    assert counted(database) == {
        ("湘南台二丁目", "wheelchair=yes", 2),
        ("湘南台二丁目", "people=30", 2),
        ("湘南台二丁目", "open=sa-14", 2),
    }
    months = database.scalars(text("SELECT DISTINCT month FROM private.unmet_searches")).all()
    assert [month.day for month in months] == [1]


def test_no_word_that_somebody_typed_is_kept(database: Connection, client: FlaskClient) -> None:
    client.get(f"/?q={quote('山田太郎 090-0000-0000')}&equipment={quote('秘密')}")
    assert counted(database) == {("", "text", 1), ("", "equipment", 1)}


def test_a_district_is_an_area_only_if_the_city_has_it(
    database: Connection, client: FlaskClient
) -> None:
    add_district(database, "片瀬")
    client.get(f"/?district={quote('片瀬')}&fee=free")
    client.get(f"/?district={quote('わたしの家')}&fee=free")
    assert counted(database) == {("片瀬", "fee=free", 1), ("", "fee=free", 1)}


def test_a_search_that_finds_something_is_not_counted(
    database: Connection, client: FlaskClient
) -> None:
    add_venue(database, fee="free")
    client.get("/?fee=free")
    client.get("/?fee=paid&f=geojson")
    assert counted(database) == set()


def test_the_page_comes_even_if_counting_fails(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing:
        def begin(self) -> None:
            raise OperationalError("", {}, Exception("gone"))

    class Broken:
        web = app.extensions["databases"].web
        writer = Refusing()

    monkeypatch.setitem(app.extensions, "databases", Broken())
    assert client.get("/?fee=paid").status_code == 200


def test_readers_of_the_public_data_cannot_see_the_counts(app: Flask) -> None:
    engine = app.extensions["databases"].web
    with engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute(text("SELECT * FROM private.unmet_searches"))
