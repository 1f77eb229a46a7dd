"""CSV (RFC 4180) in UTF-8 with a byte order mark, as spreadsheets expect of Japanese text."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import shapely

from mapservice.ogc.downloads import Download, Row
from mapservice.ogc.fields import Kind
from mapservice.ogc.representations.geojson import rights

MARK: Final = "\ufeff"


def write(download: Download, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    """The file in pieces. Licence and attribution are columns: CSV has no other place."""
    collection = download.collection
    place = ["x", "y"] if collection.has_points else ["geometry"]
    names = [field.name for field in download.fields]
    credit = rights(collection)
    added = [name for name in ("license", "attribution") if name not in names]
    yield (MARK + _lines([["id", *place, *names, *added]])).encode()
    for batch in batches:
        places = _places(batch, points=collection.has_points)
        rows = (
            [
                row[0], *where,
                *(_cell(value, field.kind) for value, field in
                  zip(row[2:], download.fields, strict=True)),
                *(credit[name] for name in added),
            ]
            for row, where in zip(batch, places, strict=True)
        )  # fmt: skip
        yield _lines(rows).encode()


def _lines(rows: Iterable[list[Any]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _places(batch: list[Row], *, points: bool) -> list[list[Any]]:
    geometries = shapely.from_wkb([row[1] for row in batch])
    if points:
        coordinates = zip(shapely.get_x(geometries), shapely.get_y(geometries), strict=True)
        return [["", ""] if x != x else [_number(x), _number(y)] for x, y in coordinates]  # noqa: PLR0124 (NaN: no point)
    return [["" if text is None else text] for text in shapely.to_wkt(geometries, 7)]


def _number(value: float) -> str:
    return f"{value:.7f}".rstrip("0").rstrip(".")


def _cell(value: Any, kind: Kind) -> Any:
    if value is None:
        return ""
    if kind is Kind.TEXTS:
        return ";".join(value)
    if kind in (Kind.OBJECT, Kind.OBJECTS):
        return json.dumps(value, ensure_ascii=False)
    if kind is Kind.BOOLEAN:
        return "true" if value else "false"
    if kind in (Kind.DATE, Kind.TIMESTAMP):
        return value.isoformat()
    return value
