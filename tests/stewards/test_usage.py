"""Use is counted without anything of a person."""

from collections import Counter

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from mapservice import usage
from mapservice.database.engine import Databases
from mapservice.usage import write_counts
from tests.stewards.conftest import HTML


def test_counts_of_a_day_add_up(databases: Databases, database: Connection) -> None:
    for _ in range(2):
        write_counts(databases.writer, Counter({("view", "groups/a"): 2}))
    found = database.execute(text("SELECT kind, key, count FROM private.counts")).all()
    assert found == [("view", "groups/a", 4)]


def test_a_place_and_a_search_are_counted_without_words(
    client: FlaskClient, database: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "FLUSH_COUNTS", 1)
    database.execute(
        text("INSERT INTO layers.public_facilities (id, name_ja) VALUES ('hall', '見本会館')")
    )
    client.get("/places/public_facilities/hall", headers=HTML)
    client.get("/?q=秘密の言葉&layers=groups", headers=HTML)
    rows = database.execute(text("SELECT kind, key FROM private.counts ORDER BY kind")).all()
    assert rows == [("search", "layers q"), ("view", "public_facilities/hall")]
