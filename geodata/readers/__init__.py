"""Reads tables from the files that people have."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from geodata.notes import Unreadable
from geodata.readers.archive import Unpacked, unpack
from geodata.readers.columns import with_full_names
from geodata.readers.delimited import read_delimited
from geodata.readers.options import Options
from geodata.readers.sandbox import read_in_child
from geodata.table import Table

TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
VECTOR_SUFFIXES: Final = frozenset({".geojson", ".json", ".gpkg"})


def read_table(path: Path, options: Options | None = None, *, name: str | None = None) -> Table:
    """The table in a CSV, TSV, GeoJSON, GeoPackage or zipped Shapefile.

    `name` is what the file is called where that is not `path` (an upload); its ending
    decides how it is read. Raises Unreadable with words for people, FileNotFoundError if
    there is no such file.
    """
    options = options or Options()
    called = Path(name or path.name)
    if path.stat().st_size > options.limits.file_bytes:
        raise Unreadable("larger than %(limit)s bytes", limit=options.limits.file_bytes)
    with tempfile.TemporaryDirectory(prefix="mapservice-import-") as folder:
        taken = _take(path, called.suffix.lower(), Path(folder), options)
        if taken.path.suffix in TEXT_SUFFIXES:
            read = read_delimited(taken.path.read_bytes(), called.name, options.limits)
            if options.progress is not None:
                options.progress(len(read.rows), len(read.rows))
            return read
        read = read_in_child(taken.path, called.name, options)
        return with_full_names(read, taken.columns) if taken.columns else read


def _take(path: Path, suffix: str, folder: Path, options: Options) -> Unpacked:
    """The file under a name of our own: what a driver sees never comes from outside."""
    if suffix == ".zip":
        return unpack(path, folder, options.limits)
    if suffix not in TEXT_SUFFIXES | VECTOR_SUFFIXES:
        raise Unreadable(
            "files ending in %(suffix)s cannot be read; CSV, TSV, GeoJSON, GeoPackage and zipped"
            " Shapefile can",
            suffix=suffix or "?",
        )
    copy = folder / f"input{suffix}"
    shutil.copyfile(path, copy)
    return Unpacked(copy, path.name, None)
