"""Census small areas (小地域) onto the ground: each area's people spread inside its boundary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from mapservice.planning.demand.estat import CensusTable, share_merged
from mapservice.planning.demand.points import DemandPoints, Provenance
from mapservice.planning.demand.spread import lattice_in
from mapservice.planning.impedance.ground import Points


@dataclass(frozen=True, slots=True)
class PlacingReport:
    """People of the table against people on the ground."""

    people: float
    placed: float
    without_boundary: tuple[str, ...]  # KEY_CODE of inhabited areas whose boundary is missing


def place_small_areas(
    table: CensusTable,
    bands: Mapping[str, Sequence[str]],
    boundaries: Mapping[str, BaseGeometry],
    provenance: Provenance,
    step_m: float = 100.0,
) -> tuple[DemandPoints, PlacingReport]:
    """People of `bands` (band -> columns that add up to it) on a lattice inside `boundaries`.

    `boundaries` are degrees by KEY_CODE. Sums of subdivided areas are left out; suppressed
    areas share what is counted with them. People without a boundary are reported, not dropped
    in silence. ValueError when no boundary fits.
    """
    people = _people(table, bands)
    known = [code for code in people.index if code in boundaries]
    if not known:
        raise ValueError("no boundary has a KEY_CODE of the table")
    inside = [lattice_in(boundaries[code], step_m) for code in known]
    count = np.array([len(points) for points in inside])
    rows = people.loc[known].iloc[np.repeat(np.arange(len(known)), count)]
    demand = DemandPoints(
        points=Points(
            np.concatenate([points.lon for points in inside]),
            np.concatenate([points.lat for points in inside]),
        ),
        people=rows.div(np.repeat(count, count), axis=0).reset_index(drop=True),
        area=tuple(rows.index),
        radius_m=np.full(len(rows), step_m / 2),
        provenance=provenance,
    )
    missing = people[~people.index.isin(known)].sum(axis=1)
    report = PlacingReport(
        people=float(people.to_numpy().sum()),
        placed=float(demand.total.sum()),
        without_boundary=tuple(str(code) for code in missing[missing > 0].index),
    )
    return demand, report


def _people(table: CensusTable, bands: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """People by KEY_CODE of undivided areas (index) and band."""
    leaves = table.leaves()
    shared = {
        band: sum((share_merged(table, name) for name in columns), np.zeros(len(leaves)))
        for band, columns in bands.items()
    }
    return pd.DataFrame(shared, index=pd.Index(table.key))[leaves]
