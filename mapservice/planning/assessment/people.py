"""Demand of the city in the database: registered district totals, estimated where people live."""

from functools import lru_cache

import numpy as np
import pandas as pd
import shapely

from mapservice.planning.assessment.inputs import DistrictFact, Inputs, TownFact
from mapservice.planning.demand.areal import METHOD, spread_totals
from mapservice.planning.demand.points import DemandPoints, Provenance
from mapservice.planning.demand.spread import lattice_in
from mapservice.planning.impedance.ground import Points

BANDS = ("0-64", "65-74", "75+")
OLDER = ("65-74", "75+")
# A town whose area nobody knows is a disc of this radius around its point.
TOWN_RADIUS_M = 500.0


class NoPeople(ValueError):
    """The database holds no population from which demand could be estimated."""


def city_demand(inputs: Inputs, step_m: float) -> DemandPoints:
    """People on a lattice of `step_m` inside the areas of towns; `area` is the district's name.

    Computed once for the same towns and districts, since nothing else changes it.
    """
    return _spread(inputs.towns, inputs.districts, step_m)


@lru_cache(maxsize=8)
def _spread(
    towns: tuple[TownFact, ...], districts: tuple[DistrictFact, ...], step_m: float
) -> DemandPoints:
    totals = _totals(districts)
    members = {town.id: town.districts for town in towns if town.districts}
    if totals.empty or not members:
        raise NoPeople("no district has a population, or no town names its district")
    weight = {town.id: town.area_m2 or np.pi * TOWN_RADIUS_M**2 for town in towns}
    people = spread_totals(totals, members, weight).people
    inside = {town.id: _places(town, step_m) for town in towns}
    lattices = [inside[town] for town in people["town"]]
    count = np.array([len(points) for points in lattices])
    rows = people.loc[np.repeat(people.index, count)].reset_index(drop=True)
    return DemandPoints(
        points=Points(
            np.concatenate([points.lon for points in lattices]),
            np.concatenate([points.lat for points in lattices]),
        ),
        people=rows[list(BANDS)].div(np.repeat(count, count), axis=0),
        area=tuple(rows["district"]),
        radius_m=np.full(len(rows), step_m / 2),
        provenance=_provenance(districts, step_m),
    )


def _totals(districts: tuple[DistrictFact, ...]) -> pd.DataFrame:
    """People by district and band; districts without a count are left out."""
    rows = {
        each.name_ja: (
            each.population - (each.population_65 or 0),
            (each.population_65 or 0) - (each.population_75 or 0),
            each.population_75 or 0,
        )
        for each in districts
        if each.population is not None
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(BANDS))


def _places(town: TownFact, step_m: float) -> Points:
    if town.area is None:
        return Points(np.array([town.lon]), np.array([town.lat]))
    return lattice_in(shapely.from_wkb(town.area), step_m)


def _provenance(districts: tuple[DistrictFact, ...], step_m: float) -> Provenance:
    dates = sorted({str(each.population_date) for each in districts if each.population_date})
    sources = dict.fromkeys(each.source for each in districts if each.source)
    return Provenance(
        as_of="; ".join(dates),
        source="; ".join(sources),
        method=f"{METHOD}; spread evenly inside the (approximate) areas of towns, one point "
        f"every {step_m:g} m",
        estimate=True,
    )
