"""Demand of the bundled city: registered district totals, estimated where people live."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.areas import Areas
from geodata.city import City
from mapservice.planning.demand.areal import METHOD, spread_totals
from mapservice.planning.demand.points import DemandPoints, Provenance
from mapservice.planning.demand.spread import lattice_in
from mapservice.planning.impedance.ground import Points

BANDS = ("0-64", "65-74", "75+")


def district_totals(city: City) -> pd.DataFrame:
    """Registered people by district (index: id) and band (`BANDS`)."""
    rows = {
        district.id: (
            district.population - district.age65plus,
            district.age65plus - district.age75plus,
            district.age75plus,
        )
        for district in city.districts
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(BANDS))


def bundled_demand(city: City, areas: Areas, step_m: float = 250.0) -> DemandPoints:
    """People of the city's districts on a lattice inside the (approximate) areas of its towns.

    A town with several districts shares its weight among them, so one lattice point can hold
    several rows, one per district. `radius_m` is half the lattice's step.
    """
    towns = {town.id: (town.district, *town.district_others) for town in city.towns}
    spread = spread_totals(district_totals(city), towns, areas.town_area_m2)
    if len(spread.unplaced):
        raise ValueError(f"districts without any town: {', '.join(spread.unplaced.index)}")
    inside = {town: lattice_in(areas.towns[town], step_m) for town in towns}
    members = [inside[town] for town in spread.people["town"]]
    count = np.array([len(points) for points in members])
    people = spread.people.loc[np.repeat(spread.people.index, count)].reset_index(drop=True)
    return DemandPoints(
        points=_joined(members),
        people=people[list(BANDS)].div(np.repeat(count, count), axis=0),
        area=tuple(people["district"]),
        radius_m=np.full(len(people), step_m / 2),
        provenance=Provenance(
            as_of=max(district.as_of for district in city.districts).isoformat(),
            source=city.districts[0].source,
            method=f"{METHOD}; spread evenly inside approximate (Thiessen) areas of towns, "
            f"one point every {step_m:g} m",
            estimate=True,
        ),
    )


def _joined(parts: Sequence[Points]) -> Points:
    return Points(
        np.concatenate([part.lon for part in parts]), np.concatenate([part.lat for part in parts])
    )
