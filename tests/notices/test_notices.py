"""Notices reach readers, feeds and the groups that asked for their field."""

import datetime
import re
import uuid
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select

from mapservice.database.private import notices, outbox
from mapservice.groups.records import Step, act
from mapservice.groups.states import Action
from mapservice.notices.feeds import calendar
from mapservice.notices.records import Notice, add_notice
from tests.factories import add_venue
from tests.forms import send
from tests.registrations import add_group, registration
from tests.stewards.conftest import HTML, SignIn, signed_in

__all__ = ["signed_in"]
TODAY = datetime.datetime.now(ZoneInfo("Asia/Tokyo")).date()


def notice(**changes: object) -> Notice:
    values = {
        "department": "civic_autonomy", "kind": "grant", "title_ja": "見本の助成",
        "title_en": "Sample grant", "body_ja": "本文、見本; です。\n二行目",
        "starts_on": TODAY, "ends_on": TODAY + datetime.timedelta(days=9),
    }  # fmt: skip
    return Notice(**{**values, **changes})  # type: ignore[arg-type]


def test_a_notice_is_a_page_an_entry_and_an_event(
    client: FlaskClient, database: Connection
) -> None:
    number = add_notice(database, notice(), "https://example.jp/{id}")
    add_notice(database, notice(title_ja="昔の見本", starts_on=TODAY - datetime.timedelta(9),
                                ends_on=TODAY - datetime.timedelta(2)), "")  # fmt: skip
    page = client.get("/notices", headers=HTML).text
    assert "見本の助成" in page
    assert "昔の見本" not in page
    assert "Sample grant" in client.get("/en/notices", headers=HTML).text
    assert "二行目" in client.get(f"/notices/{number}", headers=HTML).text
    feed = ET.fromstring(client.get("/notices.atom").data)
    titles = [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[1:] == ["見本の助成"]
    events = client.get("/notices.ics")
    assert events.mimetype == "text/calendar"
    assert f"DTEND;VALUE=DATE:{TODAY + datetime.timedelta(days=10):%Y%m%d}" in events.text
    assert client.get("/notices?district=nowhere").text.count("見本の助成") == 0


def test_lines_of_the_calendar_are_folded_between_characters() -> None:
    text = calendar(
        [notice(body_ja="長い見本" * 50, id=1)], "ja", "題", "https://example.jp/notices"
    )
    lines = text.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    unfolded = text.decode().replace("\r\n ", "")
    assert "長い見本" * 50 in unfolded


def test_separators_are_escaped() -> None:
    text = calendar([notice()], "ja", "題", "https://example.jp/notices").decode()
    assert "DESCRIPTION:本文、見本\\; です。\\n二行目" in text.replace("\r\n ", "")


def test_groups_that_asked_for_the_field_get_a_mail(database: Connection) -> None:
    asking = add_group(database, registration(notices=("children",)), "asks@example.jp")
    silent = add_group(database, registration(), "silent@example.jp")
    for group_id in (asking, silent):
        act(database, group_id, Step(Action.SUBMIT))
        act(database, group_id, Step(Action.APPROVE))
    add_notice(database, notice(field="children"), "https://example.jp/notices/{id}")
    mail = database.execute(select(outbox)).one()
    assert (mail.recipient, mail.subject) == ("asks@example.jp", "見本の助成")


def shown_on(client: FlaskClient, address: str) -> list[str]:
    """Titles of the notices on a page of the map, in their order."""
    page = client.get(address, headers=HTML)
    assert page.status_code == 200
    return re.findall(r'<a href="/notices/\d+">([^<]+)</a>', page.text)


def test_a_place_shows_what_is_tied_to_it_its_layer_or_its_district(
    client: FlaskClient, database: Connection
) -> None:
    place = add_venue(database, "citizen_centers", district="片瀬")
    for title, ties in (
        ("その地区", {"district": "片瀬"}),
        ("その層", {"layer": "citizen_centers"}),
        ("その場所", {"layer": "citizen_centers", "feature_id": place}),
        ("よその場所", {"layer": "citizen_centers", "feature_id": "other"}),
        ("よその層", {"layer": "universities"}),
        ("よその地区", {"district": "遠藤"}),
        ("よその地区のその層", {"layer": "citizen_centers", "district": "遠藤"}),
        ("どこでもない", {}),
    ):
        add_notice(database, notice(title_ja=title, **ties), "")
    found = shown_on(client, f"/places/citizen_centers/{place}")
    assert found == ["その場所", "その層", "その地区"]


def test_the_list_shows_a_few_that_concern_its_layers_and_districts(
    client: FlaskClient, database: Connection
) -> None:
    add_venue(database, "citizen_centers", district="片瀬")
    last = TODAY + datetime.timedelta(days=1)
    for title, ties in (
        ("全体", {}),
        ("市民センター", {"layer": "citizen_centers"}),
        ("大学", {"layer": "universities"}),
        ("片瀬", {"district": "片瀬"}),
        ("昔", {"starts_on": TODAY - datetime.timedelta(9), "ends_on": TODAY - 2 * (last - TODAY)}),
    ):
        add_notice(database, notice(title_ja=title, **ties), "")
    assert shown_on(client, "/") == ["全体", "市民センター", "大学"]
    assert shown_on(client, "/?layers=citizen_centers") == ["全体", "市民センター", "片瀬"]
    assert shown_on(client, "/?layers=universities&district=遠藤") == ["全体", "大学"]
    assert 'href="/en/notices' in client.get("/en/", headers=HTML).text


def test_a_page_without_notices_has_no_empty_box(client: FlaskClient, database: Connection) -> None:
    place = add_venue(database)
    for address in ("/", f"/places/public_facilities/{place}"):
        assert "city-notices" not in client.get(address, headers=HTML).text


@pytest.fixture
def steward(signed_in: SignIn) -> FlaskClient:
    return signed_in("writes-notices", "civic_autonomy")


def test_a_steward_writes_changes_and_removes_one(
    steward: FlaskClient, signed_in: SignIn, client: FlaskClient
) -> None:
    page = steward.get("/staff/notices/new", headers=HTML)
    values = {
        "kind": "event", "department": "civic_autonomy", "title_ja": "見本の催し",
        "body_ja": "見本", "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(),
    }  # fmt: skip
    assert send(steward, page, "/new", **{**values, "ends_on": "2001-01-01"}).status_code == 422
    assert send(steward, page, "/new", **{**values, "department": "industry"}).status_code == 422
    assert send(steward, page, "/new", **values).status_code == 303
    address = client.get("/notices", headers=HTML).text.split('href="/notices/')[1].split('"')[0]
    own = f"/staff/notices/{address}"
    stranger = signed_in("stranger", "industry")
    assert stranger.get(own, headers=HTML).status_code == 403
    page = steward.get(own, headers=HTML)
    assert send(steward, page, own, title_ja="見本の会合").status_code == 303
    late = send(steward, page, own, title_ja="遅い", submission=str(uuid.uuid4()))
    assert late.status_code == 412
    assert "見本の会合" in client.get("/notices", headers=HTML).text
    page = steward.get(own, headers=HTML)
    assert send(steward, page, own, remove="1").status_code == 303
    assert "見本の会合" not in client.get("/notices", headers=HTML).text


def test_a_notice_is_tied_by_the_forms_controls(
    steward: FlaskClient, client: FlaskClient, database: Connection
) -> None:
    place = add_venue(database, "citizen_centers")
    values = {
        "kind": "event", "department": "civic_autonomy", "title_ja": "見本の催し",
        "body_ja": "見本", "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(),
        "field": "children",
    }  # fmt: skip
    page = steward.get("/staff/notices/new", headers=HTML)
    for wrong in (
        {"layer": "nowhere"}, {"district": "nowhere"}, {"field": "nothing"},
        {"place": "citizen_centers/none"}, {"place": "nowhere/none"}, {"place": "words"},
    ):  # fmt: skip
        assert send(steward, page, "/new", **{**values, **wrong}).status_code == 422, wrong
    address = f"https://map.example.jp/en/places/citizen_centers/{place}"
    assert send(steward, page, "/new", **values, place=address).status_code == 303
    assert shown_on(client, f"/places/citizen_centers/{place}") == ["見本の催し"]
    number, tied = database.execute(select(notices.c.id, notices.c.field)).one()
    assert tied == "children"
    own = steward.get(f"/staff/notices/{number}", headers=HTML)
    assert f'value="citizen_centers/{place}"' in own.text
    assert send(steward, own, f"/{number}", place="", layer="universities").status_code == 303
    assert shown_on(client, f"/places/citizen_centers/{place}") == []
