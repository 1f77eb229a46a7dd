"""Tiles in memory, keyed by the revision of their layer."""

import threading
from collections import OrderedDict
from typing import Final

from mapservice.ogc.answers import Encoded
from mapservice.ogc.tiles.matrix import Tile

CACHE_BYTES: Final = 64 * 2**20
ENTRY_BYTES: Final = 200
"""What an entry costs beside its tile, so that empty tiles are bounded too."""

Key = tuple[str, str, Tile, str | None]
"""Collection, revision, tile, encoding: a new revision asks for other keys."""


class TileCache:
    """The tiles that one process remembers, the least recently asked dropped first."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        self._tiles: OrderedDict[Key, Encoded] = OrderedDict()
        self._bytes = 0
        self._most_bytes = most_bytes
        self._lock = threading.Lock()

    def get(self, key: Key) -> Encoded | None:
        with self._lock:
            found = self._tiles.get(key)
            if found is not None:
                self._tiles.move_to_end(key)
            return found

    def put(self, key: Key, tile: Encoded) -> None:
        with self._lock:
            self._bytes += len(tile.body) + ENTRY_BYTES
            if previous := self._tiles.pop(key, None):
                self._bytes -= len(previous.body) + ENTRY_BYTES
            self._tiles[key] = tile
            while self._bytes > self._most_bytes:
                _, dropped = self._tiles.popitem(last=False)
                self._bytes -= len(dropped.body) + ENTRY_BYTES
