"""Standard grid squares (JIS X 0410): codes into cells, and people into points inside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import jismesh.utils
import numpy as np
import pandas as pd

from mapservice.planning.arrays import Floats, Ints
from mapservice.planning.demand.points import DemandPoints, Provenance
from mapservice.planning.impedance.ground import Points

# Digits of a code -> nominal side in metres.
SIZES: dict[int, int] = {8: 1000, 9: 500, 10: 250}


@dataclass(frozen=True, slots=True, eq=False)
class MeshCells:
    """Cells of one size: 1 km (基準地域メッシュ), 500 m (2分の1) or 250 m (4分の1)."""

    size_m: int
    west: Floats  # (cells,) degrees, as all four
    south: Floats
    east: Floats
    north: Floats


def mesh_cells(codes: Sequence[str]) -> MeshCells:
    """Bounds of mesh codes, all of one length: 8, 9 or 10 digits.

    ValueError names the first code that is none: jismesh itself would take some wrong digits
    for places at sea.
    """
    lengths = {len(code) for code in codes}
    if len(lengths) != 1 or not lengths <= set(SIZES):
        raise ValueError(f"codes must all have 8, 9 or 10 digits, got lengths {sorted(lengths)}")
    wrong = next((code for code in codes if not _is_code(code)), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} is not a mesh code of JIS X 0410")
    # jismesh 2.1 calls numpy.asscalar, gone since numpy 1.23, for arrays of one: give it two.
    numbers = np.array([int(code) for code in (*codes, codes[-1])], dtype=np.int64)
    south, west = (side[:-1] for side in jismesh.utils.to_meshpoint(numbers, 0, 0))
    north, east = (side[:-1] for side in jismesh.utils.to_meshpoint(numbers, 1, 1))
    return MeshCells(SIZES[lengths.pop()], west, south, east, north)


def _is_code(code: str) -> bool:
    """JIS X 0410: latitude x 1.5, longitude - 100, then eighths, tenths and quarters."""
    if not (code.isascii() and code.isdigit()):
        return False
    in_japan = 30 <= int(code[:2]) <= 68 and 22 <= int(code[2:4]) <= 53
    return in_japan and max(code[4:6]) <= "7" and all(digit in "1234" for digit in code[8:])


def mesh_demand(
    codes: Sequence[str], people: pd.DataFrame, provenance: Provenance, spread_m: float = 250.0
) -> DemandPoints:
    """People of mesh cells (cells, bands) on points `spread_m` apart inside each cell.

    A 1 km cell becomes 4 x 4 points, so that its people do not all stand at its centre; a
    250 m cell stays one point. `area` is the mesh code, `radius_m` half a cell's side.
    """
    cells = mesh_cells(codes)
    side = max(round(cells.size_m / spread_m), 1)
    step = (np.arange(side) + 0.5) / side
    across, up = (part.ravel() for part in np.meshgrid(step, step))
    lon = cells.west[:, None] + (cells.east - cells.west)[:, None] * across
    lat = cells.south[:, None] + (cells.north - cells.south)[:, None] * up
    origin: Ints = np.repeat(np.arange(len(codes)), side * side)
    return DemandPoints(
        points=Points(lon.ravel(), lat.ravel()),
        people=people.iloc[origin].reset_index(drop=True) / side**2,
        area=tuple(codes[i] for i in origin),
        radius_m=np.full(len(origin), cells.size_m / side / 2),
        provenance=provenance,
    )
