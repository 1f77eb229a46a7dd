"""The workbench answers by address alone: page, report, and refusals."""

import json
import re
import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from tests.factories import add_venue
from tests.planning.assessment.worlds import NORTH, add_two_districts, load_bundled


def page(client: FlaskClient, query: str = "", language: str = "/en") -> str:
    response = client.get(f"{language}/planning?sure=no&{query}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def facts(html: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'id="planning-data">(.*?)</script>', html, re.DOTALL)
    assert found
    read: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return read


def test_the_page_answers_without_scripts(client: FlaskClient, database: Connection) -> None:
    load_bundled(database)
    html = page(client)
    assert "133,593 people of Northern districts" in html
    assert html.count("data-candidate=") == len(facts(html)["candidates"]) > 8
    assert html.count("data-district=") == 13
    assert html.count("2025-05-01") >= 5


@pytest.mark.parametrize("language", ["", "/en", "/easy"])
def test_no_style_attribute_and_no_inline_script_is_written(
    client: FlaskClient, database: Connection, language: str
) -> None:
    add_two_districts(database)
    html = page(client, language=language)
    assert not re.search(r"<[^>]*\sstyle\s*=", html)
    assert not re.search(r"<[^>]*\son\w+\s*=", html)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
    assert all("application/json" in each or "importmap" in each for each in inline)


def test_the_form_keeps_what_was_chosen(client: FlaskClient, database: Connection) -> None:
    add_two_districts(database)
    html = page(client, "minutes=22&area=city&supply=universities&mode=cycle&step=500")
    assert 'name="minutes" min="5" max="60" step="1" value="22"' in html
    assert '<input type="checkbox" name="area" value="city" checked>' in html
    assert '<input type="checkbox" name="supply" value="universities" checked>' in html
    assert '<option value="cycle" selected>' in html
    assert "minutes=22" in html
    assert "Explore" not in html


def test_a_new_row_in_a_table_changes_the_answer(client: FlaskClient, database: Connection) -> None:
    add_two_districts(database)
    assert facts(page(client))["existing"] == []
    add_venue(database, kind="hall", at=NORTH, name_ja="新しい館")
    database.execute(text("SELECT 1"))
    assert [each["name"] for each in facts(page(client))["existing"]] == ["新しい館"]


@pytest.mark.parametrize(
    "name", ["{{ 7*7 }}", "${alert(1)}", "</script><script>alert(1)</script>", "<b>x</b>"]
)
def test_a_hostile_name_is_text(client: FlaskClient, database: Connection, name: str) -> None:
    add_two_districts(database)
    add_venue(database, "citizen_centers", at=NORTH, name_ja=name, district="北")
    html = page(client)
    assert facts(html)["candidates"][0]["name"] == name
    assert "<script>alert" not in html
    assert "<b>x" not in html
    assert html.count("</script>") == html.count("<script")


@pytest.mark.parametrize(
    ("form", "start", "media_type"),
    [
        ("html", b"<!DOCTYPE html>", "text/html; charset=utf-8"),
        ("pdf", b"%PDF-", "application/pdf"),
        ("csv", b"PK", "application/zip"),
        ("gpkg", b"SQLite format 3", "application/geopackage+sqlite3"),
    ],
)
def test_the_report_comes_in_every_format(
    client: FlaskClient, database: Connection, form: str, start: bytes, media_type: str
) -> None:
    add_two_districts(database)
    add_venue(database, kind="hall", at=NORTH)
    response = client.get(f"/planning/report?f={form}&minutes=20")
    assert response.status_code == 200
    assert response.data.startswith(start)
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "query",
    [
        "minutes=0", "minutes=abc", "area=atlantis", "supply=castles", "f=exe&minutes=5",
        "colour=red", "point=1,2", "filter=rank%3D1", "minutes=5&minutes=6", "area=%00",
    ],
)  # fmt: skip
def test_a_bad_question_is_refused_saying_what_is_allowed(
    client: FlaskClient, database: Connection, query: str
) -> None:
    add_two_districts(database)
    response = client.get(
        f"/en/planning/report?{query}", headers={"Accept": "application/problem+json"}
    )
    assert response.status_code == 400
    problem = response.get_json()
    assert problem["parameter"]
    assert problem["allowed"]


@pytest.mark.parametrize("place", ["", "/report"])
def test_the_whole_city_and_an_empty_table_are_answered(
    client: FlaskClient, database: Connection, place: str
) -> None:
    add_two_districts(database)
    assert client.get(f"/planning{place}?area=city").status_code == 200


def test_without_population_the_page_says_so(client: FlaskClient, database: Connection) -> None:
    database.execute(text("DELETE FROM layers.districts"))
    assert client.get("/planning?area=city").status_code in {400, 404}


def test_a_slider_is_answered_within_300_ms_of_computing(
    client: FlaskClient, database: Connection
) -> None:
    load_bundled(database)
    page(client)  # loads the libraries
    took = []
    for minutes in (11, 12, 13):
        start = time.process_time()
        page(client, f"minutes={minutes}")
        took.append(time.process_time() - start)
    assert min(took) < 0.3


def test_the_workbench_is_linked_from_every_page(client: FlaskClient) -> None:
    assert 'href="/en/planning"' in client.get("/en/help").get_data(as_text=True)
