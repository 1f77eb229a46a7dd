"""CSV of a search, in the columns of the municipal standard where the layer follows it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final
from urllib.parse import quote

from flask import Response
from shapely.geometry import Point

from geodata.table import Source, Table
from geodata.writers.report import WriteReport
from geodata.writers.text import to_cp932, to_delimited
from layers import get_layer, venue_layers
from layers.conversion.report import Feature
from layers.conversion.writing import Style, to_table
from mapservice.languages import gettext, localize
from mapservice.venues.exporting import Export
from mapservice.venues.pages.links import absolute, place_url
from mapservice.venues.queries.results import VenueRow

LAYER: Final = "レイヤー"
DISTANCE: Final = "距離（m）"
PAGE: Final = "ページ"
MEDIA_TYPE: Final = "text/csv"
UNENCODABLE: Final = "X-Unencodable-Characters"
_KEPT: Final = frozenset({"layer", "id", "extra", "lon", "lat", "distance_m", "access", "seats"})


def csv_response(export: Export) -> Response:
    """UTF-8 with a byte order mark, by which Excel knows it."""
    body = to_delimited(make_table(export), ",").encode("utf-8-sig")
    return _response(body, "utf-8", "venues.csv")


def cp932_response(export: Export) -> Response:
    """cp932 for older programs. What it lacks becomes 〓 and is told.

    A header names the characters (percent-encoded) for programs; for people a last row says
    in which rows they were. The note is the file's own: it has no ID, so imports refuse it.
    """
    table = make_table(export)
    body, report = to_cp932(table)
    letters = "".join(
        dict.fromkeys(letter for each in report.unencodable for letter in each.characters)
    )
    response = _response(body + _note(report, letters), "cp932", "venues-cp932.csv")
    response.headers[UNENCODABLE] = quote(letters)
    return response


def make_table(export: Export) -> Table:
    """Every layer's rows in its own columns; columns that only some have are empty elsewhere."""
    order = {(row.layer, row.id): number for number, row in enumerate(export.rows)}
    rows = sorted(_rows(export), key=lambda pair: order[pair[0]])
    names = [LAYER, *dict.fromkeys(name for _, row in rows for name in row)]
    columns = tuple(dict.fromkeys([*names, PAGE]))
    return Table(
        columns,
        tuple({name: row.get(name) for name in columns} for _, row in rows),
        tuple(range(1, len(rows) + 1)),
        Source("venues", "mapservice", "utf-8"),
    )


def _rows(export: Export) -> Iterator[tuple[tuple[str, str], dict[str, str | int | float | None]]]:
    for layer in venue_layers():
        found = [row for row in export.rows if row.layer == layer.id]
        table = to_table(layer, [_feature(row) for row in found], Style(ids=True))
        for row, cells in zip(found, table.rows, strict=True):
            distance = None if row.distance_m is None else round(row.distance_m)
            more = {DISTANCE: distance} if distance is not None else {}
            yield (
                (row.layer, row.id),
                {
                    LAYER: localize(layer.title),
                    **cells,
                    **more,
                    PAGE: absolute(place_url(row.layer, row.id)),
                },
            )


def _feature(row: VenueRow) -> Feature:
    values = {name: value for name, value in asdict(row).items() if name not in _KEPT}
    position = row.position
    licence = row.licence or get_layer(row.layer).licence
    return Feature(
        id=row.id,
        line=0,
        values={**values, **row.access, "licence": licence},
        geometry=Point(position.lon, position.lat) if position else None,
        positioned=True,
    )


def _note(report: WriteReport, letters: str) -> bytes:
    if not letters:
        return b""
    rows = ", ".join(dict.fromkeys(str(each.row) for each in report.unencodable))
    text = gettext(
        "Note: characters that this encoding lacks are written as %(sign)s, in rows %(rows)s.",
        sign="〓",
        rows=rows,
    )
    return f'"{text}"\r\n'.encode("cp932", "replace")


def _response(body: bytes, charset: str, name: str) -> Response:
    # RFC 4180 names no charset for cp932; Shift_JIS is what browsers and Excel call it.
    label = {"cp932": "Shift_JIS"}.get(charset, charset)
    response = Response(body, content_type=f"{MEDIA_TYPE}; charset={label}; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
