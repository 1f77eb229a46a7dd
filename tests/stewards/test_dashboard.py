"""Figures come from rows, and the survey is for the department only."""

import csv
import io
from pathlib import Path

import pyogrio
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from mapservice.groups.records import Step, act
from mapservice.groups.states import Action
from mapservice.stewards.statistics import layer_figures, people_on_record, queue_figures
from tests.forms import send
from tests.registrations import CANARY_PHONE, add_account, add_group, registration
from tests.stewards.conftest import HTML


def test_the_layer_that_says_least_of_accessibility_comes_first(database: Connection) -> None:
    database.execute(
        text(
            "INSERT INTO layers.public_facilities (id, name_ja, wheelchair, checked_on)"
            " VALUES ('a', '見本', 'yes', private.today()), ('b', '見本', 'unknown', NULL)"
        )
    )
    database.execute(text("INSERT INTO layers.universities (id, name_ja) VALUES ('u', '見本')"))
    figures = {row.layer.id: row for row in layer_figures(database)}
    first = layer_figures(database)[0]
    assert first.layer.id == "universities"
    assert first.accessibility_known == 0
    rows = figures["public_facilities"]
    assert (rows.features, rows.fresh, rows.never_checked) == (2, 1, 1)
    assert rows.accessibility_known == 1 / 34
    assert figures["vacant_shops"].accessibility_known is None


def test_waiting_times_are_those_of_decisions(database: Connection) -> None:
    account = add_account(database)
    for days in (1, 2, 6):
        group_id = add_group(database)
        act(database, group_id, Step(Action.SUBMIT))
        database.execute(
            text("UPDATE private.groups SET submitted_at = now() - make_interval(days => :days)"
                 " WHERE id = :id"), {"days": days, "id": group_id},
        )  # fmt: skip
        act(database, group_id, Step(Action.APPROVE, account_id=account))
    figures = queue_figures(database)
    assert (figures.decisions, figures.median_days, figures.longest_days) == (3, 2.0, 6.0)


def test_people_on_record_are_representatives_and_named_persons(database: Connection) -> None:
    assert people_on_record(database) == 0
    add_group(database, email="one@example.jp")
    add_group(database, registration(contacts=()), email="two@example.jp")
    assert people_on_record(database) == 3


def test_the_dashboard_shows_every_layer(steward: FlaskClient) -> None:
    page = steward.get("/staff/dashboard", headers=HTML)
    assert page.status_code == 200
    assert page.text.count('<th scope="row">') == 8


def test_the_survey_has_every_group_and_no_formula(
    steward: FlaskClient, facilities: FlaskClient, database: Connection, tmp_path: Path
) -> None:
    add_group(database, registration(name_ja="=HYPERLINK(1)"))
    answer = steward.get("/staff/survey.csv")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["名称"], row["電話番号"]) == ("'=HYPERLINK(1)", CANARY_PHONE)
    path = tmp_path / "survey.gpkg"
    path.write_bytes(steward.get("/staff/survey.gpkg").data)
    info = pyogrio.read_info(path)
    assert (info["features"], info["geometry_type"]) == (1, "Point")
    assert facilities.get("/staff/survey.csv", headers=HTML).status_code == 403
    assert steward.get("/staff/survey.exe", headers=HTML).status_code == 404


def test_mail_is_readable_by_administrators_only(
    administrator: FlaskClient, steward: FlaskClient, client: FlaskClient
) -> None:
    page = client.get("/groups/new", headers=HTML)
    send(client, page, "/groups/new", email="reads@example.jp")
    assert "reads@example.jp" in administrator.get("/staff/mails", headers=HTML).text
    assert steward.get("/staff/mails", headers=HTML).status_code == 403
