"""A group that lost its address comes back by a new one, and the old one opens nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, text

from mapservice.database.audit.history import read_history
from mapservice.database.private import outbox, sessions, tokens
from mapservice.groups.links import Link, make_link
from mapservice.groups.records import Step, act, read_record
from mapservice.groups.states import Action
from mapservice.sessions import open_session
from tests.forms import send
from tests.groups.conftest import link_in, newest_mail
from tests.registrations import add_group, count
from tests.stewards.conftest import HTML, SignIn

OLD, NEW = "group@example.jp", "new@example.jp"
WHY = "見本の理由: 電話で確かめた。"


@pytest.fixture
def group(database: Connection) -> str:
    group_id = add_group(database, email=OLD)
    act(database, group_id, Step(Action.SUBMIT))
    act(database, group_id, Step(Action.APPROVE))
    return group_id


def move(client: FlaskClient, group_id: str, **values: str) -> int:
    page = client.get(f"/staff/groups/{group_id}/address", headers=HTML)
    filled = {"email": NEW, "reason": WHY, **values}
    return send(client, page, "/address", **filled).status_code


def test_the_new_address_opens_the_record_and_the_old_one_nothing(
    app: Flask, steward: FlaskClient, database: Connection, group: str
) -> None:
    old = app.test_client()
    person = read_record(database, group).representative_id
    old.set_cookie("group", open_session(database, 60, representative_id=person))
    links = [make_link(database, Link("sign_in", OLD, None, "ja"), 1),
             make_link(database, Link("confirm", OLD, group, "ja"), 1)]  # fmt: skip
    assert old.get(f"/groups/{group}/preview", headers=HTML).status_code == 200
    assert move(steward, group) == 303
    assert old.get(f"/groups/{group}/preview", headers=HTML).status_code == 303
    for path, token in zip(("link", "confirm"), links, strict=True):
        assert old.get(f"/groups/{path}/{token}", headers=HTML).status_code == 404
    new = app.test_client()
    link = link_in(newest_mail(database, NEW))
    assert send(new, new.get(link, headers=HTML), link).status_code == 303
    assert new.get(f"/groups/{group}/preview", headers=HTML).status_code == 200
    assert database.scalar(text("SELECT name_ja FROM layers.groups")) == "見本の会"


def test_both_addresses_hear_of_it_and_the_old_one_not_where_to(
    steward: FlaskClient, database: Connection, group: str
) -> None:
    assert move(steward, group) == 303
    mails = database.execute(select(outbox.c.recipient, outbox.c.body)).all()
    bodies = {mail.recipient: mail.body for mail in mails}
    assert set(bodies) == {OLD, NEW}
    assert NEW not in bodies[OLD]
    assert "/groups/link/" not in bodies[OLD]
    assert all("見本の会" in body for body in bodies.values())


def test_the_history_says_who_and_why(
    steward: FlaskClient, database: Connection, group: str
) -> None:
    assert move(steward, group) == 303
    entries = [entry for entry in read_history(database, "private.groups", group)
               if entry.reason == WHY]  # fmt: skip
    assert len(entries) == 1
    assert entries[0].actor.startswith("staff:")
    changed = [entries[0].before, entries[0].after]
    people = [values["representative_id"] for values in changed]
    assert people[0] != people[1] == read_record(database, group).representative_id


def test_other_groups_of_the_old_address_stay_with_it(
    steward: FlaskClient, database: Connection, group: str
) -> None:
    other = add_group(database, email=OLD)
    question = make_link(database, Link("confirm", OLD, other, "ja"), 1)
    before = read_record(database, other).representative_id
    assert move(steward, group) == 303
    assert read_record(database, other).representative_id == before
    assert read_record(database, group).representative_id != before
    client = steward.application.test_client()
    assert client.get(f"/groups/confirm/{question}", headers=HTML).status_code == 200


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"email": ""}, {"email": "no address"}])
def test_without_an_address_and_a_reason_nothing_happens(
    steward: FlaskClient, database: Connection, group: str, wrong: dict[str, str]
) -> None:
    assert move(steward, group, **wrong) == 422
    assert count(database, outbox) == 0
    assert count(database, tokens) == 0


def test_a_version_that_is_past_moves_nothing(
    steward: FlaskClient, database: Connection, group: str
) -> None:
    page = steward.get(f"/staff/groups/{group}/address", headers=HTML)
    act(database, group, Step(Action.CONFIRM))
    answer = send(steward, page, "/address", email=NEW, reason=WHY)
    assert answer.status_code == 412
    assert count(database, outbox) == 0


def test_another_department_moves_nothing(
    signed_in: SignIn, database: Connection, group: str
) -> None:
    stranger = signed_in("stranger", "industry")
    assert stranger.get(f"/staff/groups/{group}/address", headers=HTML).status_code == 403
    assert count(database, sessions) == 1
