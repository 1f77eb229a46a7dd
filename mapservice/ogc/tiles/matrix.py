"""The tile matrix set WebMercatorQuad (OGC 17-083r4, D.1): addresses and bounds of tiles."""

import math
from dataclasses import dataclass
from typing import Any, Final

from mapservice.ogc.parameters import BoundingBox, refuse
from mapservice.ogc.reference_systems import CRS84
from mapservice.problems import NotFound

WEB_MERCATOR_QUAD: Final = "WebMercatorQuad"
URI: Final = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS: Final = "http://www.opengis.net/def/crs/EPSG/0/3857"
MAX_ZOOM: Final = 20

RADIUS_M: Final = 6378137.0
HALF_M: Final = math.pi * RADIUS_M
TILE_PIXELS: Final = 256
# OGC 17-083r4, 6.1.1.1: a pixel is 0.28 mm.
PIXEL_M: Final = 0.00028

EXTENT: Final = 4096
"""Units along a tile's side."""
BUFFER: Final = 64
"""Units around a tile that are drawn with it, so that symbols at its edge are whole."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile; rows count from the north."""

    matrix: int
    row: int
    col: int

    def bounds(self, buffer: int = BUFFER) -> BoundingBox:
        """Bounds in lon/lat, `buffer` units larger on every side, within the globe."""
        margin = buffer / EXTENT
        count = 2**self.matrix
        west, east = self.col - margin, self.col + 1 + margin
        north, south = self.row - margin, self.row + 1 + margin
        return BoundingBox(
            max(-180.0, west / count * 360 - 180),
            _latitude(south / count),
            min(180.0, east / count * 360 - 180),
            _latitude(north / count),
            CRS84,
        )


def _latitude(fraction: float) -> float:
    """Latitude of a place between the north (0) and south (1) edge of the square world."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * fraction))))


def parse_tile(matrix_set: str, matrix: str, row: str, col: str) -> Tile:
    """The tile of a URL; NotFound outside the matrix set, BadParameter for what is no number."""
    if matrix_set != WEB_MERCATOR_QUAD:
        raise NotFound(matrix_set)
    for name, text in (("tileMatrix", matrix), ("tileRow", row), ("tileCol", col)):
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise refuse(name, "0, 1, 2, …")
    tile = Tile(int(matrix), int(row), int(col))
    if tile.matrix > MAX_ZOOM or max(tile.row, tile.col) >= 2**tile.matrix:
        raise NotFound(f"{matrix}/{row}/{col}")
    return tile


def definition() -> dict[str, Any]:
    """The matrix set as JSON (17-083r4, 7)."""
    return {
        "id": WEB_MERCATOR_QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": URI,
        "crs": CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in range(MAX_ZOOM + 1)],
    }


def _matrix(zoom: int) -> dict[str, Any]:
    count = 2**zoom
    cell = 2 * HALF_M / (TILE_PIXELS * count)
    return {
        "id": str(zoom),
        "scaleDenominator": cell / PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_M, HALF_M],
        "tileWidth": TILE_PIXELS,
        "tileHeight": TILE_PIXELS,
        "matrixWidth": count,
        "matrixHeight": count,
    }
