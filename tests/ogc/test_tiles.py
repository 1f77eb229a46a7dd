"""OGC API - Tiles (20-057): tiles are decoded and compared with what was inserted."""

import math
from typing import Any

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from layers import all_layers
from mapservice.ogc.tiles import queries
from mapservice.ogc.tiles.matrix import MAX_ZOOM, Tile
from tests.factories import HERE, add_district, add_venue
from tests.ogc.conftest import FACILITIES, Ask

TILES = f"{FACILITIES}/tiles/WebMercatorQuad"


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Row and column of the tile that holds a place (slippy map formula)."""
    count = 2**zoom
    col = int((lon + 180) / 360 * count)
    row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * count)
    return row, col


def decode(client: FlaskClient, path: str, collection: str = "public_facilities") -> list[Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/vnd.mapbox-vector-tile"
    layers = mapbox_vector_tile.decode(answer.data, default_options={"y_coord_down": True})
    return list(layers[collection]["features"]) if layers else []


def scatter(database: Connection, count: int, spread: float = 0.01, lon: float = HERE[0]) -> None:
    """Sample facilities on a spiral around HERE, within `spread` degrees."""
    database.execute(
        text(
            "INSERT INTO layers.public_facilities (id, name_ja, geom, precision, sample)"
            " SELECT 'many-' || i, '見本' || i, ST_SetSRID(ST_MakePoint("
            " :lon + :spread * sqrt(i / :count) * cos(i),"
            " :lat + :spread * sqrt(i / :count) * sin(i)), 4326), 'exact', true"
            " FROM generate_series(1, CAST(:count AS integer)) AS i"
        ),
        {"lon": lon, "lat": HERE[1], "spread": spread, "count": float(count)},
    )


def path_of(zoom: int, row: int, col: int, collection: str = "public_facilities") -> str:
    return f"/ogc/collections/{collection}/tiles/WebMercatorQuad/{zoom}/{row}/{col}"


@pytest.mark.parametrize("zoom", [0, 10, 14, MAX_ZOOM])
def test_a_venue_is_in_its_tile_at_its_place(
    client: FlaskClient, database: Connection, zoom: int
) -> None:
    add_venue(database, id="a", name_ja="場所", kind="library", capacity=30)
    row, col = tile_at(*HERE, zoom)
    (feature,) = decode(client, path_of(zoom, row, col))
    assert feature["properties"]["id"] == "a"
    assert feature["properties"]["name_ja"] == "場所"
    assert feature["properties"]["capacity"] == 30
    x, y = feature["geometry"]["coordinates"]
    lon = (col + x / 4096) / 2**zoom * 360 - 180
    assert lon == pytest.approx(HERE[0], abs=360 / 2**zoom / 4096)
    south = 1 - 2 * (row + y / 4096) / 2**zoom
    lat = math.degrees(math.atan(math.sinh(math.pi * south)))
    assert lat == pytest.approx(HERE[1], abs=360 / 2**zoom / 4096)


def test_tiles_of_all_venues_say_the_layer(client: FlaskClient, database: Connection) -> None:
    add_venue(database, id="a")
    add_venue(database, "universities", id="a")
    row, col = tile_at(*HERE, 14)
    found = decode(client, path_of(14, row, col, "venues"), "venues")
    assert {feature["properties"]["id"] for feature in found} == {
        "public_facilities:a",
        "universities:a",
    }
    assert {feature["properties"]["layer"] for feature in found} == {
        "public_facilities",
        "universities",
    }


def test_a_venue_near_an_edge_is_in_both_tiles_at_the_same_place(
    client: FlaskClient, database: Connection
) -> None:
    row, col = tile_at(*HERE, 14)
    edge = (col + 1) / 2**14 * 360 - 180
    add_venue(database, id="a", at=(edge - 0.00005, HERE[1]))
    (left,) = decode(client, path_of(14, row, col))
    (right,) = decode(client, path_of(14, row, col + 1))
    assert left["geometry"]["coordinates"][0] - 4096 == right["geometry"]["coordinates"][0]
    assert left["geometry"]["coordinates"][1] == right["geometry"]["coordinates"][1]


def test_too_many_venues_are_clusters_that_count_every_one(
    client: FlaskClient, database: Connection
) -> None:
    count = queries.MOST_FEATURES + 1
    scatter(database, count)
    row, col = tile_at(*HERE, 10)
    found = decode(client, path_of(10, row, col))
    assert len(found) < 200
    assert sum(feature["properties"]["point_count"] for feature in found) == count


def test_up_to_the_threshold_every_venue_is_itself(
    client: FlaskClient, database: Connection
) -> None:
    scatter(database, queries.MOST_FEATURES)
    row, col = tile_at(*HERE, 10)
    found = decode(client, path_of(10, row, col))
    assert len(found) == queries.MOST_FEATURES
    assert all("point_count" not in feature["properties"] for feature in found)


def test_clusters_at_an_edge_are_the_same_in_both_tiles(
    client: FlaskClient, database: Connection
) -> None:
    row, col = tile_at(*HERE, 10)
    edge = (col + 1) / 2**10 * 360 - 180
    scatter(database, 3 * queries.MOST_FEATURES, spread=0.1, lon=edge)
    left = decode(client, path_of(10, row, col))
    right = decode(client, path_of(10, row, col + 1))
    beyond = {
        (x - 4096, y, feature["properties"]["point_count"])
        for feature in left
        for x, y in [feature["geometry"]["coordinates"]]
        if 4096 <= x < 4160 and 0 <= y < 4096
    }
    inside = {
        (x, y, feature["properties"]["point_count"])
        for feature in right
        for x, y in [feature["geometry"]["coordinates"]]
        if 0 <= x < 64 and 0 <= y < 4096
    }
    assert len(inside) > 3
    assert beyond == inside


def test_no_tile_exceeds_500_kilobytes_however_dense(
    client: FlaskClient, database: Connection
) -> None:
    scatter(database, 4_500)
    database.execute(
        text(
            "UPDATE layers.public_facilities SET name_ja = name_ja || repeat('長', 60),"
            " name_kana = id || repeat('な', 60), name_en = id || repeat('x', 100)"
        )
    )
    row, col = tile_at(*HERE, 10)
    answer = client.get(path_of(10, row, col))
    assert len(answer.data) < 500_000
    assert "point_count" in decode(client, path_of(10, row, col))[0]["properties"]


def test_areas_are_polygons_clipped_to_the_tile_and_its_buffer(
    client: FlaskClient, database: Connection
) -> None:
    add_district(database, "六会", id="d")
    row, col = tile_at(*HERE, 16)
    (feature,) = decode(client, path_of(16, row, col, "districts"), "districts")
    assert feature["geometry"]["type"] == "Polygon"
    corners = {corner for point in feature["geometry"]["coordinates"][0] for corner in point}
    assert min(corners) >= -64
    assert max(corners) <= 4160


def test_a_change_is_in_the_next_tile(client: FlaskClient, database: Connection) -> None:
    add_venue(database, id="a")
    row, col = tile_at(*HERE, 14)
    before = client.get(path_of(14, row, col))
    assert len(decode(client, path_of(14, row, col))) == 1
    add_venue(database, id="b")
    assert len(decode(client, path_of(14, row, col))) == 2
    again = client.get(path_of(14, row, col), headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 200
    same = client.get(path_of(14, row, col), headers={"If-None-Match": again.headers["ETag"]})
    assert same.status_code == 304


def test_an_empty_tile_is_empty(client: FlaskClient, database: Connection) -> None:
    add_venue(database)
    assert decode(client, path_of(14, 0, 0)) == []


@pytest.mark.parametrize("path", ["x/0/0", "0/x/0", "0/0/-1", "0/0/²", "0/0/1e3", "0/0/0?foo=1"])
@pytest.mark.usefixtures("database")
def test_addresses_that_are_no_numbers_are_400(client: FlaskClient, path: str) -> None:
    assert client.get(f"{TILES}/{path}").status_code == 400


def test_bounds_of_the_whole_world_stay_on_the_globe() -> None:
    bounds = Tile(0, 0, 0).bounds()
    assert (bounds.west, bounds.east) == (-180, 180)
    assert -90 < bounds.south < -85
    assert 85 < bounds.north < 90


@pytest.mark.usefixtures("three")
def test_req_tileset_metadata_tilejson_and_style_agree_on_the_tiles(
    ask: Ask, client: FlaskClient
) -> None:
    tilejson = ask(f"{TILES}/tilejson")
    assert tilejson["tilejson"] == "3.0.0"
    assert tilejson["attribution"]
    template = tilejson["tiles"][0].removeprefix("http://localhost")
    row, col = tile_at(139.45, 35.35, 12)
    path = template.format(z=12, x=col, y=row)
    assert {feature["properties"]["id"] for feature in decode(client, path)} >= {"b"}
    metadata = ask(TILES)
    item = next(link for link in metadata["links"] if link["rel"] == "item")
    assert item["templated"] is True
    assert item["type"] == "application/vnd.mapbox-vector-tile"
    style = ask("/ogc/styles/public_facilities")
    assert style["version"] == 8
    assert style["sources"]["public_facilities"]["url"].endswith(f"{TILES}/tilejson")
    assert {layer["source-layer"] for layer in style["layers"]} == {"public_facilities"}


def test_req_tile_matrix_set_scales_are_those_of_the_standard(ask: Ask) -> None:
    matrices = ask("/ogc/tileMatrixSets/WebMercatorQuad")["tileMatrices"]
    assert matrices[0]["scaleDenominator"] == pytest.approx(559082264.028717)
    assert matrices[18]["scaleDenominator"] == pytest.approx(2132.72958384975)
    assert matrices[3]["matrixWidth"] == 8


@pytest.mark.parametrize("layer", all_layers(), ids=lambda layer: layer.id)
@pytest.mark.usefixtures("database")
def test_every_layer_has_tiles_and_a_style(client: FlaskClient, layer: Any) -> None:
    assert client.get(path_of(0, 0, 0, layer.id)).status_code == 200
    assert client.get(f"/ogc/styles/{layer.id}").status_code == 200
