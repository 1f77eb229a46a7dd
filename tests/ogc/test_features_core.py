"""Abstract tests of OGC API - Features Part 1 (17-069r4, Annex A), by their requirements."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from layers import all_layers
from tests.factories import add_station, add_venue
from tests.ogc.conftest import FACILITIES, Ask

ITEMS = f"{FACILITIES}/items"


def ids(document: Any) -> list[str]:
    return [feature["id"] for feature in document["features"]]


def test_req_root_success_landing_page_links_to_definition_conformance_and_data(ask: Ask) -> None:
    rels = {link["rel"] for link in ask("/ogc/")["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= rels


def test_req_conformance_success_declares_core_geojson_html_and_openapi(ask: Ask) -> None:
    declared = ask("/ogc/conformance")["conformsTo"]
    base = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert {f"{base}{name}" for name in ("core", "geojson", "html", "oas30")} <= set(declared)


def test_req_collections_every_declared_layer_and_all_venues_are_collections(ask: Ask) -> None:
    found = [collection["id"] for collection in ask("/ogc/collections")["collections"]]
    assert sorted(found) == sorted(["venues", *(layer.id for layer in all_layers())])


def test_req_sfc_md_success_collection_equals_its_entry_in_the_list(ask: Ask) -> None:
    for listed in ask("/ogc/collections")["collections"]:
        one = ask(f"/ogc/collections/{listed['id']}")
        assert {key: one[key] for key in one if key != "links"} == {
            key: listed[key] for key in listed if key != "links"
        }


@pytest.mark.usefixtures("three")
def test_req_fc_md_extent_covers_every_feature(ask: Ask) -> None:
    extent = ask(FACILITIES)["extent"]
    assert extent["spatial"]["bbox"] == [[139.40, 35.35, 139.50, 35.35]]
    assert len(extent["temporal"]["interval"][0]) == 2


@pytest.mark.usefixtures("three")
def test_rec_every_link_of_landing_page_and_collections_answers(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = ["/ogc/"]
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        answer = client.get(url, buffered=True)
        assert answer.status_code == 200, f"{url}: {answer.text[:300]}"
        if answer.is_json or "json" in answer.content_type:
            found = re.findall(r'"href":"(http://localhost/[^"{]+)"', answer.text)
            waiting += [
                parts.path + (f"?{parts.query}" if parts.query else "")
                for parts in map(urlsplit, found)
                if "/items/" not in parts.path
            ]
    assert len(seen) > 100


@pytest.mark.usefixtures("three")
def test_req_fc_op_success_features_have_id_geometry_and_every_declared_property(ask: Ask) -> None:
    feature = ask(ITEMS)["features"][0]
    assert feature["type"] == "Feature"
    assert feature["id"] == "a"
    assert feature["geometry"] == {"type": "Point", "coordinates": [139.4, 35.35]}
    declared = {prop.name for layer in all_layers() if layer.id == "public_facilities"
                for prop in layer.properties}  # fmt: skip
    assert declared <= set(feature["properties"])
    assert feature["properties"]["equipment"] == ["椅子", "a"]
    assert feature["properties"]["wheelchair"] == "unknown"


@pytest.mark.usefixtures("three")
def test_a_feature_without_a_place_has_null_geometry(ask: Ask) -> None:
    assert ask(f"{ITEMS}/nowhere")["geometry"] is None


@pytest.mark.parametrize(("limit", "returned"), [("1", 1), ("3", 3), ("100000000", 4)])
@pytest.mark.usefixtures("three")
def test_req_fc_limit_response_1_larger_limits_are_clamped_not_refused(
    ask: Ask, limit: str, returned: int
) -> None:
    assert ask(ITEMS, limit=limit)["numberReturned"] == returned


@pytest.mark.usefixtures("three")
def test_req_fc_number_matched_counts_every_match_whatever_the_limit(ask: Ask) -> None:
    assert ask(ITEMS, limit="1")["numberMatched"] == 4
    assert ask(ITEMS, limit="1", bbox="139.44,35,140,36")["numberMatched"] == 2
    assert ask(ITEMS, limit="1", capacity="20")["numberMatched"] == 1
    assert ask(ITEMS, limit="1", filter="capacity > 10")["numberMatched"] == 2


def test_number_matched_follows_a_change_at_once(ask: Ask, three: Connection) -> None:
    assert ask(ITEMS, filter="capacity > 0", limit="1")["numberMatched"] == 3
    add_venue(three, id="d", capacity=5)
    assert ask(ITEMS, filter="capacity > 0", limit="1")["numberMatched"] == 4
    assert ask(ITEMS)["numberMatched"] == 5


@pytest.mark.parametrize("query", ["", "bbox=139,35,140,36&", "sortby=-capacity&", "q=場所&"])
@pytest.mark.parametrize("collection", ["public_facilities", "venues"])
def test_req_fc_next_pages_show_every_feature_once(
    client: FlaskClient, three: Connection, query: str, collection: str
) -> None:
    add_venue(three, "universities", id="b", name_ja="場所u", at=(139.46, 35.36))
    whole = client.get(f"/ogc/collections/{collection}/items?{query}limit=100").get_json(force=True)
    url: str | None = f"/ogc/collections/{collection}/items?{query}limit=1"
    seen = []
    while url:
        page = client.get(url).get_json(force=True)
        seen += ids(page)
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert seen == ids(whole)
    assert len(set(seen)) == whole["numberMatched"]


def test_pages_are_stable_when_features_are_added_meanwhile(
    client: FlaskClient, three: Connection
) -> None:
    page = client.get(f"{ITEMS}?limit=2").get_json(force=True)
    add_venue(three, id="a0")
    url = next(link["href"] for link in page["links"] if link["rel"] == "next")
    assert ids(client.get(url).get_json(force=True)) == ["c", "nowhere"]


def test_sorting_puts_unknown_values_last_and_pages_through_them(
    client: FlaskClient, three: Connection
) -> None:
    add_venue(three, id="z", at=None)
    page = client.get(f"{ITEMS}?sortby=-capacity&limit=4").get_json(force=True)
    assert ids(page) == ["c", "b", "a", "nowhere"]
    url = next(link["href"] for link in page["links"] if link["rel"] == "next")
    assert ids(client.get(url).get_json(force=True)) == ["z"]


@pytest.mark.parametrize(
    ("bbox", "expected"),
    [
        ("139.44,35.3,139.46,35.4", ["b"]),
        ("139.44,35.3,0,139.46,35.4,100", ["b"]),
        ("139.45,35.35,139.45,35.35", ["b"]),
        ("139.4500001,35.3,139.51,35.4", ["c"]),
        ("-180,-90,180,90", ["a", "b", "c"]),
        ("139.48,35,-170,36", ["c"]),
        ("170,35,139.42,36", ["a"]),
        ("0,0,1,1", []),
    ],
)
@pytest.mark.usefixtures("three")
def test_req_fc_bbox_response_selects_what_intersects_exactly(
    ask: Ask, bbox: str, expected: list[str]
) -> None:
    assert ids(ask(ITEMS, bbox=bbox)) == expected
    # With another condition beside it, the statement is another one.
    assert ids(ask(ITEMS, bbox=bbox, district="六会")) == expected


def test_req_fc_time_response_selects_by_the_last_change(ask: Ask, three: Connection) -> None:
    three.execute(text("ALTER TABLE layers.public_facilities DISABLE TRIGGER touch"))
    for name, day in (("a", "2026-01-01"), ("b", "2026-02-01T12:00:00Z"), ("c", "2026-03-01")):
        three.execute(
            text("UPDATE layers.public_facilities SET updated_at = :day WHERE id = :name"),
            {"day": day, "name": name},
        )
    three.execute(text("DELETE FROM layers.public_facilities WHERE id = 'nowhere'"))
    for value, expected in (
        ("2026-02-01T12:00:00Z", ["b"]),
        ("2026-02-01", ["b"]),
        ("2026-01-15T00:00:00Z/..", ["b", "c"]),
        ("../2026-02-01T12:00:00Z", ["a", "b"]),
        ("2026-01-15/2026-02-15", ["b"]),
        ("2026-02-01T21:00:00+09:00", ["b"]),
        ("../..", ["a", "b", "c"]),
    ):
        assert ids(ask(ITEMS, datetime=value)) == expected, value


@pytest.mark.usefixtures("three")
def test_property_filters_match_values_and_members_of_lists(ask: Ask) -> None:
    assert ids(ask(ITEMS, capacity="20")) == ["b"]
    assert ids(ask(ITEMS, equipment="c")) == ["c"]
    assert ids(ask(ITEMS, kind="library", district="六会")) == ["a", "b", "c"]


BAD = [
    "foo=1", "limit=0", "limit=-1", "limit=x", "limit=1.5", "limit=٣", "limit=1&limit=2",
    "bbox=1,2,3", "bbox=1,2,3,x", "bbox=nan,0,1,1", "bbox=inf,0,1,1", "bbox=1e400,0,1,1",
    "bbox=0,2,1,1", "bbox=0,0,1,91", "bbox=-181,0,1,1", "bbox=1,1,1,1&bbox-crs=EPSG:4326",
    "bbox=1e30,0,1e30,1&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3857",
    "datetime=yesterday", "datetime=2026-13-01", "datetime=2026-02-01/2026-01-01",
    "datetime=2026-01-01T00:00:00", "datetime=2026-01-01/2026-01-02/2026-01-03",
    "crs=http://www.opengis.net/def/crs/EPSG/0/4612", "f=xml", "sortby=foo", "sortby=equipment",
    "sortby=-", "sortby=capacity,capacity", "properties=foo", "token=x", "token=W10", "token=WzFd",
    "capacity=many", "kind=palace", "verified=perhaps", "wheelchair=maybe", "checked_on=2026-02-30",
    "q=%00", "district=%00", "%00=1", "district=%ED%A0%80%00", "filter-lang=sql", "q=,,",
    "capacity=99999999999999999999",
]  # fmt: skip


@pytest.mark.parametrize("query", BAD)
@pytest.mark.usefixtures("database")
def test_req_fc_invalid_every_bad_parameter_is_400_with_one_error_shape(
    client: FlaskClient, query: str
) -> None:
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400, query
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json(force=True)
    assert problem["status"] == 400
    assert problem["parameter"]
    assert problem["allowed"]


@pytest.mark.usefixtures("three")
def test_integers_beyond_the_column_match_nothing(ask: Ask) -> None:
    assert ids(ask(ITEMS, capacity="999999999999")) == []


@pytest.mark.parametrize(
    "url", ["/ogc/collections/nope", f"{ITEMS}/nope", "/ogc/collections/nope/items",
            "/ogc/collections/venues/items/a", "/ogc/collections/venues/items/nope:a",
            f"{FACILITIES}/tiles/Nope", f"{FACILITIES}/tiles/WebMercatorQuad/99/0/0",
            f"{FACILITIES}/tiles/WebMercatorQuad/1/2/0", "/ogc/styles/nope"],
)  # fmt: skip
@pytest.mark.usefixtures("three")
def test_what_is_not_there_is_404_as_a_problem(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


@pytest.mark.usefixtures("three")
def test_req_f_success_a_single_feature_equals_its_entry_in_the_list(ask: Ask) -> None:
    listed = ask(ITEMS)["features"][1]
    one = ask(f"{ITEMS}/b")
    assert {key: one[key] for key in listed} == listed
    assert {"self", "alternate", "collection"} <= {link["rel"] for link in one["links"]}


def test_ids_of_venues_are_unique_across_layers(ask: Ask, three: Connection) -> None:
    add_venue(three, "universities", id="a", name_ja="大学a")
    found = ids(ask("/ogc/collections/venues/items"))
    assert {"public_facilities:a", "universities:a"} <= set(found)
    one = ask("/ogc/collections/venues/items/universities:a")
    assert one["properties"]["name_ja"] == "大学a"
    assert one["properties"]["layer"] == "universities"


def test_a_merged_feature_answers_with_its_new_address(
    client: FlaskClient, three: Connection
) -> None:
    three.execute(
        text("INSERT INTO layers.redirects VALUES ('public_facilities', 'old', 'b', now())")
    )
    answer = client.get(f"{ITEMS}/old")
    assert answer.status_code == 308
    assert answer.location.endswith("/public_facilities/items/b")


@pytest.mark.parametrize("collection", ["vacant_shops", "venues"])
def test_a_venue_leaves_everywhere_on_the_day_after_its_last(
    ask: Ask, client: FlaskClient, database: Connection, collection: str
) -> None:
    base = f"/ogc/collections/{collection}"
    shop = add_venue(database, "vacant_shops", id="gone", expires_on="2026-01-01")
    add_venue(database, "vacant_shops", id="kept", expires_on="2999-01-01")
    item = shop if collection == "vacant_shops" else f"vacant_shops:{shop}"
    assert ask(f"{base}/items")["numberMatched"] == 1
    assert len(ask(f"{base}/items")["features"]) == 1
    assert len(ask(f"{base}/items", bbox="139,35,140,36")["features"]) == 1
    assert len(ask(f"{base}/nearest", lon="139.4", lat="35.3")["features"]) == 1
    assert client.get(f"{base}/items/{item}").status_code == 404
    for file in ("csv", "kml", "json", "jsonfg"):
        assert "gone" not in client.get(f"{base}/items?f={file}&properties=name_ja").text


@pytest.mark.usefixtures("three")
def test_properties_selects_what_is_written(ask: Ask) -> None:
    assert ask(ITEMS, properties="capacity,name_ja")["features"][0]["properties"] == {
        "name_ja": "場所a",
        "capacity": 10,
    }
    assert ask(f"{ITEMS}/a", properties="capacity")["properties"] == {"capacity": 10}


def test_q_finds_folded_text_and_takes_signs_literally(ask: Ask, database: Connection) -> None:
    add_venue(database, id="hall", name_ja="テスト会館 100%")
    add_venue(database, id="house", name_ja="試験の家")
    assert ids(ask(ITEMS, q="てすと")) == ["hall"]
    assert ids(ask(ITEMS, q="１００％")) == ["hall"]
    assert ids(ask(ITEMS, q="%")) == ["hall"]
    assert ids(ask(ITEMS, q="会館 テスト")) == ["hall"]
    assert ids(ask(ITEMS, q="会館 家")) == []
    assert ids(ask(ITEMS, q="会館,家")) == ["hall", "house"]


def test_q_finds_stations_that_have_no_stored_search_text(ask: Ask, database: Connection) -> None:
    add_station(database, "六会日大前")
    found = ask("/ogc/collections/stations/items", q="六会")
    assert [feature["properties"]["name_ja"] for feature in found["features"]] == ["六会日大前"]


@pytest.mark.usefixtures("three")
def test_nearest_orders_by_metres_on_the_ground(ask: Ask) -> None:
    found = ask(f"{FACILITIES}/nearest", lon="139.451", lat="35.35", limit="2")
    assert ids(found) == ["b", "c"]
    distances = [feature["properties"]["distance_m"] for feature in found["features"]]
    # One thousandth of a degree of longitude at 35.35 N on GRS 80.
    assert distances[0] == pytest.approx(90.9, abs=0.2)
    assert distances == sorted(distances)


@pytest.mark.parametrize("query", ["", "lon=1", "lon=181&lat=0", "lon=x&lat=1", "lon=1&lat=1&k=2"])
@pytest.mark.usefixtures("database")
def test_nearest_refuses_what_is_no_place(client: FlaskClient, query: str) -> None:
    assert client.get(f"{FACILITIES}/nearest?{query}").status_code == 400


def test_no_private_column_is_in_any_schema(ask: Ask) -> None:
    for collection in ask("/ogc/collections")["collections"]:
        names = ask(f"/ogc/collections/{collection['id']}/schema")["properties"]
        assert {"extra", "revision", "search_key", "open_minutes"}.isdisjoint(names)
