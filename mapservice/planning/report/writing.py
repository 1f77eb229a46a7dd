"""The files of a report."""

import csv
import io
import math
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd

from mapservice.planning.assessment.run import Assessment
from mapservice.planning.report.html import report_page
from mapservice.planning.report.pdf import report_pdf
from mapservice.planning.report.tables import (
    candidate_table,
    district_table,
    geo_tables,
    people_table,
    run_table,
    venue_table,
)
from mapservice.planning.showing.shown import show

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TABLES = {
    "districts": district_table,
    "candidates": candidate_table,
    "people": people_table,
    "existing": venue_table,
    "runs": run_table,
}


def csv_of(table: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Japanese; text is never a formula."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return lines.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return value


def csv_archive(assessment: Assessment) -> bytes:
    """Every table as CSV in one zip."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, table in TABLES.items():
            archive.writestr(f"{name}.csv", csv_of(table(assessment)))
    return packed.getvalue()


def geopackage_of(assessment: Assessment) -> bytes:
    """Layers people, existing, candidates and districts, EPSG:4326."""
    with TemporaryDirectory(prefix="mapservice-report-") as folder:
        path = Path(folder) / "assessment.gpkg"
        for name, table in geo_tables(assessment).items():
            if len(table):
                table.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
        return path.read_bytes()


def write_report(assessment: Assessment, folder: Path) -> list[Path]:
    """Write every file of the report into `folder`, which is made if missing.

    In the request's language; needs the application's context, for its templates.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = show(assessment)
    files = {
        "report.html": report_page(shown).encode(),
        "report.pdf": report_pdf(shown),
        "assessment.gpkg": geopackage_of(assessment),
        **{f"{name}.csv": csv_of(table(assessment)) for name, table in TABLES.items()},
    }
    written = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        written.append(path)
    return written
