"""What the map asks for: points, clusters, the base, suggestions, the nearest."""

import logging
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyproj import Geod
from sqlalchemy import Connection, text

from mapservice.venues.queries import features
from tests.factories import HERE, add_district, add_group, add_station, add_town, add_venue
from tests.venues.conftest import Json

VIEW = "/map/features?bbox=139.3,35.2,139.6,35.5"


def test_the_nearest_come_first_with_metres_on_the_ellipsoid(
    database: Connection, ask: Json
) -> None:
    points = [(HERE[0] + step * 0.003, HERE[1] + step * step * 0.001) for step in range(6)]
    for at in reversed(points):
        add_venue(database, at=at)
    add_venue(database, at=None)
    document = ask(f"/nearest?lon={HERE[0]}&lat={HERE[1]}&limit=5")
    distances = [each["properties"]["distance_m"] for each in document["features"]]
    geod = Geod(ellps="WGS84")
    expected = [round(geod.inv(*HERE, *at)[2]) for at in points[:5]]
    assert distances == expected
    assert [each["geometry"]["coordinates"] for each in document["features"]] == [
        pytest.approx(list(at), abs=1e-6) for at in points[:5]
    ]


def test_the_nearest_of_one_layer(database: Connection, ask: Json) -> None:
    add_venue(database)
    add_group(database, at=(139.4, 35.3), id="far")
    document = ask(f"/nearest?lon={HERE[0]}&lat={HERE[1]}&layers=groups")
    assert [each["id"] for each in document["features"]] == ["groups/far"]
    two = ask(f"/nearest?lon={HERE[0]}&lat={HERE[1]}&layers=groups,public_facilities")
    assert [each["properties"]["layer"] for each in two["features"]] == [
        "public_facilities", "groups",
    ]  # fmt: skip


def test_nothing_near_is_an_empty_collection(ask: Json) -> None:
    assert ask("/nearest?lon=139.4&lat=35.3") == {"type": "FeatureCollection", "features": []}


def test_points_in_view_of_the_same_search(database: Connection, ask: Json) -> None:
    add_venue(database, id="in", name_ja="中", name_en="Inside", wheelchair="yes")
    add_venue(database, id="out", at=(140.0, 36.0), wheelchair="yes")
    add_venue(database, id="no", wheelchair="no")
    add_venue(database, id="pointless", at=None, wheelchair="yes")
    document = ask(f"{VIEW}&zoom=13&wheelchair=yes")
    assert (document["mode"], document["total"]) == ("points", 1)
    (feature,) = document["features"]
    assert feature["id"] == "public_facilities/in"
    assert feature["properties"]["url"] == "/places/public_facilities/in"
    english = ask(f"/en{VIEW}&zoom=13&wheelchair=yes")["features"][0]["properties"]
    assert (english["name"], english["url"]) == ("Inside", "/en/places/public_facilities/in")


def test_many_points_become_named_clusters_that_add_up(
    database: Connection, ask: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "MOST_POINTS", 5)
    add_station(database, "藤沢", (139.487, 35.339), name_en="Fujisawa")
    add_town(database, "打戻", (139.42, 35.42))
    for step in range(4):
        add_venue(database, at=(139.487 + step * 0.0001, 35.339))
    add_group(database, at=(139.487, 35.339))
    for _ in range(3):
        add_venue(database, at=(139.42, 35.42))
    document = ask(f"{VIEW}&zoom=12")
    assert (document["mode"], document["total"]) == ("clusters", 8)
    clusters = {each["properties"]["near"]: each["properties"] for each in document["features"]}
    assert clusters["藤沢駅"]["count"] == 5
    assert clusters["藤沢駅"]["layers"] == {"public_facilities": 4, "groups": 1}
    assert clusters["打戻"]["count"] == 3
    assert "藤沢駅" in clusters["藤沢駅"]["label"]
    west, south, east, north = clusters["藤沢駅"]["bounds"]
    assert (west, south, east, north) == (139.487, 35.339, 139.4873, 35.339)
    near = [each["properties"]["near"] for each in ask(f"/en{VIEW}&zoom=12")["features"]]
    assert "Fujisawa Station" in near


def test_the_base_is_sent_once_until_it_changes(database: Connection, client: FlaskClient) -> None:
    add_district(database, "片瀬", id="katase")
    first = client.get("/base/districts.geojson")
    assert first.get_json(force=True)["features"][0]["properties"]["approximate"] is True
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/base/districts.geojson", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    database.execute(text("UPDATE layers.districts SET name_en = 'Katase' WHERE id = 'katase'"))
    changed = client.get("/base/districts.geojson", headers=tag)
    assert changed.status_code == 200
    assert changed.get_json(force=True)["features"][0]["properties"]["name_en"] == "Katase"


@pytest.mark.parametrize("name", ["districts", "towns", "stations"])
def test_an_empty_base_is_an_empty_collection(ask: Json, name: str) -> None:
    assert ask(f"/base/{name}.geojson") == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize("typed", ["しょうなん", "ショウナン", "湘南", "shonan", "ｼｮｳﾅﾝ"])
def test_suggestions_are_places_to_begin_at_and_then_venues(
    database: Connection, ask: Json, typed: str
) -> None:
    add_station(database, "湘南台", name_kana="しょうなんだい", name_en="Shonandai")
    add_venue(database, id="hall", name_ja="湘南台会館", name_kana="ショウナンダイカイカン")
    add_venue(database, name_ja="別の場所")
    document = ask(f"/suggest?q={quote(typed)}")
    assert [each["type"] for each in document["suggestions"]] == ["station", "venue"]
    assert document["suggestions"][0]["url"] == f"/?q={quote('湘南台駅')}"
    assert document["suggestions"][1]["url"] == "/places/public_facilities/hall"


def test_an_empty_text_suggests_nothing(ask: Json) -> None:
    assert ask("/suggest?q=") == {"q": "", "suggestions": []}
    assert ask("/suggest") == {"q": "", "suggestions": []}


def test_a_position_is_in_no_log(
    database: Connection, client: FlaskClient, caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    add_venue(database)
    with caplog.at_level(logging.DEBUG):
        client.get("/?near=139.46712,35.39634&people=99999")
        client.get("/nearest?lon=139.46712&lat=35.39634")
        client.get("/nearest?lon=139.46712&lat=35.39634&limit=x")
    printed = capsys.readouterr()
    for kept in (caplog.text, printed.out, printed.err):
        assert "139.467" not in kept
        assert "35.396" not in kept
