"""The child process that opens vector files: `python -m geodata.readers.child <job as JSON>`.

GDAL opens whatever a file's content asks for: a VRT of any name reads local files. So it
runs here, with every driver but two taken out before it starts (see `sandbox.environment`),
under limits of the system, and answers in lines of JSON: a header, one line per row
`[cells, WKB in hex]`, an end.
"""

import json
import math
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geodata.notes import Note, Refused, Unreadable
from geodata.readers.limits import Limits
from geodata.table import Cell

ALLOWED_DRIVERS: Final = frozenset({"GPKG", "ESRI Shapefile"})


def restrict(limits: Limits) -> None:
    """Bound memory, CPU time and files written; no core dumps."""
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        lowered = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (lowered, lowered))


def main() -> int:
    job = json.loads(sys.argv[1])
    limits = Limits(**job["limits"])
    restrict(limits)
    try:
        for line in answer(job, limits):
            print(json.dumps(line, ensure_ascii=True, allow_nan=False))  # noqa: T201 - the answer
    except Refused as refused:
        _refuse(refused.note)
    except MemoryError:
        _refuse(Note("the file needs more memory than is allowed"))
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes ends here
        problem = f"{type(error).__name__}: {error}".replace(job["path"], "…")
        _refuse(Note("the file cannot be read: %(problem)s", {"problem": problem[:300]}))
    return 0


def _refuse(note: Note) -> None:
    print(json.dumps({"error": [note.message, dict(note.values)]}))  # noqa: T201


def answer(job: dict[str, Any], limits: Limits) -> Iterator[object]:
    """The lines that describe the file: header, rows, end."""
    # Only now, under the limits.
    from geodata.readers import projection  # noqa: PLC0415

    path = Path(job["path"])
    crs: str | None
    if path.suffix in {".geojson", ".json"}:
        from geodata.readers.geojson import read_geojson  # noqa: PLC0415

        rows, geometries, crs = read_geojson(path, limits)
        driver, encoding = "GeoJSON", "utf-8"
    else:
        from geodata.readers import ogr  # noqa: PLC0415

        ogr.check_drivers(ALLOWED_DRIVERS)
        rows, geometries, crs, driver, encoding = ogr.read(path, job["table"], limits)
    notes: list[Note] = []
    has_geometry = any(geometry is not None for geometry in geometries)
    if has_geometry:
        geometries, crs, notes = projection.to_degrees(geometries, job["crs"] or crs)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if len(columns) > limits.columns:
        raise Unreadable("more than %(limit)s columns", limit=limits.columns)
    yield {
        "columns": columns, "driver": driver, "encoding": encoding, "crs": crs,
        "count": len(rows), "geometry": has_geometry,
        "notes": [[note.message, dict(note.values)] for note in notes],
    }  # fmt: skip
    for row, geometry in zip(rows, geometries, strict=True):
        cells = [_finite(row.get(column)) for column in columns]
        yield [cells, geometry.wkb_hex if geometry is not None else None]
    yield {"end": len(rows)}


def _finite(cell: Cell) -> Cell:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


if __name__ == "__main__":
    sys.exit(main())
