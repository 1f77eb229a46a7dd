"""Abstract tests of OGC API - Features Part 2 (18-058r1), by their requirements."""

import pytest
from flask.testing import FlaskClient
from pyproj import CRS, Transformer
from sqlalchemy import Connection

from mapservice.ogc.reference_systems import CRS84, REFERENCE_SYSTEMS, ReferenceSystem
from tests.factories import add_district
from tests.ogc.conftest import FACILITIES, Ask
from tests.ogc.test_features_core import ids

ITEMS = f"{FACILITIES}/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


def authority(system: ReferenceSystem) -> CRS:
    return CRS("OGC:CRS84") if system is CRS84 else CRS.from_epsg(int(system.uri.rsplit("/")[-1]))


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS, ids=lambda system: system.uri[-5:])
def test_axis_order_is_the_one_that_the_authority_defines(system: ReferenceSystem) -> None:
    first = authority(system).axis_info[0].direction
    assert system.flipped == (first == "north")
    assert system.is_geographic == authority(system).is_geographic


def test_req_crs_md_every_collection_lists_its_systems_and_the_stored_one(ask: Ask) -> None:
    for collection in ask("/ogc/collections")["collections"]:
        assert collection["storageCrs"] in collection["crs"]
        assert collection["crs"][0] == CRS84.uri
        assert {f"{EPSG}4326", f"{EPSG}6668", f"{EPSG}6669", f"{EPSG}6687"} <= set(
            collection["crs"]
        )


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS, ids=lambda system: system.uri[-5:])
@pytest.mark.usefixtures("three")
def test_req_fc_crs_coordinates_are_those_of_the_system(
    client: FlaskClient, system: ReferenceSystem
) -> None:
    answer = client.get(f"{ITEMS}/b", query_string={"crs": system.uri})
    assert answer.headers["Content-Crs"] == f"<{system.uri}>"
    transformer = Transformer.from_crs("OGC:CRS84", authority(system))
    expected = transformer.transform(139.45, 35.35)
    close = 2e-7 if system.is_geographic else 0.01
    found = answer.get_json(force=True)["geometry"]["coordinates"]
    assert found == pytest.approx(expected, abs=close)


@pytest.mark.usefixtures("three")
def test_req_content_crs_default_is_crs84(client: FlaskClient) -> None:
    assert client.get(ITEMS).headers["Content-Crs"] == f"<{CRS84.uri}>"


@pytest.mark.usefixtures("three")
def test_curies_of_systems_are_taken(client: FlaskClient) -> None:
    answer = client.get(f"{ITEMS}/b?crs=[EPSG:4326]")
    assert answer.get_json(force=True)["geometry"]["coordinates"] == [35.35, 139.45]


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS[:5] + REFERENCE_SYSTEMS[12:13],
                         ids=lambda system: system.uri[-5:])  # fmt: skip
@pytest.mark.usefixtures("three")
def test_req_fc_bbox_crs_box_is_read_in_its_system(ask: Ask, system: ReferenceSystem) -> None:
    transformer = Transformer.from_crs("OGC:CRS84", authority(system))
    if not system.is_geographic and system.srid == 6669:
        pytest.skip("zone 1 is too far west for a box around Fujisawa to stay a box")
    first = transformer.transform(139.44, 35.34)
    second = transformer.transform(139.46, 35.36)
    box = ",".join(str(number) for number in (*first, *second))
    assert ids(ask(ITEMS, bbox=box, bbox_crs=system.uri)) == ["b"]
    assert ids(ask(ITEMS, bbox=box, bbox_crs=system.uri, crs=f"{EPSG}3857")) == ["b"]


def test_areas_keep_their_rings_in_another_system(ask: Ask, database: Connection) -> None:
    add_district(database, "六会", at=(139.46, 35.39), id="d")
    lonlat = ask("/ogc/collections/districts/items/d")["geometry"]["coordinates"][0][0]
    latlon = ask("/ogc/collections/districts/items/d", crs=f"{EPSG}4326")
    assert latlon["geometry"]["coordinates"][0][0] == [[y, x] for x, y in lonlat]


@pytest.mark.usefixtures("three")
def test_jsonfg_keeps_wgs84_geometry_and_puts_others_in_place(ask: Ask) -> None:
    plain = ask(f"{ITEMS}/b", f="jsonfg")
    assert plain["place"] is None
    assert plain["time"]["timestamp"]
    other = ask(f"{ITEMS}/b", f="jsonfg", crs=f"{EPSG}6677")
    assert other["geometry"]["coordinates"] == [139.45, 35.35]
    assert other["place"]["coordinates"][0] == pytest.approx(-71957, abs=500)
    assert other["coordRefSys"] == f"{EPSG}6677"
