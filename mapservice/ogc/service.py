"""What every view of the door needs: the database, the reader, the service's own address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Flask, current_app, request
from sqlalchemy import Connection

from mapservice.database.cluster.places import data_places
from mapservice.database.engine import Databases
from mapservice.ogc.collections import Collection
from mapservice.ogc.extents import Extents
from mapservice.ogc.reading import Reader
from mapservice.ogc.state import State
from mapservice.ogc.tiles.cache import TileCache
from mapservice.ogc.watch import Watch
from mapservice.settings import Settings

EXTENSION: Final = "ogc"
PUBLISHED: Final = "ogc.published"
PREFIX: Final = "/ogc"


@dataclass
class Memory(Reader):
    """What one process remembers between requests; all of it is keyed by revision."""

    extents: Extents = field(default_factory=Extents)
    tiles: TileCache = field(default_factory=TileCache)
    watch: Watch = field(default_factory=Watch)


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = Memory()
    app.extensions[PUBLISHED] = publishing_folder(app.extensions["settings"])


def publishing_folder(settings: Settings) -> Path:
    """Beside the private cluster, in the folder of data."""
    return data_places(settings).root / "published"


def published_folder() -> Path:
    """Where the nightly files lie."""
    folder: Path = current_app.extensions[PUBLISHED]
    return folder


def memory() -> Memory:
    found: Memory = current_app.extensions[EXTENSION]
    return found


def read_state(connection: Connection, collection: Collection) -> State:
    """The state of a collection, from memory while nothing changed."""
    databases: Databases = current_app.extensions["databases"]
    return memory().watch.read(databases.prepared, connection, collection)


@contextmanager
def connected() -> Iterator[Connection]:
    """A connection of the role that reads; parameters are checked before, not within."""
    databases: Databases = current_app.extensions["databases"]
    with databases.prepared.begin() as connection:
        yield connection


def root_url() -> str:
    """The absolute address of `/ogc` in the request's language, without a slash at its end."""
    settings: Settings = current_app.extensions["settings"]
    if settings.base_url:
        return f"{settings.base_url}{request.script_root}{PREFIX}"
    return f"{request.root_url.rstrip('/')}{PREFIX}"


def collection_url(collection_id: str) -> str:
    return f"{root_url()}/collections/{collection_id}"
