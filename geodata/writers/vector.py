"""GeoPackage and zipped Shapefile by pyogrio."""

import csv
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.table import Cell, Table
from geodata.writers.projection import in_crs
from geodata.writers.report import WriteReport
from geodata.writers.shapefile_fields import Field, shapefile_fields

_ANY: Final = "Unknown"


def write_geopackage(table: Table, path: Path, crs: str = "EPSG:4326") -> WriteReport:
    """A GeoPackage with one table called like the file; whole numbers stay whole."""
    fields = [Field(column, column) for column in table.columns]
    path.unlink(missing_ok=True)
    # Names of our own for key and geometry: a column may be called fid or geom.
    options = {"FID": "_feature", "GEOMETRY_NAME": "_geometry"}
    _write(table, path, fields, crs, driver="GPKG", layer=path.stem, layer_options=options)
    return WriteReport(len(table.rows))


def write_shapefile(table: Table, path: Path, crs: str = "EPSG:4326") -> WriteReport:
    """A ZIP file with a Shapefile in UTF-8 and `columns.csv`, which names the full columns.

    Shapefiles hold names of 10 and texts of 254 bytes: longer texts go on in further fields,
    and our reader joins them again by `columns.csv`.
    """
    with tempfile.TemporaryDirectory(prefix="mapservice-export-") as folder:
        stem = path.stem.partition(".")[0] or "export"
        shape = Path(folder) / f"{stem}.shp"
        fields = shapefile_fields(table)
        _write(table, shape, fields, crs, driver="ESRI Shapefile", encoding="UTF-8")
        _write_columns(Path(folder) / "columns.csv", fields)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
    return WriteReport(len(table.rows))


def _write_columns(path: Path, fields: Sequence[Field]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["field", "column"])
        writer.writerows([field.name, field.column] for field in fields)


def _write(table: Table, path: Path, fields: Sequence[Field], crs: str, **options: Any) -> None:
    geometries = in_crs(table, crs)
    data, masks = [], []
    for field in fields:
        cells = [field.piece(row.get(field.column)) for row in table.rows]
        values, mask = _array(cells)
        data.append(values)
        masks.append(mask)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(geometries, dtype=object)),
        data,
        [field.name for field in fields],
        field_mask=masks,
        geometry_type=_geometry_type(geometries),
        crs=crs,
        **options,
    )


def _array(cells: Sequence[Cell]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Values as int64, float64 or text, and where they are missing."""
    mask = np.array([cell is None for cell in cells], dtype=bool)
    known = [cell for cell in cells if cell is not None]
    kind: Any = object
    if known and all(isinstance(cell, int) for cell in known):
        kind = np.int64
    elif known and all(isinstance(cell, int | float) for cell in known):
        kind = np.float64
    if kind is object:
        return np.array([None if cell is None else str(cell) for cell in cells], object), mask
    return np.array([0 if cell is None else cell for cell in cells], dtype=kind), mask


def _geometry_type(geometries: Sequence[BaseGeometry | None]) -> str:
    kinds = {geometry.geom_type for geometry in geometries if geometry is not None}
    if kinds == {"Polygon", "MultiPolygon"}:
        return "MultiPolygon"
    return kinds.pop() if len(kinds) == 1 else _ANY if kinds else "Point"
