"""The report opens anywhere, says everything, and runs nobody's text."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pyogrio
import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import Connection

from mapservice.languages import ENVIRON_KEY
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.report.html import report_page
from mapservice.planning.report.pdf import report_pdf
from mapservice.planning.report.tables import geo_tables
from mapservice.planning.report.writing import csv_archive, csv_of, geopackage_of, write_report
from mapservice.planning.showing.shown import show
from tests.factories import add_venue
from tests.planning.assessment.worlds import NORTH, SOUTH, add_two_districts, answer, load_bundled

EVIL = (
    "{{ 7*7 }}", "${alert(1)}", "</script><script>alert(1)</script>", "<img src=x onerror=a()>",
    "=1+1", "`;alert(1)//", "{% raw %}", "&lt;b&gt;", "\u2028line",
)  # fmt: skip


@pytest.fixture
def assessment(database: Connection, app: Flask) -> Iterator[Assessment]:
    """Two districts whose every place has a name that means harm."""
    add_two_districts(database)
    for name in EVIL:
        add_venue(database, at=SOUTH, name_ja=name)
        add_venue(database, "citizen_centers", at=NORTH, name_ja=name, district="北")
        add_venue(database, "public_facilities", at=None, name_ja=f"{name}?")
    with app.test_request_context(environ_overrides={ENVIRON_KEY: "en"}):
        yield answer(database, sure=True)


def test_hostile_names_appear_literally_in_the_html(
    assessment: Assessment, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_page(show(assessment)), encoding="utf-8")
    page = browser.new_context(offline=True).new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    page.goto(path.as_uri())
    page.locator("html[data-drawn='3']").wait_for(state="attached")
    assert page.locator("script", has_text="alert(1)</script>").count() == 0
    body = page.locator("main").inner_text()
    for name in EVIL:
        assert name.replace("\u2028", "") in body.replace("\u2028", "").replace("\n", ""), name
    page.locator(".rank").last.hover(force=True)
    assert page.locator(".leaflet-tooltip").first.inner_text()
    assert "49" not in re.findall(r"\b49\b", body)
    assert errors == []
    assert asked == [path.as_uri()]
    page.context.close()


def test_the_html_names_no_file_outside_itself(assessment: Assessment) -> None:
    page = report_page(show(assessment))
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(?:link|script|iframe|object)\b", markup)
    assert not re.search(r"\b(?:src|href)\s*=", re.sub(r"&lt;img src=x", "", markup))
    assert "default-src 'none'" in page
    assert not re.search(
        r"url\((?!data:)", "".join(re.findall(r"<style>.*?</style>", page, re.DOTALL))
    )


def test_the_report_says_question_data_method_limits_and_how_to_repeat(
    database: Connection, app: Flask
) -> None:
    load_bundled(database)
    with app.test_request_context(environ_overrides={ENVIRON_KEY: "en"}):
        found = answer(database, sure=True)
        page = report_page(show(found))
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == [
        "Question", "Answer", "What to mind", "Access today", "Candidates", "How sure is it",
        "Data", "Method", "How to repeat it",
    ]  # fmt: skip
    assert page.count("2025-05-01") >= 5
    assert "mapservice assess" in page
    assert "133,593" in page


def test_text_is_never_a_formula_in_a_spreadsheet(assessment: Assessment) -> None:
    with ZipFile(io.BytesIO(csv_archive(assessment))) as archive:
        names = archive.namelist()
        text = archive.read("candidates.csv").decode("utf-8-sig")
    assert names == [
        "districts.csv", "candidates.csv", "people.csv", "existing.csv", "runs.csv",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["name"] for row in rows} == {
        f"'{name}" if name.startswith("=") else name for name in EVIL
    }
    assert {row["data_date"] for row in rows} == {"2025-05-01"}


def test_tables_add_up_to_the_city(assessment: Assessment) -> None:
    people = geo_tables(assessment)["people"]
    assert people["people"].sum() == pytest.approx(3000)
    assert csv_of(people.drop(columns="geometry")).startswith(b"\xef\xbb\xbflon,lat")


def test_the_geopackage_holds_every_place(assessment: Assessment, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(geopackage_of(assessment))
    layers = {str(name): str(kind) for name, kind in pyogrio.list_layers(path)}
    assert set(layers) == {"people", "existing", "candidates", "districts"}
    assert layers["people"] == "Point"
    assert set(pyogrio.read_dataframe(path, layer="candidates")["name"]) == set(EVIL)


def test_the_paper_has_pages_of_a4(assessment: Assessment) -> None:
    paper = report_pdf(show(assessment))
    assert paper.startswith(b"%PDF-")
    assert paper.count(b"/Type /Page\n") >= 4
    assert b"/MediaBox [ 0 0 595.2756 841.8898 ]" in paper


def test_every_file_is_written(assessment: Assessment, tmp_path: Path) -> None:
    written = write_report(assessment, tmp_path / "new" / "folder")
    assert [path.name for path in written] == [
        "report.html", "report.pdf", "assessment.gpkg", "districts.csv", "candidates.csv",
        "people.csv", "existing.csv", "runs.csv",
    ]  # fmt: skip
    assert all(path.stat().st_size > 100 for path in written)
