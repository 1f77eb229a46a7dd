"""What may be taken out of a ZIP file, and the one data set it holds."""

import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from geodata.notes import Unreadable
from geodata.readers.limits import Limits

SHAPEFILE_PARTS: Final = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
DATA_SUFFIXES: Final = frozenset({".shp", ".geojson", ".json", ".gpkg", ".csv", ".tsv", ".txt"})
COLUMNS_FILE: Final = "columns.csv"
"""Beside a Shapefile that `geodata.writers` made: the columns' full names."""
_CHUNK: Final = 2**20


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The data file taken out of an archive; its parts lie beside it under fixed names."""

    path: Path
    name: str
    columns: Path | None


def unpack(path: Path, into: Path, limits: Limits) -> Unpacked:
    """Take the one data set out of the ZIP file at `path`, under names of our own.

    Raises Unreadable for bombs (entries, size, ratio), paths that leave the archive, links,
    encryption, and for none or several data sets.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _entries(archive, limits)
            return _take(archive, _data_entry(entries), entries, into, limits)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Unreadable("not a readable ZIP file: %(problem)s", problem=str(error)) from error


def _entries(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > limits.zip_entries:
        raise Unreadable("the ZIP file has more than %(limit)s entries", limit=limits.zip_entries)
    if sum(info.file_size for info in infos) > limits.zip_bytes:
        raise Unreadable("the ZIP file unpacks to more than %(limit)s bytes",
                         limit=limits.zip_bytes)  # fmt: skip
    for info in infos:
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[:1]:
            raise Unreadable("the ZIP file names a path outside itself: %(name)s",
                             name=info.filename[:200])  # fmt: skip
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Unreadable("the ZIP file holds a link: %(name)s", name=info.filename[:200])
        if info.file_size > max(info.compress_size, 1) * limits.zip_ratio:
            raise Unreadable("the ZIP file unpacks to more than %(limit)s times its size",
                             limit=limits.zip_ratio)  # fmt: skip
    return [info for info in infos if not info.is_dir() and not _is_hidden(info)]


def _is_hidden(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _data_entry(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    found = [info for info in entries if _suffix(info) in DATA_SUFFIXES and not _is_columns(info)]
    shapes = [info for info in found if _suffix(info) == ".shp"]
    if shapes:
        found = shapes  # texts beside a Shapefile are its documents
    if not found:
        raise Unreadable("the ZIP file holds no CSV, GeoJSON, GeoPackage or Shapefile")
    if len(found) > 1:
        names = "、".join(info.filename for info in found[:10])
        raise Unreadable("the ZIP file holds several data sets: %(names)s", names=names)
    return found[0]


def _take(
    archive: zipfile.ZipFile,
    data: zipfile.ZipInfo,
    entries: list[zipfile.ZipInfo],
    into: Path,
    limits: Limits,
) -> Unpacked:
    suffix = _suffix(data)
    target = into / f"input{suffix}"
    left = _extract(archive, data, target, limits.zip_bytes)
    columns = None
    if suffix == ".shp":
        stem = PurePosixPath(data.filename).with_suffix("")
        for info in entries:
            part = _suffix(info)
            if part in SHAPEFILE_PARTS - {".shp"} and _stem(info) == stem:
                left = _extract(archive, info, into / f"input{part}", left)
            elif _is_columns(info):
                columns = into / COLUMNS_FILE
                left = _extract(archive, info, columns, left)
        if not (into / "input.dbf").exists():
            raise Unreadable("the Shapefile lacks its .dbf file")
    return Unpacked(target, data.filename, columns)


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one entry, counting what really comes out; returns the bytes still allowed."""
    with archive.open(info) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise Unreadable("the ZIP file unpacks to more than it says")
            file.write(chunk)
    return left


def _suffix(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).suffix.lower()


def _stem(info: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(info.filename).with_suffix("")


def _is_columns(info: zipfile.ZipInfo) -> bool:
    return PurePosixPath(info.filename).name == COLUMNS_FILE
