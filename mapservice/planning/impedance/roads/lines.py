"""Ways from GeoPackage or GeoJSON lines, such as a city's own road centre lines.

Lines meet where they share a corner (to a centimetre); a crossing without one is a bridge.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.errors
import pyogrio.raw
import shapely
import shapely.geometry
from pyproj import CRS, Transformer

from mapservice.planning.arrays import Floats, Ints
from mapservice.planning.impedance.roads.assemble import RoadWay
from mapservice.planning.impedance.roads.rules import Tags

SQLITE_MAGIC = b"SQLite format 3\x00"
# GeoPackage 1.3, requirement 2: the application id at byte 68 of the SQLite header.
GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")


@dataclass(frozen=True, slots=True)
class LineColumns:
    """Which attribute holds which tag, and what a line without a class is taken for."""

    tags: Mapping[str, str]  # tag -> attribute, e.g. {"highway": "road_class"}
    classes: Mapping[str, str]  # attribute value -> `highway` value; empty: as it stands
    otherwise: str = "residential"


OSM_COLUMNS = LineColumns(
    tags={name: name for name in ("highway", "oneway", "maxspeed", "access", "foot", "bicycle")},
    classes={},
)


def read_lines(path: Path, columns: LineColumns = OSM_COLUMNS) -> Iterator[RoadWay]:
    """LineStrings and MultiLineStrings; other geometries are ignored.

    The file's first bytes decide how it is read: GDAL is only ever given a GeoPackage, since
    it would follow references inside other formats. ValueError for anything else.
    """
    with path.open("rb") as file:
        head = file.read(72)
    if head.startswith(SQLITE_MAGIC) and head[68:72] in GEOPACKAGE_IDS:
        yield from _read_geopackage(path, columns)
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _read_geojson(path, columns)
    else:
        raise ValueError(f"{path.name} is neither a GeoPackage nor GeoJSON")


def _read_geopackage(path: Path, columns: LineColumns) -> Iterator[RoadWay]:
    try:
        meta, _, wkb, fields = pyogrio.raw.read(path.resolve(), force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise ValueError(f"{path.name} is not readable as a GeoPackage: {error}") from error
    to_degrees = None
    if meta["crs"] and not CRS.from_user_input(meta["crs"]).is_geographic:
        to_degrees = Transformer.from_crs(meta["crs"], "EPSG:6668", always_xy=True)
    names = [str(name) for name in meta["fields"]]
    for index, geometry in enumerate(shapely.from_wkb(wkb)):
        row = {name: field[index] for name, field in zip(names, fields, strict=True)}
        yield from _ways(geometry, _tags(row, columns), to_degrees)


def _read_geojson(path: Path, columns: LineColumns) -> Iterator[RoadWay]:
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        for feature in features:
            geometry = shapely.geometry.shape(feature["geometry"]) if feature["geometry"] else None
            yield from _ways(geometry, _tags(feature.get("properties") or {}, columns), None)
    except (KeyError, TypeError, AttributeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is not a GeoJSON feature collection: {error!r}") from error


def _tags(row: Mapping[str, Any], columns: LineColumns) -> Tags:
    found = {tag: row.get(attribute) for tag, attribute in columns.tags.items()}
    tags = {tag: str(value) for tag, value in found.items() if value not in (None, "")}
    road_class = tags.get("highway", columns.otherwise)
    return tags | {"highway": columns.classes.get(road_class, road_class)}


def _ways(
    geometry: shapely.Geometry | None, tags: Tags, to_degrees: Transformer | None
) -> Iterator[RoadWay]:
    for line in shapely.get_parts(geometry) if geometry is not None else ():
        if isinstance(line, shapely.LineString) and not line.is_empty:
            lon, lat = shapely.get_coordinates(line).T
            if to_degrees is not None:
                lon, lat = to_degrees.transform(lon, lat)
            yield RoadWay(tags, _corner_keys(lon, lat), lon, lat)


def _corner_keys(lon: Floats, lat: Floats) -> Ints:
    """One number for each place, 1e-7 degrees (a centimetre) fine."""
    x, y = np.rint((lon + 180) * 1e7), np.rint((lat + 90) * 1e7)
    return x.astype(np.int64) * 1_800_000_001 + y.astype(np.int64)
