"""Starts the child process that opens vector files, and reads its answer."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from shapely import from_wkb

from geodata.notes import Note, Unreadable
from geodata.readers.options import Options, Progress
from geodata.table import Source, Table

_LONGEST_LINE: Final = 256 * 2**20
_STEP: Final = 1000


@cache
def environment() -> dict[str, str]:
    """The child's whole environment: no driver but two, no network, no secrets of ours.

    Names of drivers to leave out come from GDAL itself, so a new one is left out too;
    the child checks that it worked. https://gdal.org/user/configoptions.html
    """
    from geodata.readers.drivers import driver_names  # noqa: PLC0415

    unwanted = ",".join(driver_names())
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(str(resources.files("geodata"))).parent),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OGR_SKIP": unwanted,
        "GDAL_SKIP": unwanted,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_CONFIG_FILE": "/dev/null",
        "GDAL_VRT_ENABLE_PYTHON": "NO",
        "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "CPL_VSIL_CURL_ALLOWED_FILENAME": "/nothing",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "SQLITE_USE_OGR_VFS": "NO",
        "PROJ_NETWORK": "OFF",
        "SHAPE_RESTORE_SHX": "YES",
    }


def read_in_child(path: Path, name: str, options: Options) -> Table:
    """The rows of a GeoJSON, GeoPackage or Shapefile (by suffix) read in a child process."""
    limits = options.limits
    job = {
        "path": str(path),
        "crs": options.crs,
        "table": options.table,
        "limits": asdict(limits),
    }
    command = [sys.executable, "-s", "-P", "-m", "geodata.readers.child", json.dumps(job)]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=path.parent,
            env=environment(),
            encoding="ascii",
        ) as process,
    ):
        timer = threading.Timer(limits.seconds, process.kill)
        timer.start()
        try:
            return _table(_answer(process), name, options.progress)
        finally:
            timer.cancel()
            process.kill()


def _answer(process: "subprocess.Popen[str]") -> Iterator[Any]:
    if process.stdout is None:
        raise RuntimeError("the child's output is not connected")
    while line := process.stdout.readline(_LONGEST_LINE):
        if not line.endswith("\n"):
            break
        message = json.loads(line)
        if isinstance(message, dict) and "error" in message:
            text, values = message["error"]
            raise Unreadable(text, **values)
        yield message
        if isinstance(message, dict) and "end" in message:
            return
    # Killed by a limit of the system, by the timer, or by GDAL itself.
    raise Unreadable("reading the file took more time or memory than is allowed")


def _table(messages: Iterator[Any], name: str, progress: Progress | None) -> Table:
    head = next(messages)
    columns = tuple(head["columns"])
    rows, shapes = [], []
    for message in messages:
        if isinstance(message, dict):
            break
        cells, shape = message
        rows.append(dict(zip(columns, cells, strict=True)))
        shapes.append(shape)
        if progress is not None and (len(rows) % _STEP == 0 or len(rows) == head["count"]):
            progress(len(rows), head["count"])
    notes = tuple(Note(text, values) for text, values in head["notes"])
    source = Source(name, head["driver"], head["encoding"], head["crs"] or "EPSG:4326", notes)
    geometries = tuple(from_wkb(shapes)) if head["geometry"] else None
    return Table(columns, tuple(rows), tuple(range(1, len(rows) + 1)), source, geometries)
