"""OGC API - Features Part 4 (20-002): writing by stewards, with If-Match."""

import base64
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from mapservice.database.engine import Databases
from mapservice.ogc.authentication import MOST_FAILURES
from mapservice.stewards.accounts import NewAccount, add_account
from tests.ogc.conftest import FACILITIES

ITEMS = f"{FACILITIES}/items"
PASSWORD = "correct horse battery 47"
GEOJSON = "application/geo+json"
MERGE_PATCH = "application/merge-patch+json"
HALL = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [139.47, 35.34]},
    "properties": {"name_ja": "見本の会館", "capacity": 40, "wheelchair": "yes",
                   "equipment": ["椅子", "机"], "verified": True, "checked_on": "2026-11-01"},
}  # fmt: skip


def basic(name: str, password: str = PASSWORD) -> dict[str, str]:
    packed = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {packed}"}


@pytest.fixture
def keeper(databases: Databases, three: Connection) -> dict[str, str]:
    """Headers of a steward who keeps public facilities."""
    assert not three.closed
    with databases.writer.begin() as connection:
        add_account(
            connection,
            NewAccount("keeper", "係", ("public_facilities",), password=PASSWORD),
        )
        add_account(connection, NewAccount("other", "他課", ("industry",), password=PASSWORD))
    return basic("keeper")


def send(  # noqa: PLR0917 - a request has as many parts
    client: FlaskClient, method: str, path: str, body: Any, headers: dict[str, str],
    media_type: str = GEOJSON,
) -> Any:  # fmt: skip
    return client.open(
        path, method=method, data=json.dumps(body), headers=headers, content_type=media_type
    )


def tag_of(client: FlaskClient, item: str) -> dict[str, str]:
    return {"If-Match": client.get(f"{ITEMS}/{item}").headers["ETag"]}


def test_req_create_a_new_feature_is_at_its_location(
    client: FlaskClient, keeper: dict[str, str]
) -> None:
    answer = send(client, "POST", ITEMS, HALL, keeper)
    assert answer.status_code == 201
    made = client.get(answer.location).get_json(force=True)
    assert made["geometry"]["coordinates"] == [139.47, 35.34]
    properties = made["properties"]
    for name, value in HALL["properties"].items():  # type: ignore[attr-defined]
        assert properties[name] == value
    assert properties["precision"] == "exact"
    assert properties["step_free"] == "unknown"


def test_req_replace_what_is_not_said_is_unknown(
    client: FlaskClient, keeper: dict[str, str]
) -> None:
    body = {"type": "Feature", "geometry": None, "properties": {"name_ja": "新しい名前"}}
    answer = send(client, "PUT", f"{ITEMS}/a", body, keeper | tag_of(client, "a"))
    assert answer.status_code == 204
    after = client.get(f"{ITEMS}/a").get_json(force=True)
    assert after["properties"]["name_ja"] == "新しい名前"
    assert after["properties"]["capacity"] is None
    assert after["geometry"] is None


def test_req_update_only_what_is_said_changes(client: FlaskClient, keeper: dict[str, str]) -> None:
    body = {"properties": {"capacity": 99, "kind": None}}
    answer = send(client, "PATCH", f"{ITEMS}/a", body, keeper | tag_of(client, "a"), MERGE_PATCH)
    assert answer.status_code == 204
    after = client.get(f"{ITEMS}/a").get_json(force=True)
    assert after["properties"]["capacity"] == 99
    assert after["properties"]["kind"] is None
    assert after["properties"]["name_ja"] == "場所a"
    assert after["geometry"]["coordinates"] == [139.4, 35.35]


def test_req_delete_removes_the_feature_everywhere(
    client: FlaskClient, keeper: dict[str, str]
) -> None:
    answer = client.delete(f"{ITEMS}/a", headers=keeper | tag_of(client, "a"))
    assert answer.status_code == 204
    assert client.get(f"{ITEMS}/a").status_code == 404
    assert client.get(ITEMS).get_json(force=True)["numberMatched"] == 3


def test_what_was_read_can_be_sent_back_unchanged(
    client: FlaskClient, keeper: dict[str, str]
) -> None:
    read = client.get(f"{ITEMS}/b")
    match = {"If-Match": read.headers["ETag"]}
    answer = send(client, "PUT", f"{ITEMS}/b", read.get_json(force=True), keeper | match)
    assert answer.status_code == 204
    after = client.get(f"{ITEMS}/b").get_json(force=True)
    before = read.get_json(force=True)
    for document in (before, after):
        document["properties"].pop("updated_at")
    assert after == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_req_optimistic_locking_a_lost_update_is_412_and_no_version_is_428(
    client: FlaskClient, keeper: dict[str, str], three: Connection, method: str
) -> None:
    media_type = MERGE_PATCH if method == "PATCH" else GEOJSON
    old = tag_of(client, "a")
    three.execute(text("UPDATE layers.public_facilities SET capacity = 11 WHERE id = 'a'"))
    assert send(client, method, f"{ITEMS}/a", HALL, keeper | old, media_type).status_code == 412
    assert send(client, method, f"{ITEMS}/a", HALL, keeper, media_type).status_code == 428
    assert client.get(f"{ITEMS}/a").get_json(force=True)["properties"]["capacity"] == 11


