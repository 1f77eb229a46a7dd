"""Private contacts and points are searched for in everything that a reader can ask for.

The requests are generated from the URL map: a new route is asked too, or fails the test
until it is known how to ask it.
"""

import logging
import math
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from mapservice.groups.records import Step, act
from mapservice.groups.states import Action
from mapservice.groups.suggestions import Suggestion, keep_suggestion
from mapservice.notices.records import add_notice
from tests.notices.test_notices import notice
from tests.registrations import CANARIES, HOME, SAMPLE, add_group, add_town, registration

FORMATS = ("json", "geojson", "csv", "html", "atom", "jsonl", "kml", "gpx", "print", "mvt")
ZOOM = 16
PRIVATE = ("groups.", "stewards.")


@pytest.fixture
def group_id(database: Connection) -> str:
    """A published group whose contacts and home are private, and one that waits."""
    add_town(database)
    published = add_group(database, registration(places=(HOME,)))
    act(database, published, Step(Action.SUBMIT))
    act(database, published, Step(Action.APPROVE))
    waiting = add_group(database, SAMPLE, "waits@example.jp")
    act(database, waiting, Step(Action.SUBMIT))
    keep_suggestion(database, Suggestion("groups", "金糸雀荘に電話", published, email=CANARIES[2]))
    return published


def tile_of(lon: float, lat: float) -> tuple[int, int]:
    """Row and column of the tile at ZOOM (OGC 17-083r4, WebMercatorQuad)."""
    across = 2**ZOOM
    radians = math.radians(lat)
    row = (1 - math.asinh(math.tan(radians)) / math.pi) / 2 * across
    return int(row), int((lon + 180) / 360 * across)


def addresses(app: Flask, group_id: str, number: int) -> Iterator[str]:
    row, col = tile_of(139.47, 35.35)
    values: dict[str, list[object]] = {
        "collection_id": ["groups"], "item_id": [group_id], "layer": ["groups"], "id": [group_id],
        "matrix_set": ["WebMercatorQuad"], "matrix": [ZOOM], "row": [row], "col": [col],
        "number": [number], "style_id": ["groups"], "filename": [],
        "path": ["collections/groups/items"], "process_id": ["gap-analysis"],
        "name": ["districts", "towns", "stations", "groups.csv", "groups.geojson", "groups.gpkg"],
    }  # fmt: skip
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(PRIVATE) or "GET" not in (rule.methods or ()):
            continue
        chosen = [{}] if not rule.arguments else [
            {name: (each if name == "name" else values[name][0]) for name in rule.arguments}
            for each in (values["name"] if "name" in rule.arguments else [None])
            if all(values[name] for name in rule.arguments)
        ]  # fmt: skip
        with app.test_request_context():
            for each in chosen:
                built = rule.build(each)
                assert built is not None
                yield str(built[1])


QUERIES = (
    "", "?layers=groups", "?q=見本", "?bbox=139.4,35.3,139.5,35.4&zoom=16&layers=groups",
    "?near=139.47,35.35", "?lon=139.47&lat=35.35", "?lon=139.47&lat=35.35&layers=groups",
    *(f"?f={name}" for name in FORMATS), *(f"?layers=groups&f={name}" for name in FORMATS),
)  # fmt: skip


def test_no_answer_to_a_reader_holds_anything_private(
    app: Flask, client: FlaskClient, database: Connection, group_id: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    number = add_notice(database, notice(), "")
    asked = answered = 0
    told: list[str] = []
    for address in addresses(app, group_id, number):
        for query in QUERIES:
            response = client.get(f"{address}{query}")
            asked += 1
            answered += response.status_code == 200
            said = response.get_data().decode("utf-8", "replace") + str(response.headers)
            told += [f"{address}{query}: {canary}" for canary in CANARIES if canary in said]
    assert told == []
    assert answered > asked / 4
    assert "見本の会" in client.get(f"/places/groups/{group_id}").text
    assert [canary for canary in CANARIES if canary in caplog.text] == []


def test_jobs_hold_numbers_only(database: Connection, group_id: str) -> None:
    assert group_id
    jobs = "\n".join(database.scalars(text("SELECT j::text FROM jobs.procrastinate_jobs j")))
    assert [canary for canary in CANARIES if canary in jobs] == []
