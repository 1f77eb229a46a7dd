"""Where and when the features of a collection are, read once for each revision."""

import datetime
import threading
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from mapservice.ogc.collections import Collection
from mapservice.ogc.conditions import is_published
from mapservice.ogc.state import State


@dataclass(frozen=True, slots=True)
class Extent:
    """Bounds in lon/lat WGS 84 and first and last change; None without features."""

    bbox: tuple[float, float, float, float] | None
    interval: tuple[datetime.datetime, datetime.datetime] | None


class Extents:
    """The extents that one process remembers."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Extent]] = {}
        self._lock = threading.Lock()

    def get(self, connection: Connection, collection: Collection, state: State) -> Extent:
        known = self._known.get(collection.id)
        if known and known[0] == state.revision:
            return known[1]
        with self._lock:
            extent = read_extent(connection, collection)
            self._known[collection.id] = (state.revision, extent)
        return extent


def read_extent(connection: Connection, collection: Collection) -> Extent:
    """The extent as it is now, by looking at every feature."""
    bounds = select(
        func.ST_Extent(collection.geometry).label("box"),
        func.min(collection.table.c["updated_at"]).label("first"),
        func.max(collection.table.c["updated_at"]).label("last"),
    ).where(*is_published(collection.table))
    found = bounds.subquery()
    corner = (func.ST_XMin, func.ST_YMin, func.ST_XMax, func.ST_YMax)
    row = connection.execute(
        select(*(side(found.c.box) for side in corner), found.c.first, found.c.last)
    ).one()
    *box, first, last = row
    utc = datetime.UTC
    return Extent(
        None if box[0] is None else (box[0], box[1], box[2], box[3]),
        None if first is None else (first.astimezone(utc), last.astimezone(utc)),
    )
