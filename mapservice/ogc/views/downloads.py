"""Whole results of `/items` as files."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from flask import Response, current_app, request, send_file

from mapservice.database.engine import Databases
from mapservice.ogc.answers import is_current, not_modified, version_of, with_version
from mapservice.ogc.collections import Collection
from mapservice.ogc.downloads import ALL, Download, Row, read_batches
from mapservice.ogc.negotiation import FEATURES
from mapservice.ogc.reference_systems import CRS84
from mapservice.ogc.representations import arrow, delimited, keyhole
from mapservice.ogc.requests import parse_items
from mapservice.ogc.service import connected, read_state

STREAMS: Final[dict[str, Callable[[Download, Iterable[list[Row]]], Iterator[bytes]]]] = {
    "csv": delimited.write,
    "kml": keyhole.write,
}
DOWNLOADS: Final = frozenset({*STREAMS, *arrow.WRITERS})


def download(collection: Collection, chosen: str) -> Response:
    """A file of everything that matches; `limit` counts only when it is given."""
    asked = parse_items(collection, request.args, most=ALL, default_limit=ALL)
    if chosen == "kml":
        asked = replace(asked, system=CRS84)
    with connected() as connection:
        version = version_of(read_state(connection, collection), chosen)
    if is_current(version):
        return not_modified(version)
    answer = _stream if chosen in STREAMS else _file
    response = answer(Download(asked), chosen)
    response.headers["Content-Disposition"] = f'attachment; filename="{collection.id}.{chosen}"'
    return with_version(response, version, None)


def _stream(wanted: Download, chosen: str) -> Response:
    databases: Databases = current_app.extensions["databases"]
    write = STREAMS[chosen]

    def pieces() -> Iterator[bytes]:
        with databases.prepared.begin() as connection:
            yield from write(wanted, read_batches(connection, wanted.request))

    # HEAD asks for nothing: no cursor is opened for it.
    body: Iterable[bytes] = () if request.method == "HEAD" else _started(pieces())
    return Response(body, content_type=FEATURES[chosen])


def _started(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first already made: an error before it is still a status."""
    first = next(pieces)

    def all_pieces() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_pieces()


def _file(wanted: Download, chosen: str) -> Response:
    folder = Path(tempfile.mkdtemp(prefix="mapservice-download-"))
    try:
        path = folder / f"{wanted.collection.id}.{chosen}"
        with connected() as connection:
            arrow.WRITERS[chosen](wanted, read_batches(connection, wanted.request), path)
        response = send_file(path, mimetype=FEATURES[chosen], conditional=True, etag=False)
    finally:
        # The open file stays readable until it is sent.
        shutil.rmtree(folder)
    return response
