"""Files that clients take home: each is opened by a reader of its own and compared."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import pyogrio
import pytest
from flask.testing import FlaskClient
from pyarrow import parquet
from sqlalchemy import Connection

from tests.factories import add_district, add_venue
from tests.ogc.conftest import FACILITIES

ITEMS = f"{FACILITIES}/items"
KML = "{http://www.opengis.net/kml/2.2}"
ROOMS = [{"name": "第1会議室", "capacity": 12}]


@pytest.fixture
def rich(three: Connection) -> Connection:
    """`three`, and one with every kind of value, hostile ones included."""
    add_venue(
        three, id="rich", name_ja="<b>&\"'\x01,\n場所", name_en='He said "hi", twice',
        rooms=ROOMS, opening_hours={"weekly": []}, equipment=["a;b", "c"], capacity=3,
        checked_on="2026-04-01", verified=True, at=(139.47, 35.36),
    )  # fmt: skip
    return three


def download(client: FlaskClient, name: str, query: str = "", folder: Path | None = None) -> Path:
    answer = client.get(f"{ITEMS}?f={name}{query}", buffered=True)
    assert answer.status_code == 200, answer.text
    assert f"public_facilities.{name}" in answer.headers["Content-Disposition"]
    assert folder
    path = folder / f"file.{name}"
    path.write_bytes(answer.data)
    return path


@pytest.mark.usefixtures("rich")
def test_csv_has_every_row_with_licence_and_attribution(client: FlaskClient) -> None:
    answer = client.get(f"{ITEMS}?f=csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))}
    assert set(rows) == {"a", "b", "c", "nowhere", "rich"}
    rich = rows["rich"]
    assert rich["name_ja"] == "<b>&\"'\x01,\n場所"
    assert json.loads(rich["rooms"]) == ROOMS
    assert (rich["x"], rich["y"]) == ("139.47", "35.36")
    assert rich["capacity"] == "3"
    assert rich["verified"] == "true"
    assert rich["license"] == "CC-BY-4.0"
    assert rich["attribution"]
    assert (rows["nowhere"]["x"], rows["nowhere"]["capacity"]) == ("", "")


@pytest.mark.usefixtures("rich")
def test_kml_is_well_formed_and_names_the_licence(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get(f"{ITEMS}?f=kml").data)
    marks = {mark.get("id"): mark for mark in root.iter(f"{KML}Placemark")}
    assert set(marks) == {"a", "b", "c", "nowhere", "rich"}
    assert marks["rich"].findtext(f"{KML}name") == "<b>&\"',\n場所"
    assert marks["rich"].findtext(f".//{KML}coordinates") == "139.4700000,35.3600000"
    assert marks["nowhere"].find(f".//{KML}Point") is None
    assert "CC-BY-4.0" in (root.findtext(f".//{KML}description") or "")


@pytest.mark.usefixtures("rich")
def test_geopackage_opens_with_types_and_metadata(client: FlaskClient, tmp_path: Path) -> None:
    path = download(client, "gpkg", folder=tmp_path)
    frame = geopandas.read_file(path).set_index("id")
    assert frame.crs.to_epsg() == 4326
    assert set(frame.index) == {"a", "b", "c", "nowhere", "rich"}
    assert frame.loc["rich", "capacity"] == 3
    assert frame.geometry["rich"].x == pytest.approx(139.47)
    assert frame.geometry["nowhere"] is None
    info = pyogrio.read_info(path)
    assert info["layer_name"] == "public_facilities"
    credit = {**(info["dataset_metadata"] or {}), **(info["layer_metadata"] or {})}
    assert "CC-BY-4.0" in credit.values()


@pytest.mark.usefixtures("rich")
def test_flatgeobuf_opens_with_an_index(client: FlaskClient, tmp_path: Path) -> None:
    path = download(client, "fgb", folder=tmp_path)
    frame = geopandas.read_file(path, bbox=(139.44, 35.3, 139.46, 35.4))
    assert list(frame["id"]) == ["b"]
    assert len(geopandas.read_file(path)) == 4
    assert "CC-BY-4.0" in path.read_bytes()[:6000].decode("utf-8", "ignore")


@pytest.mark.usefixtures("rich")
def test_geoparquet_opens_with_its_system_and_licence(client: FlaskClient, tmp_path: Path) -> None:
    path = download(client, "parquet", folder=tmp_path)
    frame = geopandas.read_parquet(path).set_index("id")
    assert frame.crs.to_epsg() == 4326
    assert list(frame.loc["rich", "equipment"]) == ["a;b", "c"]
    assert frame.geometry["nowhere"] is None
    metadata = parquet.read_metadata(path).metadata
    assert metadata[b"license"] == b"CC-BY-4.0"


@pytest.mark.parametrize("name", ["gpkg", "fgb", "parquet"])
@pytest.mark.usefixtures("rich")
def test_files_are_in_the_system_that_was_asked_for(
    client: FlaskClient, tmp_path: Path, name: str
) -> None:
    crs = "&crs=http://www.opengis.net/def/crs/EPSG/0/6677&filter=capacity=20"
    path = download(client, name, crs, tmp_path)
    read = geopandas.read_parquet if name == "parquet" else geopandas.read_file
    frame = read(path)
    assert frame.crs.to_epsg() == 6677
    # x is east whatever the authority's axis order, as every file format has it.
    back = frame.to_crs(4326).geometry.iloc[0]
    assert (back.x, back.y) == pytest.approx((139.45, 35.35), abs=1e-7)


@pytest.mark.parametrize("name", ["csv", "kml", "gpkg", "fgb", "parquet"])
def test_areas_and_empty_collections_are_files_too(
    client: FlaskClient, database: Connection, name: str
) -> None:
    for collection in ("districts", "vacant_shops", "venues"):
        answer = client.get(f"/ogc/collections/{collection}/items?f={name}", buffered=True)
        assert answer.status_code == 200
        assert len(answer.data) > 100
    add_district(database, "六会", id="d")
    assert len(client.get(f"/ogc/collections/districts/items?f={name}", buffered=True).data) > 200


@pytest.mark.usefixtures("rich")
def test_a_file_holds_the_whole_result_unless_limited(client: FlaskClient) -> None:
    assert client.get(f"{ITEMS}?f=csv&properties=capacity").text.count("\n") == 6
    assert client.get(f"{ITEMS}?f=csv&properties=capacity&limit=2").text.count("\n") == 3
    bbox = client.get(f"{ITEMS}?f=csv&properties=capacity&bbox=139.44,35.3,139.46,35.4")
    assert bbox.text.count("\n") == 2


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/geo+json", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/vnd.ogc.fg+json", "application/vnd.ogc.fg+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/geopackage+sqlite3", "application/geopackage+sqlite3"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json;q=0.5,text/csv", "text/csv; charset=utf-8"),
    ],
)
@pytest.mark.usefixtures("rich")
def test_accept_chooses_the_format(client: FlaskClient, accept: str, expected: str) -> None:
    answer = client.get(ITEMS, headers={"Accept": accept}, buffered=True)
    assert answer.content_type.removesuffix("; charset=utf-8") == expected.removesuffix(
        "; charset=utf-8"
    )


@pytest.mark.usefixtures("rich")
def test_a_format_that_nobody_has_is_406(client: FlaskClient) -> None:
    answer = client.get(ITEMS, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections", FACILITIES, ITEMS,
     f"{ITEMS}/rich", f"{FACILITIES}/queryables", f"{FACILITIES}/schema"],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["", "/en", "/easy"])
@pytest.mark.usefixtures("rich")
def test_every_resource_is_a_page_in_every_language(
    client: FlaskClient, path: str, prefix: str
) -> None:
    answer = client.get(f"{prefix}{path}?f=html")
    assert answer.status_code == 200
    assert answer.text.startswith("<!DOCTYPE html>")
    assert "<b>&\"'" not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.usefixtures("rich")
def test_forms_of_the_api_page_lead_to_addresses_without_empty_fields(client: FlaskClient) -> None:
    page = client.get("/ogc/api?f=html").text
    assert 'action="/ogc/api/try/collections/public_facilities/items"' in page
    answer = client.get("/ogc/api/try/collections/public_facilities/items?limit=2&q=&f=")
    assert answer.status_code == 303
    assert answer.location == "http://localhost/ogc/collections/public_facilities/items?limit=2"
    elsewhere = client.get("/ogc/api/try//example.org/")
    assert not elsewhere.headers.get("Location", "/ogc").startswith(("//", "http://example"))
