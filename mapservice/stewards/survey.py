"""The survey (実態調査): every group with everything it entered, for the department only."""

import tempfile
from pathlib import Path
from typing import Final

from shapely.geometry import Point
from sqlalchemy import Connection, select

from geodata.table import Cell, Source, Table
from geodata.writers import write_table
from layers.groups import FIELDS
from mapservice.database.private import groups
from mapservice.groups.registration import Registration

FORMATS: Final = {"csv": "text/csv", "gpkg": "application/geopackage+sqlite3"}
COLUMNS: Final = (
    "id", "状態", "名称", "よみ", "英語名", "目的", "活動分野", "活動地区", "言語", "活動日",
    "募集", "提供", "ウェブサイト", "SNS", "担当者", "電話番号", "メール",
    "事務所住所", "事務所郵便番号", "個人宅", "活動場所", "確認日", "見本",
)  # fmt: skip


def write_survey(connection: Connection, form: str) -> bytes:
    """The file in `form` (csv or gpkg); KeyError for another."""
    suffix = {"csv": ".csv", "gpkg": ".gpkg"}[form]
    with tempfile.TemporaryDirectory(prefix="mapservice-survey-") as folder:
        path = Path(folder) / f"survey{suffix}"
        write_table(survey_table(connection, with_points=form == "gpkg"), path, format_name=form)
        return path.read_bytes()


def survey_table(connection: Connection, *, with_points: bool) -> Table:
    """One row per group that is not erased; points are the offices', in EPSG:4326."""
    rows: list[dict[str, Cell]] = []
    points: list[Point | None] = []
    question = select(groups).where(groups.c.status != "erased").order_by(groups.c.id)
    for kept in connection.execute(question):
        known = Registration.from_json(kept.live or kept.proposal or kept.draft)
        rows.append(_row(kept.id, kept.status, known, kept.checked_on))
        office = known.office
        if office is None or office.lon is None or office.lat is None:
            points.append(None)
        else:
            points.append(Point(office.lon, office.lat))
    return Table(
        COLUMNS,
        tuple(rows),
        tuple(range(1, len(rows) + 1)),
        Source("survey", "mapservice", "utf-8"),
        tuple(points) if with_points else None,
    )


def _row(group_id: str, status: str, known: Registration, checked_on: object) -> dict[str, Cell]:
    titles = {choice.value: choice.title.ja for choice in FIELDS}
    contacts = {contact.kind: contact.value for contact in known.contacts}
    office = known.office
    values: tuple[Cell, ...] = (
        group_id, status, known.name_ja, known.name_kana, known.name_en, known.purpose,
        ";".join(titles.get(value, value) for value in known.fields),
        ";".join(known.districts), ";".join(known.languages), known.meeting,
        ";".join(known.seeks), known.offers, known.url, ";".join(known.social),
        contacts.get("person"), contacts.get("phone"), contacts.get("email"),
        office.address if office else None, office.postal_code if office else None,
        1 if office and office.home else 0,
        ";".join(place.label for place in known.places),
        str(checked_on) if checked_on else None, 1 if known.sample else 0,
    )  # fmt: skip
    return dict(zip(COLUMNS, map(_inert, values), strict=True))


def _inert(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets a sign before it that stops that."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell
