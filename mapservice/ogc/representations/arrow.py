"""GeoPackage, FlatGeobuf and GeoParquet: rows to Arrow batches, batches to a file."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyogrio
from pyarrow import parquet
from pyproj import CRS

from mapservice.languages import localize
from mapservice.ogc.downloads import Download, Row
from mapservice.ogc.fields import Kind
from mapservice.ogc.representations.geojson import rights

GEOMETRY: Final = "geom"

TYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: pa.string(),
    Kind.TEXTS: pa.list_(pa.string()),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIMESTAMP: pa.timestamp("us", "UTC"),
    Kind.OBJECT: pa.string(),
    Kind.OBJECTS: pa.string(),
}
_AS_JSON: Final = (Kind.OBJECT, Kind.OBJECTS)


def _schema(download: Download, *, lists: bool) -> Any:
    """The columns; without `lists`, lists of texts become JSON."""
    columns = [pa.field("id", pa.string(), nullable=False)]
    for field in download.fields:
        kind = TYPES[field.kind]
        columns.append(pa.field(field.name, kind if lists or kind != pa.list_(pa.string())
                                else pa.string()))  # fmt: skip
    extension = {"ARROW:extension:name": "geoarrow.wkb"}
    columns.append(pa.field(GEOMETRY, pa.binary(), metadata=None if lists else extension))
    return pa.schema(columns)


def _batches(download: Download, rows: Iterable[list[Row]], schema: Any) -> Iterator[Any]:
    for batch in rows:
        identifiers, geometries, *values = zip(*batch, strict=True)
        arrays = [pa.array(identifiers, pa.string())]
        for field, cells in zip(download.fields, values, strict=True):
            kind = schema.field(field.name).type
            as_json = field.kind in _AS_JSON or (field.kind is Kind.TEXTS and kind == pa.string())
            written = [_json(cell) for cell in cells] if as_json else list(cells)
            if field.kind is Kind.NUMBER:
                written = [None if cell is None else float(cell) for cell in written]
            arrays.append(pa.array(written, kind))
        arrays.append(pa.array(geometries, pa.binary()))
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _json(cell: Any) -> str | None:
    return None if cell is None else json.dumps(cell, ensure_ascii=False)


def _credit(download: Download) -> dict[str, str]:
    collection = download.collection
    return {
        "TITLE": localize(collection.title),
        "DESCRIPTION": localize(collection.description),
        **{name.upper(): text for name, text in rights(collection).items()},
    }


def write_geopackage(download: Download, rows: Iterable[list[Row]], path: Path) -> None:
    """A GeoPackage with one layer; licence and attribution in its metadata table."""
    collection = download.collection
    _write_ogr(
        download, rows, path, "GPKG", layer=collection.id,
        dataset_metadata=_credit(download), layer_metadata=_credit(download),
        layer_options={"IDENTIFIER": localize(collection.title),
                       "DESCRIPTION": " / ".join(_credit(download).values())},
    )  # fmt: skip


def write_flatgeobuf(download: Download, rows: Iterable[list[Row]], path: Path) -> None:
    """A FlatGeobuf with its index; features without a place cannot be in that and are left out."""
    credit = _credit(download)
    placed = ([row for row in batch if row[1] is not None] for batch in rows)
    _write_ogr(
        download, (batch for batch in placed if batch), path, "FlatGeobuf",
        layer=download.collection.id,
        layer_options={"SPATIAL_INDEX": "YES", "TITLE": credit["TITLE"],
                       "DESCRIPTION": " / ".join(credit.values())},
    )  # fmt: skip


def _write_ogr(
    download: Download, rows: Iterable[list[Row]], path: Path, driver: str, **options: Any
) -> None:
    schema = _schema(download, lists=False)
    reader = pa.RecordBatchReader.from_batches(schema, _batches(download, rows, schema))
    pyogrio.write_arrow(
        reader, path, driver=driver, geometry_name=GEOMETRY,
        geometry_type=download.collection.geometry_type, crs=f"EPSG:{download.srid}", **options,
    )  # fmt: skip


def write_geoparquet(download: Download, rows: Iterable[list[Row]], path: Path) -> None:
    """GeoParquet 1.1: WKB, x = east as that format demands, whatever the system says."""
    column = {
        "encoding": "WKB",
        "geometry_types": [download.collection.geometry_type],
        "crs": CRS.from_epsg(download.srid).to_json_dict(),
    }
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    metadata = {"geo": json.dumps(geo)} | {
        name.lower(): text for name, text in _credit(download).items()
    }
    schema = _schema(download, lists=True).with_metadata(metadata)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(download, rows, schema):
            writer.write_batch(batch)


FileWriter = Callable[[Download, Iterable[list[Row]], Path], None]

WRITERS: Final[dict[str, FileWriter]] = {
    "gpkg": write_geopackage,
    "fgb": write_flatgeobuf,
    "parquet": write_geoparquet,
}
