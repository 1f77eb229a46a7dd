"""Whatever is asked, the answer says what is allowed, and never fails inside."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from tests.factories import add_venue

VIEW = "bbox=139.3,35.2,139.6,35.5&zoom=12"
BAD = [
    ("/nearest", "lon"),
    ("/nearest?lon=139.4", "lat"),
    ("/nearest?lon=abc&lat=35.3", "lon"),
    ("/nearest?lon=NaN&lat=35.3", "lon"),
    ("/nearest?lon=inf&lat=35.3", "lon"),
    ("/nearest?lon=1e3&lat=35.3", "lon"),
    ("/nearest?lon=0&lat=0", "lon"),
    ("/nearest?lon=139.4&lat=99", "lat"),
    ("/nearest?lon=139.4&lat=35.3&limit=0", "limit"),
    ("/nearest?lon=139.4&lat=35.3&limit=101", "limit"),
    ("/nearest?lon=139.4&lat=35.3&limit=1.5", "limit"),
    ("/nearest?lon=139.4&lat=35.3&layers=nothing", "layers"),
    ("/nearest?lon=139.4&lat=35.3&layers=districts", "layers"),
    ("/nearest?lon=139.4&lat=35.3&lon=139.5", "lon"),
    ("/nearest?lon=139.4&lat=35.3&layers=groups&layers=universities", "layers"),
    ("/nearest?lon=139.4&lat=35.3&radius=5", "radius"),
    (f"/nearest?lon={'9' * 400}&lat=35.3", "lon"),
    ("/nearest?lon=139.4%00&lat=35.3", "lon"),
    ("/map/features", "bbox"),
    ("/map/features?bbox=1,2,3&zoom=1", "bbox"),
    ("/map/features?bbox=3,2,1,4&zoom=1", "bbox"),
    ("/map/features?bbox=1,2,3,x&zoom=1", "bbox"),
    ("/map/features?bbox=-181,2,3,4&zoom=1", "bbox"),
    ("/map/features?bbox=1,2,3,4", "zoom"),
    ("/map/features?bbox=1,2,3,4&zoom=23", "zoom"),
    (f"/map/features?{VIEW}&capacity=20", "capacity"),
    (f"/map/features?{VIEW}&fee=free&fee=paid", "fee"),
    ("/suggest?q=a&q=b", "q"),
    (f"/suggest?q={'a' * 101}", "q"),
    ("/suggest?q=%00", "q"),
    ("/suggest?text=a", "text"),
    ("/base/towns.geojson?x=1", "x"),
    ("/?f=pdf", "f"),
    ("/?q=%00", "q"),
    ("/?near=139.4", "near"),
    ("/?near=35.3,139.4", "near"),
    ("/?near=139.4,35.3,1", "near"),
    ("/?people=0", "people"),
    ("/?people=-5", "people"),
    ("/?people=99999999999999999999", "people"),
    ("/?people=many", "people"),
    ("/?people=1&people=2", "people"),
    ("/?open=sa", "open"),
    ("/?open=xx-10:00", "open"),
    ("/?open=sa-24:00", "open"),
    ("/?open_day=sa&open_time=99:99", "open"),
    ("/?kind=castle", "kind"),
    ("/?fee=cheap", "fee"),
    ("/?wheelchair=perhaps", "wheelchair"),
    ("/?layers=towns", "layers"),
    ("/?unknown=everything", "unknown"),
    ("/?sort=random", "sort"),
    ("/?page=0", "page"),
    ("/?page=501", "page"),
    ("/?checked_on=yesterday", "checked_on"),
    ("/?checked_on=2026-02-30", "checked_on"),
    ("/?checked_on=2026-02-02..2026-02-01", "checked_on"),
    ("/?layers=vacant_shops&rent_yen=..", "rent_yen"),
    ("/?layers=vacant_shops&rent_yen=9..5", "rent_yen"),
    ("/?equipment=" + ",".join("abcdefghijklmnopqrstu"), "equipment"),
    ("/?f=geojson&nonsense=1", "nonsense"),
    ("/?f=csv&fee=free&fee=paid", "fee"),
    ("/sitemap.xml?page=0", "page"),
    ("/sitemap.xml?p=1", "p"),
]


@pytest.mark.parametrize(("address", "name"), BAD)
def test_a_bad_parameter_is_named_with_what_is_allowed(
    client: FlaskClient, address: str, name: str
) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    problem = response.get_json(force=True)
    assert problem["status"] == 400
    assert problem["parameter"] == name
    assert problem["allowed"]
    assert problem["title"]


def test_a_browser_gets_a_page_that_says_the_same(client: FlaskClient) -> None:
    response = client.get("/?people=0", headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert response.mimetype == "text/html"
    assert "people" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "/places/public_facilities/none", "/places/nothing/x", "/places/districts/katase",
        "/base/roads.geojson", "/nowhere", "/places/public_facilities/%00",
        f"/places/groups/{'x' * 3000}", f"/places/groups/{quote('日本')}",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


NAMES = ["q", "layers", "near", "people", "open", "kind", "district", "equipment", "unknown",
         "sort", "page", "f", "wheelchair", "bbox", "zoom", "lon", "lat", "limit"]  # fmt: skip
PATHS = ["/", "/embed", "/nearest", "/map/features", "/suggest"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(PATHS), st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=12))))
def test_no_text_whatever_makes_the_service_fail(
    app: Flask, path: str, pairs: list[tuple[str, str]]
) -> None:
    query = "&".join(
        f"{name}={quote(text.encode('utf-8', 'surrogatepass'))}" for name, text in pairs
    )
    assert app.test_client().get(f"{path}?{query}").status_code in (200, 400)


def test_texts_of_every_kind_can_be_sought(database: Connection, client: FlaskClient) -> None:
    add_venue(database)
    for text in ("'", '"', ";--", "%", "_", "\\", "[", "(?i)", "🎹", "\u202e", "a" * 100, "\n"):
        assert client.get(f"/?f=geojson&q={quote(text)}").status_code == 200
