"""The page of a place says what is known, what is not, and where it comes from."""

import datetime
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from mapservice.venues.moment import TOKYO
from mapservice.venues.queries.conditions import Moment
from mapservice.venues.views import place
from tests.factories import HERE, add_group, add_station, add_venue

WEEK = {"weekly": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "09:00", "closes": "17:00"}]}


def json_ld(page: str) -> Any:
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert match
    return json.loads(match[1])


@pytest.fixture
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = Moment(datetime.datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO), holiday=False)
    monkeypatch.setattr(place, "now", lambda _connection: moment)


@pytest.mark.usefixtures("tuesday")
def test_everything_that_is_known_is_on_the_page(database: Connection, client: FlaskClient) -> None:
    add_station(database, "湘南台", (HERE[0] + 0.005, HERE[1]))
    add_venue(
        database, id="hall", name_ja="湘南台会館", kind="hall", address="藤沢市湘南台9-9",
        opening_hours=WEEK, rooms=[{"name": "大会議室", "capacity": 48, "equipment": ["ピアノ"]}],
        fee="paid", fee_note="1時間300円", booking_url="https://example.jp/book",
        step_free="yes", wheelchair="no", phone="0466-00-0000",
        source="市の資料 https://example.jp/source", checked_on=datetime.date(2026, 11, 1),
    )  # fmt: skip
    add_venue(database, name_ja="となりの会館", kind="hall", at=(HERE[0] + 0.001, HERE[1]))
    add_group(database, name_ja="歌う会", places=["湘南台会館"])
    page = client.get("/places/public_facilities/hall").get_data(as_text=True)
    for words in ("湘南台会館", "藤沢市湘南台9-9", "09:00–17:00", "大会議室", "48", "ピアノ",
                  "1時間300円", "https://example.jp/book", "0466-00-0000", "湘南台駅",
                  "となりの会館", "歌う会", "https://example.jp/source"):  # fmt: skip
        assert words in page, words


@pytest.mark.usefixtures("tuesday")
def test_walking_minutes_are_80_m_each_rounded_up(
    database: Connection, client: FlaskClient
) -> None:
    # 0.005 degrees of longitude are 454 m at this latitude: six minutes.
    add_station(database, "湘南台", (HERE[0] + 0.005, HERE[1]))
    add_venue(database, id="hall")
    page = client.get("/en/places/public_facilities/hall").get_data(as_text=True)
    assert "454" in page
    assert re.search(r"about 6 min", page)


@pytest.mark.usefixtures("tuesday")
def test_search_engines_get_known_facts_only(database: Connection, client: FlaskClient) -> None:
    add_venue(
        database, id="hall", name_ja="</script><b>会館", kind="library", capacity=30,
        opening_hours=WEEK, wheelchair="yes", step_free="no", fee="free",
    )  # fmt: skip
    add_venue(database, id="town", at=HERE, precision="town")
    described = json_ld(client.get("/places/public_facilities/hall").get_data(as_text=True))
    assert described["@type"] == "Library"
    assert described["name"] == "</script><b>会館"
    assert described["geo"]["longitude"] == HERE[0]
    assert described["openingHoursSpecification"][0]["opens"] == "09:00"
    features = {each["name"]: each["value"] for each in described["amenityFeature"]}
    assert sorted(features.values()) == [False, True]
    other = json_ld(client.get("/places/public_facilities/town").get_data(as_text=True))
    # A town's point is not where the place is: a machine would take it for that.
    assert {"geo", "telephone", "isAccessibleForFree"}.isdisjoint(other)


def test_canonical_addresses_and_languages_point_at_each_other(
    database: Connection, client: FlaskClient
) -> None:
    add_venue(database, id="hall")
    page = client.get("/en/places/public_facilities/hall?utm=x").get_data(as_text=True)
    base = "http://localhost"
    path = "/places/public_facilities/hall"
    assert f'<link rel="canonical" href="{base}/en{path}">' in page
    for prefix in ("", "/en", "/easy"):
        assert f'href="{base}{prefix}{path}"' in page
    assert f'<meta property="og:url" content="{base}/en{path}">' in page


def test_an_old_id_leads_to_the_new_one_for_good(database: Connection, client: FlaskClient) -> None:
    add_venue(database, id="newest")
    database.execute(
        text(
            "INSERT INTO layers.redirects (layer, old_id, new_id) VALUES"
            " ('public_facilities', 'oldest', 'old'), ('public_facilities', 'old', 'newest'),"
            " ('public_facilities', 'a', 'b'), ('public_facilities', 'b', 'a')"
        )
    )
    response = client.get("/en/places/public_facilities/oldest")
    assert response.status_code == 301
    assert response.headers["Location"] == "/en/places/public_facilities/newest"
    assert client.get("/places/public_facilities/a").status_code in (301, 404)


def test_a_shop_whose_listing_ended_has_no_page(database: Connection, client: FlaskClient) -> None:
    add_venue(database, "vacant_shops", id="gone", expires_on=datetime.date(2020, 1, 1))
    assert client.get("/places/vacant_shops/gone").status_code == 404


def test_the_sitemap_leads_to_every_place_but_samples(
    database: Connection, client: FlaskClient
) -> None:
    add_venue(database, id="hall")
    add_venue(database, "vacant_shops", id="sample", sample=True)
    index = client.get("/sitemap.xml").get_data(as_text=True)
    (address,) = re.findall(r"<loc>http://localhost(.*?)</loc>", index)
    addresses = re.findall(r"<loc>(.*?)</loc>", client.get(address).get_data(as_text=True))
    assert "http://localhost/places/public_facilities/hall" in addresses
    assert not [each for each in addresses if "sample" in each]
    for each in addresses:
        assert client.get(each).status_code == 200, each
    assert f"http://localhost{'/sitemap.xml'}" in client.get("/robots.txt").get_data(as_text=True)
