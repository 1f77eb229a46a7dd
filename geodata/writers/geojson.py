"""GeoJSON (RFC 7946)."""

import json
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS

from geodata.table import Table
from geodata.writers.projection import in_crs
from geodata.writers.report import WriteReport


def write_geojson(table: Table, path: Path, crs: str = "EPSG:4326") -> WriteReport:
    """A FeatureCollection; a CRS other than EPSG:4326 is named in the old `crs` member."""
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    code = CRS.from_user_input(crs).to_epsg()
    if code != 4326:
        name = f"urn:ogc:def:crs:EPSG::{code}" if code else crs
        collection["crs"] = {"type": "name", "properties": {"name": name}}
    collection["features"] = [
        {
            "type": "Feature",
            "properties": {column: row.get(column) for column in table.columns},
            "geometry": json.loads(shapely.to_geojson(shape)) if shape is not None else None,
        }
        for row, shape in zip(table.rows, in_crs(table, crs), strict=True)
    ]
    path.write_text(json.dumps(collection, ensure_ascii=False, allow_nan=False), "utf-8")
    return WriteReport(len(table.rows))
