"""Writes tables in the formats that people's programs open."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from geodata.table import Table
from geodata.writers.geojson import write_geojson
from geodata.writers.report import WriteReport
from geodata.writers.text import write_csv, write_csv_cp932, write_tsv
from geodata.writers.vector import write_geopackage, write_shapefile

Writer = Callable[[Table, Path, str], WriteReport]
"""Writes a table to a path, geometries in the named CRS."""

WRITERS: Final[dict[str, Writer]] = {
    "csv": write_csv,
    "csv-cp932": write_csv_cp932,
    "tsv": write_tsv,
    "geojson": write_geojson,
    "gpkg": write_geopackage,
    "shapefile": write_shapefile,
}
FORMAT_OF_SUFFIX: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "gpkg",
    ".zip": "shapefile",
}


def write_table(
    table: Table, path: Path, *, format_name: str, crs: str = "EPSG:4326"
) -> WriteReport:
    """Write `table` to `path`; KeyError for a format that WRITERS does not name.

    Text formats have no geometry column: coordinates that shall be in them are cells.
    """
    return WRITERS[format_name](table, path, crs)
