"""The audit trail is written by the database, cannot be changed, and shows who tried."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from mapservice.database.audit.acting import act_as
from mapservice.database.audit.history import read_history
from mapservice.database.audit.verification import Verification, verify, walk
from mapservice.database.engine import Databases

INSERT = text(
    "INSERT INTO layers.public_facilities (id, name_ja, geom, precision)"
    " VALUES (:id, :name, ST_SetSRID(ST_MakePoint(139.47, 35.34), 4326), 'exact')"
)
RENAME = text("UPDATE layers.public_facilities SET name_ja = :name WHERE id = :id")
DELETE = text("DELETE FROM layers.public_facilities WHERE id = :id")
RELATION = "layers.public_facilities"


def check(engine: Engine) -> Verification:
    with engine.connect() as connection:
        return verify(connection)


def add(connection: Connection, name: str, actor: str = "staff:1") -> None:
    act_as(connection, actor, "for a test")
    connection.execute(INSERT, {"id": name, "name": f"見本 {name}"})


def test_trail_tells_who_what_and_why(committed: Databases) -> None:
    with committed.writer.begin() as connection:
        add(connection, "told", "staff:7")
    with committed.writer.begin() as connection:
        change = act_as(connection, "staff:8", "a better name")
        connection.execute(RENAME, {"id": "told", "name": "見本 新"})
    with committed.writer.begin() as connection:
        connection.execute(DELETE, {"id": "told"})
        history = read_history(connection, RELATION, "told")
    assert [entry.action for entry in history] == ["DELETE", "UPDATE", "INSERT"]
    renamed = history[1]
    assert (renamed.actor, renamed.reason, renamed.change) == ("staff:8", "a better name", change)
    assert dict(renamed.before) == {"name_ja": "見本 told"}
    assert dict(renamed.after) == {"name_ja": "見本 新"}
    assert history[2].after["geom"]["coordinates"] == [139.47, 35.34]
    # Nobody was named: the trail says which role of the database it was.
    assert history[0].actor == "database:mapservice_writer"


def test_a_write_that_changes_nothing_leaves_no_entry(committed: Databases) -> None:
    with committed.writer.begin() as connection:
        add(connection, "same")
        connection.execute(RENAME, {"id": "same", "name": "見本 same"})
        assert len(read_history(connection, RELATION, "same")) == 1


def test_truncating_a_layer_is_in_the_trail(committed: Databases) -> None:
    with committed.owner.begin() as connection:
        add(connection, "truncated")
        connection.execute(text("TRUNCATE layers.public_facilities"))
        newest = read_history(connection, RELATION, "truncated")[0]
    assert (newest.action, newest.before["name_ja"]) == ("DELETE", "見本 truncated")


def test_chain_is_whole_after_concurrent_transactions(committed: Databases) -> None:
    def work(worker: int) -> None:
        for step in range(10):
            with committed.writer.begin() as connection:
                add(connection, f"worker-{worker}-{step}")
                connection.execute(RENAME, {"id": f"worker-{worker}-{step}", "name": "見本"})

    before = check(committed.writer).links
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    after = check(committed.writer)
    assert after.problems == ()
    assert after.links - before == 8 * 10 * 2


@pytest.mark.parametrize("engine", ["writer", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE private.audit SET actor = 'somebody else'",
        "UPDATE private.audit_values SET reason = 'another'",
        "DELETE FROM private.audit_values",
        "DELETE FROM private.audit",
        "TRUNCATE private.audit CASCADE",
        "TRUNCATE private.audit_values",
    ],
)
def test_nobody_changes_what_was_written(committed: Databases, engine: str, statement: str) -> None:
    with committed.writer.begin() as connection:
        add(connection, f"kept-{engine}-{abs(hash(statement))}")
    chosen: Engine = getattr(committed, engine)
    with pytest.raises(DBAPIError) as refused, chosen.begin() as connection:
        connection.execute(text(statement))
    assert getattr(refused.value.orig, "sqlstate", None) == "42501"


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE private.audit SET actor = 'x' WHERE place = 2", "link 2 was altered"),
        (
            "UPDATE private.audit_values SET reason = 'x' WHERE entry ="
            " (SELECT entry FROM private.audit WHERE place = 2)",
            "values of link 2 were altered",
        ),
        (
            "DELETE FROM private.audit_values WHERE entry ="
            " (SELECT entry FROM private.audit WHERE place = 2);",
            "values of link 2 are missing",
        ),
        ("UPDATE private.audit_head SET place = place + 1", "its head says"),
    ],
)
def test_verification_finds_what_an_administrator_changed_behind_the_triggers(
    committed: Databases, tampering: str, told: str
) -> None:
    with committed.writer.begin() as connection:
        for name in ("one", "two", "three"):
            add(connection, f"{name}-{abs(hash(tampering))}")
    with committed.owner.connect() as connection:
        for table in ("audit", "audit_values"):
            connection.execute(text(f"ALTER TABLE private.{table} DISABLE TRIGGER protect"))
        connection.execute(text(tampering))
        found = walk(connection)
        connection.rollback()
    assert any(told in problem for problem in found.problems)
    assert check(committed.writer).problems == ()


def test_erased_values_leave_the_chain_whole(committed: Databases) -> None:
    with committed.writer.begin() as connection:
        add(connection, "forgotten")
    with committed.writer.begin() as connection:
        erased = connection.scalar(
            text("SELECT private.audit_erase(:relation, 'forgotten')"), {"relation": RELATION}
        )
        history = read_history(connection, RELATION, "forgotten")
        kept = connection.scalar(
            text("SELECT count(*) FROM private.audit_values WHERE after::text LIKE '%見本 forg%'")
        )
    assert erased == 1
    assert [(entry.erased, dict(entry.after)) for entry in history] == [(True, {})]
    assert kept == 0
    assert check(committed.writer).problems == ()


def test_the_public_role_reads_nothing_private(committed: Databases) -> None:
    with committed.owner.connect() as connection:
        tables = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname IN ('private', 'jobs')")
        ).all()
    assert len(tables) > 15
    for table in tables:
        with committed.web.connect() as connection, pytest.raises(DBAPIError) as refused:
            connection.execute(text(f"SELECT * FROM private.{table} LIMIT 1"))
        assert getattr(refused.value.orig, "sqlstate", None) == "42501"
