"""Notices reach readers, feeds and the groups that asked for their field."""

import datetime
import uuid
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select

from mapservice.database.private import outbox
from mapservice.groups.records import Step, act
from mapservice.groups.states import Action
from mapservice.notices.feeds import calendar
from mapservice.notices.records import Notice, add_notice
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
