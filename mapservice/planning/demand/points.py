"""Demand points: where people live, how many of each age band, and how that is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Flags, Floats, check_amounts
from mapservice.planning.impedance.ground import Points


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every figure drawn from the demand has to say about itself."""

    as_of: str  # date or year of the data, ISO 8601
    source: str
    method: str  # how people were placed, English
    estimate: bool  # true when people were placed by anything but a count


@dataclass(frozen=True, slots=True, eq=False)
class DemandPoints:
    """People at points; row i of `people` lives at point i."""

    points: Points
    people: pd.DataFrame  # (n, bands) people of age bands that do not overlap
    area: tuple[str, ...]  # (n,) district or town of each point
    radius_m: Floats  # (n,) how far the true place may lie from the point
    provenance: Provenance

    def __post_init__(self) -> None:
        """Every column is a number of people, every row has a place and an area."""
        size = len(self.points)
        if not len(self.people) == len(self.area) == len(self.radius_m) == size:
            raise ValueError("points, people, area and radius_m must be equally long")
        for band in self.people.columns:
            check_amounts(f"people {band}", self.people[band].to_numpy(dtype=np.float64), size)

    @property
    def total(self) -> Floats:
        """People of all bands, shape (n,)."""
        return self.of(list(self.people.columns))

    def of(self, bands: Sequence[str]) -> Floats:
        """People of these bands together, shape (n,); KeyError for an unknown band."""
        chosen: Floats = self.people[list(bands)].to_numpy(dtype=np.float64)
        return np.asarray(chosen.sum(axis=1), dtype=np.float64)

    def only(self, chosen: Flags) -> "DemandPoints":
        """The points where `chosen` (n,) is true."""
        return replace(
            self,
            points=Points(self.points.lon[chosen], self.points.lat[chosen]),
            people=self.people[chosen].reset_index(drop=True),
            area=tuple(name for name, keep in zip(self.area, chosen, strict=True) if keep),
            radius_m=self.radius_m[chosen],
        )


def counted_demand(
    points: Points, counts: Floats, band: str, area: Sequence[str], provenance: Provenance
) -> DemandPoints:
    """Anything counted at places as a demand surface of one band.

    For registered groups (members, or 1 each) and for searches that found nothing.
    """
    return DemandPoints(
        points=points,
        people=pd.DataFrame({band: check_amounts(band, counts, len(points))}),
        area=tuple(area),
        radius_m=np.zeros(len(points)),
        provenance=provenance,
    )


def join_neighbours(ours: DemandPoints, neighbours: DemandPoints) -> tuple[DemandPoints, Flags]:
    """Both populations and `inside` (n,): true for ours.

    Give the first to measures, so that neighbours compete for supply, and the second to
    reports, so that they are not counted as residents. ValueError when bands differ.
    """
    if list(ours.people.columns) != list(neighbours.people.columns):
        raise ValueError("age bands of the two populations differ")
    own, other = ours.provenance, neighbours.provenance
    joined = DemandPoints(
        points=Points(
            np.concatenate((ours.points.lon, neighbours.points.lon)),
            np.concatenate((ours.points.lat, neighbours.points.lat)),
        ),
        people=pd.concat((ours.people, neighbours.people), ignore_index=True),
        area=(*ours.area, *neighbours.area),
        radius_m=np.concatenate((ours.radius_m, neighbours.radius_m)),
        provenance=Provenance(
            as_of=own.as_of if own.as_of == other.as_of else f"{own.as_of}; {other.as_of}",
            source=f"{own.source}; neighbours: {other.source}",
            method=f"{own.method}; neighbours: {other.method}",
            estimate=own.estimate or other.estimate,
        ),
    )
    return joined, np.arange(len(joined.points)) < len(ours.points)
