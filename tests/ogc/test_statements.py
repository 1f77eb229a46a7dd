"""Statements on the pool that the service really has: prepared, forgotten, broken."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import bindparam, literal_column, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import Text
from werkzeug.datastructures import MultiDict

from mapservice.database.engine import Databases, Target, open_databases
from mapservice.ogc.collections import Collection, all_collections, get_collection
from mapservice.ogc.reading import Reader, read_item
from mapservice.ogc.representations import geojson
from mapservice.ogc.requests import parse_item, parse_items
from mapservice.ogc.sorting import encode_token
from mapservice.ogc.statements import Statement, compile_statement, encode, run
from mapservice.problems import NotFound
from mapservice.settings import Settings


@pytest.fixture
def pool(target: Target, settings: Settings) -> Iterator[Databases]:
    """The engines of the service, on the run's database, which has no rows."""
    databases = open_databases(target, replace(settings, threads=1))
    yield databases
    for engine in (databases.prepared, databases.web, databases.writer, databases.owner):
        engine.dispose()


ECHO = compile_statement(select(bindparam("value", None, Text).label("echoed")))


@pytest.mark.parametrize("value", ["", "a", "藤沢 ' \\ \" $1", "x" * 100_000, None])
def test_values_come_back_as_their_bytes(pool: Databases, value: str | None) -> None:
    for prepare in (True, False, True):
        with pool.prepared.begin() as connection:
            ((echoed,),) = run(connection, ECHO, {"value": value}, prepare=prepare)
        assert echoed == (None if value is None else value.encode())


def test_lists_come_back_whole_whatever_is_in_them(pool: Databases) -> None:
    statement = Statement("SELECT array_to_json($1::text[])::text", ("items",))
    items = ["a", 'b"', "c\\", "{d,e}", "", "NULL", " f "]
    with pool.prepared.begin() as connection:
        ((echoed,),) = run(connection, statement, {"items": items}, prepare=True)
    assert echoed is not None
    assert json.loads(echoed) == items


def test_a_statement_that_the_connection_forgot_is_prepared_again(pool: Databases) -> None:
    for _ in range(3):
        with pool.prepared.begin() as connection:
            assert run(connection, ECHO, {"value": "x"}, prepare=True) == [(b"x",)]
            connection.execute(text("DEALLOCATE ALL"))


def test_an_error_leaves_the_connection_usable(pool: Databases) -> None:
    wrong = compile_statement(select(literal_column("1/0").label("x")))
    for prepare in (True, False, True):
        with pytest.raises(DBAPIError, match="division"), pool.prepared.begin() as connection:
            run(connection, wrong, {}, prepare=prepare)
    with pool.prepared.begin() as connection:
        assert run(connection, ECHO, {"value": "x"}, prepare=True) == [(b"x",)]


def test_the_web_reads_only(pool: Databases) -> None:
    write = Statement("UPDATE layers.revisions SET revision = 0", ())
    with pytest.raises(DBAPIError), pool.prepared.begin() as connection:
        run(connection, write, {}, prepare=True)


@pytest.mark.parametrize("collection", all_collections(), ids=lambda found: found.id)
def test_every_prepared_statement_is_valid_and_answers_of_nothing(
    pool: Databases, collection: Collection
) -> None:
    reader = Reader()
    for query in ({}, {"bbox": "139,35,140,36"}, {"token": _token(collection.is_parent)}):
        request = parse_items(collection, MultiDict(query), most=10, default_limit=10)
        for _ in range(2):
            with pool.prepared.begin() as connection:
                assert reader.read_items(connection, request, geojson.written).features == []
    name = "public_facilities:x" if collection.is_parent else "x"
    with pool.prepared.begin() as connection:
        page = read_item(connection, parse_item(collection, MultiDict()), name, geojson.written)
    assert page.features == []


def _token(is_parent: bool) -> str:
    return encode_token(["a", "b"] if is_parent else ["a"])


def test_an_item_of_an_unknown_layer_is_not_asked_for(pool: Databases) -> None:
    request = parse_item(get_collection("venues"), MultiDict())
    with pytest.raises(NotFound), pool.prepared.begin() as connection:
        read_item(connection, request, "nope:x", geojson.written)


def test_only_types_that_queries_bind_are_encoded() -> None:
    with pytest.raises(TypeError):
        encode(object())
