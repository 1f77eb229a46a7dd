"""What each role of the database may do, on the real schema."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from mapservice.database.engine import Databases, Target, open_databases
from mapservice.database.migrations.state import known_heads, schema_is_current
from mapservice.database.schema import initialise
from mapservice.settings import Settings


@pytest.fixture
def separate(target: Target) -> Iterator[Databases]:
    """The real engines, outside of the test's transaction."""
    opened = open_databases(target, Settings())
    yield opened
    for engine in (opened.owner, opened.web, opened.writer):
        engine.dispose()


def test_web_reads_every_table_of_layers(databases: Databases, database: Connection) -> None:
    tables = database.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'layers'")
    ).all()
    assert len(tables) > 5
    with databases.web.connect() as connection:
        for table in tables:
            assert connection.scalar(text(f"SELECT count(*) FROM layers.{table}")) is not None


def test_web_has_no_right_on_the_private_schema(databases: Databases, database: Connection) -> None:
    database.execute(text("CREATE TABLE private.contacts (email text)"))
    with databases.web.connect() as connection, pytest.raises(ProgrammingError, match="private"):
        connection.execute(text("SELECT * FROM private.contacts"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM layers.venues",
        "INSERT INTO layers.redirects VALUES ('groups', 'a', 'b', now())",
        "CREATE TABLE layers.mine (id int)",
        "TRUNCATE layers.revisions",
        "SET ROLE mapservice_owner",
    ],
)
def test_web_cannot_change_anything(separate: Databases, statement: str) -> None:
    with separate.web.connect() as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(statement))


def test_rows_of_a_test_are_seen_by_each_role_and_by_nobody_later(
    databases: Databases, database: Connection, separate: Databases
) -> None:
    insert = text("INSERT INTO layers.redirects VALUES ('groups', :old, 'new', now())")
    database.execute(insert, {"old": "owner"})
    with databases.writer.begin() as writer:
        writer.execute(insert, {"old": "writer"})
    with databases.web.connect() as web:
        assert web.scalar(text("SELECT count(*) FROM layers.redirects")) == 2
        assert web.scalar(text("SELECT current_user")) == "mapservice_web"
    assert database.scalar(text("SELECT current_user")) == "mapservice_owner"
    with separate.web.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM layers.redirects")) == 0


def test_a_write_that_fails_leaves_the_test_s_rows(
    databases: Databases, database: Connection
) -> None:
    insert = text("INSERT INTO layers.redirects VALUES ('groups', :old, :new, now())")
    database.execute(insert, {"old": "a", "new": "b"})
    with pytest.raises(IntegrityError, match="check"), databases.writer.begin() as writer:
        writer.execute(insert, {"old": "same", "new": "same"})
    assert database.scalars(text("SELECT old_id FROM layers.redirects")).all() == ["a"]


def test_initialising_again_changes_nothing(target: Target, separate: Databases) -> None:
    initialise(target)
    with separate.web.connect() as connection:
        assert schema_is_current(connection)


def test_migrations_end_in_one_head() -> None:
    assert len(known_heads()) == 1


def test_every_role_reads_the_same_movable_clock(databases: Databases) -> None:
    asked = text("SELECT layers.clock()")
    with databases.owner.connect() as owner:
        owner.execute(text("SELECT set_config('mapservice.clock', '2031-04-01 09:00+09', true)"))
        moved = owner.scalar(text("SELECT private.clock()"))
        for engine in (databases.web, databases.writer):
            with engine.connect() as connection:
                assert connection.scalar(asked) == moved
    assert str(moved).startswith("2031-04-01")
