"""Writing the files, each whole or not at all, only where a collection changed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine

from mapservice.ogc.collections import Collection, all_collections
from mapservice.ogc.downloads import ALL, Download, Row, read_batches
from mapservice.ogc.items import ItemsRequest
from mapservice.ogc.negotiation import FEATURES
from mapservice.ogc.publishing.pyramid import write_pmtiles
from mapservice.ogc.reading import read_state
from mapservice.ogc.representations import arrow, delimited, geojson, keyhole
from mapservice.ogc.state import State

MANIFEST: Final = "manifest.json"
PMTILES: Final = "application/vnd.pmtiles"

Writer = Callable[[Connection, Collection, Path], None]


@dataclass(frozen=True)
class Published:
    """One file of the manifest."""

    name: str
    collection: str
    media_type: str
    bytes: int
    sha256: str
    revision: str
    changed_at: str
    """When the collection last changed, RFC 3339."""


def _request(collection: Collection) -> ItemsRequest:
    return ItemsRequest(collection, ALL, fields=collection.fields)


def _rows(connection: Connection, collection: Collection) -> Iterator[list[Row]]:
    return read_batches(connection, _request(collection))


def _write_pieces(
    pieces: Callable[[Download, Iterable[list[Row]]], Iterator[bytes]],
    connection: Connection,
    collection: Collection,
    path: Path,
) -> None:
    with path.open("wb") as file:
        file.writelines(pieces(Download(_request(collection)), _rows(connection, collection)))


def _write_arrow(
    write: arrow.FileWriter, connection: Connection, collection: Collection, path: Path
) -> None:
    write(Download(_request(collection)), _rows(connection, collection), path)


WRITERS: Final[dict[str, tuple[str, Writer]]] = {
    "geojson": (FEATURES["json"], partial(_write_pieces, geojson.write_download)),
    "csv": (FEATURES["csv"], partial(_write_pieces, delimited.write)),
    "kml": (FEATURES["kml"], partial(_write_pieces, keyhole.write)),
    **{
        name: (FEATURES[name], partial(_write_arrow, write))
        for name, write in arrow.WRITERS.items()
    },
    "pmtiles": (PMTILES, write_pmtiles),
}


def read_manifest(folder: Path) -> list[Published]:
    """What is published; nothing before the first run."""
    path = folder / MANIFEST
    if not path.is_file():
        return []
    return [Published(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]


def publish(engine: Engine, folder: Path) -> list[Published]:
    """Write every file that is missing or older than its collection; all that is published."""
    folder.mkdir(parents=True, exist_ok=True)
    before = {entry.name: entry for entry in read_manifest(folder)}
    after = []
    for collection in all_collections():
        for ending, (media_type, write) in WRITERS.items():
            name = f"{collection.id}.{ending}"
            with engine.begin() as connection:
                state = read_state(connection, collection)
                known = before.get(name)
                if known and known.revision == state.revision and (folder / name).is_file():
                    after.append(known)
                    continue
                _write_whole(folder / name, partial(write, connection, collection))
            after.append(_entry(folder / name, collection, media_type, state))
    manifest = json.dumps([asdict(entry) for entry in after], ensure_ascii=False, indent=1)
    _write_whole(folder / MANIFEST, lambda path: _save(path, manifest))
    return after


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Readers see the file before or after, never half of it. GDAL goes by the name's end."""
    unfinished = path.with_name(f".unfinished-{path.name}")
    unfinished.unlink(missing_ok=True)
    try:
        write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _entry(path: Path, collection: Collection, media_type: str, state: State) -> Published:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Published(
        path.name,
        collection.id,
        media_type,
        path.stat().st_size,
        digest,
        state.revision,
        state.changed_at.isoformat(),
    )
