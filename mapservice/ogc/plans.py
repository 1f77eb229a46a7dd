"""Which of two plans answers a bounding box sooner, by the database's own statistics.

Few features in the box: find all of them by place, then order them. Many: walk in the order
of ids and keep what lies in the box until the page is full. With the values hidden in
parameters the planner cannot know; with the values shown it plans anew each time. So the
statistics that it would read are asked for once in a while, as a grid, and read here.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from mapservice.ogc.collections import Collection
from mapservice.ogc.parameters import BoundingBox

CELLS: Final = 32
LASTS_S: Final = 300.0
# Below this, finding all features by place is quick wherever the box lies.
FEW_FEATURES: Final = 5_000

# pg_stats shows only columns that the role may read; before the first ANALYZE there is none,
# and _postgis_selectivity would fail.
_EXTENT: Final = text(
    "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e), c.reltuples"
    " FROM pg_class c, ST_EstimatedExtent('layers', c.relname, 'geom') AS e"
    " WHERE c.oid = CAST(:name AS regclass) AND EXISTS (SELECT FROM pg_stats s"
    " WHERE s.schemaname = 'layers' AND s.tablename = c.relname AND s.attname = 'geom')"
)
_GRID: Final = text(
    "SELECT array_agg(_postgis_selectivity(CAST(:name AS regclass), 'geom',"
    " ST_MakeEnvelope(:west + col * :width, :south + row * :height,"
    " :west + (col + 1) * :width, :south + (row + 1) * :height, 4326)) ORDER BY row, col)"
    " FROM generate_series(0, :cells - 1) AS row, generate_series(0, :cells - 1) AS col"
)


@dataclass(frozen=True)
class Estimate:
    """Expected features per cell of a grid over one table's extent."""

    west: float
    south: float
    east: float
    north: float
    counts: NDArray[np.float64]
    """[row, col], rows from the south."""

    def features_in(self, box: BoundingBox) -> float:
        columns = _covered(self.west, self.east, box.west, box.east)
        rows = _covered(self.south, self.north, box.south, box.north)
        return float(rows @ self.counts @ columns)


def _covered(start: float, end: float, low: float, high: float) -> NDArray[np.float64]:
    """Share of each cell between `start` and `end` that lies between `low` and `high`."""
    width = max((end - start) / CELLS, 1e-12)
    edges = start + width * np.arange(CELLS)
    shares: NDArray[np.float64] = np.clip(
        np.minimum(edges + width, high) - np.maximum(edges, low), 0, width
    )
    return shares / width


class Estimates:
    """The estimates of every collection, asked anew when they are older than `LASTS_S`."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, tuple[Estimate, ...]]] = {}
        self._lock = threading.Lock()

    def prefers_order(
        self, connection: Connection, collection: Collection, box: BoundingBox, limit: int
    ) -> bool:
        """Whether to walk in the order of ids instead of finding all features in the box."""
        estimates = self._estimates(connection, collection)
        total = sum(float(estimate.counts.sum()) for estimate in estimates)
        inside = sum(estimate.features_in(box) for estimate in estimates)
        if total < FEW_FEATURES or inside < 1:
            return False
        # Features looked at: all of the box, or one in `total / inside` until `limit` are found.
        return inside > limit * total / inside

    def expected(self, connection: Connection, collection: Collection, box: BoundingBox) -> float:
        """How many features the box holds, by the statistics; 0 where there are none."""
        estimates = self._estimates(connection, collection)
        return sum(estimate.features_in(box) for estimate in estimates)

    def _estimates(self, connection: Connection, collection: Collection) -> tuple[Estimate, ...]:
        known = self._known.get(collection.id)
        if known and known[0] > time.monotonic():
            return known[1]
        with self._lock:
            found = tuple(
                estimate
                for layer in collection.layers
                if (estimate := _read(connection, layer.table.__tablename__))
            )
            self._known[collection.id] = (time.monotonic() + LASTS_S, found)
        return found


def _read(connection: Connection, table: str) -> Estimate | None:
    """What the statistics say of a table of the schema `layers`; None before its ANALYZE."""
    row = connection.execute(_EXTENT, {"name": f"layers.{table}"}).one_or_none()
    if row is None or row[0] is None or row[4] < FEW_FEATURES:
        return None
    west, south, east, north, features = (float(value) for value in row)
    values: dict[str, Any] = {
        "name": f"layers.{table}", "west": west, "south": south, "cells": CELLS,
        "width": (east - west) / CELLS, "height": (north - south) / CELLS,
    }  # fmt: skip
    shares = np.array(connection.scalar(_GRID, values), dtype=float).reshape(CELLS, CELLS)
    # Neighbouring cells count their common border twice.
    counts = shares * (features / max(shares.sum(), 1e-12))
    return Estimate(west, south, east, north, counts)