def test_another_features_change_does_not_lock_this_one_out(
    client: FlaskClient, keeper: dict[str, str], three: Connection
) -> None:
    mine = tag_of(client, "a")
    three.execute(text("UPDATE layers.public_facilities SET capacity = 11 WHERE id = 'b'"))
    assert client.delete(f"{ITEMS}/a", headers=keeper | mine).status_code == 204


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
def test_the_tag_of_an_encoded_answer_matches_too(
    client: FlaskClient, keeper: dict[str, str], encoding: str
) -> None:
    read = client.get(f"{ITEMS}/a", headers={"Accept-Encoding": encoding})
    match = {"If-Match": read.headers["ETag"]}
    assert client.delete(f"{ITEMS}/a", headers=keeper | match).status_code == 204


METHODS = [
    ("POST", ITEMS),
    ("PUT", f"{ITEMS}/a"),
    ("PATCH", f"{ITEMS}/a"),
    ("DELETE", f"{ITEMS}/a"),
]
WHO = [({}, 401), (basic("keeper", "wrong"), 401), (basic("nobody"), 401), (basic("other"), 403),
       ({"Authorization": "Bearer x"}, 401)]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), METHODS)
@pytest.mark.parametrize(("who", "status"), WHO)
@pytest.mark.usefixtures("keeper")
def test_only_stewards_of_the_layer_may_write(
    client: FlaskClient, method: str, path: str, who: dict[str, str], status: int
) -> None:
    media_type = MERGE_PATCH if method == "PATCH" else GEOJSON
    answer = send(client, method, path, HALL, {**who, "If-Match": "*"}, media_type)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert client.get(f"{ITEMS}/a").get_json(force=True)["properties"]["capacity"] == 10


def test_guessing_passwords_ends_after_some_failures_even_with_the_right_one(
    client: FlaskClient, keeper: dict[str, str]
) -> None:
    for _ in range(MOST_FAILURES):
        assert send(client, "POST", ITEMS, HALL, basic("keeper", "guess")).status_code == 401
    assert send(client, "POST", ITEMS, HALL, keeper).status_code == 429


@pytest.mark.parametrize("collection", ["venues", "districts", "towns", "stations", "groups"])
def test_what_is_kept_elsewhere_takes_no_writes(
    client: FlaskClient, keeper: dict[str, str], collection: str
) -> None:
    answer = send(client, "POST", f"/ogc/collections/{collection}/items", HALL, keeper)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


WRONG_VALUES: list[dict[str, Any]] = [
    {"nope": 1}, {"capacity": -1}, {"capacity": "many"}, {"capacity": 1e300}, {"capacity": []},
    {"wheelchair": "perhaps"}, {"kind": "palace"}, {"checked_on": "2026-02-30"},
    {"name_en": "\0"}, {"name_en": {"a": 1}}, {"opening_hours": {"x": 1}}, {"rooms": [1]},
    {"url": "javascript:alert(1)"}, {"revision": 5}, {"layer": "groups"}, {"extra": {}},
    {"equipment": "椅子"}, {"equipment": [1]}, {"name_ja": ""},
]  # fmt: skip
WRONG_PLACES: list[Any] = [
    1, {}, [], {"type": "Point"}, {"type": "Point", "coordinates": [1]},
    {"type": "Point", "coordinates": ["a", "b"]}, {"type": "Point", "coordinates": [True, 1]},
    {"type": "Point", "coordinates": [0, 0]}, {"type": "Point", "coordinates": [35.3, 139.4]},
    {"type": "LineString", "coordinates": [[139.4, 35.3], [139.5, 35.3]]},
]  # fmt: skip
WRONG: list[Any] = [
    [], 1, "x", None, {"type": "FeatureCollection"}, {"type": "Feature", "properties": []},
    {**HALL, "surprise": 1}, {**HALL, "properties": {}},
    *({**HALL, "properties": {"name_ja": "x"} | values} for values in WRONG_VALUES),
    *({**HALL, "geometry": place} for place in WRONG_PLACES),
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG, ids=lambda body: json.dumps(body)[-40:])
def test_what_does_not_fit_the_schema_is_400_and_changes_nothing(
    client: FlaskClient, keeper: dict[str, str], body: Any
) -> None:
    answer = send(client, "POST", ITEMS, body, keeper)
    assert answer.status_code == 400, answer.text
    assert answer.content_type == "application/problem+json"
    assert client.get(ITEMS).get_json(force=True)["numberMatched"] == 4


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 5000, b'{"a": NaN}', b" " * 300_000])
def test_bodies_that_are_no_geojson_are_400(
    client: FlaskClient, keeper: dict[str, str], body: bytes
) -> None:
    answer = client.post(ITEMS, data=body, headers=keeper, content_type=GEOJSON)
    assert answer.status_code == 400


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_media_types_are_415(
    client: FlaskClient, keeper: dict[str, str], media_type: str
) -> None:
    assert send(client, "POST", ITEMS, HALL, keeper, media_type).status_code == 415


def test_other_reference_systems_are_refused_rather_than_misread(
    client: FlaskClient, keeper: dict[str, str]
) -> None:
    system = {"Content-Crs": "<http://www.opengis.net/def/crs/EPSG/0/6677>"}
    assert send(client, "POST", ITEMS, HALL, keeper | system).status_code == 400


def test_writing_is_in_the_audit_trail_under_the_stewards_name(
    client: FlaskClient, keeper: dict[str, str], three: Connection
) -> None:
    send(client, "POST", ITEMS, HALL, keeper)
    table = three.execute(
        text("SELECT table_schema, table_name FROM information_schema.columns"
             " WHERE column_name = 'actor' AND table_schema = 'private'")
    ).first()  # fmt: skip
    assert table
    actors = three.execute(text(f"SELECT actor FROM {table[0]}.{table[1]}")).scalars().all()
    assert any(actor.startswith("staff:") for actor in actors)
